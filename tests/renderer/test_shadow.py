"""The shadow map: what nothing shades is lit in full, what stands on a floor shades it up to its edge, and the texels
are where the picture shows something."""

from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, PLAIN_GRADE, pose, still_life
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Medium
from visualizer.renderer.culling import Boxes
from visualizer.renderer.detail import DETAILS
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.shadow_fit import fitted_view
from visualizer.renderer.view import View, eye_view
from visualizer.renderer.view_block import VIEW_BLOCK, packed_view
from visualizer.transforms import camera_from_world

SIZE = (64, 36)
TEXELS = 512
FLOOR = Draw("floor", "plain", pose(), uniforms=PLAIN)
BOX = Draw("box", "plain", pose(0.0, 0.5), uniforms=PLAIN)


@pytest.fixture(scope="module", params=DETAILS)
def renderer(request):
    with Renderer(SIZE, detail=request.param) as made:
        yield made


def light(
    renderer, *draws: Draw, direction: tuple[float, float, float], radius: float, softness: float = 0.5
) -> np.ndarray:
    settings: dict[str, Any] = {
        "library": LIBRARY,
        "time": 0.0,
        "camera": Camera(camera_from_world((0.0, 2.5, 4.0), (0.0, 0.0, 0.0)), fov=45.0, far=60.0),
        "draws": draws,
        "sky": BLACK_SKY,
        "key_light": KeyLight(direction, (1.0, 1.0, 1.0), radius=radius, softness=softness),
        "ambient": Ambient((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        "grade": PLAIN_GRADE,
    }
    renderer.draw(Frame(**settings), ["beauty"])
    shown: np.ndarray = renderer.result("beauty").mean(axis=2)
    return shown


@pytest.mark.parametrize("height", [-1.0, -0.3, -0.05])
def test_a_floor_does_not_shade_itself_in_any_light(renderer, height):
    mapped, bare = (
        light(renderer, FLOOR, direction=(0.7, height, 0.4), radius=radius) for radius in (20.0, 1e-3)
    )
    np.testing.assert_array_equal(mapped, bare)


def test_the_shadow_of_a_box_begins_within_three_texels_of_it(renderer):
    # From the left and above: the shadow lies on the floor to the right of the box.
    lit = light(renderer, FLOOR, direction=(1.0, -1.0, 0.0), radius=10.0)
    shaded = light(renderer, FLOOR, BOX, direction=(1.0, -1.0, 0.0), radius=10.0)
    row = (shaded / np.maximum(lit, 1e-6))[19]
    assert row[SIZE[0] // 2 + 12] < 0.05


def boxes_of(frame: Frame, view: View) -> Boxes:
    poses = np.concatenate([draw.poses for draw in frame.draws]).astype(np.float64)
    poses[:, :, 3] -= view.origin
    return Boxes(frame.draws, frame.library.meshes, poses.astype(np.float32), fine=True)


def fitted(eye: tuple[float, float, float], **changes: Any) -> tuple[View, View]:
    """Return the view of a box on a floor with the shadow map of the whole region, 60 m in radius, and with a fitted
    one."""
    frame = still_life(
        camera=Camera(camera_from_world(eye, (0.0, 0.5, 0.0)), fov=20.0, far=60.0),
        key_light=KeyLight((0.4, -0.8, 0.3), (1.0, 1.0, 1.0), radius=60.0),
        **changes,
    )
    view = eye_view(frame, SIZE)
    return view, fitted_view(view, frame, boxes_of(frame, view), TEXELS)


def test_the_map_is_fitted_to_what_is_seen_and_all_of_that_is_in_it():
    view, fit = fitted((3.0, 2.0, 4.0), mirror=None)
    width, before = (np.linalg.norm(one.shadow_clip_from_relative[0, :3]) for one in (fit, view))
    assert width > 3.0 * before
    right, up, forward = view.rays
    # Points of the floor, which is 2 m below the eye, in the picture.
    ways = np.array([x * right + y * up + forward for x in (-1, 0, 1) for y in (-1, 0, 0.5)])
    ways = ways[ways[:, 1] < -1e-3]
    place = (
        fit.shadow_from_relative[:3, :3] @ (ways * (-view.origin[1] / ways[:, 1:2])).T
        + fit.shadow_from_relative[:3, 3:]
    )
    assert len(ways) > 5 and place.min() >= 0.0 and place.max() <= 1.0


def test_what_only_the_mirror_image_shows_is_in_the_map():
    near = Draw("box", "plain", pose(0.0, 0.5), uniforms=PLAIN)
    above = Draw("box", "plain", pose(-12.0, 9.0, -16.0), uniforms=PLAIN)
    alone, none, mirrored = (
        fitted((3.0, 2.0, 4.0), draws=draws, mirror=mirror, medium=Medium())[1].shadow_from_relative
        for draws, mirror in (((near,), None), ((near, above), None), ((near, above), 0.0))
    )
    np.testing.assert_array_equal(alone, none)
    assert np.linalg.norm(mirrored[0, :3]) < np.linalg.norm(none[0, :3])


def test_texels_of_the_map_stand_still_while_the_camera_moves():
    places = []
    for step in range(4):
        view, fit = fitted((3.0 + 0.003 * step, 2.0, 4.0), mirror=None)
        places.append(
            fit.shadow_from_relative @ np.append(-view.origin, 1.0) * TEXELS
        )  # of the world's origin
    moved = np.diff(places, axis=0)[:, :2]
    np.testing.assert_allclose(moved, np.round(moved), atol=1e-6)


def test_the_shadow_of_a_small_thing_in_a_large_region_has_its_form(renderer):
    lit, shaded = (
        light(renderer, *draws, direction=(1.0, -1.0, 0.0), radius=2000.0)
        for draws in ((FLOOR,), (FLOOR, BOX))
    )
    near = light(renderer, FLOOR, BOX, direction=(1.0, -1.0, 0.0), radius=8.0)
    assert np.abs(near - shaded).mean() < 0.05 * np.abs(near - lit).mean()


def test_a_shadow_is_softer_the_farther_away_what_casts_it():
    counts = []
    with Renderer((128, 72), detail="full") as renderer:
        for height in (0.6, 4.0):
            # In the direction of the light, so that the shadow falls on one place.
            box = Draw("box", "plain", pose(-height, height), uniforms=PLAIN)
            lit, shaded = (
                light(renderer, *draws, direction=(1.0, -1.0, 0.0), radius=10.0, softness=3.0)[:, 66:]
                for draws in ((FLOOR,), (FLOOR, box))
            )
            share = shaded / np.maximum(lit, 1e-6)
            counts.append(((share > 0.1) & (share < 0.9) & (lit > 0.0)).sum())
    assert counts[1] > 2.0 * counts[0] > 0


def test_each_sub_frame_compares_another_pair_of_places_of_the_map_first():
    frame = still_life()
    turns = []
    for count in (1, 4):
        blocks = [
            packed_view(
                frame, eye_view(frame, SIZE, k, count), SIZE, index=k, count=count, shadow_size=TEXELS
            )
            for k in range(count)
        ]
        taps = [np.frombuffer(block, VIEW_BLOCK.dtype)["shadow_tap"][0] * TEXELS for block in blocks]
        np.testing.assert_allclose(np.linalg.norm(taps, axis=1), np.hypot(0.5, 1.15), rtol=1e-5)
        turns.append([np.degrees(np.arctan2(*tap)) % 180.0 for tap in taps])
    # Opposite places are a pair: two pairs at right angles, in turn.
    np.testing.assert_allclose(np.abs(np.diff(turns[1])), 90.0, atol=1e-3)
