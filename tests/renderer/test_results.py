"""Results of a draw by name: each holds what it says, and its samples are averaged as it says."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, PLAIN_GRADE, floor, pose, still_life
from tests.renderer.test_sequences import with_particles
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library, Medium
from visualizer.geometry.primitives import box
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.results import results
from visualizer.transforms import camera_from_world

SIZE = (32, 18)
MIDDLE = 9, 16
GLOWING = PLAIN | {"colour": (0.0, 0.0, 1.0), "emission": 7.0}


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def drawn(renderer, frames, name):
    renderer.draw(frames, [name])
    return renderer.result(name)


def at(x: float = 0.0, **changes: Any) -> Frame:
    """Return a frame of a glowing cube of 1 m, x metres to the right of the axis of a camera 5 m away."""
    settings: dict[str, Any] = {
        "library": Library({"box": box((1.0, 1.0, 1.0)), "floor": floor()}, {}),
        "camera": Camera(camera_from_world((0.0, 0.0, 5.0), (0.0, 0.0, 0.0)), fov=45.0),
        "draws": (Draw("box", "plain", pose(x), uniforms=GLOWING),),
        "sky": BLACK_SKY,
        "key_light": KeyLight(colour=(0.0, 0.0, 0.0)),
        "ambient": Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
        "grade": PLAIN_GRADE,
    }
    return Frame(time=x, **(settings | changes))


def test_depth_is_metres_along_the_view_and_infinite_where_nothing_is(renderer):
    depth = drawn(renderer, at(), "depth")
    assert depth.shape == SIZE[::-1] and depth.dtype == np.float32
    near = np.isfinite(depth)
    assert near[MIDDLE] and not near[0, 0]
    np.testing.assert_allclose(
        depth[near], 4.5, rtol=1e-5
    )  # the face is parallel to the picture: the same everywhere


def test_depth_and_numbers_are_those_of_the_middle_sub_frame_alone(renderer):
    frames = [at(0.1 * k) for k in range(5)]
    for name in ("depth", "object", "material"):
        np.testing.assert_array_equal(drawn(renderer, frames, name), drawn(renderer, frames[2], name))


def test_objects_and_materials_are_numbered(renderer):
    draws = (
        Draw("box", "plain", pose(-1.0), uniforms=PLAIN),
        Draw("box", "crystal", pose(1.0), layer="transmissive"),
    )
    numbers = drawn(renderer, at(draws=draws), "object")
    assert numbers.dtype == np.uint32 and set(np.unique(numbers)) == {0, 1, 2}
    assert numbers[9, 11] == 1 and numbers[9, 20] == 2 and numbers[0, 16] == 0
    named = drawn(renderer, at(draws=draws, objects=(70_001, 5)), "object")
    np.testing.assert_array_equal(named, np.array([0, 70_001, 5])[numbers])
    materials = drawn(renderer, at(draws=draws), "material")
    assert [renderer.materials[materials[place] - 1] for place in ((9, 11), (9, 20))] == ["plain", "crystal"]
    assert materials[0, 16] == 0


@pytest.mark.parametrize("samples", [1, 4])
def test_normals_are_directions_in_the_world_where_there_is_a_surface(renderer, samples):
    found = drawn(renderer, [at(0.1 * k) for k in range(samples)], "normal")
    assert found.shape == (*SIZE[::-1], 3)
    np.testing.assert_allclose(found[MIDDLE], (0.0, 0.0, 1.0), atol=1e-3)
    length = np.linalg.norm(found, axis=2)
    np.testing.assert_allclose(length[length > 0.0], 1.0, rtol=1e-5)
    assert (length == 0.0).any()


def test_emission_is_the_mean_in_linear_light_of_what_surfaces_give_off(renderer):
    one = drawn(renderer, at(), "emission")
    np.testing.assert_allclose(one[MIDDLE], (0.0, 0.0, 7.0), rtol=1e-5)
    assert one[0, 0].max() == 0.0
    dark = at(draws=(Draw("box", "plain", pose(), uniforms=PLAIN),))
    np.testing.assert_allclose(
        drawn(renderer, [at(), at(), at(), dark], "emission")[MIDDLE], (0.0, 0.0, 5.25), rtol=1e-5
    )


def test_motion_is_pixels_from_the_first_to_the_last_sub_frame(renderer):
    pixels_per_metre = SIZE[1] / 2.0 / np.tan(np.radians(22.5)) / 4.5  # on the face, 4.5 m away
    frames = [at(0.05 * k) for k in range(5)]
    found = drawn(renderer, frames, "motion")
    assert found.shape == (*SIZE[::-1], 2)
    np.testing.assert_allclose(found[MIDDLE], (0.2 * pixels_per_metre, 0.0), atol=1e-4)
    covered = drawn(renderer, frames, "normal").any(axis=2)
    # At the edges too it is the motion of the box, not mixed with the background's.
    np.testing.assert_allclose(found[covered][:, 0], 0.2 * pixels_per_metre, rtol=1e-3)
    assert not found[~covered].any() and 0 < covered.sum() < covered.size
    assert not drawn(renderer, at(), "motion").any()


def test_motion_is_that_of_the_camera_too_and_points_down_where_the_picture_goes_down(renderer):
    up = [dataclasses.replace(at(), camera=Camera(camera_from_world((0.0, y, 5.0), (0.0, y, 0.0)), fov=45.0)) for y in (0.0, 0.1)]  # fmt: skip
    found = drawn(renderer, up, "motion")
    np.testing.assert_allclose(found[MIDDLE], (0.0, 0.1 * 9 / np.tan(np.radians(22.5)) / 4.5), atol=1e-4)


@pytest.mark.parametrize("samples", [2, 5])
def test_the_sky_moves_as_the_camera_turns_and_not_as_it_goes(renderer, samples):
    def turned(degrees: float) -> Frame:
        ahead = np.radians(degrees)
        aim = (np.sin(ahead), 0.0, 5.0 - np.cos(ahead))
        return at(draws=(), camera=Camera(camera_from_world((0.0, 0.0, 5.0), aim), fov=45.0))

    found = drawn(renderer, [turned(angle) for angle in np.linspace(0.0, -20.0, samples)], "motion")
    half = np.tan(np.radians(22.5))
    across = np.degrees(
        np.arctan((np.arange(SIZE[0]) + 0.5 - 16.0) / 9.0 * half)
    )  # of pixels, in the middle sub-frame
    if samples == 5:  # which looks 10 degrees to the left
        wanted = np.tan(np.radians(across + 10.0)) - np.tan(np.radians(across - 10.0))
        np.testing.assert_allclose(found[9, 8:24, 0], wanted[8:24] / half * 9.0, rtol=0.05)
    assert (found[..., 0] > 2.0).all()
    gone = [dataclasses.replace(at(draws=()), camera=Camera(camera_from_world((x, 0.0, 5.0), (x, 0.0, 0.0)), fov=45.0)) for x in (0.0, 1.0)]  # fmt: skip
    assert not drawn(renderer, gone, "motion").any()


def test_an_object_missing_in_the_first_sub_frame_has_no_motion(renderer):
    floor_too = (*at(0.4).draws, Draw("floor", "plain", pose(0.0, -0.4), uniforms=PLAIN))
    found = drawn(renderer, [at(0.0), at(0.4, draws=floor_too)], "motion")
    assert found[MIDDLE][0] > 0.5 and np.abs(found[14:]).max() < 1e-4


@pytest.mark.parametrize("compute", [True, False])
@pytest.mark.parametrize("emitters", [("sparks",), ("smoke", "stones")])
def test_particles_alone_over_what_is_behind_them_are_the_light_of_both(renderer, emitters, compute):
    if compute and not renderer.particles.compute:
        pytest.skip("no compute shaders here")
    before, renderer.particles.compute = renderer.particles.compute, compute
    frame = with_particles(*emitters, medium=Medium())
    over = drawn(renderer, frame, "particles")
    both = drawn(renderer, frame, "beauty")
    behind = drawn(renderer, dataclasses.replace(frame, batches=()), "beauty")
    renderer.particles.compute = before
    assert over.shape == (*SIZE[::-1], 4) and over[..., :3].max() > 0.01
    np.testing.assert_allclose(over[..., :3] + (1.0 - over[..., 3:]) * behind, both, atol=4e-3, rtol=4e-3)


def test_the_mean_of_particles_is_plain(renderer):
    # A single sub-frame has no offset within the pixel, which changes the light of puffs of a few pixels.
    frames = [with_particles("smoke", medium=Medium())] * 6
    renderer.draw(frames, ["particles", "beauty"])
    mean = renderer.result("particles")
    assert 0.0 < mean[..., 3].max() <= 1.0
    renderer.draw(frames[:2], ["particles"])
    few = renderer.result("particles")
    assert mean.sum() == pytest.approx(few.sum(), rel=0.2)


def test_a_result_is_the_same_bits_whatever_else_is_asked_for_with_it(renderer):
    frames = [still_life(0.1 * k) for k in range(2)]
    renderer.draw(frames, list(results()))
    together = {name: renderer.result(name) for name in results()}
    for name, found in together.items():
        np.testing.assert_array_equal(drawn(renderer, frames, name), found, name)


def test_every_result_is_described():
    assert set(results()) == {
        "picture", "deep", "hdr", "beauty", "depth", "normal", "motion", "object", "material", "emission", "particles",
    }  # fmt: skip
    assert all(len(text) > 20 for text in results().values())
    assert LIBRARY.meshes
