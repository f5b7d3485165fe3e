"""The free camera: it starts at the film's camera, flies, orbits, pans, zooms and rolls."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.frame import Camera
from visualizer.player.free_camera import DIRECTIONS, SPEED_RANGE, FreeCamera
from visualizer.transforms import camera_from_world, inverse

LEVEL = FreeCamera((1.0, 2.0, 3.0), heading=0.0, pitch=0.0, fov=40.0, speed=2.0)
coordinates = st.floats(-100.0, 100.0)


@given(
    st.tuples(coordinates, coordinates, coordinates),
    st.tuples(coordinates, coordinates, coordinates),
    st.floats(-180.0, 180.0),
)
def test_it_starts_exactly_at_the_pose_of_the_films_camera(
    eye: tuple[float, float, float], target: tuple[float, float, float], roll: float
) -> None:
    way = np.subtract(target, eye)
    if np.hypot(way[0], way[2]) < 0.1:
        return  # straight up or down: there a heading has no meaning
    film = Camera(camera_from_world(eye, target, roll), fov=33.0, near=0.5, far=70.0, aperture=0.1)
    taken = FreeCamera.from_film(film).in_place_of(film)
    assert np.allclose(taken.camera_from_world, film.camera_from_world, atol=1e-6)
    assert (taken.fov, taken.near, taken.far, taken.aperture) == (33.0, 0.5, 70.0, 0.0)


@pytest.mark.parametrize(
    ("way", "to"),
    [
        ("forward", (1, 2, 1)),
        ("back", (1, 2, 5)),
        ("left", (-1, 2, 3)),
        ("right", (3, 2, 3)),
        ("up", (1, 4, 3)),
        ("down", (1, 0, 3)),
    ],
)
def test_it_flies_in_the_given_direction_at_its_speed(way: str, to: tuple[float, float, float]) -> None:
    assert LEVEL.flown([way], 1.0).position == pytest.approx(to)


def test_two_directions_together_are_not_faster_and_opposite_ones_cancel() -> None:
    both = LEVEL.flown(["forward", "right"], 1.0)
    assert np.linalg.norm(np.subtract(both.position, LEVEL.position)) == pytest.approx(2.0)
    assert LEVEL.flown(["left", "right"], 1.0) == LEVEL
    assert LEVEL.flown(list(DIRECTIONS), 1.0) == LEVEL


def seen(camera: FreeCamera, point: tuple[float, float, float]) -> np.ndarray:
    """Return where a point is in the picture: (right, up) over the distance along the view."""
    x, y, z, _ = camera.in_place_of(Camera()).camera_from_world @ (*point, 1.0)
    found: np.ndarray = np.array([x, y]) / -z
    return found


AT = st.builds(
    lambda pivot, heading, pitch, roll: replace(
        FreeCamera((1.0, 2.0, 3.0), heading, pitch, fov=40.0, roll=roll), pivot=pivot
    ),
    st.tuples(coordinates, coordinates, coordinates),
    st.floats(0.0, 360.0),
    st.floats(-60.0, 60.0),
    st.floats(-180.0, 180.0),
)
drags = st.floats(-60.0, 60.0)


@given(AT, drags, drags)
def test_an_orbit_keeps_the_distance_of_the_pivot_and_its_place_in_the_picture(
    camera: FreeCamera, dx: float, dy: float
) -> None:
    moved = camera.orbited(dx, dy)
    assert moved.distance == pytest.approx(camera.distance, abs=1e-6)
    before, after = (
        one.in_place_of(Camera()).camera_from_world @ (*one.pivot, 1.0) for one in (camera, moved)
    )
    assert np.allclose(before, after, atol=1e-6 * (1.0 + camera.distance))


@given(AT, drags, drags)
def test_a_pan_moves_the_pivot_with_the_mouse(camera: FreeCamera, dx: float, dy: float) -> None:
    if np.subtract(camera.pivot, camera.position) @ camera.forward < 1.0:
        return  # behind the camera
    a_pixel = 2.0 * np.tan(np.radians(20.0)) / 720.0
    before, after = (seen(one, camera.pivot) for one in (camera, camera.panned(dx, dy, 720.0)))
    assert np.allclose(after - before, [dx * a_pixel, -dy * a_pixel], atol=1e-6)


@given(AT, st.floats(-5.0, 100.0))
def test_the_wheel_goes_towards_the_pivot_and_never_through_it_and_the_speed_fits(
    camera: FreeCamera, notches: float
) -> None:
    camera = camera.fitted(camera.pivot)
    moved = camera.zoomed(notches)
    assert moved.distance >= min(camera.distance, 0.01) * (1.0 - 1e-6)
    assert (moved.distance <= camera.distance) == (notches >= 0.0) or moved.distance == pytest.approx(
        camera.distance
    )
    assert moved.speed == pytest.approx(max(0.5 * moved.distance, SPEED_RANGE[0]))
    assert (moved.heading, moved.pitch, moved.roll) == (camera.heading, camera.pitch, camera.roll)


@given(AT, st.floats(0.1, 1e7))
def test_what_is_focused_on_is_in_the_middle_and_fits_the_picture(camera: FreeCamera, radius: float) -> None:
    found = camera.focused((4.0, 5.0, 6.0), radius)
    assert np.allclose(seen(found, (4.0, 5.0, 6.0)), 0.0, atol=1e-9)
    share = np.degrees(np.arcsin(radius / found.distance)) / (found.fov / 2.0)
    assert share == pytest.approx(0.7)


def test_it_rolls_to_either_side_and_levels() -> None:
    rolled = LEVEL.flown(["roll left"], 0.5)
    up = inverse(rolled.in_place_of(Camera()).camera_from_world)[:3, 1]
    assert up[0] < -0.2 and rolled.position == LEVEL.position
    assert rolled.flown(["roll right"], 0.5).roll == pytest.approx(0.0)
    assert rolled.levelled() == LEVEL


def test_a_drag_to_the_right_looks_right_and_up_stays_up() -> None:
    turned = LEVEL.turned(100.0, 0.0)
    world_from_camera = inverse(turned.in_place_of(Camera()).camera_from_world)
    assert -world_from_camera[0, 2] > 0.1
    for _ in range(50):
        turned = turned.turned(3.0, -100.0)
    assert inverse(turned.in_place_of(Camera()).camera_from_world)[1, 1] > 0.0


def test_the_wheel_changes_speed_within_its_range() -> None:
    assert LEVEL.accelerated(1.0).speed > LEVEL.speed > LEVEL.accelerated(-1.0).speed
    assert LEVEL.accelerated(1000.0).speed == SPEED_RANGE[1]
    assert LEVEL.accelerated(-1000.0).speed == SPEED_RANGE[0]
