"""Births on a mesh: a table of triangles, chosen in proportion to their areas, from which a hash selects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import Mesh

ENTRIES = 4096
"""Triangles in the table of a surface."""
A_PIECE = 16
"""Triangles in the table for each piece of a broken mesh."""


@dataclass(frozen=True, eq=False)
class SurfacePoints:
    """triangles: (n, 4, 4) float32; for each: corner, first side, second side, unit normal; w unused.

    For a curve (see paths.py), the entries are pieces of it.

    group: number of entries in a group. Particle k is born on an entry of group k modulo the number of groups.
    """

    triangles: NDArray[np.float32]
    group: int


def surface_points(mesh: Mesh, seed: int) -> SurfacePoints:
    """Return `ENTRIES` triangles of a mesh, each as often as is proportional to its area. Raises ValueError without
    area."""
    return SurfacePoints(_chosen(mesh, np.arange(len(mesh.triangles)), ENTRIES, seed), ENTRIES)


def piece_points(mesh: Mesh, seed: int, share: float) -> SurfacePoints:
    """Return `A_PIECE` triangles for each of a share of the pieces; their normals point away from the mesh's middle."""
    piece = mesh.vertices["piece"].astype(np.int64)[mesh.triangles[:, 0]]
    count = max(1, round(mesh.pieces * share))
    shown = np.sort(np.random.default_rng(seed).permutation(mesh.pieces)[:count])
    middle = mesh.bounds.mean(axis=0)
    tables = []
    for number in shown:
        own = np.flatnonzero(piece == number)
        if not len(own):
            continue
        table = _chosen(mesh, own, A_PIECE, seed)
        away = mesh.centres[number] - middle
        length = float(np.linalg.norm(away))
        table[:, 3, :3] = away / length if length > 1e-9 else (0.0, 1.0, 0.0)
        tables.append(table)
    return SurfacePoints(np.concatenate(tables), A_PIECE)


def _chosen(mesh: Mesh, which: NDArray[np.int64], count: int, seed: int) -> NDArray[np.float32]:
    corners = mesh.vertices["position"][mesh.triangles[which]].astype(np.float64)
    a, ab, ac = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    across = np.cross(ab, ac)
    area = np.linalg.norm(across, axis=1)
    if not area.sum() > 0.0:
        raise ValueError("the mesh has no area to emit from")
    # Evenly spaced positions along the cumulative area (stratified), shuffled.
    marks = (np.arange(count) + 0.5) / count
    picked = np.minimum(np.searchsorted(np.cumsum(area) / area.sum(), marks), len(area) - 1)
    picked = np.random.default_rng(seed).permutation(picked)
    table = np.zeros((count, 4, 4), np.float32)
    table[:, 0, :3], table[:, 1, :3], table[:, 2, :3] = a[picked], ab[picked], ac[picked]
    table[:, 3, :3] = across[picked] / np.maximum(area[picked, None], 1e-12)
    return table
