"""Cloth: a surface of which every vertex moves, drawn as a mesh with one piece, and one affine pose, per triangle.

An affine map can carry a triangle onto any other. So each triangle of a cloth is a piece of the mesh, and its pose maps
its shape at rest to its current shape. Adjacent triangles keep their common corners, so no gap opens, and the smooth
normals of the rest shape rotate with the triangles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.mesh import VERTEX, Mesh, smooth_mesh

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cloth:
    """A surface at rest, model space. points: (n, 3) metres. triangles: (m, 3) indices. tints: (n, 4), see `VERTEX_FIELDS`."""

    points: Array
    triangles: NDArray[np.int64]
    tints: Array

    @cached_property
    def mesh(self) -> Mesh:
        """The mesh, with one piece per triangle and smooth normals."""
        smooth = smooth_mesh(self.points, self.triangles)
        corners = self.triangles.reshape(-1)
        vertices = np.zeros(len(corners), VERTEX)
        for name in ("position", "normal", "edge"):
            vertices[name] = smooth.vertices[name][corners]
        # Each triangle has one colour, that of its first corner, so that hems and stripes have sharp edges.
        vertices["tint"] = np.repeat(self.tints[self.triangles[:, 0]], 3, axis=0)
        count = len(self.triangles)
        vertices["piece"] = np.repeat(np.arange(count), 3)
        return Mesh(vertices, np.arange(3 * count, dtype=np.uint32).reshape(-1, 3), count)

    @cached_property
    def _rest(self) -> tuple[NDArray[np.int64], Array, Array]:
        corners = np.ascontiguousarray(self.triangles.T)
        a, first, second, normal = _frames(np.ascontiguousarray(self.points.T), corners)
        frame = np.stack([first, second, normal], axis=1)
        inverse = np.linalg.inv(frame.transpose(2, 0, 1)).transpose(1, 2, 0)
        return corners, a, np.ascontiguousarray(inverse)

    def poses(self, points: ArrayLike) -> Array:
        """Return b_from_model, (m, 3, 4) float64, for each triangle: maps its rest shape to `points`, (n, 3) in space b."""
        corners, rest, inverse = self._rest
        now = np.ascontiguousarray(np.asarray(points, dtype=np.float64).T)
        start, first, second, normal = _frames(now, corners)
        # Components in rows: sums of outer products over contiguous rows are faster than many small matrix products.
        linear = first[:, None] * inverse[0] + second[:, None] * inverse[1] + normal[:, None] * inverse[2]
        poses = np.empty((corners.shape[1], 3, 4))
        poses[:, :, :3] = linear.transpose(2, 0, 1)
        poses[:, :, 3] = (start - (linear * rest).sum(axis=1)).T
        return poses


def sheet(rows: ArrayLike, *, closed: bool = False, tints: ArrayLike = (1.0, 1.0, 1.0, 0.0)) -> Cloth:
    """Return the cloth through `rows`, (m, k, 3) points; `closed` joins the last column to the first.

    Seen from outside, columns run counter-clockwise about the direction in which the rows advance,
    as in a loft. tints: (4,), or (m, k, 4).
    """
    grid = np.asarray(rows, dtype=np.float64)
    count, around, _ = grid.shape
    here = np.arange(around if closed else around - 1)
    after = (here + 1) % around
    row = (np.arange(count - 1) * around)[:, None]
    a, b, c, d = (x.reshape(-1) for x in (row + here, row + after, row + around + after, row + around + here))
    # The first corner of both triangles of a quad is the same one, so a quad has one colour.
    triangles = np.stack([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)], axis=1).reshape(-1, 3)
    colour = np.broadcast_to(np.asarray(tints, dtype=np.float64), (count, around, 4)).reshape(-1, 4)
    return Cloth(grid.reshape(-1, 3), triangles, colour)


def sewn(cloths: Sequence[Cloth]) -> Cloth:
    """Return one cloth of several: their points and triangles, concatenated."""
    first = np.cumsum([0, *(len(cloth.points) for cloth in cloths)])
    return Cloth(
        np.concatenate([cloth.points for cloth in cloths]),
        np.concatenate([cloth.triangles + start for cloth, start in zip(cloths, first, strict=False)]),
        np.concatenate([cloth.tints for cloth in cloths]),
    )


def _frames(points: Array, corners: NDArray[np.int64]) -> tuple[Array, Array, Array, Array]:
    """Return the first corner, the two edges from it and the unit normal, (3, m) each, of triangles. points: (3, n)."""
    a = points[:, corners[0]]
    first, second = points[:, corners[1]] - a, points[:, corners[2]] - a
    normal = np.empty_like(first)
    normal[0] = first[1] * second[2] - first[2] * second[1]
    normal[1] = first[2] * second[0] - first[0] * second[2]
    normal[2] = first[0] * second[1] - first[1] * second[0]
    normal /= np.maximum(np.sqrt((normal * normal).sum(axis=0)), 1e-12)
    return a, first, second, normal
