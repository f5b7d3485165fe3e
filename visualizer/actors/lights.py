"""Area lights of actors: given in model space, returned in the world.

`colour` is the largest intensity, linear: irradiance at 1 m if all of the light were there. `reach`: metres, world, at
which the light ends. Lengths of the model, radii included, are scaled with the actor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from visualizer.frame import AreaLight
from visualizer.transforms import Array, directions, points, triple


def sphere_light(
    world_from_model: Array, place: ArrayLike, radius: float, colour: ArrayLike, reach: float
) -> AreaLight:
    """Return a sphere about `place`, (3,) model, metres."""
    return AreaLight(
        "sphere",
        triple(points(world_from_model, place)),
        triple(colour),
        radius=radius * _scale(world_from_model),
        reach=reach,
    )


def tube_light(
    world_from_model: Array, start: ArrayLike, end: ArrayLike, radius: float, colour: ArrayLike, reach: float
) -> AreaLight:
    """Return a tube between two points, each (3,) model, metres, that differ."""
    first, last = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    return AreaLight(
        "tube",
        triple(points(world_from_model, (first + last) / 2.0)),
        triple(colour),
        right=triple(directions(world_from_model, (last - first) / 2.0)),
        radius=radius * _scale(world_from_model),
        reach=reach,
    )


def rectangle_light(
    world_from_model: Array,
    middle: ArrayLike,
    right: ArrayLike,
    up: ArrayLike,
    colour: ArrayLike,
    reach: float,
) -> AreaLight:
    """Return a rectangle that shines towards right x up. right, up: (3,) model, metres, half of its sides."""
    return AreaLight(
        "rectangle",
        triple(points(world_from_model, middle)),
        triple(colour),
        right=triple(directions(world_from_model, right)),
        up=triple(directions(world_from_model, up)),
        reach=reach,
    )


def full(colour: ArrayLike) -> Array:
    """Return a colour, (3,) linear, as bright as 1 in its brightest channel; black stays black."""
    given = np.asarray(colour, dtype=np.float64)
    return np.asarray(given / max(*given.tolist(), 1e-9))


def _scale(world_from_model: Array) -> float:
    return float(np.linalg.norm(world_from_model[:3, 0]))
