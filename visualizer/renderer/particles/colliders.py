"""Colliders as shaders read them: a declaration, from which the array of a uniform and the functions that read it are
made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.blocks import Field, Struct
from visualizer.particles.colliders import Collider
from visualizer.transforms import conjugate, normalized

COLLIDER = Struct(
    "Collider",
    (
        Field("place", "vec3", "position, m, from home or in local space"),
        Field("side", "float", "1, or -1 if particles are inside"),
        Field("form", "vec3", "unit normal of a plane, axis of a capsule, m, half sizes of a box, m"),
        Field("radius", "float", "of spheres and capsules, m"),
        Field("turn", "vec4", "box_from_world of a box, a quaternion x, y, z, w"),
        Field("response", "vec2", "bounce and friction, [0, 1], each negative for the emitter's"),
    ),
)
"""A collider: four vec4 of the uniform ``u_colliders``."""
TEXELS = COLLIDER.dtype.itemsize // 16
COLLIDERS_GLSL = (
    f"uniform vec4 u_colliders[{TEXELS} * COLLIDERS];  // rows of the colliders, ordered by shape\n"
    + COLLIDER.readers("int c", f"u_colliders[{TEXELS} * c + {{}}]")
)
"""The uniform, and a function for each field: shaders include it as generated/colliders.glsl."""

_OF_EMITTER = -1.0  # stands for the emitter's own bounce or friction


def packed(colliders: Sequence[Collider], home: NDArray[np.float64] | float = 0.0) -> NDArray[np.void]:
    """Return ordered colliders as shaders read them, (n,) of `COLLIDER`. home: (3,) world, metres: the origin of
    positions."""
    rows = np.zeros(len(colliders), COLLIDER.dtype)
    for row, c in zip(rows, colliders, strict=True):
        row["place"], row["side"] = np.asarray(c.position) - home, -1.0 if c.inside else 1.0
        if c.shape == "plane":
            row["form"] = normalized(c.normal)
        elif c.shape == "box":
            row["form"] = c.extent
            row["turn"] = conjugate(c.quaternion)
        else:
            row["radius"] = c.radius
            row["form"] = np.subtract(c.end, c.position) if c.end is not None else 0.0
        row["response"] = [_OF_EMITTER if own is None else own for own in (c.bounce, c.friction)]
    return rows
