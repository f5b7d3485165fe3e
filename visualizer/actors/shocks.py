"""Shocks: what frightens those who are near, such as an impact, a quake, or something that rushes past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

START = 0.25
"""Seconds within which what moves fast only changes its place, and rushes past nobody."""


@dataclass(frozen=True, eq=False)
class Shock:
    """Something sudden, at one place or along a way. Who is near feels it once, when it is nearest.

    times: (k,) s. places: (k, 3) where it is then, metres, world. strength: 0..1, for who is where it is. reach:
    distance at which nothing is felt any more, metres. shakes: whether the ground shakes, so that people try to keep
    their balance; otherwise they duck.
    """

    times: Array
    places: Array
    strength: float
    reach: float
    shakes: bool = False

    @classmethod
    def at(
        cls, time: float, place: ArrayLike, *, strength: float, reach: float, shakes: bool = False
    ) -> Shock:
        """Return a shock at one time, s, and place, (3,) or (k, 3) metres, such as points of a line, world."""
        places = np.asarray(place, dtype=np.float64).reshape(-1, 3)
        return cls(np.full(len(places), time), places, strength, reach, shakes)


def rushes(
    times: Array,
    places: Array,
    *,
    jumps: Iterable[float],
    fastest: float,
    strength: float,
    reach: float,
) -> Iterator[Shock]:
    """Yield a shock for each stretch of a path, (n, 3) metres at times, (n,) s, on which it is faster than `fastest`,
    m/s, for longer than `START`. jumps: times, s, at which it jumps, as at a cut, which frightens nobody."""
    if len(times) < 2:
        return
    speed = np.linalg.norm(np.diff(places, axis=0), axis=1) / np.diff(times)
    fast = np.concatenate([[False], speed > fastest, [False]])
    for jump in jumps:
        fast[np.searchsorted(times, [jump - 1e-3, jump + 1e-3])] = False
    edges = np.flatnonzero(np.diff(fast.astype(np.int8)))
    for first, end in edges.reshape(-1, 2):
        if times[end] - times[first] > START:
            yield Shock(times[first : end + 1], places[first : end + 1], strength, reach)
