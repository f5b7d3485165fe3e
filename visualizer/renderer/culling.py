"""Which draws of a frame lie wholly outside a view, and which point lights reach each."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Draw, PointLight
from visualizer.geometry.mesh import Mesh
from visualizer.transforms import Array, vector

_CORNERS = np.array(list(product((False, True), repeat=3)))  # (8, 3): which are at the high end of a box


class Boxes:
    """The bounding boxes of a frame's draws, for tests against any number of views.

    Draws with several poses have no box and count as inside, as do those whose mesh is not in `meshes`.
    origin: (3,) world, metres, that the matrices of the views are relative to.
    """

    def __init__(self, draws: Sequence[Draw], meshes: Mapping[str, Mesh], origin: Array) -> None:
        self._count = len(draws)
        self._origin = origin
        self._numbers = [
            number for number, draw in enumerate(draws) if len(draw.poses) == 1 and draw.mesh in meshes
        ]
        chosen = [draws[number] for number in self._numbers]
        bounds = np.array([meshes[draw.mesh].bounds for draw in chosen]).reshape(-1, 2, 3)
        poses = np.array([draw.poses[0] for draw in chosen]).reshape(-1, 3, 4)
        corners = np.where(_CORNERS, bounds[:, None, 1], bounds[:, None, 0])
        # (numbers, 8, 4): relative positions and 1.
        self._corners = np.ones((len(chosen), 8, 4))
        self._corners[..., :3] = (
            corners @ poses[:, :, :3].transpose(0, 2, 1) + (poses[:, :, 3] - origin)[:, None]
        )

    def inside(self, clip_from_relative: Array) -> NDArray[np.bool_]:
        """Return for each draw whether it may be in a view: False if its box is beyond one clip plane.

        clip_from_relative: (4, 4), depth reversed from 1 at the near plane to 0 at the far one or not: both planes are at
        0 <= z <= w.
        """
        x, y, z, w = clip_from_relative
        planes = np.array([w - x, w + x, w - y, w + y, w - z, z])
        distances = (self._corners.reshape(-1, 4) @ planes.T).reshape(-1, 8, 6)
        found = np.ones(self._count, bool)
        found[self._numbers] = ~(distances.max(axis=1) < 0.0).any(axis=1)
        return found

    def lit(self, lights: Sequence[PointLight]) -> NDArray[np.int64]:
        """Return (n, 2): for each draw the number of the first light that reaches its box, and one beyond the last.

        (0, 0) for a draw that none reaches. Lights between the two that do not reach it are evaluated to no light.
        """
        found = np.tile([0, len(lights)], (self._count, 1))
        if lights and self._numbers:
            places = np.array([vector(light.position) - self._origin for light in lights])
            corners = self._corners[:, :, :3]
            low, high = corners.min(axis=1)[:, None], corners.max(axis=1)[:, None]
            away = places - np.clip(places, low, high)
            reach = np.array([light.reach for light in lights])
            reached = np.einsum("nli,nli->nl", away, away) <= reach * reach
            first, last = reached.argmax(axis=1), len(lights) - reached[:, ::-1].argmax(axis=1)
            found[self._numbers] = np.where(reached.any(axis=1)[:, None], np.stack([first, last], axis=1), 0)
        return found
