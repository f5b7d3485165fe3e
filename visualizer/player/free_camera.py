"""Free camera: a camera that the user flies. Immutable: every move returns a new one."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Camera
from visualizer.transforms import axis_angle, compose, inverse, multiply

DIRECTIONS = {
    "left": (-1.0, 0.0, 0.0),
    "right": (1.0, 0.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "up": (0.0, 1.0, 0.0),
    "forward": (0.0, 0.0, -1.0),
    "back": (0.0, 0.0, 1.0),
}
"""Directions to fly in, in camera space; up and down are along the world's y axis."""

SPEED_RANGE = (0.01, 1e7)
"""Lowest and highest speed, metres per second."""

_DEGREES_A_PIXEL = 0.18
_SPEED_A_NOTCH = 1.25
_STEEPEST = 89.0  # degrees of pitch: at 90 the heading is undefined


@dataclass(frozen=True)
class FreeCamera:
    """position: (3,) metres, world. heading: degrees, to the left of -z. pitch: degrees above the horizon.

    fov: vertical, degrees. speed: metres per second.
    """

    position: tuple[float, float, float]
    heading: float
    pitch: float
    fov: float
    speed: float = 4.0

    @classmethod
    def from_film(cls, camera: Camera) -> FreeCamera:
        """Return the free camera at the position of a film camera, in the same direction, without roll.

        Its speed is half the distance in focus per second.
        """
        world_from_camera = inverse(camera.camera_from_world)
        forward = -world_from_camera[:3, 2]
        x, y, z = camera.eye
        return cls(
            position=(float(x), float(y), float(z)),
            heading=math.degrees(math.atan2(-forward[0], -forward[2])),
            pitch=math.degrees(math.asin(min(1.0, max(-1.0, float(forward[1]))))),
            fov=camera.fov,
            speed=min(max(0.5 * camera.focus, SPEED_RANGE[0]), SPEED_RANGE[1]),
        )

    def turned(self, dx: float, dy: float) -> FreeCamera:
        """Turn by a drag of the mouse: pixels to the right and down."""
        pitch = min(max(self.pitch - dy * _DEGREES_A_PIXEL, -_STEEPEST), _STEEPEST)
        return replace(self, heading=(self.heading - dx * _DEGREES_A_PIXEL) % 360.0, pitch=pitch)

    def accelerated(self, notches: float) -> FreeCamera:
        """Change the speed by notches of the mouse wheel: by a factor for each, faster if positive."""
        speed = self.speed * _SPEED_A_NOTCH**notches
        return replace(self, speed=min(max(speed, SPEED_RANGE[0]), SPEED_RANGE[1]))

    def flown(self, ways: Collection[str], seconds: float, *, boost: float = 1.0) -> FreeCamera:
        """Fly for some seconds along `ways`, names of DIRECTIONS; opposite ones cancel. boost: factor of the speed."""
        wish = sum((np.array(DIRECTIONS[way]) for way in ways), np.zeros(3))
        length = float(np.linalg.norm(wish))
        if length == 0.0:
            return self
        wish = wish / length * (self.speed * boost * seconds)
        rise = np.array([0.0, wish[1], 0.0])
        level = np.array([wish[0], 0.0, wish[2]])
        x, y, z = np.array(self.position) + self._world_from_camera()[:3, :3] @ level + rise
        return replace(self, position=(float(x), float(y), float(z)))

    def in_place_of(self, camera: Camera) -> Camera:
        """Return the film's `camera` with the place, direction and fov of this one, and everything in focus."""
        return replace(
            camera,
            camera_from_world=inverse(self._world_from_camera()),
            fov=self.fov,
            aperture=0.0,
            position=self.position,
        )

    def _world_from_camera(self) -> NDArray[np.float64]:
        turn = multiply(axis_angle([0, 1, 0], self.heading), axis_angle([1, 0, 0], self.pitch))
        return compose(self.position, turn)
