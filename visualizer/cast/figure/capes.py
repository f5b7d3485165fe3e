"""Capes and long hair: sheets attached along their upper edge, which hang, trail and ripple behind a body."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure.air import Air, Lag
from visualizer.cast.figure.rows import as_points
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.people import ROBE, TRIM
from visualizer.geometry.cloth import Cloth, sheet

Array = NDArray[np.float64]


STREAMS = 0.75
"""What the air that a fast runner meets does to a cape, as a share of a blast."""


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

        length: metres. spread: relative increase of its width at the lower end. delay: seconds by which its lower end
        lags behind the body. out: distance of its lower end from the back, metres. wrap: curvature with which its sides
        may wrap around the body, 1/m. region: ``tint.a``.
        """
        self.bone, self.wrap, self.length = bone, wrap, length
        self.depth = np.linspace(0.0, 1.0, rows + 1)[1:]
        self.across = np.linspace(0.0, 2.0 * np.pi, len(top))
        tints = np.ones((rows + 1, len(top), 4))
        tints[:, :, 3] = region
        tints[:, :, :3] *= (0.92 + 0.08 * np.cos(3.0 * self.across))[None, :, None]
        if region == ROBE:
            tints[-2:, :, 3] = TRIM
        row = self.depth[:, None]
        outward = out * row**0.8 * (1.0 + 0.12 * np.cos(4.0 * self.across))
        self._wide = 1.0 + spread * self.depth
        self._hang = np.stack(np.broadcast_arrays(0.0 * outward, -length * row, -outward))
        self._lag = Lag(delay * self.depth**1.1, 1.1 * length * self.depth)
        self._step = length / rows
        self._swing = self.depth**1.2 * min(length, 1.0)
        self._rise, self._fall = 0.45 * length * self.depth**1.6, 0.10 * self.depth
        # sin(t + 0.9 a) + sin(1.7 t - 1.7 a) / 2, as a product with the sines, then the cosines, of t and of 1.7 t.
        near, far = 0.9 * self.across, 1.7 * self.across
        self._waves = np.stack([np.cos(near), 0.5 * np.cos(far), np.sin(near), -0.5 * np.sin(far)])
        self._top = np.vstack([top.T, np.ones(len(top))])
        rest = np.concatenate([top[None], self._desired(top.T, np.zeros(3)).transpose(1, 2, 0)])
        self.cloth: Cloth = sheet(rest, tints=tints)

    def _desired(self, top: Array, middle: Array) -> Array:
        """Return the places, (..., 3, rows, k), at which a body at rest has it. top: (..., 3, k). middle: (..., 3) of
        the bone."""
        place: Array = top[..., None, :] + self._hang
        across = middle[..., 0, None, None]
        place[..., 0, :, :] = across + (top[..., 0, None, :] - across) * self._wide[:, None]
        return place

    def points(self, body: Skeleton, air: Air, clear: tuple[Array, Array] | None = None) -> Array:
        """Return its points (..., rows + 1, k, 3) in model space.

        clear: heights (..., m), descending, and z (..., m), metres: the surface that it must stay behind.
        """
        bone = body.bones[..., self.bone, :3, :]
        top = bone @ self._top
        place = np.empty((*top.shape[:-1], len(self.depth) + 1, top.shape[-1]))
        place[..., 0, :] = top
        hung = place[..., 1:, :]
        moving = 0.010 + 0.085 * np.minimum(air.speed / 3.5, 1.3) + 0.05 * air.lift + 0.02 * air.gale
        turn = 2.0 * np.pi * (1.1 * self.depth - (2.0 * air.phase + 0.8 * air.time)[..., None])
        turns = turn[..., None] * _OCTAVES
        wave = np.concatenate([np.sin(turns), np.cos(turns)], axis=-1) @ self._waves
        size = moving[..., None] * self._swing
        wave *= size[..., None]
        drag, lift = self._lag.of(air), air.lift[..., None]
        drag[..., 0] += 0.6 * size * np.sin(turn * 0.8 + 1.0)
        # The air that a runner meets carries it, as a blast does.
        streams = np.minimum(np.maximum((air.speed - 2.0) / 2.5, 0.0), 1.0)[..., None]
        drag[..., 1] += np.maximum(lift, STREAMS * streams) * self._rise
        drag[..., 2] -= lift * self._fall
        np.add(self._desired(top, bone[..., 3]), drag.swapaxes(-1, -2)[..., None], out=hung)
        hung[..., 1, :, :] += 0.5 * np.abs(wave)
        hung[..., 2, :, :] += wave
        # Steps down from the upper edge in the same directions, of the length at rest.
        ways = hung - place[..., :-1, :]
        ways *= (self._step / np.maximum(np.sqrt((ways * ways).sum(axis=-3)), 1e-9))[..., None, :, :]
        np.cumsum(ways, axis=-2, out=hung)
        hung += top[..., None, :]
        x, y, z = (hung[..., axis, :, :] for axis in range(3))
        np.maximum(y, 0.015, out=y)
        if clear is not None:
            limit = _interpolated(-y, -clear[0], clear[1])
            np.minimum(z, limit + self.wrap * (x - bone[..., None, None, 0, 3]) ** 2, out=z)
        return as_points(place)


_OCTAVES = np.array([1.0, 1.7])


def _interpolated(at: Array, xs: Array, ys: Array) -> Array:
    """Return ys, (..., m), at `at`, (..., n, k), interpolated over ascending xs, (..., m), and constant beyond them."""
    many = at.reshape(-1, *at.shape[-2:]), xs.reshape(-1, xs.shape[-1]), ys.reshape(-1, ys.shape[-1])
    return np.array([np.interp(*one) for one in zip(*many, strict=True)]).reshape(at.shape)
