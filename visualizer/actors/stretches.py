"""Stretches: intervals of time without a jump, within which velocities and past places are defined.

A jump is a cut, not a motion: it has no velocity, and nothing trails across it. What depends on an actor's
velocity or past is computed for one stretch at a time. Beyond the ends of the stretch, its motion is
continued in straight lines.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.timeline.track import Track

Array = NDArray[np.float64]
T = TypeVar("T")

NEAR = 1e-4
"""m, degrees, or shares of 1: a smaller jump is invisible and cannot be distinguished from rounding."""
SLOPE = 1.0 / 60.0
"""s over which the velocity at an end of a stretch is measured."""

_ASIDE = 1e-6  # s: a jump is searched for this far before and after the time at which it is expected
_FASTER = 4.0  # a change is a jump if it is more than this many times the motion beside it


@dataclass(frozen=True)
class Stretch:
    """The time from `start` on and before `end`, s, without a jump in it; infinite at the ends of time."""

    start: float = -math.inf
    end: float = math.inf

    def held(self, time: float) -> float:
        """Return `time`, or the nearest that lies in the stretch and not within 1 us of its ends, s.

        There a function may have a third value for an instant, where two keys jump at once.
        """
        low, high = self.start + _ASIDE, self.end - _ASIDE
        return min(max(time, low), high) if low < high else 0.5 * (self.start + self.end)

    def values(self, function: Callable[[float], ArrayLike], times: Sequence[float] | Array) -> Array:
        """Return the values (n, ...) of a function of time at `times`, s; beyond the ends, on the tangent
        there.

        In a stretch shorter than `SLOPE` the slope of the tangent is reduced in proportion, so that a motion
        of an instant is hardly continued.
        """
        held = [self.held(float(time)) for time in times]
        found = np.array([function(time) for time in held], dtype=np.float64)
        beyond = np.asarray(times, dtype=np.float64) - held
        share = min((self.end - self.start) / SLOPE, 1.0)
        for sign, end in ((-1.0, self.start), (1.0, self.end)):
            which = beyond * sign > 0.0
            if which.any():
                away = beyond[which].reshape((-1,) + (1,) * (found.ndim - 1))
                found[which] += away * (share * self.slope(function, end, SLOPE))
        return found

    def slope(self, function: Callable[[float], ArrayLike], time: float, step: float) -> Array:
        """Return the derivative of a function at a time, per s, by the difference over `step` s each way.

        One-sided at the ends of the stretch, and zero where it is a single instant.
        """
        low, high = self.held(self.held(time) - step), self.held(self.held(time) + step)
        if high <= low:
            return np.zeros_like(np.asarray(function(low), dtype=np.float64))
        return np.asarray((np.asarray(function(high)) - np.asarray(function(low))) / (high - low))


class Stretches(Generic[T]):
    """One value for each stretch of time between jumps."""

    def __init__(self, jumps: Sequence[float], value: Callable[[Stretch, T | None], T]) -> None:
        """jumps: s, ascending. value: gives a stretch its value; it is called once for each, with the value
        of the stretch before it, or None for the first.
        """
        self._jumps = tuple(jumps)
        self._values: list[T] = []
        for start, end in itertools.pairwise([-math.inf, *jumps, math.inf]):
            self._values.append(value(Stretch(start, end), self._values[-1] if self._values else None))

    def at(self, time: float) -> T:
        """Return the value of the stretch in which a time lies, s."""
        return self._values[bisect_right(self._jumps, time)]


def jumps_of(*tracks: Track[Any] | None) -> tuple[float, ...]:
    """Return the times at which any of some tracks of numbers jumps, s, ascending."""
    return jumps_among(
        (track.at, time)
        for track in tracks
        if track is not None and not track.constant
        for time in track.breaks
    )


def jumps_among(expected: Iterable[tuple[Callable[[float], ArrayLike], float]]) -> tuple[float, ...]:
    """Return the times, s, ascending, at which functions jump, out of pairs of a function and a time at which
    it may jump.
    """
    found = (jump(function, time) for function, time in expected)
    return tuple(sorted({time for time in found if time is not None}))


def jump(function: Callable[[float], ArrayLike], time: float) -> float | None:
    """Return the first time that is after a jump of a function, s, or None if there is none within 1 us of
    `time`.

    At the time of its keyframe a function may still have the value before the jump, by its easing or by
    rounding. The time returned is the exact float from which on it has the value after the jump.
    """
    low, high = time - _ASIDE, time + _ASIDE
    before, after = (np.asarray(function(at), dtype=np.float64) for at in (low, high))
    size = _apart(before, after)
    if size <= NEAR:
        return None
    beside = _apart(function(low - 2.0 * _ASIDE), before) + _apart(after, function(high + 2.0 * _ASIDE))
    if size <= _FASTER * beside:
        return None

    def is_after(at: float) -> bool:
        value = function(at)
        return _apart(value, after) < _apart(value, before)

    if is_after(time) and not is_after(math.nextafter(time, -math.inf)):
        return time
    while True:
        middle = low + 0.5 * (high - low)
        if not low < middle < high:
            return high
        low, high = (low, middle) if is_after(middle) else (middle, high)


def _apart(one: ArrayLike, other: ArrayLike) -> float:
    """Return the largest difference of two values' numbers."""
    return float(np.max(np.abs(np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64))))
