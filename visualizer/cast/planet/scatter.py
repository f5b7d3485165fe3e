"""Directions, speeds, rotations and delays of the plates and rocks of a planet that breaks up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.planet.plates import Plates

Array = NDArray[np.float64]

ROCKS = 900
CRACK_SPEED = 6.5  # rad/s: speed at which the break spreads over the surface
THROWN = 0.225  # radii per second: speed of a plate with 1 % of the area of the sphere
LATE = 1.5  # s: by how much later plates of the other half begin to move
SLABS = 6  # pieces of crust, on the half that breaks away, of several plates that stay together
SLAB_REACH = (
    0.16,
    0.36,
)  # radians from the middle of a slab within which plates belong to it: of the smallest, of the largest
SLAB_WITHIN = 1.45  # radians from the middle of the half that breaks away within which slabs lie


@dataclass(frozen=True, eq=False)
class PlateFlights:
    """Motion of the plates, model space; one row per plate. The plates of a slab move as one.

    pivot: (n, 3) what it rotates about, radii. area: (n,) of the slab or of the plate that is alone, as a share of the
    sphere's. thrown: (n,) 1 for plates that break away, 0 for those of the other half, which follow later. delay: (n,)
    time after the breakup at which the motion begins, s. velocity: (n, 3) radii/s, and spin: (n,) radians/s, if all
    were thrown alike. axis: (n, 3) of rotation, unit length.
    """

    pivot: Array
    area: Array
    thrown: Array
    delay: Array
    velocity: Array
    axis: Array
    spin: Array


@dataclass(frozen=True, eq=False)
class RockFlights:
    """Motion of the rocks, model space; one row per rock, the largest first.

    start: (n, 3) initial position, radii. size: (n,) radius, radii of the planet. The others are as those of plates.
    """

    start: Array
    size: Array
    velocity: Array
    axis: Array
    spin: Array
    delay: Array


@dataclass(frozen=True, eq=False)
class Scatter:
    """The motion of plates and rocks."""

    plates: PlateFlights
    rocks: RockFlights


def scatter_of(plates: Plates, side: Array, seed: int) -> Scatter:
    """Return the motion of plates and rocks of a planet. side: (3,) unit vector to the half that breaks away."""
    random = np.random.default_rng([seed, 31])
    return Scatter(_plates(plates, side, random), _rocks(side, random))


def _plates(plates: Plates, side: Array, random: np.random.Generator) -> PlateFlights:
    slab = _slabs(plates.centres, side, random)
    # Middle and area of what each plate moves with.
    pivot, area = np.zeros_like(plates.centres), np.zeros_like(plates.areas)
    np.add.at(pivot, slab, plates.centres * plates.areas[:, None])
    pivot = (pivot / np.linalg.norm(pivot, axis=1, keepdims=True).clip(1e-12))[slab]
    np.add.at(area, slab, plates.areas)
    area = area[slab]
    count = len(plates.centres)
    towards = pivot @ side
    # 1 on the half that breaks away, falling to 0 at its rim. The plates of the other half part when the break has run
    # round.
    thrown = np.clip((towards - 0.16) / 0.45, 0.0, 1.0) ** 1.4
    delay = (
        np.arccos(np.clip(towards, -1.0, 1.0)) / CRACK_SPEED * 0.55 + random.uniform(0.0, 0.12, count)[slab]
    )
    delay += LATE * (1.0 - thrown) * random.uniform(0.5, 1.0, count)[slab]
    speed = THROWN * (0.01 / area) ** 0.28 * random.uniform(0.75, 1.3, count)[slab]
    # What breaks away first is driven to that side; the rest flies straight out.
    way = pivot * 0.8 + side * (0.45 * thrown)[:, None] + random.normal(0.0, 0.2, (count, 3))[slab]
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    velocity = way * speed[:, None]
    axis = random.normal(size=(count, 3))[slab]
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    spin = random.uniform(0.25, 1.0, count)[slab] * 0.8 * (0.004 / area) ** 0.3
    return PlateFlights(pivot, area, thrown, delay, velocity, axis, spin)


def _slabs(centres: Array, side: Array, random: np.random.Generator) -> NDArray[np.int64]:
    """Return by plate the number of a plate: the same for all plates of a slab, its own for one that is alone."""
    slab = np.arange(len(centres))
    free = centres @ side > np.cos(SLAB_WITHIN)
    for reach in np.linspace(SLAB_REACH[1], SLAB_REACH[0], SLABS):
        if not free.any():
            break
        middle = int(random.choice(np.flatnonzero(free)))
        apart = np.arccos(np.clip(centres @ centres[middle], -1.0, 1.0))
        slab[(apart < reach) & (slab == np.arange(len(centres)))] = middle
        # Between two slabs there are plates that fly alone.
        free &= apart > reach + SLAB_REACH[1]
    return slab


def _rocks(side: Array, random: np.random.Generator) -> RockFlights:
    """Return the motion of the rocks between the plates; their radii are 0.0045 to 0.065 of the planet's."""
    away = random.normal(size=(ROCKS, 3))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    away += side * random.uniform(0.5, 1.7, (ROCKS, 1))
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    start = away * random.uniform(0.80, 0.93, (ROCKS, 1))
    size = np.sort(0.0045 + 0.06 * random.uniform(size=ROCKS) ** 5.0)[::-1].copy()
    rate = THROWN * 1.9 * (0.012 / size) ** 0.3 * random.uniform(0.25, 1.5, ROCKS)
    velocity = (away + random.normal(0.0, 0.22, (ROCKS, 3))) * rate[:, None]
    axis = random.normal(size=(ROCKS, 3))
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    spin = random.uniform(-2.2, 2.2, ROCKS) * (0.015 / size) ** 0.4
    delay = np.arccos(np.clip(away @ side, -1.0, 1.0)) / CRACK_SPEED * 0.55
    return RockFlights(start, size, velocity, axis, spin, delay)
