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
from visualizer.geometry.convex import Convex
from visualizer.geometry.mesh import Mesh, cross, merged

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
        """Return a broken body of given pieces. mesh: one piece for each cell, in their order; made from them if None."""
        centres = np.array([cell.centroid for cell in cells])
        radii = [
            np.linalg.norm(cell.points - centre, axis=1).max()
            for cell, centre in zip(cells, centres, strict=True)
        ]
        return cls(
            mesh=merged([cell.mesh() for cell in cells], as_pieces=True) if mesh is None else mesh,
            cells=tuple(cells),
            centres=centres,
            volumes=np.array([cell.volume for cell in cells]),
            radii=np.array(radii),
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
        cell, centre = self.cells[piece], self.centres[piece]
        normals, distances = [], []
        for face, plane in zip(cell.faces, cell.planes, strict=True):
            normal, distance = plane[:3], plane[3] - float(plane[:3] @ centre)
            foot = centre + distance * normal
            along = np.roll(face, -1, axis=0) - face
            if (cross(along, foot - face) @ normal >= -1e-9).all():
                normals.append(normal)
                distances.append(distance)
        return np.array(normals), np.array(distances)


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
        # A convex body contains the segment between any two of its points, so seeds moved towards the impact stay inside.
        inside = body.centroid + (struck - body.centroid) * 0.98
        seeds = inside + (seeds - inside) * away ** (0.5 * density) if count > 1 else seeds
    cells = voronoi_cells(body, seeds)
    kept = [cell for cell in cells if cell.volume > _SMALLEST_SHARE * body.volume] or [body]
    return Fracture.of(kept)


def voronoi_cells(body: Convex, seeds: ArrayLike) -> list[Convex]:
    """Return the part of `body` nearest to each of `seeds`, (n, 3); cells outside the body are left out."""
    points = np.asarray(seeds, dtype=np.float64)
    cells = []
    for own in points:
        cell: Convex | None = Convex(body.faces, (OUTER,) * len(body.faces))
        apart = np.linalg.norm(points - own, axis=1)
        for other in np.argsort(apart, kind="stable")[1:]:
            if cell is None or apart[other] < 1e-12:
                continue
            # The bisector with a seed farther than twice the cell's radius cannot cut the cell. Seeds are sorted by
            # distance, so neither can those after it.
            if apart[other] > 2.0 * float(np.linalg.norm(cell.points - own, axis=1).max()):
                break
            normal = (points[other] - own) / apart[other]
            cell = cell.clipped(normal, float(normal @ (own + points[other])) / 2.0, INNER)
        if cell is not None:
            cells.append(cell)
    return cells


def _inner_points(body: Convex, count: int, random: np.random.Generator) -> Array:
    """Return (count, 3) points distributed uniformly in a convex body, by rejection sampling of its bounding box."""
    low, high = body.points.min(axis=0), body.points.max(axis=0)
    planes = body.planes
    found: list[Array] = []
    while len(found) < count:
        tries = random.uniform(low, high, (max(64, 4 * count), 3))
        inside = (tries @ planes[:, :3].T <= planes[:, 3] - 1e-6).all(axis=1)
        found += list(tries[inside])
    return np.array(found[:count])
