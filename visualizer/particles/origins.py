"""Positions and outward directions of births in an emitter's shape. Float64; see shaders/particles/shapes.glsl."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.emitter import Emitter
from visualizer.particles.hashing import SHAPE, SHAPE_MORE, hash_particle, unit
from visualizer.transforms import normalized

Array = NDArray[np.float64]
TAU = 2.0 * np.pi

SLANT_SPREAD = 0.3
"""By how much the distance from the axis that decides a cone's angle is spread, as a share of the disc's radius."""


def on_sphere(a: Array, b: Array) -> Array:
    """Return unit vectors (n, 3), uniform over the sphere, from two random numbers each, (n,) in [0, 1)."""
    z = 1.0 - 2.0 * a
    r = np.sqrt(np.maximum(0.0, 1.0 - z * z))
    return np.stack([r * np.cos(TAU * b), z, r * np.sin(TAU * b)], axis=1)


def in_cone(n: Array, angle: Array, a: Array, b: Array) -> Array:
    """Return unit vectors (m, 3), uniform in cones of the half angle `angle` (m,), radians, around unit vectors n (m,
    3).

    a, b: (m,), random numbers in [0, 1). Basis: Duff et al. 2017, JCGT 6(1).
    """
    z = 1.0 + (np.cos(angle) - 1.0) * a
    r = np.sqrt(np.maximum(0.0, 1.0 - z * z))
    s = np.where(n[:, 2] < 0.0, -1.0, 1.0)
    p = -1.0 / (s + n[:, 2])
    q = n[:, 0] * n[:, 1] * p
    across = np.stack([1.0 + s * n[:, 0] ** 2 * p, s * q, -s * n[:, 0]], axis=1)
    up = np.stack([q, s + n[:, 1] ** 2 * p, -n[:, 1]], axis=1)
    turn = (TAU * b)[:, None]
    result: Array = z[:, None] * n + r[:, None] * (np.cos(turn) * across + np.sin(turn) * up)
    return result


def born_in_shape(emitter: Emitter, k: NDArray[np.int64], born: Array) -> tuple[Array, Array]:
    """Return positions, m, and unit directions, (n, 3) each, in the emitter's frame, of particles k born at `born`,
    s."""
    u, v = (unit(hash_particle(k, emitter.seed, stream)) for stream in (SHAPE, SHAPE_MORE))
    shape = emitter.properties.shape
    half, angle, hollow = (emitter.table.at(name, born) for name in ("extent", "cone", "hollow"))
    zero = np.zeros((len(k), 3))
    if shape == "point":
        return zero, on_sphere(u[:, 0], u[:, 1])
    if shape == "sphere":
        out = on_sphere(u[:, 0], u[:, 1])
        radius = np.cbrt(hollow**3 + (1.0 - hollow**3) * u[:, 2])
        return out * half * radius[:, None], out
    if shape == "box":
        return (2.0 * u[:, :3] - 1.0) * half, on_sphere(v[:, 0], v[:, 1])
    if shape == "line":
        zero[:, 0] = (2.0 * u[:, 0] - 1.0) * half[:, 0]
        return zero, np.stack([np.zeros(len(k)), np.cos(TAU * u[:, 1]), np.sin(TAU * u[:, 1])], axis=1)
    if shape in ("disc", "cone"):
        r = np.sqrt(hollow**2 + (1.0 - hollow**2) * u[:, 0])
        around = np.stack([np.cos(TAU * u[:, 1]), np.zeros(len(k)), np.sin(TAU * u[:, 1])], axis=1)
        place = around * (r * half[:, 0])[:, None]
        up = np.zeros_like(place)
        up[:, 1] = 1.0
        if shape == "disc":
            return place, in_cone(up, angle, v[:, 0], v[:, 1])
        slant = (angle * np.clip(r + SLANT_SPREAD * (v[:, 0] - 0.5), 0.0, 1.0))[:, None]
        return place, around * np.sin(slant) + up * np.cos(slant)
    origins = emitter.origins
    assert origins is not None
    if shape == "curve":
        mark = u[:, 0] * len(origins.triangles)
        number = mark.astype(np.int64)
        along = (mark - number)[:, None]
        piece = origins.triangles[number, :, :3].astype(np.float64)
        tangent = normalized(piece[:, 3] + along * piece[:, 2])
        square = np.full(len(k), np.pi / 2.0)
        return piece[:, 0] + along * piece[:, 1], in_cone(tangent, square, np.ones(len(k)), u[:, 1])
    groups = len(origins.triangles) // origins.group
    entry = (k % groups) * origins.group + np.minimum(
        (u[:, 0] * origins.group).astype(np.int64), origins.group - 1
    )
    triangle = origins.triangles[entry, :, :3].astype(np.float64)
    side = np.sqrt(u[:, 1])[:, None]  # evenly over the triangle (Osada et al. 2002)
    place = triangle[:, 0] + side * (1.0 - u[:, 2:3]) * triangle[:, 1] + side * u[:, 2:3] * triangle[:, 2]
    return place, in_cone(triangle[:, 3], angle, v[:, 0], v[:, 1])
