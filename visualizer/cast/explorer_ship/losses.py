"""Velocities and rotations of the pieces that break off the larger ship."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.fracture import Fracture
from visualizer.transforms import normalized

Array = NDArray[np.float64]

SPEED = (1.5, 7.0)  # m/s, lowest and highest speed of a piece
SPIN = 5.0  # radians/s


@dataclass(frozen=True, eq=False)
class LossFlights:
    """Motion of the pieces, ship space; one row per piece. velocity: (n, 3) m/s. axis: (n, 3) unit. spin: (n,)
    radians/s."""

    velocity: Array
    axis: Array
    spin: Array


def flights_of(losses: Fracture, wound: Array, seed: int) -> LossFlights:
    """Return how pieces fly off, away from `wound`, (3,), ship space."""
    random = np.random.default_rng([seed, 4])
    centres = losses.centres
    count = len(centres)
    away = normalized(centres - wound + random.normal(0.0, 0.25, (count, 3)))
    away = normalized(
        away + np.where(centres[:, :1] > 0.0, 0.9, -0.4) * np.array([1.0, 0.0, 0.0]) - [0.0, 0.0, 0.5]
    )
    small = 1.0 - np.clip(losses.radii / losses.radii.max(), 0.0, 1.0)
    speed = SPEED[0] + (SPEED[1] - SPEED[0]) * small * random.uniform(0.5, 1.0, count)
    axis = normalized(random.normal(size=(count, 3)))
    return LossFlights(away * speed[:, None], axis, SPIN * random.uniform(0.2, 1.0, count) * (0.3 + small))
