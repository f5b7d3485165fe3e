"""Voronoi fracture: a convex body cut into the Voronoi cells of seed points.

Each cell is the body cut by the half-spaces nearer to its seed than to any other, so the pieces fill the
body without gap or overlap. Seeds are denser near the point of impact (Raghavachary 2002, "Fracture
generation on polygonal meshes using Voronoi polygons").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, clipped, mesh_of, moments
from visualizer.geometry.mesh import Mesh, cross
from visualizer.geometry.polygons import following, starts_of

Array = NDArray[np.float64]

OUTER = 0.0
"""Region (``tint.a``) of faces on the surface of the unbroken body."""
INNER = 1.0
"""Region (``tint.a``) of faces that the fracture made."""

_SMALLEST_SHARE = 1e-7
"""Share of the body's volume below which a piece is dropped."""


@dataclass(frozen=True, eq=False)
class Fracture:
    """A broken body. Piece k of `mesh` is `cells[k]`; with identity poses the pieces form the unbroken body.

    centres: (n, 3) metres, model space, centre of mass of each piece. volumes: (n,) cubic metres.
    radii: (n,) metres from the centre to the farthest corner.
    """

    mesh: Mesh
    cells: tuple[Convex, ...]
    centres: Array
    volumes: Array
    radii: Array

    @classmethod
    def of(cls, cells: Sequence[Convex], mesh: Mesh | None = None) -> Self:
        """Return a broken body of given pieces. mesh: one piece for each cell, in their order; made from them if
        None."""
        volumes, centres = moments(cells)
        sizes = np.array([len(cell.points) for cell in cells])
        away = np.concatenate([cell.points for cell in cells]) - np.repeat(centres, sizes, axis=0)
        return cls(
            mesh=mesh_of(cells) if mesh is None else mesh,
            cells=tuple(cells),
            centres=centres,
            volumes=volumes,
            radii=np.maximum.reduceat(np.linalg.norm(away, axis=1), starts_of(sizes)),
        )

    @cached_property
    def corners(self) -> Array:
        """(n, k, 3): corners of each piece relative to its centre, padded by repeating the first."""
        own = [
            np.unique(np.round(cell.points, 9), axis=0) - centre
            for cell, centre in zip(self.cells, self.centres, strict=True)
        ]
        most = max(len(points) for points in own)
        return np.stack(
            [np.concatenate([points, np.repeat(points[:1], most - len(points), axis=0)]) for points in own]
        )

    def faces_down(self, piece: int) -> tuple[Array, Array]:
        """Return outward normals (m, 3), and distances (m,) from the centre, of the faces on which a piece can rest.

        A body can rest on a face if its centre of mass, projected onto the plane of the face, lies inside the face.
        """
        return self._resting[piece]

    @cached_property
    def _resting(self) -> list[tuple[Array, Array]]:
        counts = np.concatenate([cell.counts for cell in self.cells])
        points = np.concatenate([cell.points for cell in self.cells])
        planes = np.concatenate([cell.planes for cell in self.cells])
        piece = np.repeat(np.arange(len(self.cells)), [len(cell.counts) for cell in self.cells])
        centres, normals = self.centres[piece], planes[:, :3]
        distances = planes[:, 3] - np.einsum("ij,ij->i", normals, centres)
        feet = centres + distances[:, None] * normals
        along = points[following(counts)] - points
        face = np.repeat(np.arange(len(counts)), counts)
        side = np.einsum("ij,ij->i", cross(along, feet[face] - points), normals[face])
        stable = np.logical_and.reduceat(side >= -1e-9, starts_of(counts))
        rows = [np.flatnonzero(stable & (piece == number)) for number in range(len(self.cells))]
        return [(normals[own], distances[own]) for own in rows]


