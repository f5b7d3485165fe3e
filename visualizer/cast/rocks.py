"""Rocks: irregular stones with flat, freshly broken faces on some sides, rounded between sharp creases, and their
material."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.materials import Material
from visualizer.geometry.mesh import EDGE_FIELDS, FAR_FROM_EDGE, VERTEX, Mesh, shared_corners
from visualizer.geometry.primitives import icosphere_triangles

ROCK = Material("rock")

_FLATS = 7  # flat faces cut from each rock
_CREASE = np.cos(np.radians(34.0))  # cosine of the angle between two triangles from which their edge is sharp


@lru_cache(maxsize=64)
def rock(seed: int, *, subdivisions: int = 2, roughness: float = 0.16) -> Mesh:
    """Return a rock of radius about 1 m, shaded smooth except at creases.

    roughness: height of its ridges, as a share of the radius. tint.r: 0 weathered, 1 freshly broken; tint.a: 1.
    """
    random = np.random.default_rng([seed, 71])
    points, faces = icosphere_triangles(subdivisions)
    stretch = random.uniform(0.65, 1.25, 3)
    height = np.ones(len(points))
    for frequency, share in ((1.7, 1.0), (3.9, 0.55), (8.3, 0.3)):
        for _ in range(3):
            wave, shift = random.normal(size=3) * frequency, random.uniform(0, 2 * np.pi)
            # The absolute value of the sine makes sharp ridges.
            height += roughness * share * (0.5 - np.abs(np.sin(points @ wave + shift)))
    shape = points * height[:, None] * stretch
    broken = np.zeros(len(points))
    for _ in range(_FLATS):
        normal = random.normal(size=3)
        normal /= np.linalg.norm(normal)
        offset = random.uniform(0.5, 0.85)
        over = shape @ normal - offset
        shape -= np.maximum(over, 0.0)[:, None] * normal
        broken = np.maximum(broken, (over > 0.0).astype(float))
    corners = shape[faces]
    vertices = np.zeros(3 * len(faces), VERTEX)
    vertices["position"] = corners.reshape(-1, 3)
    vertices["normal"] = _creased_normals(corners, faces)
    for name in EDGE_FIELDS:
        vertices[name] = FAR_FROM_EDGE
    vertices["tint"][:, 0] = np.repeat(broken[faces].mean(axis=1), 3)
    vertices["tint"][:, 1:] = (random.uniform(), 1.0, 1.0)
    return shared_corners(vertices)


def _creased_normals(corners: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return normals of the corners of triangles, (3 n, 3): means over the triangles at a corner that make no crease.

    corners: (n, 3, 3) of n triangles. faces: (n, 3) numbers of the points at them.
    """
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    unit = area / np.maximum(np.linalg.norm(area, axis=1, keepdims=True), 1e-12)
    point = faces.reshape(-1)
    order = np.argsort(point, kind="stable")
    count = np.bincount(point)
    place = np.arange(len(point)) - np.repeat(np.cumsum(count) - count, count)
    around = np.full((len(count), count.max()), -1)  # the triangles at each point, -1 where there are fewer
    around[point[order], place] = order // 3
    near = around[point]
    smooth = (np.einsum("nkj,nj->nk", unit[near], np.repeat(unit, 3, axis=0)) > _CREASE) & (near >= 0)
    normal = np.einsum("nk,nkj->nj", smooth.astype(np.float64), area[near])
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12))
