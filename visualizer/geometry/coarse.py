"""Coarser versions of a mesh, for where it is small in a picture."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.places import Places, first_uses

LEVELS = 5  # versions of a mesh; the cells of each are twice as wide as those of the one before
FLAT_PIXELS, SMOOTH_PIXELS = 0.6, 2.0
"""Most width of the cells in a picture, of meshes of flat faces and of smooth ones, as skin and cloth are. The edges of
flat faces are seen, and the diagonal of a cell, which no place is moved beyond, is about a pixel. What is merged of a
smooth surface lies beside it by a small share of a cell."""
LEAST_ACROSS = 8
"""Least number of cells along the longest side of a smooth mesh: with fewer, its normals no longer spread light as
those of the surface do."""
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
    vertices: NDArray[np.void],
    triangles: NDArray[np.uint32],
    places: Places,
    cell: float,
    *,
    sides: bool = False,
) -> tuple[NDArray[np.void], NDArray[np.uint32]]:
    """Return vertices and triangles with all places of a piece in a cubic cell moved to their mean, and without empty
    triangles.

    No place moves farther than the diagonal of a cell, of width `cell`, metres, and no hole is opened in a closed
    surface. Normals and all other attributes of the vertices stay (Rossignac and Borrel, "Multi-resolution 3D
    approximations for rendering complex scenes", 1993). sides: whether only places are merged whose normals lie in one
    octant, and which lie in or between the same regions, so that limbs and folds that are thinner than a cell keep
    their width, and borders their places.

    A piece of one place is a point of a surface of which every point moves, such as cloth. Those in a cell at rest that
    sides of triangles within the cell connect become the one nearest their mean, with its piece and its normal: they
    stay together however the surface moves.
    """
    row = np.empty(places.rows.shape, np.int64)
    row[:, :3] = np.floor(places.position / cell)
    row[:, 3] = piece = places.rows[:, 3].astype(np.int64)
    point = np.bincount(piece)[piece] == 1
    row[point, 3] = -1
    if sides:
        normal = [
            np.bincount(places.of_vertex, vertices["normal"][:, axis], len(row)) >= 0.0 for axis in range(3)
        ]
        row[:, 3] = 8 * row[:, 3] + np.dot((1, 2, 4), normal)
        region = np.floor(vertices["tint"][:, 3] + 0.5).astype(np.int64)
        for least in (np.minimum, np.maximum):  # of a place between two regions these differ
            of_place = np.full(len(row), region[0])
            of_place[places.of_vertex] = region
            least.at(of_place, places.of_vertex, region)
            row[:, 3] = row[:, 3] * (1 + int(np.ptp(of_place))) + of_place - of_place.min()
    where = _equal(row)
    if point.any():
        where = np.where(point, where.max() + 1 + _connected(places.corners, where, point), where)
        where = np.unique(where, return_inverse=True)[1].reshape(-1)
    count = np.bincount(where)
    mean = np.stack([np.bincount(where, places.position[:, k]) / count for k in range(3)], axis=1)
    corner = where[places.corners]
    kept = triangles[(corner != corner[:, [2, 0, 1]]).all(axis=1)]
    used = np.zeros(len(vertices), bool)
    used[kept] = True
    moved = vertices[used]
    of = places.of_vertex[used]
    moved["position"] = mean[where[of]]
    numbers = np.cumsum(used) - 1
    if point.any():
        moved, same = _drawn_together(vertices, moved, of, places, where, mean, point)
        numbers = same[np.maximum(numbers, 0)]
    return moved, numbers[kept].astype(np.uint32)


def _connected(
    corners: NDArray[np.int64], where: NDArray[np.int64], point: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return a number for each place, equal for points of one cell, `where`, that sides within the cell connect."""
    from scipy.sparse import coo_matrix  # loaded on use: it costs a sixth of a second
    from scipy.sparse.csgraph import connected_components

    a, b = corners.reshape(-1), np.roll(corners, -1, axis=1).reshape(-1)
    within = (where[a] == where[b]) & point[a] & point[b]
    graph = coo_matrix((np.ones(int(within.sum()), np.int8), (a[within], b[within])), shape=(len(where),) * 2)
    found: NDArray[np.int64] = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def _drawn_together(
    vertices: NDArray[np.void],
    moved: NDArray[np.void],
    of: NDArray[np.int64],
    places: Places,
    where: NDArray[np.int64],
    mean: NDArray[np.float64],
    point: NDArray[np.bool_],
) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """Return the vertices `moved`, those at points as vertices of the point that stands for them, and the number of
    each among them.

    of: the place of each vertex. where, mean: the group of each place, and the mean of each group. point: whether a
    place is a point.
    """
    away = ((places.position - mean[where]) ** 2).sum(axis=1)
    by = np.lexsort((np.arange(len(where)), away, where))
    standing = by[np.diff(where[by], prepend=-1) != 0]  # the place that stands for each group
    first = first_uses(places.of_vertex, len(where))  # a vertex of each place
    at_point = point[of]
    chosen = vertices[first[standing[where[of]]]]
    for name in ("position", "normal", "piece"):
        moved[name][at_point] = chosen[name][at_point]
    alike = at_point & (moved["tint"][:, 3] == chosen["tint"][:, 3])  # of one region
    moved[alike] = chosen[alike]
    rows = np.ascontiguousarray(moved).view(f"V{moved.dtype.itemsize}")
    _, index, same = np.unique(rows, return_index=True, return_inverse=True)
    order = np.argsort(index)
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    return moved[index[order]], number[same.reshape(-1)]


def _equal(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers from 0 on that are equal for equal rows. rows: (n, 4)."""
    rows = rows - rows.min(axis=0)
    sizes = (rows.max(axis=0) + 1).tolist()
    if prod(sizes) < 1 << 62:  # a row as one integer is sorted much faster
        single = np.ravel_multi_index(tuple(rows.T), sizes)
    else:
        single = np.ascontiguousarray(rows).view("V32")[:, 0]
    return np.unique(single, return_inverse=True)[1].reshape(-1)
