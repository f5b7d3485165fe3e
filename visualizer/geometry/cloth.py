"""Cloth: a surface of which every point moves, drawn as a mesh in which each point is a piece with a pose of its own.

The pose of a point maps its place at rest to its present place, and +z, the normal of all of the mesh's vertices, to
the mean normal, by area, of the present faces about it. So adjacent triangles share their corners, no gap opens, and
shading is smooth however the surface is folded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.mesh import EDGE_FIELDS, VERTEX, Mesh, smooth_mesh
from visualizer.transforms import IDENTITY

Array = NDArray[np.float64]

TOGETHER = 6144
"""Points whose poses are worked out together: arrays of more exceed the processor's cache, and small arrays cost by
their number."""


@dataclass(frozen=True, eq=False)
class Cloth:
    """A surface at rest, model space. points: (n, 3) metres. faces: (m, 4) corners. tints: (n, 4), see `VERTEX_FIELDS`.

    Corners are numbers of points, counter-clockwise seen from outside.
    """

    points: Array
    faces: NDArray[np.int64]
    tints: Array

    @cached_property
    def triangles(self) -> NDArray[np.int64]:
        """The halves of the faces, (2 m, 3): the first corner of both is that of the face, so a face has one colour."""
        return self.faces[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)

    @cached_property
    def mesh(self) -> Mesh:
        """The mesh, with one piece per point. All normals are +z: see `write_poses`."""
        smooth = smooth_mesh(self.points, self.triangles)
        # Each triangle has one region, that of its first corner, so that hems and stripes have sharp edges: a point
        # between two regions is two vertices of one piece.
        _, region = np.unique(self.tints[:, 3], return_inverse=True)
        of_corner = np.repeat(region[self.triangles[:, 0]], 3)
        corners = self.triangles.reshape(-1)
        both, first, vertex = np.unique(
            corners + len(self.points) * of_corner, return_index=True, return_inverse=True
        )
        vertices = np.zeros(len(both), VERTEX)
        for name in ("position", *EDGE_FIELDS):
            vertices[name] = smooth.vertices[name][corners[first]]
        vertices["normal"] = 0.0, 0.0, 1.0
        vertices["tint"] = self.tints[corners[first]]
        vertices["tint"][:, 3] = self.tints[self.triangles[first // 3, 0], 3]
        vertices["piece"] = corners[first]
        return Mesh(vertices, vertex.reshape(-1, 3).astype(np.uint32), len(self.points))

    @cached_property
    def _diagonals(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The starts of the first diagonals of the faces, then of the second ones, and their ends, (2 m,) each."""
        a, b, c, d = self.faces.T
        return np.concatenate([a, b]), np.concatenate([c, d])

    @cached_property
    def _around(self) -> NDArray[np.int64]:
        """The faces about each point, (k * n,): one of each point after the other; m where a point has fewer than k."""
        corners = self.faces.reshape(-1)
        by = np.argsort(corners, kind="stable")
        count = np.bincount(corners, minlength=len(self.points))
        nth = np.arange(len(by)) - np.repeat(np.cumsum(count) - count, count)
        around = np.full((int(count.max()), len(self.points)), len(self.faces))
        around[nth, corners[by]] = by // 4
        return around.reshape(-1)

    @cached_property
    def _rest(self) -> Array:
        """The places at rest, (3, n)."""
        return np.ascontiguousarray(self.points.T)

    def _normals(self, points: Array) -> Array:
        """Return the normals, (..., 3, n), of surfaces through points, (..., 3, n): the mean of the faces' by area, of
        any length."""
        starts, ends = self._diagonals
        count = len(self.faces)
        diagonals = points.take(ends, axis=-1)
        diagonals -= points.take(starts, axis=-1)
        # The area of a face, as a vector, is half the product of its diagonals, also where it is not flat.
        face = np.empty((*points.shape[:-1], count + 1))
        face[..., -1] = 0.0
        _write_cross(face[..., :-1], diagonals[..., :count], diagonals[..., count:])
        about = face.take(self._around, axis=-1)
        return np.asarray(about.reshape(*points.shape[:-1], -1, points.shape[-1]).sum(axis=-2))

    def poses(self, points: ArrayLike) -> Array:
        """Return b_from_model, (k, n, 3, 4) or (n, 3, 4) float64, for each point: maps its place at rest to that in
        `points`, (k, n, 3) or (n, 3) in b."""
        placed = np.asarray(points, dtype=np.float64)
        poses = np.empty((*placed.shape, 4))
        self.write_poses(poses, placed)
        return poses

    def write_poses(self, poses: Array, points: Array, b_from_a: Array | None = None) -> None:
        """Write b_from_model, (k, n, 3, 4) or (n, 3, 4) float64, for each point to `poses`. points: (k, n, 3) or (n, 3)
        in space a, metres.

        b_from_a: (k, 4, 4) or (4, 4), a motion with a uniform scale, the identity if None. Far from the origin of b,
        differences between points there would be less precise.
        """
        motion = IDENTITY if b_from_a is None else b_from_a
        if points.ndim == 2:
            self._write(poses[None], points[None], motion)
            return
        together = max(TOGETHER // len(self.points), 1)
        for first in range(0, len(points), together):
            some = slice(first, first + together)
            self._write(poses[some], points[some], motion if motion.ndim == 2 else motion[some])

    def _write(self, poses: Array, points: Array, b_from_a: Array) -> None:
        """Write what `write_poses` does for points (k, n, 3) to poses (k, n, 3, 4). b_from_a: (k, 4, 4) or (4, 4)."""
        # Components in rows: operations on contiguous rows are faster than many small matrix products.
        places = np.ascontiguousarray(points.swapaxes(-1, -2))
        turn = b_from_a[..., :3, :3]
        columns = np.empty((len(points), 3, 4, points.shape[1]))
        _write_frames(columns, turn @ self._normals(places))
        places = turn @ places
        places += b_from_a[..., :3, 3:]
        moved = columns[:, :, 3]
        for axis in range(3):
            np.multiply(columns[:, :, axis], self._rest[axis], out=moved)
            np.subtract(places, moved, out=places if axis < 2 else moved)
        poses[...] = columns.transpose(0, 3, 1, 2)


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
    colour = np.broadcast_to(np.asarray(tints, dtype=np.float64), (count, around, 4)).reshape(-1, 4)
    return Cloth(grid.reshape(-1, 3), np.stack([a, b, c, d], axis=1), colour)


def sewn(cloths: Sequence[Cloth]) -> Cloth:
    """Return one cloth of several: their points and faces, concatenated."""
    first = np.cumsum([0, *(len(cloth.points) for cloth in cloths)])
    return Cloth(
        np.concatenate([cloth.points for cloth in cloths]),
        np.concatenate([cloth.faces + start for cloth, start in zip(cloths, first, strict=False)]),
        np.concatenate([cloth.tints for cloth in cloths]),
    )


def _write_cross(product: Array, first: Array, second: Array) -> None:
    """Write the cross products of vectors, (..., 3, n) each, to `product`."""
    for axis in range(3):
        here, after = (axis + 1) % 3, (axis + 2) % 3
        np.multiply(first[..., here, :], second[..., after, :], out=product[..., axis, :])
        product[..., axis, :] -= first[..., after, :] * second[..., here, :]


def _write_frames(columns: Array, normal: Array) -> None:
    """Write two tangents and the normal, of unit length and perpendicular to each other, to `columns[:, :, :3]`, (k,
    3, 3, n).

    normal: (k, 3, n), of any length. Duff and others, "Building an orthonormal basis, revisited", 2017: without a
    branch, precise for every direction.
    """
    first, middle, across = columns[:, 0, 0], columns[:, 1, 0], columns[:, 2, 0]
    second, upright, along = columns[:, 0, 1], columns[:, 1, 1], columns[:, 2, 1]
    out = columns[:, :, 2]
    length = np.sqrt((normal * normal).sum(axis=1))
    np.divide(normal, np.maximum(length, 1e-12, out=length)[:, None], out=out)
    x, y, z = out.swapaxes(0, 1)
    sign = np.copysign(1.0, z)
    a = -1.0 / (sign + z)
    np.multiply(x, a, out=second)
    np.multiply(sign, x, out=across)
    np.multiply(across, second, out=first)
    first += 1.0
    second *= y
    np.multiply(sign, second, out=middle)
    np.negative(across, out=across)
    np.multiply(y, y, out=upright)
    upright *= a
    upright += sign
    np.negative(y, out=along)
