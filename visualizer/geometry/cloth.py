"""Cloth: a surface of which every point moves, drawn as a mesh in which each point is a piece with a pose of its own.

The pose of a point maps its place at rest to its present place, and its normal at rest to the mean normal, by area, of the
present triangles about it. So adjacent triangles share their corners, no gap opens, and shading is smooth however the
surface is folded.
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
        """The mesh, with one piece per point and smooth normals."""
        smooth = smooth_mesh(self.points, self.triangles)
        # Each triangle has one region, that of its first corner, so that hems and stripes have sharp edges: a point between
        # two regions is two vertices of one piece.
        _, region = np.unique(self.tints[:, 3], return_inverse=True)
        of_corner = np.repeat(region[self.triangles[:, 0]], 3)
        corners = self.triangles.reshape(-1)
        both, first, vertex = np.unique(
            corners + len(self.points) * of_corner, return_index=True, return_inverse=True
        )
        vertices = np.zeros(len(both), VERTEX)
        for name in ("position", "normal", *EDGE_FIELDS):
            vertices[name] = smooth.vertices[name][corners[first]]
        vertices["tint"] = self.tints[corners[first]]
        vertices["tint"][:, 3] = self.tints[self.triangles[first // 3, 0], 3]
        vertices["piece"] = corners[first]
        return Mesh(vertices, vertex.reshape(-1, 3).astype(np.uint32), len(self.points))

    @cached_property
    def _around(self) -> NDArray[np.int64]:
        """The triangles about each point, (k, n); m where a point has fewer than k."""
        corners = self.triangles.reshape(-1)
        by = np.argsort(corners, kind="stable")
        count = np.bincount(corners, minlength=len(self.points))
        nth = np.arange(len(by)) - np.repeat(np.cumsum(count) - count, count)
        around = np.full((int(count.max()), len(self.points)), len(self.triangles))
        around[nth, corners[by]] = by // 3
        return around

    @cached_property
    def _rest(self) -> tuple[Array, Array]:
        """The places at rest, (3, n), and the frames there, (3, 3, n): tangents and normal."""
        places = np.ascontiguousarray(self.points.T)
        return places, np.stack(_frames(self._normals(places)))

    def _normals(self, points: Array) -> Array:
        """Return the unit normals, (..., 3, n), of a surface through points, (..., 3, n)."""
        a, b, c = (points.take(corner, axis=-1) for corner in np.ascontiguousarray(self.triangles.T))
        b -= a
        c -= a
        face = np.zeros((*points.shape[:-1], len(self.triangles) + 1))
        (x, y, z), (u, v, w) = np.moveaxis(b, -2, 0), np.moveaxis(c, -2, 0)
        face[..., 0, :-1] = y * w - z * v
        face[..., 1, :-1] = z * u - x * w
        face[..., 2, :-1] = x * v - y * u
        normal: Array = face.take(self._around[0], axis=-1)
        for number in self._around[1:]:
            normal += face.take(number, axis=-1)
        x, y, z = (normal[..., axis, :] for axis in range(3))
        normal /= np.maximum(np.sqrt(x * x + y * y + z * z), 1e-12)[..., None, :]
        return normal

    def poses(self, points: ArrayLike) -> Array:
        """Return b_from_model, (..., n, 3, 4) float64, for each point: maps its place at rest to that in `points`, (..., n, 3) in b."""
        placed = np.asarray(points, dtype=np.float64)
        poses = np.empty((*placed.shape, 4))
        self.write_poses(poses, placed)
        return poses

    def write_poses(self, poses: Array, points: Array, b_from_a: Array | None = None) -> None:
        """Write b_from_model, (..., n, 3, 4) float64, for each point to `poses`. points: (..., n, 3) in space a, metres.

        b_from_a: (..., 4, 4), the identity if None. Far from the origin of b, differences between points there would be less
        precise.
        """
        if points.ndim > 2:
            # One instant after the other: what is worked out of it stays in the processor's cache, which takes a third of the time.
            if b_from_a is not None:
                b_from_a = np.broadcast_to(b_from_a, (*points.shape[:-2], 4, 4))
            for number in range(len(points)):
                self.write_poses(
                    poses[number], points[number], None if b_from_a is None else b_from_a[number]
                )
            return
        rest, frames = self._rest
        places = np.ascontiguousarray(points.T)
        # Components in rows: sums of outer products over contiguous rows are faster than many small matrix products.
        columns = np.empty((3, 4, len(points)))
        linear = columns[:, :3]
        first, second, normal = _frames(self._normals(places))
        np.multiply(first[:, None], frames[0], out=linear)
        linear += second[:, None] * frames[1]
        linear += normal[:, None] * frames[2]
        moved = linear * rest
        columns[:, 3] = places - (moved[:, 0] + moved[:, 1] + moved[:, 2])
        if b_from_a is not None:
            columns = (b_from_a[:3, :3] @ columns.reshape(3, -1)).reshape(columns.shape)
            columns[:, 3] += b_from_a[:3, 3:]
        poses[...] = columns.transpose(2, 0, 1)


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


def _frames(normal: Array) -> tuple[Array, Array, Array]:
    """Return two tangents of unit length, perpendicular to each other and to `normal`, and `normal`, (..., 3, n) each.

    Duff and others, "Building an orthonormal basis, revisited", 2017: without a branch, precise for every direction.
    """
    x, y, z = np.moveaxis(normal, -2, 0)
    sign = np.copysign(1.0, z)
    a = -1.0 / (sign + z)
    b = x * y * a
    first, second = np.empty_like(normal), np.empty_like(normal)
    first[..., 0, :], first[..., 1, :], first[..., 2, :] = 1.0 + sign * x * x * a, sign * b, -sign * x
    second[..., 0, :], second[..., 1, :], second[..., 2, :] = b, sign + y * y * a, -y
    return first, second, normal
