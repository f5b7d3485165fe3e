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

Array = NDArray[np.float64]


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
    def _corners(self) -> NDArray[np.int64]:
        """The faces by corner, (4, m)."""
        return np.ascontiguousarray(self.faces.T)

    @cached_property
    def _around(self) -> NDArray[np.int64]:
        """The faces about each point, (k, n); m where a point has fewer than k."""
        corners = self.faces.reshape(-1)
        by = np.argsort(corners, kind="stable")
        count = np.bincount(corners, minlength=len(self.points))
        nth = np.arange(len(by)) - np.repeat(np.cumsum(count) - count, count)
        around = np.full((int(count.max()), len(self.points)), len(self.faces))
        around[nth, corners[by]] = by // 4
        return around

    @cached_property
    def _rest(self) -> Array:
        """The places at rest, (3, n)."""
        return np.ascontiguousarray(self.points.T)

    def _normals(self, points: Array) -> Array:
        """Return the normals, (3, n), of a surface through points, (3, n): the mean of the faces' by area, of any
        length."""
        a, b, c, d = (points.take(corner, axis=-1) for corner in self._corners)
        # The area of a face, as a vector, is half the product of its diagonals, also where it is not flat.
        (x, y, z), (u, v, w) = c - a, d - b
        face = np.empty((3, len(self.faces) + 1))
        face[:, -1] = 0.0
        face[0, :-1] = y * w - z * v
        face[1, :-1] = z * u - x * w
        face[2, :-1] = x * v - y * u
        normal: Array = face.take(self._around[0], axis=-1)
        for number in self._around[1:]:
            normal += face.take(number, axis=-1)
        return normal

    def poses(self, points: ArrayLike) -> Array:
        """Return b_from_model, (..., n, 3, 4) float64, for each point: maps its place at rest to that in `points`,
        (..., n, 3) in b."""
        placed = np.asarray(points, dtype=np.float64)
        poses = np.empty((*placed.shape, 4))
        self.write_poses(poses, placed)
        return poses

    def write_poses(self, poses: Array, points: Array, b_from_a: Array | None = None) -> None:
        """Write b_from_model, (..., n, 3, 4) float64, for each point to `poses`. points: (..., n, 3) in space a,
        metres.

        b_from_a: (..., 4, 4), a motion with a uniform scale, the identity if None. Far from the origin of b,
        differences between points there would be less precise.
        """
        if points.ndim > 2:
            # One instant after the other: what is worked out of it stays in the processor's cache, which takes a third
            # of the time.
            for number, place in enumerate(points):
                self.write_poses(
                    poses[number],
                    place,
                    b_from_a if b_from_a is None or b_from_a.ndim == 2 else b_from_a[number],
                )
            return
        # Components in rows: operations on contiguous rows are faster than many small matrix products.
        places = np.ascontiguousarray(points.T)
        normal = self._normals(places)
        if b_from_a is not None:
            turn = b_from_a[:3, :3]
            normal = turn @ normal
            places = turn @ places
            places += b_from_a[:3, 3:]
        columns = np.empty((3, 4, len(points)))
        _write_frames(columns, normal)
        rest = self._rest
        places -= columns[:, 0] * rest[0]
        places -= columns[:, 1] * rest[1]
        np.subtract(places, columns[:, 2] * rest[2], out=columns[:, 3])
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


def _write_frames(columns: Array, normal: Array) -> None:
    """Write two tangents and the normal, of unit length and perpendicular to each other, to `columns[:, :3]`, (3, 3,
    n).

    normal: (3, n), of any length. Duff and others, "Building an orthonormal basis, revisited", 2017: without a branch,
    precise for every direction.
    """
    (first, _, across), (second, upright, along), out = columns[:, 0], columns[:, 1], columns[:, 2]
    x, y, z = normal
    np.divide(normal, np.maximum(np.sqrt(x * x + y * y + z * z), 1e-12), out=out)
    x, y, z = out
    sign = np.copysign(1.0, z)
    a = -1.0 / (sign + z)
    np.multiply(x, a, out=second)
    np.multiply(sign, x, out=across)
    np.multiply(across, second, out=first)
    first += 1.0
    second *= y
    np.multiply(sign, second, out=columns[1, 0])
    np.negative(across, out=across)
    np.multiply(y, y, out=upright)
    upright *= a
    upright += sign
    np.negative(y, out=along)
