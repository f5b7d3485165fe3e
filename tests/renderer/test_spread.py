"""Bounds of what a sub-frame spreads: no point of a picture goes farther, so a blur left out is one nobody sees."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from visualizer.frame import Camera, Frame, Library
from visualizer.renderer.spread import (
    motion_of_rest,
    motion_of_swing,
    nearest_in_mirror,
    pixels_of_metre,
    radius,
)
from visualizer.renderer.view import exposed_view, mirrored_view
from visualizer.transforms import camera_from_world

SIZE = (160, 90)
NUMBER = st.floats(-1.0, 1.0)
STEP = st.tuples(NUMBER, NUMBER, NUMBER)


def views(turn, step, size=SIZE, aperture=0.0):
    """Return the frames and the view of the second of two sub-frames, between which the camera turns and goes."""
    frames = []
    for part in (0.0, 1.0):
        eye = np.array([0.2, 1.4, 5.0]) + part * np.array(step) * 0.05
        ahead = np.array([0.1, -0.2, -1.0]) + part * np.array(turn) * 0.02
        camera = Camera(
            camera_from_world(tuple(eye), tuple(eye + ahead)), fov=50.0, aperture=aperture, focus=4.0
        )
        frames.append(Frame(Library({}, {}), part * 0.02, camera=camera))
    return frames, exposed_view(frames, size, 1)


def shown(view, x, y, w):
    """Return the relative place of a point of a picture."""
    right, up, forward = view.rays
    return view.eye + w * (x * right + y * up + forward)


def pixel(clip, place):
    x, y, _, w = clip @ [*place, 1.0]
    return np.array([x / w, y / w]) * 0.5 * np.array(SIZE)


@given(STEP, STEP, NUMBER, NUMBER, st.floats(0.5, 1e4), st.booleans())
def test_no_point_at_rest_moves_farther_than_the_bound(turn, step, x, y, w, mirrored):
    _, view = views(turn, step)
    if mirrored:
        view = mirrored_view(view, 0.0)
    place = shown(view, x, y, w)
    way = pixel(view.clip_from_relative, place) - pixel(view.clip_before, place)
    assert np.hypot(*way) <= motion_of_rest(view, SIZE, 0.5) + 1e-6


def test_a_camera_at_rest_moves_nothing_and_one_that_passes_close_by_has_no_bound():
    _, view = views((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    assert motion_of_rest(view, SIZE, 0.0) == 0.0
    _, view = views((0.0, 0.0, 0.0), (1.0, 0.0, 0.0))
    assert 0.0 < motion_of_rest(view, SIZE, 5.0) < motion_of_rest(view, SIZE, 0.5) < np.inf
    assert motion_of_rest(view, SIZE, 0.0) == np.inf


@given(NUMBER, NUMBER, st.floats(1.0, 50.0), STEP, st.floats(0.0, 1e-3))
def test_what_swings_moves_no_farther_than_the_bound(x, y, w, way, swing):
    _, view = views((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    place = shown(view, x, y, w)
    step = np.array(way) / max(np.linalg.norm(way), 1e-9) * swing * np.linalg.norm(place)
    moved = pixel(view.clip_from_relative, place + step) - pixel(view.clip_from_relative, place)
    assert np.hypot(*moved) <= 1.02 * motion_of_swing(view, SIZE[1], swing) + 1e-6


@given(NUMBER, NUMBER, st.floats(0.05, 100.0), STEP)
def test_nothing_above_a_mirror_is_nearer_in_it_than_the_bound(x, y, w, turn):
    _, view = views(turn, (0.0, 0.0, 0.0))
    height = 0.3
    mirrored, plane = mirrored_view(view, height), height - view.origin[1]
    if shown(mirrored, x, y, w)[1] > plane:
        assert w >= nearest_in_mirror(mirrored, plane)


def test_an_eye_below_the_mirror_has_no_bound():
    _, view = views((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    assert nearest_in_mirror(mirrored_view(view, 9.0), 9.0 - view.origin[1]) == 0.0


@given(st.floats(0.5, 1e4))
def test_no_circle_of_confusion_is_larger_than_the_bound(w):
    frames, view = views((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), aperture=0.1)
    camera = frames[1].camera
    share = 0.5 * camera.aperture / np.sqrt(2.0) * pixels_of_metre(view, SIZE[1])
    assert share * abs(1.0 / w - 1.0 / camera.focus) <= radius(view, camera, 2, SIZE[1], 0.5) + 1e-9
    assert radius(view, camera, 2, SIZE[1], 0.0) == np.inf
    assert radius(view, views((0.0,) * 3, (0.0,) * 3)[0][1].camera, 2, SIZE[1], 0.0) == 0.0
