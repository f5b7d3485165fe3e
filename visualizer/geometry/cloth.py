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

from visualizer.geometry.mesh import EDGE_FIELDS, VERTEX, Mesh, smooth_mesh

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
        for name in ("position", "normal", *EDGE_FIELDS):
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
        """Return b_from_model, (..., m, 3, 4) float64, for each triangle: maps its rest shape to `points`, (..., n, 3) in b."""
        placed = np.asarray(points, dtype=np.float64)
        poses = np.empty((*placed.shape[:-2], len(self.triangles), 3, 4))
        self.write_poses(poses, placed)
        return poses

    def write_poses(self, poses: Array, points: Array, b_from_a: Array | None = None) -> None:
        """Write b_from_model, (..., m, 3, 4) float64, for each triangle to `poses`. points: (..., n, 3) in space a, metres.

        b_from_a: (..., 4, 4), the identity if None. Far from the origin of b, differences between points there would be less
        precise.
        """
        corners, rest, inverse = self._rest
        start, first, second, normal = _frames(np.ascontiguousarray(points.swapaxes(-1, -2)), corners)
        # Components in rows: sums of outer products over contiguous rows are faster than many small matrix products.
        linear = first[..., None, :] * inverse[0]
        linear += second[..., None, :] * inverse[1]
        linear += normal[..., None, :] * inverse[2]
        moved = linear * rest
        offset = start - (moved[..., 0, :] + moved[..., 1, :] + moved[..., 2, :])
        if b_from_a is not None:
            turn = b_from_a[..., :3, :3]
            linear = (turn @ linear.reshape(*linear.shape[:-2], -1)).reshape(linear.shape)
            offset = turn @ offset + b_from_a[..., :3, 3:]
        poses[..., :3] = np.moveaxis(linear, -1, -3)
        poses[..., 3] = offset.swapaxes(-1, -2)


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
    """Return the first corner, two edges from it and the unit normal, (..., 3, m) each, of triangles. points: (..., 3, n)."""
    a = points.take(corners[0], axis=-1)
    first, second = points.take(corners[1], axis=-1), points.take(corners[2], axis=-1)
    first -= a
    second -= a
    (x, y, z), (u, v, w) = np.moveaxis(first, -2, 0), np.moveaxis(second, -2, 0)
    normal = np.empty_like(first)
    p, q, r = np.moveaxis(normal, -2, 0)
    p[...] = y * w - z * v
    q[...] = z * u - x * w
    r[...] = x * v - y * u
    normal /= np.maximum(np.sqrt(p * p + q * q + r * r), 1e-12)[..., None, :]
    return a, first, second, normal
