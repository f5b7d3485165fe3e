"""Coarser versions of a mesh, for where it is small in a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVELS = 5  # versions of a mesh; the cells of each are twice as wide as those of the one before
_FEWEST = 500  # triangles: a smaller mesh has no coarser version


def finest_cell(position: NDArray[np.float32], triangles: NDArray[np.uint32]) -> float:
    """Return the width of the cells, metres, of the first coarser version: the median length of the triangles' sides.

    Infinite for a mesh that has no coarser version. position: (n, 3). triangles: (m, 3).
    """
    if len(triangles) < _FEWEST:
        return float("inf")
    corners = position[triangles]
    median = float(np.median(np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)))
    return median if median > 0.0 else float("inf")


def coarse(
    vertices: NDArray[np.void], triangles: NDArray[np.uint32], cell: float
) -> tuple[NDArray[np.void], NDArray[np.uint32]]:
    """Return vertices and triangles with all places of a piece in a cubic cell moved to their mean, and without empty triangles.

    No place moves farther than the diagonal of a cell, of width `cell`, metres, and no hole is opened in a closed surface. Normals
    and all other attributes of the vertices stay (Rossignac and Borrel, "Multi-resolution 3D approximations for rendering complex
    scenes", 1993).
    """
    place: NDArray[Any] = np.column_stack([vertices["position"], vertices["piece"]]).astype(np.float32)
    place += np.float32(0.0)  # no -0
    _, first, same = np.unique(place.view("V16")[:, 0], return_index=True, return_inverse=True)
    distinct = place[first].astype(np.float64)
    row = np.empty(distinct.shape, np.int64)
    row[:, :3] = np.floor(distinct[:, :3] / cell)
    row[:, 3] = distinct[:, 3]
    _, where = np.unique(row.view("V32")[:, 0], return_inverse=True)
    where = where.reshape(-1)
    count = np.bincount(where)
    mean = np.stack([np.bincount(where, distinct[:, k]) / count for k in range(3)], axis=1)
    of_vertex = where[same.reshape(-1)]
    corner = of_vertex[triangles]
    kept = triangles[(corner != np.roll(corner, 1, axis=1)).all(axis=1)]
    used, index = np.unique(kept, return_inverse=True)
    moved = vertices[used].copy()
    moved["position"] = mean[of_vertex[used]]
    return moved, index.reshape(-1, 3).astype(np.uint32)
