"""Many polygons in one array: corners (n, 3) one polygon after another, and counts (m,), the corners of each."""

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import cross

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

TOLERANCE = 1e-9
"""Metres within which points coincide."""


def starts_of(counts: Counts) -> Counts:
    """Return the number of the first corner of each polygon, (m,)."""
    return np.cumsum(counts) - counts


def following(counts: Counts) -> Counts:
    """Return the number of the corner that follows each corner in its polygon, (n,)."""
    after = np.arange(1, int(counts.sum()) + 1)
    filled = counts > 0
    starts = starts_of(counts)[filled]
    after[starts + counts[filled] - 1] = starts
    return after


def preceding(counts: Counts) -> Counts:
    """Return the number of the corner before each corner in its polygon, (n,)."""
    before = np.arange(-1, int(counts.sum()) - 1)
    filled = counts > 0
    starts = starts_of(counts)[filled]
    before[starts] = starts + counts[filled] - 1
    return before


def distinct(corners: Array, counts: Counts) -> NDArray[np.bool_]:
    """Return which corners do not coincide with the one before them in their polygon, (n,)."""
    away = corners - corners[preceding(counts)]
    apart: NDArray[np.bool_] = away[:, 0] ** 2 + away[:, 1] ** 2 + away[:, 2] ** 2 > TOLERANCE * TOLERANCE
    return apart | np.repeat(counts < 2, counts)


def ordered(points: Array, polygon: Counts, normals: Array) -> tuple[Array, Counts]:
    """Return convex polygons as corners and counts, counter-clockwise seen against their normals, without repeats.

    points: (n, 3) corners in any order. polygon: (n,) which polygon each belongs to. normals: (m, 3).
    """
    total = np.bincount(polygon, minlength=len(normals))
    order = np.argsort(polygon, kind="stable")
    points, polygon = points[order], polygon[order]
    filled = total > 0
    middle = np.zeros((len(normals), 3))
    middle[filled] = np.add.reduceat(points, starts_of(total)[filled], axis=0) / total[filled, None]
    helper = np.eye(3)[np.argmin(np.abs(normals), axis=1)]
    u = cross(helper, normals)
    v = cross(normals, u)
    local = points - middle[polygon]
    angle = np.arctan2(np.einsum("ij,ij->i", local, v[polygon]), np.einsum("ij,ij->i", local, u[polygon]))
    points = points[np.lexsort((angle, polygon))]
    kept = distinct(points, total)
    return points[kept], np.bincount(polygon[kept], minlength=len(normals))
