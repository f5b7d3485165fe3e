"""A planet's crust as plates that fit together: Voronoi cells on a sphere, with rough borders and real thickness.

Cells: SciPy's SphericalVoronoi (Caroli et al. 2018). tint.a is the region: 0 crust, 1 broken side, 2 inner face;
tint.r is, of the crust, the distance to the border of the plate, radii, and elsewhere the depth below the surface as a
share of the plate's thickness, tint.g a random number 0..1 of the plate,
tint.b the relative width of the crack at the nearest border: 1 between continents, less within one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.mesh import EDGE_FIELDS, FAR_FROM_EDGE, VERTEX, Mesh, cross
from visualizer.transforms import normalized

Array = NDArray[np.float64]

CRUST, SIDE, INNER = 0.0, 1.0, 2.0
_SIDE_LAYERS = 3
_WARP = 0.085  # amplitude of the displacement of borders, as a share of the radius
_BORDER_STEP = 0.05  # radians: length of the straight segments of a border
_MIN_STEPS = 2  # segments of a border, at least
_CANDIDATES = 5  # candidates per site (Mitchell): few, so that the sizes of plates vary
_CONTINENTS = 9
_RIFTS = 0.4  # share of the borders between continents that are main rifts
_SECOND = 0.5  # largest relative width of a crack at the others
_WITHIN = 0.24  # and within a continent
_DIGITS = 5  # of positions, radii, by which borders of two plates are the same


@dataclass(frozen=True, eq=False)
class Plates:
    """The plates of a planet of radius 1.

    mesh: one piece per plate. centres: (n, 3) middle of each plate's surface, unit length. areas: (n,) as a share of
    the sphere's. depths: (n,) thickness, as a share of the radius.
    """

    mesh: Mesh
    centres: Array
    areas: Array
    depths: Array

    @property
    def surface(self) -> Mesh:
        """The faces that show while all plates are in their places, the outer ones, as one closed piece."""
        outer = self.mesh.vertices["tint"][:, 3] == CRUST
        number = np.cumsum(outer, dtype=np.uint32) - np.uint32(1)
        vertices = self.mesh.vertices[outer]
        # Both plates at a border have the same points but for rounding.
        vertices["position"] = np.round(vertices["position"], _DIGITS)
        vertices["piece"] = 0
        return Mesh(vertices, number[self.mesh.triangles[outer[self.mesh.triangles[:, 0]]]])


def sphere_points(count: int, side: Array, crowding: float, random: np.random.Generator) -> Array:
    """Return (count, 3) points on the unit sphere with roughly even spacing, denser towards `side`, (3,) unit length.

    crowding: density at `side` relative to the opposite point. Mitchell's best-candidate algorithm (1991).
    """
    points = np.zeros((count, 3))
    for number in range(count):
        candidates = random.normal(size=(_CANDIDATES, 3))
        candidates /= np.linalg.norm(candidates, axis=1, keepdims=True)
        if number == 0:
            points[0] = candidates[0]
            continue
        apart = np.arccos(np.clip(candidates @ points[:number].T, -1.0, 1.0)).min(axis=1)
        towards = np.clip(0.5 + 0.75 * (candidates @ side), 0.0, 1.0)
        points[number] = candidates[np.argmax(apart * np.sqrt(1.0 + (crowding - 1.0) * towards**2))]
    return points


def warped(points: Array, seed: int) -> Array:
    """Return unit vectors, (n, 3), displaced along the sphere by a sum of sine waves of several frequencies.

    The displacement depends on the position alone, so the border of two plates stays the same for both.
    """
    random = np.random.default_rng([seed, 17])
    moved = points.copy()
    for frequency, strength in ((3.0, 0.5), (7.0, 0.3), (17.0, 0.18), (43.0, 0.12)):
        for _ in range(3):
            wave, shift, way = (
                random.normal(size=3) * frequency,
                random.uniform(0, 2 * np.pi),
                random.normal(size=3),
            )
            moved += _WARP * strength * np.sin(points @ wave + shift)[:, None] * way / np.sqrt(3.0)
    return normalized(moved)


@kept(memory=4)
def crust_plates(
    count: int,
    *,
    side: tuple[float, float, float],
    crowding: float = 6.0,
    thickness: float = 0.2,
    seed: int = 0,
) -> Plates:
    """Return the crust of a planet of radius 1 as `count` plates, smaller towards `side`. thickness: share of the
    radius."""
    from scipy.spatial import SphericalVoronoi  # loaded on use: it costs a third of a second

    random = np.random.default_rng([seed, 3])
    towards = np.asarray(side, dtype=np.float64)
    towards /= np.linalg.norm(towards)
    sites = sphere_points(count, towards, crowding, random)
    cells: Any = SphericalVoronoi(sites, radius=1.0)  # its attributes are not in the stubs
    cells.sort_vertices_of_regions()
    continent = _continents(sites, seed)
    neighbours = _neighbours(cells.regions)
    borders, widths = [], []
    for number, region in enumerate(cells.regions):
        corners = cells.vertices[region]
        if np.dot(np.cross(corners[1] - corners[0], corners[2] - corners[1]), sites[number]) < 0.0:
            corners, region = corners[::-1], region[::-1]
        gapes = [
            _gape(number, neighbours[frozenset(ends)], continent)
            for ends in zip(region, [*region[1:], region[0]], strict=True)
        ]
        border, gape = _fine_border(corners, gapes)
        borders.append(border)
        widths.append(gape)
    ends = np.cumsum([len(border) for border in borders])[:-1]
    parts, centres, areas, depths = [], [], [], []
    moved = np.split(warped(np.concatenate(borders), seed), ends)
    for number, (border, gape) in enumerate(zip(moved, widths, strict=True)):
        centre = border.mean(axis=0)
        centre /= np.linalg.norm(centre)
        area = _share_of_sphere(border, centre)
        depth = thickness * random.uniform(0.75, 1.2) * min(1.0, 0.45 + 5.0 * np.sqrt(area))
        parts.append(_plate(border, gape, centre, depth, random, number))
        centres.append(centre)
        areas.append(area)
        depths.append(depth)
    return Plates(_joined(parts), np.array(centres), np.array(areas), np.array(depths))


def _continents(sites: Array, seed: int) -> NDArray[np.int64]:
    """Return the number of each site's continent, (n,): the nearest of `_CONTINENTS` centres after a smooth
    displacement."""
    random = np.random.default_rng([seed, 5])
    middles = normalized(random.normal(size=(_CONTINENTS, 3)))
    wandering = normalized(sites + 0.22 * np.sin(3.1 * sites[:, [1, 2, 0]] + random.uniform(0, 6.0, 3)))
    return np.asarray(np.argmax(wandering @ middles.T, axis=1))


def _neighbours(regions: list[list[int]]) -> dict[frozenset[int], list[int]]:
    """Return the two cells on either side of every border, by the numbers of the two vertices that the border joins."""
    found: dict[frozenset[int], list[int]] = {}
    for number, region in enumerate(regions):
        for ends in zip(region, [*region[1:], region[0]], strict=True):
            found.setdefault(frozenset(ends), []).append(number)
    return found


def _gape(number: int, sides: list[int], continent: NDArray[np.int64]) -> float:
    """Return the relative width of the crack at a border of cell `number`. sides: the two cells of the border."""
    other = sides[0] if sides[-1] == number else sides[-1]
    first, second = sorted((int(continent[number]), int(continent[other])))
    if first != second:
        return _rift(first, second)
    return _crack(*sorted((number, other)))


@lru_cache(maxsize=256)
def _rift(first: int, second: int) -> float:
    """Return `_gape` between two continents: a few are main rifts of width 1, the others are narrow."""
    chance = float(np.random.default_rng([first, second, 21]).uniform())
    return 1.0 if chance < _RIFTS else _WITHIN + (_SECOND - _WITHIN) * chance


@lru_cache(maxsize=4096)
def _crack(first: int, second: int) -> float:
    """Return `_gape` within a continent: it is the same for both cells, and nearly half of the borders have no
    crack."""
    chance = float(np.random.default_rng([first, second, 9]).uniform())
    return _WITHIN * max(0.0, 2.0 * chance - 0.9)


def _fine_border(corners: Array, gapes: list[float]) -> tuple[Array, Array]:
    """Return points along the border of a cell, (n, 3), and the relative width of the crack at each, (n,)."""
    after = np.roll(corners, -1, axis=0)
    angle = np.arccos(np.clip(np.einsum("ij,ij->i", corners, after), -1.0, 1.0))
    # The count depends on the edge alone, so that both cells subdivide it in the same way.
    steps = np.maximum(_MIN_STEPS, np.rint(angle / _BORDER_STEP)).astype(np.int64)
    edge, starts = np.repeat(np.arange(len(steps)), steps), np.cumsum(steps) - steps
    share = (np.arange(len(edge)) - starts[edge]) / steps[edge]
    widths = np.array(gapes)[edge]
    widths[starts] = np.maximum(gapes, np.roll(gapes, 1))
    return normalized(corners[edge] + (after - corners)[edge] * share[:, None]), widths


def _share_of_sphere(border: Array, centre: Array) -> float:
    """Return the area inside a border as a share of the unit sphere's."""
    after = np.roll(border, -1, axis=0)
    # Solid angle of each triangle of the fan (Van Oosterom and Strackee 1983).
    top = np.einsum("ij,ij->i", np.broadcast_to(centre, border.shape), np.cross(border, after))
    below = 1.0 + border @ centre + after @ centre + np.einsum("ij,ij->i", border, after)
    return float(2.0 * np.arctan2(top, below).sum() / (4.0 * np.pi))


