"""Fog volumes: [fog.NAME], and the volumes of a frame."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache
from typing import ClassVar, Literal

import numpy as np

from visualizer.actors.graph import Snapshot
from visualizer.frame import FogVolume
from visualizer.properties import (
    Colour,
    Direction,
    Flag,
    Number,
    Reference,
    Rotation,
    Vector3,
    declare,
)
from visualizer.properties.conditions import Needs, ever
from visualizer.properties.tables import Table
from visualizer.transforms import IDENTITY, Array, compose, directions, facing, points, scaling, triple

_ENDLESS = 1.0  # m: scale of a layer along x and z, where it has no end


class FogModel(Table):
    """[fog.NAME]: a region of fog, lit by the lights of the shot, with the shadows of the key light in it."""

    NEEDS: ClassVar[Needs] = (
        (("size", "rotation"), lambda f: f.shape != "cone", "a shape other than 'cone'"),
        (("direction", "length", "angle"), lambda f: f.shape == "cone", "shape = 'cone'"),
        (("edge", "colour", "glow", "noise"), lambda f: ever(f.density), "density"),
        (("noise_size", "drift"), lambda f: ever(f.noise), "noise"),
    )

    shape: Literal["layer", "box", "sphere", "cone"] = declare("box", "form of the region")
    position: Vector3 = declare(
        (0.0, 0.0, 0.0),
        "middle of the region, or apex of a cone, in the world or in the frame of what it is attached to",
        unit="m",
        space="parent",
    )
    attach: Reference | None = declare(None, "the actor or anchor that it moves with")
    rotation: Rotation = declare(
        (0.0, 0.0, 0.0),
        "rotation: heading, pitch and roll, or a quaternion x, y, z, w",
        unit="degrees",
        space="parent",
    )
    size: Vector3 = declare(
        (4.0, 4.0, 4.0),
        "size along x, y and z; of a layer, which has no end, along y alone",
        unit="m",
        low=1e-3,
    )
    direction: Direction | None = declare(
        None, "direction in which a cone opens; along the key light if left out", space="parent"
    )
    length: Number = declare(10.0, "length of a cone", unit="m", low=1e-3)
    angle: Number = declare(20.0, "angle between the sides of a cone", unit="degrees", low=0.1, high=170.0)
    density: Number = declare(0.05, "extinction at full density; 0 is clear air", unit="1/m", low=0.0)
    edge: Number = declare(
        0.5,
        "share of the half size, from the surface inwards, over which the density rises; 0 is uniform",
        low=0.0,
        high=1.0,
    )
    colour: Colour = declare((1.0, 1.0, 1.0), "share of light that it scatters", low=0.0, high=1.0)
    glow: Colour = declare((0.0, 0.0, 0.0), "radiance that it emits per metre at full density, linear")
    noise: Number = declare(
        0.0, "variation of the density; 0 is uniform, 1 is from nothing to twice as much", low=0.0, high=1.0
    )
    noise_size: Number = declare(1.0, "size of the largest patches of the noise", unit="m", low=1e-2)
    drift: tuple[float, float, float] = declare((0.0, 0.0, 0.0), "velocity of the noise", unit="m/s")
    visible: Flag = declare(True, "whether it is there")

    def at(self, snapshot: Snapshot, key_direction: tuple[float, float, float]) -> FogVolume | None:
        """Return the volume of a snapshot, or None while it is invisible. key_direction: in which the key light
        travels."""
        t = snapshot.time
        if not self.visible.at(t):
            return None
        if self.attach is not None:
            return self._made(snapshot.world_from(self.attach), t, key_direction)
        if not self.steady or (self.shape == "cone" and self.direction is None):
            return self._made(IDENTITY, t, key_direction)
        return replace(self._fixed, noise_offset=self._drifted(t)) if any(self.drift) else self._fixed

    @cached_property
    def _fixed(self) -> FogVolume:
        """The volume at 0 s, of one that neither changes nor moves: the sub-frames share it."""
        return self._made(IDENTITY, 0.0, (0.0, -1.0, 0.0))

    def _drifted(self, t: float) -> tuple[float, float, float]:
        """Return by how far the noise has moved at a time, s: metres."""
        x, y, z = self.drift
        return x * t, y * t, z * t

    def _made(self, parent: Array, t: float, key_direction: tuple[float, float, float]) -> FogVolume:
        """Return the volume at a time, s. parent: world_from_parent, (4, 4). key_direction: as of `at`."""
        return FogVolume(
            shape=self.shape,
            world_from_volume=self._pose(parent, t, key_direction)[:3],
            density=self.density.at(t),
            edge=self.edge.at(t),
            colour=triple(self.colour.at(t)),
            glow=triple(self.glow.at(t)),
            noise=self.noise.at(t),
            noise_size=self.noise_size.at(t),
            noise_offset=self._drifted(t),
        )

    def _pose(self, parent: Array, t: float, key_direction: tuple[float, float, float]) -> Array:
        """Return world_from_volume, (4, 4). A cone that follows the key light opens along it in the world."""
        place = self.position.at(t)
        if self.shape != "cone":
            half = self.size.at(t) / 2.0
            if self.shape == "layer":
                half = np.array([_ENDLESS, half[1], _ENDLESS])
            return parent @ compose(place, self.rotation.at(t)) @ scaling(half)
        along = key_direction if self.direction is None else triple(directions(parent, self.direction.at(t)))
        return _cone(triple(points(parent, place)), along, self.length.at(t), self.angle.at(t))


@lru_cache(maxsize=64)
def _cone(
    apex: tuple[float, float, float], along: tuple[float, float, float], length: float, angle: float
) -> Array:
    """Return world_from_volume, (4, 4), of a cone that opens along a direction. length: metres. angle: degrees."""
    wide = length * np.tan(np.radians(angle) / 2.0)
    pose = compose(apex, facing(along)) @ scaling((wide, wide, length))
    pose.setflags(write=False)
    return pose
