"""The stars of skies: a fixed catalogue of directions, brightnesses and temperatures, drawn as points.

A cell of a grid on the faces of a cube holds one star or none; three grids, each finer and fainter than the one before,
give many faint and few bright stars. All is made of hashes of the cells, so the stars are the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.gpu.generated import constants
from visualizer.particles.fade import quintic_fade
from visualizer.particles.hashing import UINT_TO_UNIT, hash13, hash_cell
from visualizer.transforms import Array

LAYERS = 3
CELLS = 38.0
"""Of the coarsest grid, from the middle of a face of the cube to its edge."""
CROWD = 1.9
"""Cells of each next grid, factor."""
EMPTY, CLUSTERING, DRIFT = 0.90, 0.13, 4.3
"""Share of cells without a star, on the mean; how far it swings over the sky, so that stars lie in drifts with gaps
between; and swings in a unit of direction."""
BAND_POLE = np.array([0.71, -0.65, 0.26]) / np.linalg.norm([0.71, -0.65, 0.26])
"""Unit, of the plane in which the faint band of stars lies."""
BAND_WIDTH = 0.26
"""Radians."""
BAND_STARS = 0.045
"""Share of cells by which there are more stars in the band."""
STAR_PLACE = (0.2, 0.6)
"""Of a cell: least distance from its border, and the range of places."""
FLUX = (0.72, 0.004)
"""Exponent of the brightness over the rank; rank of the brightest. Stars brighter than F are as F^-1.4, close to the
law of stars spread evenly through space (F^-1.5)."""
KELVIN = (3300.0, 6200.0, 15000.0)
"""Of the coolest stars, of those in the middle, of the hottest."""
FIRST_BRIGHTNESS, NEXT_BRIGHTNESS = 0.13, 0.4
"""Radiance in the middle of the faintest star of the coarsest grid; of each next one, factor."""
LAYER_SALT, COLOUR_SALT = 101, 77
"""So that grids, and hashes of one cell for two uses, differ."""
BLOCKS = 8
"""Blocks of stars along the side of a face: those of a block are culled together."""

_SIDES = np.array([[1.0, 0.0, 1.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [0.0, -1.0, 1.0]])

STARS_GLSL = constants({"BAND_POLE": BAND_POLE, "BAND_WIDTH": BAND_WIDTH})
"""What shaders need of it: they include it as generated/stars.glsl."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Stars in the order of their blocks.

    stars: (n, 5) float32: direction, unit; brightness, radiance in the middle of a dot of the usual size; temperature,
    kelvin. starts: (blocks + 1,) the first star of each block, and their number. axis: (blocks, 3) the middle of each
    block, unit; reach: (blocks,) the sine of the angle from it to the farthest star.
    """

    stars: NDArray[np.float32]
    starts: NDArray[np.int64]
    axis: Array
    reach: Array

    def runs(self, clip_from_relative: Array) -> list[tuple[int, int]]:
        """Return (first star, stars) of consecutive blocks that may be in a view. clip_from_relative: (4, 4), of the
        view."""
        sides = _SIDES @ clip_from_relative[[0, 1, 3], :3]  # normals of the planes through the eye about it
        distance = sides @ self.axis.T
        least = -np.sqrt((sides * sides).sum(axis=1))[:, None] * self.reach
        seen = (distance >= least).all(axis=0)
        edges = np.flatnonzero(np.diff(seen, prepend=False, append=False))
        first = self.starts[edges]
        return list(zip(first[::2].tolist(), (first[1::2] - first[::2]).tolist(), strict=True))


@kept(memory=1)
def catalogue() -> Catalogue:
    """Return the stars of all skies."""
    rows = [
        _layer(CELLS * CROWD**layer, FIRST_BRIGHTNESS * NEXT_BRIGHTNESS**layer, layer * LAYER_SALT)
        for layer in range(LAYERS)
    ]
    block = np.concatenate([blocks for blocks, _ in rows])
    order = np.argsort(block, kind="stable")
    stars = np.concatenate([found for _, found in rows])[order].astype(np.float32)
    starts = np.searchsorted(block[order], np.arange(6 * BLOCKS * BLOCKS + 1))
    number = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    direction = stars[:, :3].astype(np.float64)
    sums = np.stack([np.bincount(number, direction[:, k], len(starts) - 1) for k in range(3)], axis=1)
    axis = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    off = np.linalg.norm(np.cross(direction, axis[number]), axis=1)
    reach = np.zeros(len(axis))
    np.maximum.at(reach, number, off)
    return Catalogue(stars, starts, axis, reach + 1e-6)


def _layer(cells: float, brightness: float, salt: int) -> tuple[NDArray[np.int64], Array]:
    """Return the stars of a grid: the block of each, (n,), and rows as in `Catalogue.stars`, (n, 5).

    cells: from the middle of a face to its edge. brightness: of the faintest. salt: of the grid.
    """
    side = np.arange(np.floor(-cells), np.ceil(cells), dtype=np.int64)
    face, u, v = (one.reshape(-1) for one in np.meshgrid(np.arange(6), side, side, indexing="ij"))
    dice = hash_cell(np.stack([u, v, salt + face], axis=1)) * UINT_TO_UNIT
    least = EMPTY - 0.5 * CLUSTERING - BAND_STARS
    place = (np.stack([u, v], axis=1) + STAR_PLACE[0] + STAR_PLACE[1] * dice[:, :2]) / cells
    chosen = (dice[:, 2] > least) & (np.abs(place) < 1.0).all(axis=1)
    face, u, v, place, rank = face[chosen], u[chosen], v[chosen], place[chosen], dice[chosen, 2]
    direction = _direction(face, place)
    off = direction @ BAND_POLE / BAND_WIDTH
    empty = EMPTY + CLUSTERING * (0.5 - _noise(direction * DRIFT + salt)) - BAND_STARS * np.exp(-off * off)
    # Evenly in [0, 1] among the stars that there are; the brightest first.
    rank = (1.0 - rank) / (1.0 - empty)
    chance = 2.0 * hash13(np.stack([u, v, np.full_like(u, salt + COLOUR_SALT)], axis=1)) - 1.0
    kelvin = KELVIN[1] + chance * chance * (np.where(chance < 0.0, KELVIN[0], KELVIN[2]) - KELVIN[1])
    # Of the light of a cell's area, which is less away from the middle of a face.
    area = (1.0 + (place * place).sum(axis=1)) ** -1.5
    light = brightness * np.maximum(rank, FLUX[1]) ** -FLUX[0] * area
    column, row = np.floor((place.T + 1.0) * 0.5 * BLOCKS).astype(np.int64)
    block = (face * BLOCKS + row) * BLOCKS + column
    there = rank < 1.0
    return block[there], np.column_stack([direction, light, kelvin])[there]


def _direction(face: NDArray[np.int64], place: Array) -> Array:
    """Return unit vectors, (n, 3), of places on faces of the cube. face: (n,) twice the axis, and 1 on its positive
    side. place: (n, 2) [-1, 1]."""
    axis, sign = face // 2, np.where(face % 2, 1.0, -1.0)
    point = np.ones((len(face), 3))
    first, second = np.where(axis == 0, 1, 0), np.where(axis == 2, 1, 2)
    rows = np.arange(len(face))
    point[rows, first], point[rows, second] = place[:, 0], place[:, 1]
    point *= (sign / np.linalg.norm(point, axis=1))[:, None]
    return point


def _noise(place: Array) -> Array:
    """Return value noise in [0, 1] at places (n, 3), as `value_noise` of shaders/common/noise.glsl."""
    cell = np.floor(place).astype(np.int64)
    weight = quintic_fade(place - cell)
    total = np.zeros(len(place))
    for corner in np.ndindex(2, 2, 2):
        share = np.where(corner, weight, 1.0 - weight).prod(axis=1)
        total += share * hash13(cell + corner)
    return total
