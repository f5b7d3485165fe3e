"""The image in the mirror plane is blurred by the motion and the distance of what is mirrored, not by those of the
mirror."""

import dataclasses
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, PLAIN, PLAIN_GRADE, floor, pose, still_life
from visualizer.bench.flip import error_map
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.primitives import icosphere
from visualizer.renderer.passes.mirror import Mirror
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.sub_frame_blur import SubFrameBlur
from visualizer.transforms import camera_from_world

SIZE = (320, 180)
MANY = 64
LIBRARY = Library({"ball": icosphere(0.25, subdivisions=3), "floor": floor()}, {})
POLISHED: dict[str, Any] = {"colour": (0.02, 0.02, 0.02), "roughness": 0.02, "mirror": 1.0}
FLOOR = Draw("floor", "polished", pose(), uniforms=POLISHED, mirrored=False)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


@pytest.fixture(scope="module")
def many(renderer):
    """Return a function of a scene that gives its reflection with many samples."""
    return cache(lambda of: reflection(renderer, exposure(of, MANY)))


def seen(time, *place, along=0.0, **changes):
    """Return a frame of a bright ball above a polished floor. along: metres to the right of the camera."""
    uniforms = PLAIN | {"emission": 3.0, "colour": (1.0, 1.0, 1.0)}
    settings = {
        "library": LIBRARY,
        "time": time,
        "camera": Camera(camera_from_world((along, 1.2, 6.0), (along, 0.35, 0.0)), fov=30.0),
        "draws": (FLOOR, Draw("ball", "plain", pose(*place), uniforms=uniforms)),
        "sky": BLACK_SKY,
        "key_light": KeyLight(colour=(0.0, 0.0, 0.0)),
        "ambient": Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
        "grade": PLAIN_GRADE,
        "mirror": 0.0,
    }
    return Frame(**(settings | changes))


def across(time):
    """A ball that flies across a view at rest: its reflection goes across the floor, which is still."""
    return seen(time, time - 0.5, 0.9)


def beside(time):
    """A camera that keeps beside a ball: its reflection is at rest in the picture, through which the floor goes."""
    return seen(time, time - 0.5, 0.9, along=time)


def down(time):
    return seen(time, 0.0, 2.0 - 1.1 * time)


def unfocused(time):
    """A ball at rest, far behind the place of the floor in focus in which it is mirrored."""
    camera = Camera(camera_from_world((0.0, 1.2, 6.0), (0.0, 0.35, 0.0)), fov=30.0, focus=4.0, aperture=0.4)
    return seen(time, 0.0, 0.9, -6.0, camera=camera)


def exposure(of, count):
    return [of((k + 0.5) / count) for k in range(count)]


