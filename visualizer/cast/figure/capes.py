"""Capes and long hair: sheets attached along their upper edge, which hang, trail and ripple behind a body."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure.air import Air
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.people import ROBE, TRIM
from visualizer.geometry.cloth import Cloth, sheet

Array = NDArray[np.float64]


class HangingSheet:
    """A sheet that hangs behind the body: a cape from the shoulders, or long hair from the head."""

    def __init__(
        self,
        *,
        bone: int,
        top: Array,
        length: float,
        rows: int,
        spread: float,
        delay: float,
        out: float,
        wrap: float = 0.6,
        region: float = ROBE,
    ) -> None:
        """top: (k, 3) its upper edge in the frame of `bone`, metres, from the left around the back to the right.

        length: metres. spread: relative increase of its width at the lower end. delay: seconds by which its lower end lags
        behind the body. out: distance of its lower end from the back, metres. wrap: curvature with which its sides may
        wrap around the body, 1/m. region: ``tint.a``.
        """
        self.bone, self.top, self.length, self.delay, self.spread, self.out = (
            bone,
            top,
            length,
            delay,
            spread,
            out,
        )
        self.wrap = wrap
        self.depth = np.linspace(0.0, 1.0, rows + 1)[1:]
        self.across = np.linspace(0.0, 2.0 * np.pi, len(top))
        tints = np.ones((rows + 1, len(top), 4))
        tints[:, :, 3] = region
        tints[:, :, :3] *= (0.92 + 0.08 * np.cos(3.0 * self.across))[None, :, None]
        if region == ROBE:
            tints[-2:, :, 3] = TRIM
        self._ripple = 1.0 + 0.12 * np.cos(4.0 * self.across)
        rest = np.concatenate([top[None], self._desired(top, np.array([0.0, 0.0, 0.0]), None)])
        self._lengths = np.full((rows, len(top)), length / rows)
        self.cloth: Cloth = sheet(rest, tints=tints)

    def _desired(self, top: Array, middle: Array, air: Air | None) -> Array:
        depth = self.depth[:, None]
        x = middle[0] + (top[:, 0] - middle[0]) * (1.0 + self.spread * depth)
        z = top[:, 2] - self.out * depth**0.8 * self._ripple
        y = top[:, 1] - self.length * np.broadcast_to(depth, x.shape)
        return np.stack([x, y, np.broadcast_to(z, x.shape)], axis=2)

    def points(self, body: Skeleton, air: Air, clear: tuple[Array, Array] | None = None) -> Array:
        """Return its points (rows + 1, k, 3) in model space.

        clear: heights (m,), descending, and z (m,), metres: the surface that it must stay behind.
        """
        bone = body.bones[self.bone]
        top = self.top @ bone[:3, :3].T + bone[:3, 3]
        wanted = self._desired(top, bone[:3, 3], air)
        drag = air.behind(self.delay * self.depth**1.1, 1.1 * self.length * self.depth)
        wanted += drag[:, None]
        moving = (
            0.010
            + 0.085 * min(air.speed / 3.5, 1.3)
            + 0.05 * air.lift
            + 0.02 * float(np.hypot(*air.wind[[0, 2]]))
        )
        turn = 2.0 * np.pi * (1.1 * self.depth[:, None] - 2.0 * air.phase - 0.8 * air.time)
        wave = np.sin(turn + 0.9 * self.across) + 0.5 * np.sin(1.7 * turn - 1.7 * self.across)
        size = moving * self.depth[:, None] ** 1.2 * min(self.length, 1.0)
        wanted[:, :, 2] += size * wave - 0.10 * air.lift * self.depth[:, None]
        wanted[:, :, 1] += (0.5 * size * np.abs(wave)) + 0.45 * air.lift * self.length * self.depth[
            :, None
        ] ** 1.6
        wanted[:, :, 0] += 0.6 * size * np.sin(turn * 0.8 + 1.0)
        above = np.concatenate([top[None], wanted[:-1]])
        hung = _kept_length(top, wanted - above, self._lengths)
        hung[:, :, 1] = np.maximum(hung[:, :, 1], 0.015)
        if clear is not None:
            limit = np.interp(-hung[:, :, 1], -clear[0], clear[1])
            hung[:, :, 2] = np.minimum(hung[:, :, 2], limit + self.wrap * (hung[:, :, 0] - bone[0, 3]) ** 2)
        return np.concatenate([top[None], hung])


def _kept_length(top: Array, ways: Array, lengths: Array) -> Array:
    """Return points (m, k, 3): steps from `top`, (k, 3), in the directions `ways`, (m, k, 3), of `lengths`, (m, k)."""
    size = np.sqrt((ways * ways).sum(axis=2))
    return np.asarray(top + np.cumsum(ways * (lengths / np.maximum(size, 1e-9))[:, :, None], axis=0))
