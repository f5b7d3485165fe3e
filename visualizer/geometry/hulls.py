"""Convex hulls of points, as bodies whose coplanar triangles are joined to one face each."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.convex import Convex
from visualizer.geometry.polygons import ordered

Array = NDArray[np.float64]


def convex_hull(points: ArrayLike) -> Convex:
    """Return the hull of `points`, (n, 3)."""
    return convex_hulls([points])[0]


def convex_hulls(clouds: Sequence[ArrayLike]) -> list[Convex]:
    """Return the hulls of clouds of points, (n, 3) each."""
    from scipy.spatial import ConvexHull  # loaded on use: it costs a third of a second

    corners, polygon, normals, faces, count = [], [], [], [], 0
    for points in clouds:
        cloud = np.asarray(points, dtype=np.float64)
        hull = ConvexHull(cloud)
        planes = _unique_rows(np.round(hull.equations, 7))
        belongs = np.abs(hull.equations - planes[:, None]).max(axis=2) < 1e-6
        near = np.zeros((len(planes), len(cloud)), bool)
        plane, simplex = np.nonzero(belongs)
        near[plane[:, None], hull.simplices[simplex]] = True
        plane, corner = np.nonzero(near)
        corners.append(cloud[corner])
        polygon.append(plane + count)
        normals.append(planes[:, :3])
        faces.append(len(planes))
        count += len(planes)
    points, counts = ordered(np.concatenate(corners), np.concatenate(polygon), np.concatenate(normals))
    result, face, first = [], 0, 0
    for number in faces:
        own = counts[face : face + number]
        valid = own >= 3
        mine = points[first : first + int(own.sum())][np.repeat(valid, own)]
        result.append(Convex(mine, own[valid], np.zeros(int(valid.sum()))))
        face, first = face + number, first + int(own.sum())
    return result


def _unique_rows(rows: Array) -> Array:
    """Return the distinct rows in the order of np.unique, which takes longer for few."""
    rows = rows[np.lexsort(rows.T[::-1])]
    first = np.concatenate([[True], (rows[1:] != rows[:-1]).any(axis=1)])
    distinct: Array = rows[first]
    return distinct
