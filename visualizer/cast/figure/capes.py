"""Capes and long hair: sheets attached along their upper edge, which hang, trail and ripple behind a body."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure.air import Air
from visualizer.cast.figure.rows import stacked, steps
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
        depth = self.depth[:, None]
        self._widening = 1.0 + spread * depth
        self._outward = out * depth**0.8 * self._ripple
        self._lag = delay * self.depth**1.1, 1.1 * length * self.depth
        self._step = length / rows
        rest = np.concatenate([top[None], stacked(*self._desired(top, np.zeros(3)))])
        self.cloth: Cloth = sheet(rest, tints=tints)

    def _desired(self, top: Array, middle: Array) -> tuple[Array, Array, Array]:
        """Return x, y and z, (..., rows, k), of a body at rest. top: (..., k, 3). middle: (..., 3) of the bone."""
        across, row = middle[..., None, None, 0], top[..., None, :, :]
        x = across + (row[..., 0] - across) * self._widening
        y, z = np.empty_like(x), np.empty_like(x)
        y[...] = row[..., 1] - self.length * self.depth[:, None]
        z[...] = row[..., 2] - self._outward
        return x, y, z

    def points(self, body: Skeleton, air: Air, clear: tuple[Array, Array] | None = None) -> Array:
        """Return its points (..., rows + 1, k, 3) in model space.

        clear: heights (..., m), descending, and z (..., m), metres: the surface that it must stay behind.
        """
        bone, depth = body.bones[..., self.bone, :3, :], self.depth[:, None]
        top = self.top @ bone[..., :3].swapaxes(-1, -2) + bone[..., None, :, 3]
        x, y, z = self._desired(top, bone[..., 3])
        drag = air.behind(*self._lag)
        phase, time, lift = air.phase[..., None, None], air.time[..., None, None], air.lift[..., None, None]
        moving = 0.010 + 0.085 * np.minimum(air.speed / 3.5, 1.3) + 0.05 * air.lift + 0.02 * air.gale
        turn = 2.0 * np.pi * (1.1 * depth - 2.0 * phase - 0.8 * time)
        wave = np.sin(turn + 0.9 * self.across) + 0.5 * np.sin(1.7 * turn - 1.7 * self.across)
        size = moving[..., None, None] * depth**1.2 * min(self.length, 1.0)
        x += drag[..., 0:1]
        x += 0.6 * size * np.sin(turn * 0.8 + 1.0)
        y += drag[..., 1:2]
        y += (0.5 * size * np.abs(wave)) + 0.45 * lift * self.length * depth**1.6
        z += drag[..., 2:3]
        z += size * wave - 0.10 * lift * depth
        x, y, z = self._kept_length(top, x, y, z)
        y = np.maximum(y, 0.015)
        if clear is not None:
            limit = _interpolated(-y, -clear[0], clear[1])
            z = np.minimum(z, limit + self.wrap * (x - bone[..., None, None, 0, 3]) ** 2)
        return np.concatenate([top[..., None, :, :], stacked(x, y, z)], axis=-3)

    def _kept_length(self, top: Array, x: Array, y: Array, z: Array) -> tuple[Array, Array, Array]:
        """Return x, y and z, (..., m, k), with steps down from `top`, (..., k, 3), in the same directions, of the length at rest."""
        ways = [steps(top[..., axis], rows) for axis, rows in enumerate((x, y, z))]
        size = np.sqrt(ways[0] * ways[0] + ways[1] * ways[1] + ways[2] * ways[2])
        share = self._step / np.maximum(size, 1e-9)
        x, y, z = (top[..., None, :, axis] + np.cumsum(way * share, axis=-2) for axis, way in enumerate(ways))
        return x, y, z


def _interpolated(at: Array, xs: Array, ys: Array) -> Array:
    """Return ys, (..., m), at `at`, (..., n, k), interpolated over ascending xs, (..., m), and constant beyond them."""
    many = at.reshape(-1, *at.shape[-2:]), xs.reshape(-1, xs.shape[-1]), ys.reshape(-1, ys.shape[-1])
    return np.array([np.interp(*one) for one in zip(*many, strict=True)]).reshape(at.shape)
