"""Free camera: a camera that the user flies. Immutable: every move returns a new one."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Camera
from visualizer.player.flight import Sample
from visualizer.scene.camera_edits import Pose
from visualizer.transforms import compose, euler, inverse, rotation, triple

DIRECTIONS = {
    "left": (-1.0, 0.0, 0.0),
    "right": (1.0, 0.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "up": (0.0, 1.0, 0.0),
    "forward": (0.0, 0.0, -1.0),
    "back": (0.0, 0.0, 1.0),
}
"""Directions to fly in, in camera space; up and down are along the world's y axis."""

ROLLS = {"roll left": 1.0, "roll right": -1.0}
"""Ways to turn about the line of sight, counter-clockwise if positive, seen from behind the camera."""

SPEED_RANGE = (0.01, 1e7)
"""Lowest and highest speed, metres per second."""

_DEGREES_A_PIXEL = 0.18
_ROLL_RATE = 40.0  # degrees per second
_SPEED_A_NOTCH = 1.25
_ZOOM_A_NOTCH = 0.8  # of the distance that is left
_NEAREST = 0.01  # metres that zooming leaves
_STEEPEST = 89.0  # degrees of pitch: at 90 the heading is undefined
_PACE = 0.5
_FILLED = 0.7  # of the field of view, by what is focused on

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class FreeCamera:
    """position: (3,) metres, world. heading: degrees, to the left of -z. pitch: degrees above the horizon.

    fov: vertical, degrees. speed: metres per second. roll: degrees about the line of sight, counter-clockwise seen from
    behind. pivot: what is looked at, (3,) metres, world: the camera orbits about it and zooms towards it. pace: speed
    that fits a pivot, as a share of its distance per second.
    """

    position: Vector
    heading: float
    pitch: float
    fov: float
    speed: float = 4.0
    roll: float = 0.0
    pivot: Vector = (0.0, 0.0, 0.0)
    pace: float = _PACE

    @classmethod
    def from_film(cls, camera: Camera) -> FreeCamera:
        """Return the free camera with the pose of a film camera.

        It looks at what is in focus, and its speed fits that.
        """
        turn = inverse(camera.camera_from_world)[:3, :3]
        forward = -turn[:, 2]
        eye = camera.eye
        made = cls(
            position=triple(eye),
            heading=math.degrees(math.atan2(-forward[0], -forward[2])),
            pitch=math.degrees(math.asin(min(1.0, max(-1.0, float(forward[1]))))),
            fov=camera.fov,
        )
        level = made._axes()
        roll = math.degrees(math.atan2(turn[:, 0] @ level[:, 1], turn[:, 0] @ level[:, 0]))
        return replace(made, roll=roll).fitted(triple(eye + forward * camera.focus))

    @property
    def pose(self) -> Pose:
        """The pose, as a camera of a scene file has it: it looks at a point as far away as the pivot."""
        target = triple(self.position + self.forward * max(self.distance, _NEAREST))
        return Pose(self.position, target, self.roll, self.fov)

    def sample(self, time: float) -> Sample:
        """Return the camera at a film time, seconds, as a flight has it."""
        return Sample(
            time, self.position, triple(self.forward), max(self.distance, _NEAREST), self.roll, self.fov
        )

    @property
    def forward(self) -> NDArray[np.float64]:
        """The direction of the line of sight, (3,), world, length 1."""
        return -self._axes()[:, 2]

    @property
    def distance(self) -> float:
        """The distance of the pivot, metres."""
        return float(np.linalg.norm(np.subtract(self.pivot, self.position)))

    def fitted(self, pivot: Vector) -> FreeCamera:
        """Look at another pivot, with the speed that fits its distance. The pose stays."""
        found = replace(self, pivot=pivot)
        return replace(found, speed=_held(found.distance * self.pace))

    def turned(self, dx: float, dy: float) -> FreeCamera:
        """Look around by a drag of the mouse: pixels to the right and down."""
        pitch = min(max(self.pitch - dy * _DEGREES_A_PIXEL, -_STEEPEST), _STEEPEST)
        return replace(self, heading=(self.heading - dx * _DEGREES_A_PIXEL) % 360.0, pitch=pitch)

    def orbited(self, dx: float, dy: float) -> FreeCamera:
        """Move about the pivot, which keeps its place in the picture, by a drag of the mouse: pixels to the right and
        down."""
        found = self.turned(dx, dy)
        turn = found._axes() @ self._axes().T
        return replace(found, position=triple(self.pivot + turn @ np.subtract(self.position, self.pivot)))

    def panned(self, dx: float, dy: float, height: float) -> FreeCamera:
        """Move so that the pivot follows the mouse, pixels to the right and down. height: of the picture, pixels."""
        depth = max(float(np.subtract(self.pivot, self.position) @ self.forward), _NEAREST)
        size = 2.0 * depth * math.tan(math.radians(self.fov) / 2.0) / height
        return replace(self, position=triple(self.position + self._axes() @ (-dx * size, dy * size, 0.0)))

    def zoomed(self, notches: float) -> FreeCamera:
        """Move towards the pivot by notches of the mouse wheel, away from it if negative. The speed fits the
        distance."""
        left = max(_ZOOM_A_NOTCH**notches, min(1.0, _NEAREST / max(self.distance, 1e-9)))
        position = triple(self.pivot + left * np.subtract(self.position, self.pivot))
        return replace(self, position=position).fitted(self.pivot)

    def focused(self, centre: Vector, radius: float) -> FreeCamera:
        """Look at a sphere, metres, world, from the same direction and so near that it fills most of the picture's
        height."""
        away = max(radius, _NEAREST) / math.sin(math.radians(self.fov) * _FILLED / 2.0)
        return replace(self, position=triple(centre - away * self.forward)).fitted(centre)

    def levelled(self) -> FreeCamera:
        """Turn so that the horizon is level."""
        return replace(self, roll=0.0)

    def accelerated(self, notches: float) -> FreeCamera:
        """Change the speed, and that which fits a distance, by notches of the wheel: by a factor for each, faster if
        positive."""
        speed = _held(self.speed * _SPEED_A_NOTCH**notches)
        return replace(self, speed=speed, pace=self.pace * speed / self.speed)

    def flown(self, ways: Collection[str], seconds: float, *, boost: float = 1.0) -> FreeCamera:
        """Fly for some seconds along `ways`, names of DIRECTIONS and ROLLS; opposite ones cancel. boost: factor of the
        speed."""
        roll = sum(ROLLS.get(way, 0.0) for way in ways) * _ROLL_RATE * seconds
        rolled = replace(self, roll=(self.roll + roll + 180.0) % 360.0 - 180.0) if roll else self
        wish = sum((np.array(DIRECTIONS[way]) for way in ways if way in DIRECTIONS), np.zeros(3))
        length = float(np.linalg.norm(wish))
        if length == 0.0:
            return rolled
        wish = wish / length * (self.speed * boost * seconds)
        rise = np.array([0.0, wish[1], 0.0])
        level = np.array([wish[0], 0.0, wish[2]])
        return replace(rolled, position=triple(np.array(self.position) + self._axes() @ level + rise))

    def in_place_of(self, camera: Camera) -> Camera:
        """Return the film's `camera` with the place, direction and fov of this one, and everything in focus."""
        return replace(
            camera,
            camera_from_world=inverse(compose(self.position, self._turn())),
            fov=self.fov,
            aperture=0.0,
            position=self.position,
        )

    def _turn(self) -> NDArray[np.float64]:
        return euler(self.heading, self.pitch, self.roll)

    def _axes(self) -> NDArray[np.float64]:
        """Return the axes of the camera as columns, (3, 3), world."""
        return rotation(self._turn())[:3, :3]


def _held(speed: float) -> float:
    return min(max(speed, SPEED_RANGE[0]), SPEED_RANGE[1])
