"""A picture far from the origin and late in the film equals that near the origin and early."""

import dataclasses

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, DIM, PLAIN_GRADE, pose, still_life
from visualizer.frame import Camera, Draw, Frame, KeyLight, Library, Ripple, Shafts, Sky
from visualizer.geometry.primitives import icosphere
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

SIZE = (64, 36)
EARTH_RADIUS = 6.371e6  # m
AU = 1.495978707e11  # m (IAU 2012 resolution B2)
DISTANCES = {"100 km": 1e5, "an Earth's radius": EARTH_RADIUS, "1 AU": AU}
WAYS = {
    "x": (1, 0, 0),
    "-x": (-1, 0, 0),
    "y": (0, 1, 0),
    "-y": (0, -1, 0),
    "-z": (0, 0, -1),
    "diagonal": (0.6, -0.48, 0.64),
}
TENTH_HOUR = 36_000.0


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def picture(renderer: Renderer, *frames: Frame) -> np.ndarray:
    renderer.draw(frames)
    return renderer.pixels().astype(int)


def camera(eye, target, **more) -> Camera:
    return Camera(camera_from_world(eye, target), position=tuple(eye), **more)


def moved(frame: Frame, offset: np.ndarray) -> Frame:
    """Return the frame with all its content moved by `offset`, metres."""

    def there(place):
        return tuple(np.add(place, offset))

    def posed(draw):
        poses = np.array(draw.poses, dtype=np.float64)
        poses[:, :, 3] += offset
        return dataclasses.replace(draw, poses=poses)

    eye = frame.camera.eye + offset
    turn = np.eye(4)
    turn[:3, :3] = frame.camera.camera_from_world[:3, :3]
    turn[:3, 3] = -turn[:3, :3] @ eye
    return dataclasses.replace(
        frame,
        camera=dataclasses.replace(frame.camera, camera_from_world=turn, position=tuple(eye)),
        draws=tuple(map(posed, frame.draws)),
        key_light=dataclasses.replace(frame.key_light, centre=there(frame.key_light.centre)),
        point_lights=tuple(
            dataclasses.replace(light, position=there(light.position)) for light in frame.point_lights
        ),
        medium=dataclasses.replace(frame.medium, floor=frame.medium.floor + offset[1]),
        mirror=None if frame.mirror is None else frame.mirror + offset[1],
        ripples=tuple(dataclasses.replace(r, centre=there(r.centre)) for r in frame.ripples),
        shafts=tuple(dataclasses.replace(s, source=there(s.source)) for s in frame.shafts),
    )


def places(step: float = 2.0**-9):
    """Yield far positions whose coordinates are multiples of `step` metres, which float64 represents exactly there."""
    for distance, metres in DISTANCES.items():
        for way, direction in WAYS.items():
            yield pytest.param(
                np.round(np.multiply(direction, metres) / step) * step, id=f"{distance} along {way}"
            )


def everything(time: float = 0.0) -> Frame:
    """Return a frame for which every pass runs: shadow, mirror, haze, light, refraction, pressure front, shafts."""
    return still_life(
        time,
        camera=camera((3.0, 2.0, 4.0), (0.0, 0.5, 0.0), far=60.0, focus=4.5, aperture=0.05),
        ripples=(Ripple((0.0, 0.5, 0.0), 1.0, 0.4, 0.03),),
        shafts=(Shafts((-1.0, 2.0, -3.0), 0.5),),
        grade=PLAIN_GRADE,
    )


@pytest.mark.parametrize("offset", list(places()))
def test_the_same_picture_is_taken_wherever_the_set_stands(renderer, offset):
    here = picture(renderer, everything())
    there = picture(renderer, moved(everything(), offset))
    assert np.abs(here - there).max() <= 1


@pytest.mark.parametrize("offset", list(places())[-1:])
def test_motion_blur_of_a_moving_camera_is_the_same_far_from_the_origin(renderer, offset):
    """Each sub-frame has its own eye position, and data of the sub-frame before must be relative to it."""

    def exposure(offset):
        for k in range(4):
            frame = everything(k / 96.0)
            eye = (3.0 + 0.125 * k, 2.0, 4.0)
            yield moved(dataclasses.replace(frame, camera=camera(eye, (0.0, 0.5, 0.0), far=60.0)), offset)

    here = picture(renderer, *exposure(np.zeros(3)))
    assert np.abs(here - picture(renderer, *exposure(offset))).max() <= 1
    assert np.abs(here - picture(renderer, next(exposure(offset)))).max() > 8  # motion blur is visible


SKY = Sky("gradient", {"zenith": (0.1, 0.2, 0.9), "horizon": (0.9, 0.8, 0.7), "ground": (0.2, 0.1, 0.05)})


@pytest.mark.parametrize("height", [40e3, 400e3, EARTH_RADIUS, AU])
@pytest.mark.parametrize("far", [500.0, 1e9])
def test_the_sky_is_as_smooth_from_an_orbit_as_from_the_ground(renderer, height, far):
    def seen(y):
        eye = (0.0, y, 0.0)
        return picture(
            renderer,
            Frame(
                Library({}, {}),
                0.0,
                camera=camera(eye, (1.0, y, -1.0), far=far, fov=70.0),
                sky=SKY,
                grade=PLAIN_GRADE,
            ),
        )

    assert np.abs(seen(height) - seen(1.7)).max() <= 1


def test_a_planet_seen_from_an_orbit_looks_like_a_ball_of_1_m(renderer):
    """It equals the picture of a ball of 1 m at the same distance in radii."""
    library = Library({"ball": icosphere(1.0, 4)}, {})

    def seen(radius, near, far, offset):
        poses = pose().astype(np.float64)
        poses[0, :, :3] *= radius
        middle = np.asarray(offset, dtype=np.float64)
        eye = middle + np.array([0.0, 1.5 * radius, 2.5 * radius])
        poses[0, :, 3] = middle
        draw = Draw("ball", "skin", poses, uniforms={"colour": (0.6, 0.5, 0.4)}, shadow=False)
        return picture(
            renderer,
            Frame(
                library, 0.0, camera=camera(eye, middle, near=near, far=far), draws=(draw,), sky=BLACK_SKY,
                key_light=KeyLight((-0.6, -0.5, -0.2), (1.0, 1.0, 1.0)), ambient=DIM, grade=PLAIN_GRADE,
            ),
        )  # fmt: skip

    ball = seen(1.0, 0.1, 10.0, (0.0, 0.0, 0.0))
    assert np.abs(ball - seen(EARTH_RADIUS, 0.1, 1e9, (0.0, 0.0, 0.0))).max() <= 1
    assert np.abs(ball - seen(EARTH_RADIUS, 0.1, 2 * AU, (AU, 0.0, 0.0))).max() <= 1


def test_a_camera_whose_position_is_not_that_of_its_matrix_is_refused():
    with pytest.raises(ValueError, match="3 m from the eye"):
        Camera(camera_from_world((0, 0, 4), (0, 0, 0)), position=(0.0, 0.0, 7.0))