@dataclass(frozen=True, eq=False)
class _Part:
    """A plate before it is joined to the others: its smooth surface, and the corners of flat triangles below it.

    surface: (n,) of dtype VERTEX. triangles: (m, 3) of it. corners: (3 k, 3) of k flat triangles. depth, region: (3 k,)
    ``tint.r`` and ``tint.a`` of those.
    """

    surface: NDArray[np.void]
    triangles: NDArray[np.uint32]
    corners: Array
    depth: Array
    region: Array


def _plate(
    border: Array, gape: Array, centre: Array, depth: float, random: np.random.Generator, number: int
) -> _Part:
    count = len(border)
    after = np.roll(np.arange(count), -1)
    reach = np.arccos(np.clip(border @ centre, -1.0, 1.0))
    rings = max(2, min(3, round(float(reach.mean()) / 0.09)))
    surface, triangles = _surface(border, gape, centre, reach, rings, number)
    # The broken side: uneven layers, shaded flat.
    levels = [border]
    for layer in range(1, _SIDE_LAYERS + 1):
        share = layer / _SIDE_LAYERS
        shrink = 0.16 * share * random.uniform(0.7, 1.2)
        jut = random.normal(0.0, 0.018, (count, 3)) * (1.0 if layer < _SIDE_LAYERS else 0.6)
        level = border + (centre - border) * shrink + jut * np.minimum(reach, 0.35)[:, None] * 2.0
        level = (
            level
            / np.linalg.norm(level, axis=1, keepdims=True)
            * (1.0 - depth * share * random.uniform(0.92, 1.04))
        )
        levels.append(level)
    corners, depths = [], []
    for layer, (above, below) in enumerate(pairwise(levels)):
        over, under = layer / _SIDE_LAYERS, (layer + 1) / _SIDE_LAYERS
        corners.append(np.stack([above, below, below[after], above, below[after], above[after]], axis=1))
        depths.append(np.tile([over, under, under, over, under, over], count))
    last = levels[-1]
    middle = np.broadcast_to(centre * (1.0 - depth * 1.06), last.shape)
    corners.append(np.stack([middle, last[after], last], axis=1))
    depths.append(np.ones(3 * count))
    region = np.repeat([SIDE, INNER], [6 * count * _SIDE_LAYERS, 3 * count])
    flat = np.concatenate([own.reshape(-1, 3) for own in corners])
    return _Part(surface, triangles, flat, np.concatenate(depths), region)


