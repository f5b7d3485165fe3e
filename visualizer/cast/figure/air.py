"""Air: the inputs of the motion of cloth and hair, apart from the skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BLOWN, KEPT = 0.55, 0.9
"""Shares of the wind, and of the velocity that the body has just lost, with which cloth moves."""


@dataclass(frozen=True, eq=False)
class Air:
    """Motion of the air, and recent motion of the body, in model space, at one time or, with one more axis in front,
    several.

    trail: (..., k, 3) metres, position of the body `DELAYS[k]` seconds ago relative to now. twist: (..., k)
    radians, its heading then relative to now. surge: (..., 3) m/s, velocity that the body has just lost, which
    cloth keeps for a while. speed: (...) m/s, of the body, and more in a leap. phase: (...) of the gait, strides.
    time: (...) of the film, s. lift: (...) 0..1, strength of a blast along the floor that lifts cloth outwards and
    up. wind: (..., 3) m/s. walls: (..., k, 3) upright planes that skirts stay behind, x and z of the unit normal,
    and the distance along it from the body, metres.
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

    @classmethod
    def stacked(cls, airs: Sequence[Air]) -> Air:
        """Return the air about several figures at the same number of times, with one more axis in front.

        Those with fewer walls than others get walls that are infinitely far away.
        """
        most = max(air.walls.shape[-2] for air in airs)
        walls = np.zeros((len(airs), *airs[0].walls.shape[:-2], most, 3))
        walls[..., 2] = np.inf
        for wall, air in zip(walls, airs, strict=True):
            wall[..., : air.walls.shape[-2], :] = air.walls
        names = [one.name for one in fields(cls) if one.name != "walls"]
        return cls(**{name: np.stack([getattr(air, name) for air in airs]) for name in names}, walls=walls)

    def __getitem__(self, which: int | slice) -> Air:
        """Return the air at one or some of several times."""
        return Air(*(getattr(self, one.name)[which] for one in fields(self)))

    @property
    def gale(self) -> Array:
        """Horizontal speed of the wind, (...) m/s."""
        return np.asarray(np.hypot(self.wind[..., 0], self.wind[..., 2]))


def _bracketed(delay: Array) -> tuple[NDArray[np.int64], Array]:
    """Return for each delay, (n,) seconds, the number of the last of `Air.DELAYS` before it but the very last, (n,),
    and the share of the way to the next one, (n,): 1 at most."""
    last = len(Air.DELAYS) - 1
    place = np.clip(delay * (last / Air.DELAYS[-1]), 0.0, last)
    low = np.minimum(place.astype(np.int64), last - 1)
    return low, place - low


class Lag:
    """By how much cloth lags behind a body: its trail and the wind, at delays that never change."""

    def __init__(self, delay: Array, limit: Array) -> None:
        """delay: (n,) seconds. limit: (n,) metres, to which the length of the lag is limited smoothly."""
        self._low, share = _bracketed(delay)
        self._high = self._low + 1
        self._share, self._rest = share[:, None], 1.0 - share[:, None]
        self._delay = delay[:, None]
        self._limit, self._least = limit, np.maximum(limit, 1e-6)

    def of(self, air: Air) -> Array:
        """Return the lag, (..., n, 3) metres."""
        way = air.trail.take(self._low, axis=-2) * self._rest
        way += air.trail.take(self._high, axis=-2) * self._share
        way += self._delay * (BLOWN * air.wind + KEPT * air.surge)[..., None, :]
        length = np.sqrt((way * way).sum(axis=-1))
        way *= (self._limit * np.tanh(length / self._least) / np.maximum(length, 1e-9))[..., None]
        return np.asarray(way)


class Twist:
    """The heading of a body some time ago relative to now, at delays that never change."""

    def __init__(self, delay: Array) -> None:
        """delay: (n,) seconds."""
        self._low, self._share = _bracketed(delay)

    def of(self, air: Air) -> Array:
        """Return the headings, (..., n) radians."""
        start, end = air.twist.take(self._low, axis=-1), air.twist.take(self._low + 1, axis=-1)
        return np.asarray(start + (end - start) * self._share)
