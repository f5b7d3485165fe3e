"""The renderer: a picture is a pure function of its frames, and light adds up."""

import dataclasses
import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, PLAIN_GRADE, pose, still_life
from visualizer.errors import TooManyLights
from visualizer.frame import Ambient, Caption, Draw, Frame, KeyLight, Medium, PointLight, Ripple, Shafts
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.surfaces import UnknownMaterial
from visualizer.renderer.view_block import MAX_POINT_LIGHTS

SIZE = (96, 54)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def picture(renderer: Renderer, *frames: Frame) -> np.ndarray:
    renderer.draw(frames)
    return renderer.pixels()


@pytest.mark.parametrize("samples", [1, 4])
def test_a_frame_is_the_same_bits_whatever_was_drawn_before_it(renderer, samples):
    times = [0.1 * k for k in range(8)]
    first = {t: picture(renderer, *[still_life(t + 0.01 * k) for k in range(samples)]) for t in times}
    for t in random.Random(1).sample(times, len(times)):
        again = picture(renderer, *[still_life(t + 0.01 * k) for k in range(samples)])
        np.testing.assert_array_equal(again, first[t])


def test_two_renderers_draw_the_same_bits(renderer):
    with Renderer(SIZE) as other:
        np.testing.assert_array_equal(picture(renderer, still_life()), picture(other, still_life()))


def test_a_renderer_that_was_resized_draws_as_a_new_one(renderer):
    with Renderer((33, 21)) as other:
        other.draw(still_life())
        other.resize(SIZE)
        np.testing.assert_array_equal(picture(other, still_life()), picture(renderer, still_life()))


@pytest.mark.parametrize("size", [(1, 1), (7, 5), (33, 21)])
def test_odd_and_tiny_sizes_are_drawn(size):
    with Renderer(size) as small:
        small.draw(still_life())
        assert small.pixels().shape == (size[1], size[0], 3)


def test_a_moving_box_is_blurred_over_the_open_shutter(renderer):
    """Only the box moves: the sum of the gradients at its edges stays, but they are spread over more pixels."""
    quiet = {"mirror": None, "medium": Medium(), "point_lights": (), "grade": PLAIN_GRADE}
    box_only = tuple(d for d in still_life().draws if d.material == "plain")[1:]

    def steps(times):
        frames = [
            still_life(t, draws=(dataclasses.replace(box_only[0], poses=pose(0.4 * t, 0.6)),), **quiet)
            for t in times
        ]
        return np.abs(np.diff(picture(renderer, *frames).astype(float).mean(axis=2), axis=1))

    sharp, blurred = steps([1.0] * 8), steps(np.linspace(0.0, 2.0, 8))
    assert blurred.max() < 0.8 * sharp.max()
    assert (blurred > 2.0).sum() > 1.3 * (sharp > 2.0).sum()


def white_room(albedo: float) -> Frame:
    """Return a floor that fills the picture under uniform ambient light, and nothing else."""
    white: dict[str, Any] = {
        "colour": (albedo, albedo, albedo),
        "roughness": 1.0,
        "metalness": 0.0,
        "emission": 0.0,
    }
    even = (1.0, 1.0, 1.0)
    base = still_life(
        draws=(Draw("floor", "plain", pose(), uniforms=white),),
        key_light=KeyLight(colour=(0.0, 0.0, 0.0)),
        point_lights=(),
        ambient=Ambient(even, even, even),
        medium=Medium(),
        sky=BLACK_SKY,
        mirror=None,
        grade=PLAIN_GRADE,
    )
    from visualizer.transforms import camera_from_world

    return dataclasses.replace(
        base,
        camera=dataclasses.replace(base.camera, camera_from_world=camera_from_world((0, 3, 0), (0, 0, 0))),
    )


@pytest.mark.parametrize("albedo", [0.2, 0.5, 0.8])
def test_a_surface_in_uniform_light_reflects_its_albedo_and_a_specular_part(renderer, albedo):
    renderer.draw(white_room(albedo))
    light = renderer.light()
    assert light.std() < 0.01
    # The diffuse part is exactly the albedo; the specular part of a dielectric adds a few per cent.
    assert albedo - 1e-3 <= light.mean() <= albedo + 0.06


def test_emission_reaches_the_light_buffer_unchanged(renderer):
    glowing = PLAIN | {"colour": (0.0, 0.0, 1.0), "emission": 7.0}
    frame = dataclasses.replace(
        white_room(0.0),
        draws=(Draw("floor", "plain", pose(), uniforms=glowing),),
        ambient=Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
    )
    renderer.draw(frame)
    np.testing.assert_allclose(renderer.light()[27, 48], (0.0, 0.0, 7.0), rtol=2e-3, atol=1e-3)


def test_the_key_light_casts_a_shadow(renderer):
    lit = still_life(point_lights=(), medium=Medium(), mirror=None)
    unshadowed = dataclasses.replace(
        lit, draws=tuple(dataclasses.replace(d, shadow=False) for d in lit.draws)
    )
    lights = []
    for frame in (lit, unshadowed):
        renderer.draw(frame)
        lights.append(renderer.light())
    dark, bright = lights
    assert (bright - dark).max() > 0.1
    assert (bright >= dark).all()


