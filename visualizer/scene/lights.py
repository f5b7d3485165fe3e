"""Lights: [light.NAME], as point lights and area lights of a frame."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal

import numpy as np

from visualizer.actors.graph import Snapshot
from visualizer.frame import AreaLight, PointLight
from visualizer.properties import Colour, Flag, Number, Reference, Rotation, Vector3, declare
from visualizer.properties.conditions import Needs
from visualizer.properties.tables import Table
from visualizer.transforms import IDENTITY, Array, compose, directions, points, triple


class LightModel(Table):
    """[light.NAME]: a light without a shadow: a point, or a sphere, tube or rectangle of constant radiance."""

    NEEDS: ClassVar[Needs] = (
        (("width", "height", "two_sided"), lambda p: p.shape == "rectangle", "shape = 'rectangle'"),
        (("length",), lambda p: p.shape == "tube", "shape = 'tube'"),
        (("rotation",), lambda p: p.shape in ("tube", "rectangle"), "shape = 'tube' or 'rectangle'"),
        (("radius",), lambda p: p.shape != "rectangle", "a shape other than 'rectangle'"),
    )

    shape: Literal["point", "sphere", "tube", "rectangle"] = declare("point", "form of the source")
    position: Vector3 = declare(
        (0.0, 2.0, 0.0),
        "position of the middle, in the world or in the frame of what it is attached to",
        unit="m",
        space="parent",
    )
    attach: Reference | None = declare(None, "the actor or anchor it moves with")
    rotation: Rotation = declare(
        (0.0, 0.0, 0.0),
        "rotation: heading, pitch and roll, or a quaternion; unrotated, a tube lies along x, and a rectangle faces z",
        unit="degrees",
        space="parent",
    )
    colour: Colour = declare((1.0, 1.0, 1.0), "colour, linear")
    intensity: Number = declare(
        1.0,
        "irradiance at one metre, per unit of colour; of an area light as if all of it were there",
        low=0.0,
    )
    radius: Number = declare(0.1, "radius of the source, or of a tube", unit="m", low=1e-3)
    length: Number = declare(1.0, "length of a tube", unit="m", low=1e-2)
    width: Number = declare(1.0, "width of a rectangle", unit="m", low=1e-2)
    height: Number = declare(1.0, "height of a rectangle", unit="m", low=1e-2)
    two_sided: bool = declare(False, "whether a rectangle shines to the back too")
    reach: Number = declare(
        20.0, "distance from the middle at which its light reaches zero", unit="m", low=1e-2
    )
    visible: Flag = declare(True, "whether it is on")

    def at(self, snapshot: Snapshot) -> PointLight | AreaLight | None:
        """Return the light of a snapshot, or None while it is off."""
        if self.attach is None:
            return self._fixed if self.steady else self._made(snapshot.time, IDENTITY)
        return self._made(snapshot.time, snapshot.world_from(self.attach))

    @cached_property
    def _fixed(self) -> PointLight | AreaLight | None:
        """The light at all times, of one that neither changes nor moves: the sub-frames share it."""
        return self._made(0.0, IDENTITY)

    def _made(self, t: float, parent: Array) -> PointLight | AreaLight | None:
        """Return the light at a time, s, or None while it is off. parent: world_from_parent, (4, 4)."""
        if not self.visible.at(t):
            return None
        place = triple(points(parent, self.position.at(t)))
        colour = triple(self.colour.at(t) * self.intensity.at(t))
        radius, reach = self.radius.at(t), self.reach.at(t)
        if self.shape == "point":
            return PointLight(place, colour, radius, reach)
        half = self._half_sizes(t)
        turned = directions(parent @ compose((0.0, 0.0, 0.0), self.rotation.at(t)), np.diag([*half, 0.0])[:2])
        right, up = triple(turned[0]), triple(turned[1])
        return AreaLight(self.shape, place, colour, right, up, radius, reach, self.two_sided)

    def _half_sizes(self, t: float) -> tuple[float, float]:
        """Return half of the lengths along x and y, metres."""
        if self.shape == "rectangle":
            return self.width.at(t) / 2.0, self.height.at(t) / 2.0
        return (self.length.at(t) / 2.0 if self.shape == "tube" else 0.0), 0.0
