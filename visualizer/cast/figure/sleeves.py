"""Sleeves: cloth that follows the bones of the arms, as a function of a skeleton and of the recent motion of the body."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air
from visualizer.cast.figure.drapery import angles_around
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.people import ROBE, TRIM
from visualizer.geometry.cloth import Cloth, sheet

Array = NDArray[np.float64]

_UPPER_ARMS, _FOREARMS = slice(bones.ARM_L, bones.ARM_R + 1), slice(bones.FOREARM_L, bones.FOREARM_R + 1)


class Sleeves:
    """Wide sleeves, skinned to both bones of the arms; their wide ends hang below the wrists.

    RINGS: y along the arm and radius of each ring, metres.
    """

    RINGS = (
        (0.074, 0.030),
        (0.048, 0.076),
        (0.0, 0.088),
        (-0.10, 0.080),
        (-0.21, 0.072),
        (-0.285, 0.070),
        (-0.37, 0.071),
        (-0.455, 0.078),
        (-0.515, 0.087),
    )
    AROUND = 10

    def __init__(self) -> None:
        around = angles_around(self.AROUND)
        rows = np.array(self.RINGS)
        rest = np.stack(
            [
                -rows[:, 1:] * np.sin(around),
                np.repeat(rows[:, :1], self.AROUND, axis=1),
                rows[:, 1:] * np.cos(around),
            ],
            axis=2,
        )
        self._on_upper = rest.reshape(-1, 3)
        self._on_lower = self._on_upper + np.array([0.0, bones.UPPER_ARM, 0.0])
        share = np.clip((-bones.UPPER_ARM + 0.06 - rows[:, 0]) / 0.12, 0.0, 1.0)
        self._share = np.repeat(share * share * (3.0 - 2.0 * share), self.AROUND)[:, None]
        self._bell = np.clip((-rows[:, 0] - 0.30) / 0.215, 0.0, 1.0)
        tints = np.ones((len(rows), self.AROUND, 4))
        tints[:, :, 3] = ROBE
        tints[-2:, :, 3] = TRIM
        self.cloths: tuple[Cloth, Cloth] = (
            sheet(rest + np.array([0.35, 1.42, 0.0]), closed=True, tints=tints),
            sheet(rest + np.array([-0.35, 1.42, 0.0]), closed=True, tints=tints),
        )

    def points(self, body: Skeleton, air: Air) -> Array:
        """Return the points of both sleeves, (..., 2, rings, AROUND, 3), in model space."""
        upper, lower = body.bones[..., _UPPER_ARMS, :3, :], body.bones[..., _FOREARMS, :3, :]
        on_upper = self._on_upper @ upper[..., :3].swapaxes(-1, -2) + upper[..., None, :, 3]
        on_lower = self._on_lower @ lower[..., :3].swapaxes(-1, -2) + lower[..., None, :, 3]
        on_upper += (on_lower - on_upper) * self._share
        points = on_upper.reshape(*on_upper.shape[:-2], len(self.RINGS), self.AROUND, 3)
        level = 1.0 - np.abs(lower[..., 1, 1])
        # The underside hangs farther down the more horizontal the forearm is, and lags behind it.
        height = points[..., 1]
        mean = height.sum(axis=-1, keepdims=True) / self.AROUND
        under = np.minimum(np.maximum(0.5 - 0.5 * (height - mean) / 0.07, 0.0), 1.0)
        drag = air.behind(0.12 * self._bell, 0.10 * self._bell)
        drag[..., 1] += 0.05 * air.lift[..., None]
        drags = np.repeat(drag[..., None, :, :], 2, axis=-3)
        drags[..., 1] -= 0.085 * level[..., None]
        points += (self._bell[:, None] * under)[..., None] * drags[..., None, :]
        return points
