"""When particles are born: which particles k are alive at a time, and when particle k is born.

Births are given by knots: knot i says that particle `first[i]` is born at or after `time[i]`; between two knots
births are evenly spaced, each with its own offset within its slot. The knots depend on the emitter alone, never
on the time shown, so a particle's birth is the same in every frame.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.sampling import SAME
from visualizer.timeline.extent import integral
from visualizer.timeline.track import Track

Array = NDArray[np.float64]

MOST = 2**31 - 1
"""Largest number of particles of an emitter over the whole film: numbers fit a signed 32-bit integer."""

MOST_LIVE = 2**28
"""Largest number of particles of an emitter that live at one time: the light of more could overflow the sum of one
pixel."""
MOST_POINTS = 2**23
"""Largest number of points that are evaluated for one time: births of particles with a parent, or points of trails."""

_FINEST = 1.0 / 120.0
"""Least distance of knots, s, where the rate changes fast."""
_OFF = 0.05
"""Largest error, in births, of evenly spaced births between knots that are farther apart than _FINEST."""
_PIECES = 8
"""Least number of intervals between two keys of a rate that changes."""
_MOST_KNOTS = 1 << 20
"""Largest number of knots of a rate: 16 MiB."""
_ROUNDING = 1e-5
"""Largest error, s, that float32 on the GPU causes in the birth of a particle that lives for a minute."""
_FARTHEST = 16.0
"""Largest distance, s, of knots between which particles are born, so that float32 resolves a birth to a microsecond."""


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
        """Return (first, count) of the particles that may live at `time`, s, if none lives longer than `longest`, s.

        Conservative: it may include a few that are not born yet or have just died.
        """
        first, last = self.first.item(0), self.first.item(-1)
        time += SAME  # a particle that is born exactly at this time is included
        longest += 2.0 * SAME
        if time < self.time.item(0) or time - longest > self.time.item(-1):
            return first, 0
        rounding = _ROUNDING * max(1.0, longest / 64.0)
        low = self._born_before(time - longest, rounding, early=True)
        high = self._born_before(time, rounding, early=False)
        low, high = max(first, low), min(last, high)
        return low, max(0, high - low)

    def _born_before(self, time: float, rounding: float, *, early: bool) -> int:
        """Return the number of the first particle born after `time`: a lower bound if `early`, else an upper bound.

        rounding: largest error of a birth, s.
        """
        knots, first, right = self.time, self.first, 1
        if time < knots.item(0):
            return first.item(0)
        if time >= knots.item(-1) and not early:
            return first.item(-1)
        if len(knots) > 2:
            right = int(np.searchsorted(knots, time, side="left" if early else "right"))
            right = min(max(right, 1), len(knots) - 1)
        start, end, low, high = (
            knots.item(right - 1),
            knots.item(right),
            first.item(right - 1),
            first.item(right),
        )
        span = end - start
        if span <= 0.0:
            return low if early else high
        share = min(max((time - start) / span, 0.0), 1.0)
        value = low + share * float(high - low)
        slack = float(high - low) / span * rounding
        return math.floor(value - slack) if early else math.ceil(value + slack)


def rate_run(rate: Track[float], start: float, end: float) -> Run:
    """Return the births of a rate, 1/s, from `start` to `end`, s, numbered from 0.

    The number of particles born by a time is the integral of the rate, rounded, with an error of at most `_OFF`; none
    is born while the rate is 0. Raises ValueError for more than MOST particles or _MOST_KNOTS knots.
    """
    if rate.constant:
        exact = float(rate.at(start)) * (end - start)
        _check_total(exact)
        count = int(np.floor(exact + 1e-9))
        reach = start + (count / exact) * (end - start) if exact > 0.0 else end
        return Run(np.array([start, reach]), np.array([0, count], dtype=np.int64))
    times, born = _pieces(rate, start, end)
    total = np.concatenate([[0.0], np.cumsum(born)])
    _check_total(float(total[-1]))
    alive = born > 0.0
    begins = np.flatnonzero(alive & ~np.concatenate([[False], alive[:-1]]))
    ends = np.flatnonzero(alive & ~np.concatenate([alive[1:], [False]])) + 1
    at: list[Array] = []
    first: list[NDArray[np.int64]] = []
    for a, b in zip(begins, ends, strict=True):
        # Each stretch with a positive rate has a whole number of births: a birth that is split between two stretches
        # belongs to the one with the larger part. A birth during which the rate changes has a knot before and after it.
        low, high = (int(np.floor(total[n] + 0.5)) for n in (a, b))
        whole = np.floor(total[a + 1 : b]).astype(np.int64)
        inner = np.unique(np.concatenate([whole, whole + 1]))
        inner = inner[(inner > low) & (inner < high)]
        number = np.concatenate([[low], inner, [high]])
        time = np.interp(number.astype(np.float64), total[a : b + 1], times[a : b + 1])
        time[0], time[-1] = times[a], times[b]
        if high > low:
            at.append(time)
            first.append(number)
    if not at:
        return Run(np.array([start, end]), np.zeros(2, dtype=np.int64))
    return Run(np.concatenate(at), np.concatenate(first))


def _check_total(total: float) -> None:
    if total > MOST:
        raise ValueError(f"{total:.3g} particles are more than the {MOST} an emitter can have")


def _pieces(rate: Track[float], start: float, end: float) -> tuple[Array, Array]:
    """Return times (n + 1,), s, and the numbers (n,) of births between them, which are nearly evenly spaced."""
    keys = [start, *sorted({t for t in (*rate.times, *rate.breaks) if start < t < end}), end]
    low, high = np.array(keys[:-1]), np.array(keys[1:])
    middle = 0.5 * (low + high)
    changes = np.array(
        [rate.at(float(m)) != rate.at(float(a)) or rate.at(float(m)) != rate.at(float(0.5 * (a + m))) for a, m in zip(low, middle, strict=True)]
    )  # fmt: skip
    shares = np.arange(_PIECES)[None, :] / _PIECES
    width = (high - low)[:, None]
    split_low, split_high = (
        (low[:, None] + width * shares)[changes],
        (low[:, None] + width * (shares + 1.0 / _PIECES))[changes],
    )
    active = np.stack([split_low.ravel(), split_high.ravel()], axis=1)
    even = [np.stack([low[~changes], high[~changes]], axis=1)]
    numbers = [integral(rate, low[~changes], high[~changes])]
    count = 0
    while len(active):
        a, b = active.T
        half = 0.5 * (a + b)
        before, after = integral(rate, a, half), integral(rate, half, b)
        fine = (np.abs(after - before) <= 2.0 * _OFF) | (b - a <= _FINEST)
        even.append(active[fine])
        numbers.append((before + after)[fine])
        count += int(fine.sum())
        active = np.concatenate([np.stack([a, half], axis=1)[~fine], np.stack([half, b], axis=1)[~fine]])
        if count + len(active) > _MOST_KNOTS:
            raise ValueError(
                f"its rate changes so much that more than {_MOST_KNOTS} knots are needed; change it less or for a shorter time"
            )
    pieces, born = np.concatenate(even), np.concatenate(numbers)
    order = np.argsort(pieces[:, 0], kind="stable")
    return np.append(pieces[order, 0], end), born[order]


def burst_runs(bursts: Sequence[tuple[float, int, float]], first: int) -> list[Run]:
    """Return a run for each burst of (time, s; count; over, s), numbered from `first`. Raises ValueError for too
    many."""
    runs = []
    for time, count, over in bursts:
        runs.append(Run(np.array([time, time + over]), np.array([first, first + count], dtype=np.int64)))
        first += count
        if first > MOST:
            raise ValueError(f"{first} particles are more than the {MOST} an emitter can have")
    return runs


def knots_of(runs: Sequence[Run]) -> tuple[Array, NDArray[np.int64]]:
    """Return the knots of runs with consecutive numbers: times, s, and first particles, (n,) each.

    Neighbouring knots are at most `_FARTHEST` apart, except where a single particle is born between them, and where
    there are only two: then all births are evenly spaced, and any two of them may serve as knots (see `straight`).
    """
    times, first = np.concatenate([run.time for run in runs]), np.concatenate([run.first for run in runs])
    if len(times) == 2:
        return times, first
    born = np.diff(first)
    pieces = np.clip(np.ceil(np.diff(times) / _FARTHEST).astype(np.int64), 1, np.maximum(born, 1))
    each = np.repeat(np.arange(len(born)), pieces)
    step = np.arange(len(each)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    number = first[each] + step * born[each] // pieces[each]
    share = (number - first[each]) / np.maximum(born[each], 1)
    time = times[each] + (times[each + 1] - times[each]) * share
    return np.append(time, times[-1]), np.append(number, first[-1])


def straight(
    times: tuple[float, float], first: tuple[int, int], low: int, high: int
) -> tuple[tuple[float, float], tuple[int, int]]:
    """Return the two closest knots between which particles low to high - 1 are born: times, s, and first particles.

    times, first: of two knots that are farther apart.
    """
    (start, end), (zero, most) = times, first
    low, high = min(max(low, zero), most), min(max(high, zero), most)
    if high <= low:
        return times, first
    shares = (low - zero) / (most - zero), (high - zero) / (most - zero)
    return (start + (end - start) * shares[0], start + (end - start) * shares[1]), (low, high)