def _surface(
    border: Array, gape: Array, centre: Array, reach: Array, rings: int, number: int
) -> tuple[NDArray[np.void], NDArray[np.uint32]]:
    """Return vertices and triangles of the outer side of a plate: rings between its centre and its border."""
    count = len(border)
    positions, distances = [centre[None]], [np.array([reach.min()])]
    for ring in range(1, rings + 1):
        share = ring / rings
        points = centre + (border - centre) * share
        positions.append(points / np.linalg.norm(points, axis=1, keepdims=True))
        distances.append(reach * (1.0 - share))
    position = np.concatenate(positions)
    k = np.arange(count)
    after = np.roll(k, -1)
    triangles = [np.stack([np.zeros_like(k), 1 + k, 1 + after], axis=1)]
    for ring in range(rings - 1):
        a, b = 1 + ring * count, 1 + (ring + 1) * count
        quads = [a + k, b + k, b + after, a + k, b + after, a + after]
        triangles.append(np.stack(quads, axis=1).reshape(-1, 3))
    vertices = np.zeros(len(position), VERTEX)
    vertices["position"] = vertices["normal"] = position
    vertices["tint"] = (0.0, (number * 0.618034) % 1.0, 0.0, CRUST)
    vertices["tint"][:, 0] = np.concatenate(distances)
    vertices["tint"][:, 2] = np.concatenate([[gape.mean()], np.tile(gape, rings)])
    return vertices, np.concatenate(triangles).astype(np.uint32)