def test_black_stays_black(renderer):
    empty = Frame(LIBRARY, 0.0, sky=BLACK_SKY)
    assert picture(renderer, empty).max() == 0


def test_fade_to_zero_is_black_and_whiteout_is_bright(renderer):
    grade = PLAIN_GRADE
    assert picture(renderer, still_life(grade=dataclasses.replace(grade, fade=0.0))).max() == 0
    assert picture(renderer, still_life(grade=dataclasses.replace(grade, whiteout=1.0))).min() > 180


def test_a_caption_is_written_at_the_foot_and_only_there(renderer):
    plain, told = (
        picture(renderer, still_life()),
        picture(renderer, still_life(captions=(Caption("Hello there"),))),
    )
    changed = np.argwhere(np.abs(plain.astype(int) - told).max(axis=2) > 8)
    assert len(changed) > 20
    assert changed[:, 0].min() > SIZE[1] * 0.6


def test_a_caption_with_alpha_0_changes_no_pixel(renderer):
    np.testing.assert_array_equal(
        picture(renderer, still_life()),
        picture(renderer, still_life(captions=(Caption("Hello", alpha=0.0),))),
    )


def test_a_pressure_front_bends_the_picture_only_near_its_shell(renderer):
    ripple = Ripple(centre=(0.0, 0.5, 0.0), radius=1.0, thickness=0.2, strength=0.05)
    calm, bent = picture(renderer, still_life()), picture(renderer, still_life(ripples=(ripple,)))
    assert np.abs(calm.astype(int) - bent).max() > 10
    np.testing.assert_array_equal(calm[:4, :4], bent[:4, :4])


def test_every_pressure_front_and_every_source_of_shafts_is_visible(renderer):
    first = Ripple(centre=(-1.2, 0.5, 0.0), radius=0.6, thickness=0.1, strength=0.05)
    second = dataclasses.replace(first, centre=(1.2, 0.5, 0.0))
    third = dataclasses.replace(first, centre=(0.0, 1.4, 0.0))
    pictures = [
        picture(renderer, still_life(ripples=ripples)).astype(int)
        for ripples in ((), (first,), (first, second), (first, second, third))
    ]
    for before, after in pairwise(pictures):
        assert np.abs(before - after).max() > 10


def test_every_point_light_contributes_and_more_than_the_limit_are_refused(renderer):
    def lit(count):
        lights = tuple(PointLight((0.0, 2.0, 0.0), (0.02, 0.02, 0.02)) for _ in range(count))
        renderer.draw(still_life(point_lights=lights, medium=Medium(), grade=PLAIN_GRADE))
        return renderer.light().mean()

    dark, few, many, most = (lit(count) for count in (0, 10, 20, MAX_POINT_LIGHTS))
    assert few > dark
    assert (many - dark) / (few - dark) == pytest.approx(2.0, rel=0.02)
    assert (most - dark) / (few - dark) == pytest.approx(MAX_POINT_LIGHTS / 10, rel=0.02)
    with pytest.raises(TooManyLights, match=f"{MAX_POINT_LIGHTS + 1} point lights shine at 0 s"):
        lit(MAX_POINT_LIGHTS + 1)


def test_lights_without_intensity_do_not_count_against_the_limit(renderer):
    dark = (PointLight((0.0, 2.0, 0.0), (0.0, 0.0, 0.0)),) * (MAX_POINT_LIGHTS + 1)
    np.testing.assert_array_equal(
        picture(renderer, still_life(point_lights=dark)), picture(renderer, still_life(point_lights=()))
    )


def test_shafts_only_ever_add_light(renderer):
    bright = {"zenith": (9.0, 9.0, 9.0), "horizon": (9.0, 9.0, 9.0), "ground": (0.0, 0.0, 0.0)}
    base = still_life(sky=dataclasses.replace(BLACK_SKY, uniforms=bright), grade=PLAIN_GRADE)
    shafts = Shafts(source=(0.0, 4.0, -20.0), strength=0.5)
    without, rayed = (
        picture(renderer, base).astype(int),
        picture(renderer, dataclasses.replace(base, shafts=(shafts,))).astype(int),
    )
    assert (without - rayed).max() <= 2
    assert (rayed - without).max() > 5


def test_an_unknown_material_is_named(renderer):
    with pytest.raises(UnknownMaterial, match="no material 'chrome'"):
        renderer.draw(still_life(draws=(Draw("box", "chrome", pose()),)))


def test_an_unknown_parameter_of_a_material_is_named_with_its_file(renderer):
    with pytest.raises(UnknownMaterial, match=r"plain\.glsl: .*'shine'"):
        renderer.draw(still_life(draws=(Draw("box", "plain", pose(), uniforms=PLAIN | {"shine": 1.0}),)))


def test_drawing_nothing_at_all_is_an_error(renderer):
    with pytest.raises(ValueError, match="at least one frame"):
        renderer.draw([])


def test_the_driver_reports_no_error_after_a_full_picture(renderer):
    renderer.draw([still_life(0.1 * k) for k in range(3)])
    assert renderer.context.error == "GL_NO_ERROR"
