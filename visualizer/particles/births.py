"""When particles are born: which numbers k live at a time, and when k was born.

Births are given by knots: knot i says that particle `first[i]` is born at or after `time[i]`; between two knots
births are evenly spaced, each with its own offset within its slot. The knots depend on the emitter alone, never
on the time shown, so a particle's birth is the same in every frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST = 2**31 - 1
"""Particles an emitter can have over the whole film: their numbers fit a signed 32-bit integer."""

MOST_LIVE = 2**28
"""Particles an emitter can have alive at one time: with more, light on one pixel could not be summed."""
MOST_PLACES = 2**23
"""Places that can be evaluated ahead at one time: of the births of particles born of others, or of trails' points."""

_FINEST = 1.0 / 120.0  # s between knots where the rate changes


@dataclass(frozen=True, eq=False)
class Run:
    """Particles with consecutive numbers, in order of birth. time, first: (n,) float64 and int64, n >= 2 knots."""

    time: Array
    first: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many particles the run has."""
        return int(self.first[-1] - self.first[0])

    def live(self, time: float, longest: float) -> tuple[int, int]:
        """Return (first, count): all that may live at `time`, s, if none lives longer than `longest`, s.

        Conservative: it may hold a few that are not born yet or have just died.
        """
        first, last = int(self.first[0]), int(self.first[-1])
        if time < self.time[0] or time - longest > self.time[-1]:
            return first, 0
        low = self._born_before(time - longest, early=True)
        high = self._born_before(time, early=False)
        low, high = max(first, low), min(last, high)
        return low, max(0, high - low)

    def _born_before(self, time: float, *, early: bool) -> int:
        """Return a bound of the number born by `time`, plus the first: from below if `early`, else from above."""
        knots = self.time
        if time < knots[0]:
            return int(self.first[0])
        if time >= knots[-1] and not early:
            return int(self.first[-1])
        right = int(np.searchsorted(knots, time, side="left" if early else "right"))
        right = min(max(right, 1), len(knots) - 1)
        left = right - 1
        span = knots[right] - knots[left]
        if span <= 0.0:
            return int(self.first[left] if early else self.first[right])
        share = min(max((time - knots[left]) / span, 0.0), 1.0)
        value = self.first[left] + share * float(self.first[right] - self.first[left])
        # Single precision on the GPU moves a birth by up to an ulp of the time.
        slack = float(self.first[right] - self.first[left]) / span * 1e-5 * max(1.0, abs(time) / 64.0)
        return int(np.floor(value - slack) if early else np.ceil(value + slack))


def rate_run(
    rate: Callable[[Array], Array], keys: Sequence[float], start: float, end: float, *, constant: bool
) -> Run:
    """Return the births of a rate curve from `start` to `end`, s, numbered from 0.

    rate: births a second at times (n,). keys: times at which the curve bends. Raises ValueError for too many.
    """
    if constant:
        times = np.array([start, end])
        total = np.array([0.0, float(rate(times[:1])[0]) * (end - start)])
    else:
        grid = np.arange(start, end + _FINEST, _FINEST)
        times = np.unique(np.concatenate([grid[grid < end], [end], [k for k in keys if start < k < end]]))
        middles = (times[:-1] + times[1:]) / 2.0
        born = np.maximum(rate(middles), 0.0) * np.diff(times)
        total = np.concatenate([[0.0], np.cumsum(born)])
    if total[-1] > MOST:
        raise ValueError(f"{total[-1]:.3g} particles are more than the {MOST} an emitter can have")
    number = np.floor(total + 1e-9).astype(np.int64)
    # A whole number of births falls between knots: move each knot to where its count was reached, so that a
    # low rate is not rounded to bunches.
    if not constant:
        rising = np.concatenate([[True], np.diff(number) > 0])
        rising[-1] = True
        first, at = number[rising], times[rising].copy()
        inner = np.arange(1, len(at) - 1)
        at[inner] = np.interp(first[inner].astype(np.float64), total, times)
        # Where nothing was born for long, the next birth waits for the rate to rise again.
        waits = np.array([np.interp(float(n) + 1e-6, total, times) for n in first[:-1]])
        extra = waits - at[:-1] > 2.0 * _FINEST
        at = np.concatenate([at, waits[extra]])
        first = np.concatenate([first, first[:-1][extra]])
        order = np.lexsort((first, at))
        at, first = at[order], first[order]
        return Run(at, first)
    exact = float(number[-1])
    reach = start + (exact / total[-1]) * (end - start) if total[-1] > 0.0 else end
    return Run(np.array([start, reach]), number)


def burst_runs(bursts: Sequence[tuple[float, int, float]], first: int) -> list[Run]:
    """Return a run for each burst of (time, count, over), numbered on from `first`. Raises ValueError for too many."""
    runs = []
    for time, count, over in bursts:
        runs.append(Run(np.array([time, time + over]), np.array([first, first + count], dtype=np.int64)))
        first += count
        if first > MOST:
            raise ValueError(f"{first} particles are more than the {MOST} an emitter can have")
    return runs
