"""Ambient occlusion and contact shadows: exact where nothing is near, darker where something is."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, PLAIN_GRADE, WHITE_KEY, pose
from visualizer.frame import Ambient, Camera, Contact, Draw, Frame, KeyLight
from visualizer.renderer.detail import DETAILS
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

SIZE = (48, 27)
NO_KEY = KeyLight(colour=(0.0, 0.0, 0.0))
NO_AMBIENT = Ambient((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
FLOOR = Draw("floor", "plain", pose(), uniforms=PLAIN)
BOX = Draw("box", "plain", pose(0.0, 0.5), uniforms=PLAIN)
BEFORE = np.s_[17, 21:27]  # the floor before the box
AWAY = np.s_[24:27, :]


@pytest.fixture(scope="module", params=DETAILS)
def renderer(request):
    with Renderer(SIZE, detail=request.param) as made:
        yield made


def seen(*draws: Draw, **changes: Any) -> Frame:
    settings: dict[str, Any] = {
        "library": LIBRARY,
        "time": 0.0,
        "camera": Camera(camera_from_world((0.0, 1.4, 4.0), (0.0, 0.3, 0.0)), fov=45.0, far=60.0),
        "draws": draws,
        "sky": BLACK_SKY,
        "key_light": NO_KEY,
        "contact": Contact(occlusion=1.0, radius=2.0),
        "grade": PLAIN_GRADE,
    }
    return Frame(**(settings | changes))


def light(renderer, frame: Frame | list[Frame]) -> np.ndarray:
    renderer.draw(frame, ["beauty"])
    shown: np.ndarray = renderer.result("beauty").mean(axis=2)
    return shown


def test_a_plane_without_neighbours_is_not_occluded(renderer):
    bare = light(renderer, seen(FLOOR, contact=Contact()))
    np.testing.assert_allclose(light(renderer, seen(FLOOR)), bare, rtol=2e-3)


def test_the_floor_is_darker_beside_a_box_and_the_darker_the_stronger(renderer):
    frame = seen(FLOOR, BOX)
    shares = [
        (light(renderer, replace(frame, contact=Contact(occlusion=strength, radius=2.0)))[BEFORE]).mean()
        for strength in (0.0, 1.0, 2.0)
    ]
    assert shares[1] < 0.9 * shares[0]
    assert shares[2] < 0.95 * shares[1]


def test_what_lies_beyond_the_radius_hides_nothing(renderer):
    near, far = (seen(FLOOR, BOX, contact=Contact(1.0, radius)) for radius in (2.0, 0.3))
    bare = light(renderer, seen(FLOOR, BOX, contact=Contact()))
    np.testing.assert_allclose(light(renderer, far)[AWAY], bare[AWAY], rtol=2e-3)
    assert light(renderer, far)[BEFORE].mean() > light(renderer, near)[BEFORE].mean()


def test_occlusion_leaves_direct_light_alone(renderer):
    lit = {"key_light": WHITE_KEY, "ambient": NO_AMBIENT}
    with_it, without = (
        light(renderer, seen(FLOOR, BOX, contact=one, **lit)) for one in (Contact(2.0), Contact())
    )
    np.testing.assert_array_equal(with_it, without)


def test_contact_shadows_fall_away_from_the_key_light_and_leave_ambient_light_alone(renderer):
    towards_us = KeyLight((0.0, -1.0, 0.6), (1.0, 1.0, 1.0), radius=1e-3)  # no shadow map there
    one, none = Contact(shadow=0.6), Contact()
    lit, ambient = {"key_light": towards_us, "ambient": NO_AMBIENT}, {"key_light": NO_KEY}
    with_it, without = (light(renderer, seen(FLOOR, BOX, contact=each, **lit)) for each in (one, none))
    assert with_it[BEFORE].mean() < 0.9 * without[BEFORE].mean()
    np.testing.assert_array_equal(with_it[AWAY], without[AWAY])
    with_it, without = (light(renderer, seen(FLOOR, BOX, contact=each, **ambient)) for each in (one, none))
    np.testing.assert_array_equal(with_it, without)


def test_samples_converge_and_each_frame_has_one_picture(renderer):
    frame = seen(FLOOR, BOX)
    few, many = (light(renderer, [frame] * count) for count in (16, 64))
    np.testing.assert_allclose(few[BEFORE], many[BEFORE], rtol=0.03)
    np.testing.assert_array_equal(light(renderer, frame), light(renderer, frame))


def test_every_material_is_drawn_with_contact(renderer):
    draws = (Draw("box", material, pose(0.0, 0.5)) for material in renderer.materials)
    assert np.isfinite(light(renderer, seen(*draws))).all()
