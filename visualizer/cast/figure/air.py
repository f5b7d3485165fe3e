"""Air: the inputs of the motion of cloth and hair, apart from the skeleton."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Air:
    """Motion of the air, and recent motion of the body, in model space, at one time or, with one more axis in front, several.

    trail: (..., k, 3) metres, position of the body `DELAYS[k]` seconds ago relative to now. twist: (..., k) radians, its
    heading then relative to now. surge: (..., 3) m/s, velocity that the body has just lost, which cloth keeps for a while.
    speed: (...) m/s, of the body. phase: (...) of the gait, strides. time: (...) of the film, s. lift: (...) 0..1, strength
    of a blast along the floor that lifts cloth outwards and up. wind: (..., 3) m/s. walls: (..., k, 3) upright planes that
    skirts stay behind, x and z of the unit normal, and the distance along it from the body, metres.
    """

    trail: Array
    twist: Array
    surge: Array
    speed: Array
    phase: Array
    time: Array
    lift: Array
    wind: Array
    walls: Array

    DELAYS = np.linspace(0.0, 0.36, 13)

    def __getitem__(self, which: int | slice) -> Air:
        """Return the air at one or some of several times."""
        return Air(*(getattr(self, one.name)[which] for one in fields(self)))

    @property
    def gale(self) -> Array:
        """Horizontal speed of the wind, (...) m/s."""
        return np.asarray(np.hypot(self.wind[..., 0], self.wind[..., 2]))

    def behind(self, delay: Array, limit: Array) -> Array:
        """Return by how much cloth lags behind the body, (..., n, 3) metres, at delays (n,), s: the trail and the wind.

        Its length is limited smoothly to `limit`, (n,) metres.
        """
        place = np.minimum(np.maximum(delay / 0.03, 0.0), 12.0)
        low = np.minimum(place.astype(np.int64), 11)
        share = (place - low)[:, None]
        way = self.trail.take(low, axis=-2) * (1.0 - share) + self.trail.take(low + 1, axis=-2) * share
        way += delay[:, None] * (0.55 * self.wind + 0.9 * self.surge)[..., None, :]
        length = np.sqrt((way * way).sum(axis=-1))
        way *= (limit * np.tanh(length / np.maximum(limit, 1e-6)) / np.maximum(length, 1e-9))[..., None]
        return np.asarray(way)

    def twisted(self, delay: Array) -> Array:
        """Return the heading of the body relative to now, (..., n) radians, at delays (n,), s, below the last of `DELAYS`."""
        low = np.searchsorted(self.DELAYS, delay, side="right") - 1
        start, end = self.twist.take(low, axis=-1), self.twist.take(low + 1, axis=-1)
        return (end - start) / (self.DELAYS[low + 1] - self.DELAYS[low]) * (delay - self.DELAYS[low]) + start