def _joined(parts: Sequence[_Part]) -> Mesh:
    """Return plates as one mesh, a piece each: of each plate its surface, then its flat triangles."""
    smooth = np.array([len(part.surface) for part in parts])
    flat = np.array([len(part.corners) for part in parts])
    piece = np.repeat(np.arange(len(parts)), smooth + flat)
    starts = np.cumsum(smooth + flat) - (smooth + flat)
    is_flat = np.arange(len(piece)) - starts[piece] >= smooth[piece]
    corners = np.concatenate([part.corners for part in parts])
    triangle = corners.reshape(-1, 3, 3)
    normal = cross(triangle[:, 1] - triangle[:, 0], triangle[:, 2] - triangle[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    vertices = np.zeros(len(piece), VERTEX)
    vertices[~is_flat] = np.concatenate([part.surface for part in parts])
    sides = np.zeros(len(corners), VERTEX)
    sides["position"] = corners
    sides["normal"] = np.repeat(normal, 3, axis=0)
    sides["tint"][:, 0] = np.concatenate([part.depth for part in parts])
    sides["tint"][:, 1] = (piece[is_flat] * 0.618034) % 1.0
    sides["tint"][:, 2] = 1.0
    sides["tint"][:, 3] = np.concatenate([part.region for part in parts])
    vertices[is_flat] = sides
    vertices["piece"] = piece
    for name in EDGE_FIELDS:
        vertices[name] = FAR_FROM_EDGE
    triangles = []
    for part, start in zip(parts, starts.tolist(), strict=True):
        first = start + len(part.surface)
        own = np.arange(first, first + len(part.corners), dtype=np.uint32)
        triangles += [part.triangles + np.uint32(start), own.reshape(-1, 3)]
    return Mesh(vertices, np.concatenate(triangles), len(parts))
