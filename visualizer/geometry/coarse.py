"""Coarser versions of a mesh, for where it is small in a picture."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.places import Places

LEVELS = 5  # versions of a mesh; the cells of each are twice as wide as those of the one before
_FEWEST = 500  # triangles: a smaller mesh has no coarser version


def finest_cell(places: Places) -> float:
    """Return the width of the cells, metres, of the first coarser version: the median length of the triangles' sides.

    Infinite for a mesh that has no coarser version.
    """
    if len(places.corners) < _FEWEST:
        return float("inf")
    corners = places.rows[:, :3][places.corners]
    median = float(np.median(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)))
    return median if median > 0.0 else float("inf")


def coarse(
    vertices: NDArray[np.void], triangles: NDArray[np.uint32], places: Places, cell: float
) -> tuple[NDArray[np.void], NDArray[np.uint32]]:
    """Return vertices and triangles with all places of a piece in a cubic cell moved to their mean, and without empty triangles.

    No place moves farther than the diagonal of a cell, of width `cell`, metres, and no hole is opened in a closed surface. Normals
    and all other attributes of the vertices stay (Rossignac and Borrel, "Multi-resolution 3D approximations for rendering complex
    scenes", 1993).
    """
    row = np.empty(places.rows.shape, np.int64)
    row[:, :3] = np.floor(places.position / cell)
    row[:, 3] = places.rows[:, 3]
    where = _equal(row)
    count = np.bincount(where)
    mean = np.stack([np.bincount(where, places.position[:, k]) / count for k in range(3)], axis=1)
    corner = where[places.corners]
    kept = triangles[(corner != corner[:, [2, 0, 1]]).all(axis=1)]
    used = np.zeros(len(vertices), bool)
    used[kept] = True
    moved = vertices[used]
    moved["position"] = mean[where[places.of_vertex[used]]]
    return moved, (np.cumsum(used, dtype=np.uint32) - np.uint32(1))[kept]


def _equal(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers from 0 on that are equal for equal rows. rows: (n, 4)."""
    rows = rows - rows.min(axis=0)
    sizes = (rows.max(axis=0) + 1).tolist()
    if prod(sizes) < 1 << 62:  # a row as one integer is sorted much faster
        single = np.ravel_multi_index(tuple(rows.T), sizes)
    else:
        single = np.ascontiguousarray(rows).view("V32")[:, 0]
    return np.unique(single, return_inverse=True)[1].reshape(-1)