@kept(memory=64)
def fractured(
    body: Convex,
    *,
    count: int,
    seed: int = 0,
    impact: tuple[float, float, float] | None = None,
    density: float = 2.0,
) -> Fracture:
    """Return `body` broken into at most `count` pieces; fewer only if some would be too small.

    impact: the point of impact, model space, metres; None distributes the seeds uniformly. density: 0 is uniform; the
    larger, the closer the seeds are to the impact. Raises ValueError if count is below 1.
    """
    if count < 1:
        raise ValueError(f"a fracture has at least one piece, not {count}")
    random = np.random.default_rng([seed, count])
    seeds = _inner_points(body, count, random)
    if impact is not None and density > 0.0:
        struck = np.asarray(impact, dtype=np.float64)
        reach = float(np.linalg.norm(body.points - struck, axis=1).max())
        away = np.linalg.norm(seeds - struck, axis=1, keepdims=True) / max(reach, 1e-12)
        # A convex body contains the segment between any two of its points, so seeds moved towards the impact stay
        # inside.
        inside = body.centroid + (struck - body.centroid) * 0.98
        seeds = inside + (seeds - inside) * away ** (0.5 * density) if count > 1 else seeds
    cells = voronoi_cells(body, seeds)
    kept = [cell for cell in cells if cell.volume > _SMALLEST_SHARE * body.volume] or [body]
    return Fracture.of(kept)


def voronoi_cells(body: Convex, seeds: ArrayLike) -> list[Convex]:
    """Return the part of `body` nearest to each of `seeds`, (n, 3); cells outside the body are left out."""
    points = np.asarray(seeds, dtype=np.float64)
    apart = np.linalg.norm(points[None] - points[:, None], axis=2)
    nearest = np.argsort(apart, axis=1, kind="stable")
    cells: list[Convex | None] = [Convex(body.points, body.counts, np.full(len(body.counts), OUTER))] * len(
        points
    )
    active = np.arange(len(points))
    for rank in range(1, len(points)):
        other = nearest[active, rank]
        away = apart[active, other]
        # Beyond twice the cell's own radius no bisector can reach it, nor can any after it.
        near = away <= 2.0 * _radii([cells[k] for k in active], points[active])
        active, other, away = active[near], other[near], away[near]
        cutting = away >= 1e-12
        own, beside = active[cutting], other[cutting]
        normals = (points[beside] - points[own]) / away[cutting, None]
        offsets = np.einsum("ij,ij->i", normals, points[own] + points[beside]) / 2.0
        parts = clipped([cell for k in own if (cell := cells[k]) is not None], normals, offsets, INNER)
        for k, part in zip(own.tolist(), parts, strict=True):
            cells[k] = part
        active = np.array([k for k in active.tolist() if cells[k] is not None], dtype=np.int64)
        if not len(active):
            break
    return [cell for cell in cells if cell is not None]


def _radii(cells: Sequence[Convex | None], seeds: Array) -> Array:
    """Return the distance from each seed, (n, 3), to the farthest corner of its cell, (n,)."""
    parts = [cell.points for cell in cells if cell is not None]
    sizes = np.array([len(part) for part in parts])
    away = np.linalg.norm(np.concatenate(parts) - np.repeat(seeds, sizes, axis=0), axis=1)
    radii: Array = np.maximum.reduceat(away, starts_of(sizes))
    return radii


def _inner_points(body: Convex, count: int, random: np.random.Generator) -> Array:
    """Return (count, 3) points distributed uniformly in a convex body, by rejection sampling of its bounding box."""
    low, high = body.points.min(axis=0), body.points.max(axis=0)
    planes = body.planes
    margin = min(
        1e-6, 0.01 * float((high - low).min())
    )  # m; a thin body would have no points that far inside
    found: list[Array] = []
    while len(found) < count:
        tries = random.uniform(low, high, (max(64, 4 * count), 3))
        inside = (tries @ planes[:, :3].T <= planes[:, 3] - margin).all(axis=1)
        found += list(tries[inside])
    return np.array(found[:count])