def reflection(renderer, frames):
    """Return the light of the lower part of the picture, which shows the floor alone."""
    renderer.draw(frames, ["beauty"])
    return renderer.result("beauty")[SIZE[1] // 2 + 20 :, :, 0].astype(float)


def unblurred(monkeypatch, renderer, frames):
    with monkeypatch.context() as patch:
        patch.setattr(Mirror, "_blurred", lambda *_: None)
        return reflection(renderer, frames)


def bytes_of(light):
    return (
        np.rint(255.0 * np.clip(light, 0.0, 1.0) ** (1.0 / 2.2))
        .astype(np.uint8)[:, :, None]
        .repeat(3, axis=2)
    )


def seen_error(light, truth):
    """Return the mean FLIP of light where it or the truth is not black."""
    return float(error_map(bytes_of(truth), bytes_of(light))[(light > 0.01) | (truth > 0.01)].mean())


def along_streak(light):
    """Return the light of each column over the most of all columns."""
    sums = light.sum(axis=0)
    return sums / sums.max()


def test_the_reflection_of_what_flies_over_a_still_floor_is_one_streak_and_not_two_ghosts(
    many, renderer, monkeypatch
):
    few, truth = exposure(across, 2), many(across)
    ghosts, streak = unblurred(monkeypatch, renderer, few), reflection(renderer, few)
    inner = along_streak(truth) > 0.5
    assert inner.sum() > 50
    off = [np.abs(along_streak(light) - along_streak(truth))[inner].mean() for light in (ghosts, streak)]
    assert off[0] > 0.1 and off[1] < 0.03
    assert streak.sum() == pytest.approx(truth.sum(), rel=0.05)


@pytest.mark.parametrize("of", [across, down, unfocused])
def test_two_samples_of_a_reflection_are_much_nearer_to_many_than_without_its_blur(
    of, many, renderer, monkeypatch
):
    few = exposure(of, 2)
    before, after = (
        seen_error(light, many(of))
        for light in (unblurred(monkeypatch, renderer, few), reflection(renderer, few))
    )
    assert before > 1.5 * after > 0.0


def test_the_reflection_of_what_the_camera_keeps_beside_is_sharp_though_the_floor_passes(many, renderer):
    few = reflection(renderer, exposure(beside, 2))
    assert seen_error(few, many(beside)) < 0.12
    assert (along_streak(few) > 0.1).sum() < 1.15 * (along_streak(many(beside)) > 0.1).sum()


@pytest.mark.parametrize("of", [across, unfocused])
def test_many_samples_of_a_reflection_are_as_they_are_without_its_blur(of, many, renderer, monkeypatch):
    sharp = unblurred(monkeypatch, renderer, exposure(of, MANY))
    few = unblurred(monkeypatch, renderer, exposure(of, 2))
    off = [np.sqrt(np.mean((light - sharp) ** 2)) for light in (many(of), few)]
    assert off[0] < 0.2 * off[1]


def test_one_sample_and_what_is_at_rest_have_no_blur(renderer, monkeypatch):
    still = [
        dataclasses.replace(still_life(), draws=(FLOOR, *still_life().draws[1:]), time=t) for t in (0.0, 0.1)
    ]
    monkeypatch.setattr(SubFrameBlur, "tiles", lambda *_, **__: pytest.fail("blurred"))
    reflection(renderer, [across(0.0)])
    reflection(renderer, still)


def test_black_gas_before_a_floor_leaves_its_reflections_as_they_are(renderer):
    def veiled(time):
        """The same behind a sphere in the additive layer that adds no light."""
        frame = beside(time)
        dark: dict[str, Any] = {"hot": (0.0, 0.0, 0.0), "cool": (0.0, 0.0, 0.0), "inner": 0.5, "width": 0.1}
        veil = Draw(
            "ball", "blaze", pose(time - 0.17, 0.5, 4.0), uniforms=dark, layer="additive", mirrored=False
        )
        return dataclasses.replace(frame, draws=(*frame.draws, veil))

    bare, through = (reflection(renderer, exposure(of, 2)) for of in (beside, veiled))
    assert bare.max() > 0.1
    assert np.allclose(through, bare, atol=1e-3), "the blur takes the reflection for light of the floor"


def slow(time):
    """Frames in which nothing goes farther than half a pixel of the reflection in a sub-frame."""
    return seen(time, 0.02 * time, 0.9)


@pytest.mark.parametrize("of", [slow, across])
def test_a_blur_of_a_reflection_that_cannot_be_seen_is_left_out(of, renderer, monkeypatch):
    """Leaving it out changes no bit."""
    frames, drawn = exposure(of, 2), []
    tiles = SubFrameBlur.tiles

    def counted(self, job, blurred, *, own):
        drawn.append(blurred.image)
        tiles(self, job, blurred, own=own)

    monkeypatch.setattr(SubFrameBlur, "tiles", counted)
    found = reflection(renderer, frames)
    assert ("mirror" in drawn) == (of is across)
    monkeypatch.setattr(SubFrameBlur, "seen", lambda *_: True)
    np.testing.assert_array_equal(reflection(renderer, frames), found)
    assert "mirror" in drawn
