"""Sleeves: cloth that follows the bones of the arms, as a function of a skeleton and of the recent motion of the
body."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air, Lag
from visualizer.cast.figure.drapery import angles_around
from visualizer.cast.figure.rows import as_points, skinned
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.people import ROBE, TRIM
from visualizer.geometry.cloth import Cloth, sheet
from visualizer.geometry.turns import smooth

Array = NDArray[np.float64]

_UPPER_ARMS, _FOREARMS = slice(bones.ARM_L, bones.ARM_R + 1), slice(bones.FOREARM_L, bones.FOREARM_R + 1)
_ELBOW = -bones.UPPER_ARM


class Sleeves:
    """Sleeves with the shape of an arm, skinned to both of its bones, gathered in folds at the elbow; their cuffs hang
    a little.

    RINGS: y along the arm, half width across it, half depth, and the place of the middle towards the inside of the
    elbow, metres.
    """

    RINGS = (
        (0.056, 0.004, 0.004, 0.000),
        (0.050, 0.030, 0.032, -0.001),
        (0.030, 0.055, 0.058, -0.002),
        (0.000, 0.066, 0.071, -0.003),
        (-0.040, 0.067, 0.074, -0.002),
        (-0.080, 0.063, 0.071, 0.001),
        (-0.120, 0.058, 0.067, 0.004),
        (-0.160, 0.055, 0.064, 0.005),
        (-0.200, 0.053, 0.060, 0.002),
        (-0.230, 0.052, 0.058, -0.002),
        (-0.257, 0.052, 0.058, -0.006),
        (-0.285, 0.053, 0.060, -0.008),
        (-0.313, 0.055, 0.061, -0.006),
        (-0.345, 0.056, 0.061, -0.001),
        (-0.385, 0.053, 0.058, 0.003),
        (-0.425, 0.048, 0.052, 0.004),
        (-0.460, 0.045, 0.048, 0.003),
        (-0.480, 0.045, 0.048, 0.003),
        (-0.480, 0.050, 0.054, 0.003),
        (-0.500, 0.053, 0.058, 0.003),
        (-0.524, 0.056, 0.062, 0.003),
        (-0.524, 0.050, 0.055, 0.003),
        (-0.495, 0.031, 0.033, 0.001),
    )
    CUFF = 17
    """The first ring of the cuff, and of the last of the sleeve's own cloth."""
    AROUND = 10

    def __init__(self) -> None:
        around = angles_around(self.AROUND)
        rows = np.array(self.RINGS)
        y = rows[:, 0]
        # Folds run round the arm aslant, and are deepest about the elbow and above the cuff.
        gathered = (
            0.35 + 0.9 * np.exp(-(((y - _ELBOW) / 0.055) ** 2)) + 0.5 * np.exp(-(((y + 0.44) / 0.04) ** 2))
        )
        gathered *= np.clip((0.02 - y) / 0.06, 0.0, 1.0) * (y > -0.479)
        fold = np.sin(105.0 * y[:, None] + 1.6 * np.sin(around) + 0.8) + 0.5 * np.sin(
            58.0 * y[:, None] - 2.0 * np.cos(around) + around
        )
        size = 1.0 + 0.062 * gathered[:, None] * fold
        rest = np.stack(
            [
                -rows[:, 1:2] * size * np.sin(around),
                np.repeat(rows[:, :1], self.AROUND, axis=1),
                rows[:, 2:3] * size * np.cos(around) + rows[:, 3:4],
            ],
            axis=2,
        )
        share = smooth((_ELBOW + 0.055 - y) / 0.11)
        flat = rest.reshape(-1, 3)
        self._on_bones = skinned(flat, flat + [0.0, bones.UPPER_ARM, 0.0], np.repeat(share, self.AROUND))
        self._bell = np.clip((-y - 0.36) / 0.16, 0.0, 1.0)
        self._lag = Lag(0.12 * self._bell, 0.05 * self._bell)
        # Where the elbow bends, cloth is pushed out of its inside in one more fold, and drawn in over its tip, which is
        # round: both sides of it would meet in a point.
        off = (y - _ELBOW)[:, None]
        fold = 0.016 * np.exp(-((off / 0.05) ** 2)) * np.cos(around) * np.cos(95.0 * off)
        tip = 0.036 * np.exp(-((off / 0.075) ** 2)) * np.clip(-np.cos(around), 0.0, 1.0)
        self._pinch = (fold + tip).reshape(-1)
        tints = np.ones((len(rows), self.AROUND, 4))
        tints[:, :, 3] = ROBE
        tints[:, :, :3] *= np.clip(1.0 + 0.17 * gathered[:, None] * fold, 0.6, 1.08)[:, :, None]
        # It is dark in the armpit and in the cuff.
        inward = np.clip(1.0 - np.abs(y + 0.06) / 0.12, 0.0, 1.0)
        tints[self.CUFF :, :, 3] = TRIM
        tints[-2:, :, :3] *= 0.35
        cloths = []
        for side in (1.0, -1.0):
            shaded = tints.copy()
            # The inner side of the left arm is at -x.
            shaded[:, :, :3] *= (1.0 - 0.45 * inward[:, None] * np.clip(side * np.sin(around), 0.0, 1.0))[
                ..., None
            ]
            cloths.append(sheet(rest + np.array([side * 0.35, 1.42, 0.0]), closed=True, tints=shaded))
        self.cloths: tuple[Cloth, Cloth] = (cloths[0], cloths[1])

    def points(self, body: Skeleton, air: Air) -> Array:
        """Return the points of both sleeves, (..., 2, rings, AROUND, 3), in model space."""
        upper, lower = body.bones[..., _UPPER_ARMS, :3, :], body.bones[..., _FOREARMS, :3, :]
        points = np.concatenate([upper, lower], axis=-1) @ self._on_bones
        # The bend of the elbow, 0 straight to 1 at a right angle, pushes cloth along the mean of both fronts.
        bend = np.minimum(1.0 - (upper[..., :, 1] * lower[..., :, 1]).sum(axis=-1), 1.3)
        front = upper[..., :, 2] + lower[..., :, 2]
        front *= (bend / np.maximum(np.sqrt((front * front).sum(axis=-1)), 1e-6))[..., None]
        points += self._pinch * front[..., None]
        points = points.reshape(*points.shape[:-1], len(self.RINGS), self.AROUND)
        level = 1.0 - np.abs(lower[..., 1, 1])
        # The underside hangs farther down the more horizontal the forearm is, and lags behind it.
        height = points[..., 1, :, :]
        under = height - (height.sum(axis=-1, keepdims=True) / self.AROUND)
        under *= -0.5 / 0.05
        under += 0.5
        np.minimum(np.maximum(under, 0.0, out=under), 1.0, out=under)
        under *= self._bell[:, None]
        drag = self._lag.of(air).swapaxes(-1, -2)
        drag[..., 1, :] += 0.05 * air.lift[..., None]
        drags = np.repeat(drag[..., None, :, :], 2, axis=-3)
        drags[..., 1, :] -= 0.034 * level[..., None]
        points += under[..., None, :, :] * drags[..., None]
        return as_points(points)
