"""The free camera: it starts at the film's camera, flies, and keeps the horizon level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.frame import Camera
from visualizer.player.free_camera import DIRECTIONS, SPEED_RANGE, FreeCamera
from visualizer.transforms import camera_from_world, inverse

LEVEL = FreeCamera((1.0, 2.0, 3.0), heading=0.0, pitch=0.0, fov=40.0, speed=2.0)
coordinates = st.floats(-100.0, 100.0)


@given(st.tuples(coordinates, coordinates, coordinates), st.tuples(coordinates, coordinates, coordinates))
def test_it_starts_exactly_at_the_pose_of_a_level_film_camera(
    eye: tuple[float, float, float], target: tuple[float, float, float]
) -> None:
    way = np.subtract(target, eye)
    if np.hypot(way[0], way[2]) < 0.1:
        return  # straight up or down: there a heading has no meaning
    film = Camera(camera_from_world(eye, target), fov=33.0, near=0.5, far=70.0, aperture=0.1)
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
