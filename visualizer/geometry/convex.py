"""Convex bodies as their faces, cut exactly by planes.

A body is stored as polygons rather than as half-spaces: cutting by a plane then takes a few dot products per face,
volume and centroid are sums over faces, and the polygons can be drawn as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.mesh import Mesh, cross, flat_mesh

Array = NDArray[np.float64]

TOLERANCE = 1e-9
"""Metres within which a point counts as on a plane."""


@dataclass(frozen=True, eq=False)
class Convex:
    """A convex body. faces: polygons (k, 3), metres, counter-clockwise seen from outside.

    regions: one number for each face, which cuts keep; it becomes ``tint.a`` of the face's vertices.
    """

    faces: tuple[Array, ...]
    regions: tuple[float, ...]

    @cached_property
    def points(self) -> Array:
        """(n, 3): the corners of all faces, each as often as it occurs."""
        return np.concatenate(self.faces)

    @cached_property
    def _moments(self) -> tuple[float, Array]:
        # Signed tetrahedra from a corner to the fan of every face; exact for a polyhedron.
        origin = self.faces[0][0]
        volume, moment = 0.0, np.zeros(3)
        for face in self.faces:
            local = face - origin
            for b, c in pairwise(local[1:]):
                tetrahedron = float(np.dot(local[0], cross(b, c))) / 6.0
                volume += tetrahedron
                moment += tetrahedron * (local[0] + b + c) / 4.0
        return volume, origin + moment / max(volume, 1e-30)

    @property
    def volume(self) -> float:
        """Cubic metres."""
        return self._moments[0]

    @property
    def centroid(self) -> Array:
        """(3,) metres: the centre of mass at constant density."""
        return self._moments[1]

    @cached_property
    def planes(self) -> Array:
        """(faces, 4): outward unit normal and offset of each face: inside, normal . p <= offset."""
        rows = []
        for face in self.faces:
            normal = cross(face, np.roll(face, -1, axis=0)).sum(axis=0)
            normal = normal / max(float(np.linalg.norm(normal)), 1e-30)
            rows.append([*normal, float(normal @ face.mean(axis=0))])
        return np.array(rows)

    def clipped(self, normal: ArrayLike, offset: float, region: float = 0.0) -> Convex | None:
        """Return the part where ``normal . p <= offset``, or None if nothing is left.

        The cut is closed by one new face of `region`. `normal` is of unit length.
        """
        n = np.asarray(normal, dtype=np.float64)
        heights = self.points @ n - offset
        if heights.max() <= TOLERANCE:
            return self
        if heights.min() >= -TOLERANCE:
            return None
        faces: list[Array] = []
        regions: list[float] = []
        rim: list[list[float]] = []
        first = 0
        # Python floats from here on: for the few corners of a face, NumPy's overhead per call is larger than the work.
        levels = heights.tolist()
        for face, own in zip(self.faces, self.regions, strict=True):
            height = levels[first : first + len(face)]
            first += len(face)
            inside = [level <= TOLERANCE for level in height]
            if all(inside):
                faces.append(face)
                regions.append(own)
                continue
            if not any(inside):
                continue
            corners = face.tolist()
            kept: list[list[float]] = []
            for i, corner in enumerate(corners):
                j = (i + 1) % len(corners)
                if inside[i]:
                    kept.append(corner)
                if inside[i] != inside[j]:
                    # From the inner to the outer end always, so that two faces that share
                    # the edge get the same point to the last bit.
                    a, b = (i, j) if inside[i] else (j, i)
                    share = min(max(height[a] / (height[a] - height[b]), 0.0), 1.0)
                    point = [p + share * (q - p) for p, q in zip(corners[a], corners[b], strict=True)]
                    kept.append(point)
                    rim.append(point)
            polygon = _without_repeats(kept)
            if len(polygon) >= 3:
                faces.append(np.array(polygon))
                regions.append(own)
        # A corner that lies in the plane belongs to the rim too, though no edge was cut there.
        on_plane = self.points[np.abs(heights) <= TOLERANCE]
        lid = _polygon_about(np.concatenate([np.array(rim).reshape(-1, 3), on_plane]), n)
        if len(lid) >= 3:
            faces.append(lid)
            regions.append(region)
        return Convex(tuple(faces), tuple(regions)) if len(faces) >= 4 else None

    def moved(self, a_from_b: Array) -> Convex:
        """Return the body transformed by a (4, 4) matrix with a positive determinant."""
        faces = tuple(face @ a_from_b[:3, :3].T + a_from_b[:3, 3] for face in self.faces)
        return Convex(faces, self.regions)

    def mesh(self, *, tint: Sequence[float] = (1.0, 1.0, 1.0), piece: int = 0) -> Mesh:
        """Return the body's flat-shaded mesh; ``tint.a`` is each face's region."""
        return flat_mesh(self.faces, tint=[(*tint[:3], region) for region in self.regions], piece=piece)


def convex_box(low: ArrayLike, high: ArrayLike) -> Convex:
    """Return the box between two corners, (3,) metres each."""
    (x0, y0, z0), (x1, y1, z1) = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    faces = (
        [(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)],
        [(x0, y1, z0), (x0, y1, z1), (x1, y1, z1), (x1, y1, z0)],
        [(x0, y0, z0), (x0, y1, z0), (x1, y1, z0), (x1, y0, z0)],
        [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)],
        [(x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)],
        [(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)],
    )
    return Convex(tuple(np.array(face) for face in faces), (0.0,) * 6)


def convex_hull(points: ArrayLike) -> Convex:
    """Return the hull of `points`, (n, 3), with coplanar triangles joined to one face each."""
    from scipy.spatial import ConvexHull  # loaded on use: it costs a third of a second

    cloud = np.asarray(points, dtype=np.float64)
    hull = ConvexHull(cloud)
    faces = []
    for plane in np.unique(np.round(hull.equations, 7), axis=0):
        near = np.unique(hull.simplices[np.abs(hull.equations - plane).max(axis=1) < 1e-6])
        faces.append(_polygon_about(cloud[near], plane[:3]))
    return Convex(tuple(face for face in faces if len(face) >= 3), (0.0,) * len(faces))


def _without_repeats(polygon: list[list[float]]) -> list[list[float]]:
    """Return the corners (x, y, z) of a polygon without those that coincide with the one before them."""
    return [
        [x, y, z]
        for n, (x, y, z) in enumerate(polygon)
        if len(polygon) < 2
        or (x - polygon[n - 1][0]) ** 2 + (y - polygon[n - 1][1]) ** 2 + (z - polygon[n - 1][2]) ** 2
        > TOLERANCE * TOLERANCE
    ]


def _polygon_about(points: Array, normal: Array) -> Array:
    """Return points of a convex polygon in order, counter-clockwise seen against `normal`."""
    if len(points) < 3:
        return points
    helper = np.eye(3)[int(np.argmin(np.abs(normal)))]
    u = cross(helper, normal)
    v = cross(normal, u)
    local = points - points.mean(axis=0)
    order = np.argsort(np.arctan2(local @ v, local @ u), kind="stable")
    return np.array(_without_repeats(points[order].tolist())).reshape(-1, 3)
