"""What an actor contributes to a frame, at several places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import AreaLight, Draw
from visualizer.transforms import directions, points, triple

if TYPE_CHECKING:
    from visualizer.actors.base import Contribution

Array = NDArray[np.float64]


def placed(own: Contribution, worlds: Array) -> list[Contribution]:
    """Return what an actor contributes at several places. own: the same where its origin is that of the world. worlds:
    (n, 4, 4), world_from_model.

    Draws and lights move with the actor; only the radius of an area light is scaled with it.
    """
    draws = [_draws(draw, worlds) for draw in own.draws]
    return [
        replace(
            own,
            draws=[several[k] for several in draws],
            point_lights=[
                replace(light, position=triple(points(world, light.position))) for light in own.point_lights
            ],
            area_lights=[_area_light(light, world) for light in own.area_lights],
        )
        for k, world in enumerate(worlds)
    ]


def _draws(own: Draw, worlds: Array) -> list[Draw]:
    """Return a draw at several places, which share all but their poses."""
    pieces = np.zeros((len(own.poses), 4, 4))
    pieces[:, :3], pieces[:, 3, 3] = own.poses, 1.0
    poses = np.ascontiguousarray((worlds[:, None] @ pieces)[:, :, :3])
    return [replace(own, poses=each) for each in poses]


def _area_light(own: AreaLight, world: Array) -> AreaLight:
    scale = 1.0 if own.shape == "rectangle" else float(np.linalg.norm(world[:3, 0]))
    return replace(
        own,
        position=triple(points(world, own.position)),
        right=triple(directions(world, own.right)),
        up=triple(directions(world, own.up)),
        radius=own.radius * scale,
    )
