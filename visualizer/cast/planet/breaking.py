"""Poses of the plates and rocks of a planet that breaks up, at several times.

Motion is in closed form. A plate that breaks off is thrown within a tenth of a second, and slows down to a constant
velocity v: at age a, s, its displacement is v (a + `BURST` (1 - exp(-a / `SLOWING`)) - (1 + `BURST` / `SLOWING`) (1 -
exp(-k a)) / k), with k = `ONSET`. Larger plates are slower and rotate less.
"""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.planet.scatter import PlateFlights, RockFlights
from visualizer.geometry.turns import turns

Array = NDArray[np.float64]

ONSET = 16.0  # 1/s: rate at which plates reach their first velocity
BURST = 0.9  # s: by how much farther plates get, in seconds of their final velocity, because they are faster at first
SLOWING = 0.8  # s, time constant with which they slow down
HEAT_LIFE = 6.5  # s, time constant of the cooling of broken faces
COOLING_WAY = (
    0.75  # radii: distance over which the heat of a piece falls by a factor e, so that the farthest are dark
)
TILT = 2.2  # radians by which a plate tilts a radius that it is lifted


def plates_at(
    plates: PlateFlights, ages: Array, force: Array, follow: Array, heaved: Array
) -> tuple[Array, Array, Array]:
    """Return the plates at m times: their poses, (m, n, 4, 4) radii, the seconds since each began to move, (m, n), and
    the heat of their faces, (m, n), 1 to 0.

    ages: (m,) s since the breakup. force: (m,) factor on speeds. follow: (m,) the speed of the plates of the other
    half, as a share of that of those that break away. heaved: (m, n) radii by which plates are lifted before they fly.
    """
    since = np.maximum(ages[:, None] - plates.delay, 0.0)
    # Shares of the speeds of `PlateFlights`, times seconds.
    along = follow[:, None]
    travelled = _coasted(since) * force[:, None] * (along + (1.0 - along) * plates.thrown)
    turned = _turned(plates.axis, plates.spin * travelled + TILT * heaved)
    place = plates.velocity * travelled[..., None] + plates.pivot * (1.0 + heaved[..., None])
    for k in range(3):
        place -= turned[..., k] * plates.pivot[:, k, None]
    gone = np.sqrt((plates.velocity**2).sum(axis=1)) * travelled
    return _posed(turned, place), since, _cooling(since, gone)


def rocks_at(rocks: RockFlights, ages: Array, force: Array) -> tuple[Array, Array]:
    """Return the rocks at m times: their poses, (m, n, 4, 4) radii, and the heat of their faces, (m, n), 1 to 0. ages,
    force: as of `plates_at`."""
    since = np.maximum(ages[:, None] - rocks.delay, 0.0)
    travelled = _coasted(since) * force[:, None]
    # Before the break the rocks are hidden inside the planet and scaled down.
    size = rocks.size * np.where(since > 0.0, 1.0, 1e-4)
    turned = _turned(rocks.axis, rocks.spin * travelled) * size[..., None, None]
    gone = np.sqrt((rocks.velocity**2).sum(axis=1)) * travelled
    heat = _cooling(since * (0.6 + 0.02 / rocks.size), gone)
    return _posed(turned, rocks.start + rocks.velocity * travelled[..., None]), heat


def _turned(axes: Array, angles: Array) -> Array:
    """Return rotations (m, n, 3, 3) about axes (n, 3) by angles (m, n), radians."""
    return turns(np.tile(axes, (len(angles), 1)), angles.ravel()).reshape(*angles.shape, 3, 3)


def _posed(linear: Array, place: Array) -> Array:
    """Return matrices (m, n, 4, 4) of their parts, (m, n, 3, 3) and (m, n, 3)."""
    poses = np.empty((*place.shape[:2], 4, 4))
    poses[..., :3, :3], poses[..., :3, 3], poses[..., 3, :] = linear, place, (0.0, 0.0, 0.0, 1.0)
    return poses


def _coasted(age: Array) -> Array:
    """Return the displacement of a piece `age` seconds after it broke off, over its final velocity, s."""
    onset = (1.0 + BURST / SLOWING) * (1.0 - np.exp(-ONSET * age)) / ONSET
    return age + BURST * (1.0 - np.exp(-age / SLOWING)) - onset


def _cooling(age: Array, gone: Array) -> Array:
    """Return the heat, 1 to 0, of faces that broke `age` seconds ago and have moved `gone` radii since."""
    return np.exp(-age / HEAT_LIFE - gone / COOLING_WAY)
