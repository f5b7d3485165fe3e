"""Colliders: shapes that particles bounce on, given by signed distances. See shaders/particles/colliders.glsl.

Distances are exact, and positive where particles may be: the nearest of several colliders has the smallest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from visualizer.properties import FixedDirection, FixedRotation, declare
from visualizer.properties.conditions import Needs
from visualizer.properties.tables import Table
from visualizer.properties.values import problem
from visualizer.transforms import normalized, rotation, rotation_as_written

Array = NDArray[np.float64]
Triple = tuple[float, float, float]
ColliderShape = Literal["plane", "sphere", "capsule", "box"]

COLLIDER_SHAPES: tuple[ColliderShape, ...] = ("plane", "sphere", "capsule", "box")
"""All shapes, in the order in which shaders read colliders."""
MOST_COLLIDERS = 8
"""Largest number of colliders of an emitter."""

_OWN: dict[str, tuple[str, ...]] = {
    "plane": ("normal",),
    "sphere": ("radius", "inside"),
    "capsule": ("end", "radius", "inside"),
    "box": ("extent", "rotation", "inside"),
}
_COMMON = ("shape", "position", "bounce", "friction")
_SHAPES = {
    name: [shape for shape in _OWN if name in _OWN[shape]] for names in _OWN.values() for name in names
}


def _has(collider: Collider, name: str) -> bool:
    return collider.shape in _SHAPES[name]


class Collider(Table):
    """A shape that particles bounce on."""

    NEEDS: ClassVar[Needs] = tuple(
        ((name,), partial(_has, name=name), f"shape = {' or '.join(repr(shape) for shape in shapes)}")
        for name, shapes in _SHAPES.items()
    )

    shape: ColliderShape = declare(description="plane, sphere, capsule or box")
    position: Triple = declare(
        (0.0, 0.0, 0.0),
        "a point of the plane, the middle of sphere and box, an end of the capsule's axis",
        unit="m",
        space="chosen",
    )
    normal: FixedDirection = declare(
        (0.0, 1.0, 0.0), "normal of a plane, towards the side of the particles", space="chosen"
    )
    extent: Triple = declare((0.5, 0.5, 0.5), "half sizes of a box", unit="m", low=1e-6, space="extent")
    rotation: FixedRotation = declare(
        (0.0, 0.0, 0.0),
        "rotation of a box: heading, pitch, roll, or a quaternion x, y, z, w",
        unit="degrees",
        space="chosen",
    )
    end: Triple | None = declare(None, "the other end of a capsule's axis", unit="m", space="chosen")
    radius: float = declare(0.5, "radius of sphere and capsule", unit="m", low=1e-6, space="extent")
    bounce: float | None = declare(
        None, "share of the speed towards it kept by a bounce; the emitter's if left out", low=0.0, high=1.0
    )
    friction: float | None = declare(
        None, "share of the speed along it lost by a bounce; the emitter's if left out", low=0.0, high=1.0
    )
    inside: bool = declare(False, "whether particles bounce on its inside rather than its outside")

    @property
    def quaternion(self) -> Array:
        """Its rotation as a unit quaternion."""
        return rotation_as_written(self.rotation)

    @model_validator(mode="after")
    def _makes_sense(self) -> Collider:
        known = (*_COMMON, *_OWN[self.shape])
        for name in sorted(self.model_fields_set):
            if name not in known:
                raise problem(f"a {self.shape} has no '{name}'; it has {', '.join(known[1:])}", name)
        if self.shape == "capsule" and self.end is None:
            raise problem("a capsule needs its other end: end = [x, y, z]")
        return self


def ordered(colliders: Sequence[Collider]) -> list[Collider]:
    """Return colliders in the order of their shapes, in which shaders read them."""
    return sorted(colliders, key=lambda collider: COLLIDER_SHAPES.index(collider.shape))


def distance(c: Collider, x: Array) -> tuple[Array, Array]:
    """Return distances (n,), m, and unit normals (n, 3) at points x (n, 3), m; both have the opposite sign for
    `inside`.

    Quilez 2008, "Distance functions": plane, sphere, capsule and box, each exact.
    """
    offset = x - np.asarray(c.position)
    if c.shape == "plane":
        normal = normalized(c.normal)
        return offset @ normal, np.broadcast_to(normal, x.shape)
    if c.shape == "box":
        return _signed(c, *_of_box(c, offset))
    if c.end is not None:
        axis = np.subtract(c.end, c.position)
        share = np.clip(offset @ axis / max(float(axis @ axis), 1e-12), 0.0, 1.0)
        offset = offset - share[:, None] * axis
    length = np.linalg.norm(offset, axis=1)
    return _signed(c, length - c.radius, _unit(offset, length))


def _of_box(c: Collider, offset: Array) -> tuple[Array, Array]:
    world_from_box = rotation(c.quaternion)[:3, :3]
    p = offset @ world_from_box
    side = np.where(p < 0.0, -1.0, 1.0)
    q = np.abs(p) - np.asarray(c.extent)
    out = np.maximum(q, 0.0)
    length = np.linalg.norm(out, axis=1)
    # Within the box, the normal of the nearest face; of equally near ones, the first.
    face = np.eye(3)[q.argmax(axis=1)]
    normal = np.where((length > 0.0)[:, None], _unit(out, length), face) * side
    return length + np.minimum(q.max(axis=1), 0.0), normal @ world_from_box.T


def _unit(offset: Array, length: Array) -> Array:
    up = np.array([0.0, 1.0, 0.0])  # at the centre, where any direction is normal
    return np.where((length > 0.0)[:, None], offset / np.maximum(length, 1e-30)[:, None], up)


def _signed(c: Collider, d: Array, normal: Array) -> tuple[Array, Array]:
    return (-d, -normal) if c.inside else (d, normal)
