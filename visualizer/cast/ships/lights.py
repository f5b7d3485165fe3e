"""The lights of both ships: the drive, which is large, and the lamp in the opening."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.actors.lights import full, sphere_light
from visualizer.frame import AreaLight, PointLight
from visualizer.transforms import points, triple

Array = NDArray[np.float64]
Place = tuple[float, float, float]

LAMP_RADIUS = 0.3
"""Of the lamp, metres."""


def drive_lights(
    world_from_ship: Array, place: Place, radius: float, colour: Array, strength: float, reach: float
) -> list[AreaLight]:
    """Return the light of a drive while it shines.

    place: (3,) ship space, and radius: metres. colour: of any brightness. strength: largest intensity of a channel.
    reach: metres.
    """
    if strength <= 0.0 or not colour.any():
        return []
    return [sphere_light(world_from_ship, place, radius, full(colour) * strength, reach)]


def lamp_lights(
    world_from_ship: Array, place: Place, colour: ArrayLike, strength: float, reach: float
) -> list[PointLight]:
    """Return the lamp of a ship while it is on: small, so a point. The arguments are those of `drive_lights`."""
    if strength <= 0.0:
        return []
    where = triple(points(world_from_ship, place))
    return [PointLight(where, triple(np.multiply(colour, strength)), LAMP_RADIUS, reach)]
