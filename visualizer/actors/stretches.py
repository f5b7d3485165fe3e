"""Stretches: intervals of time without a jump, within which velocities and past positions are defined.

At a jump a position has no velocity, and trails and cloth must not follow it. So what depends on an actor's velocity or
past positions is computed for one stretch at a time. Beyond the ends of the stretch, its motion is extrapolated
linearly.
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
"""Smallest jump, in the unit of the value (metres, degrees, or 0..1): a smaller one is invisible and may be
rounding."""
SLOPE = 1.0 / 60.0
"""Interval over which the velocity at an end of a stretch is measured, s."""

MARGIN = 1e-6  # s: a jump is searched for within this interval before and after the expected time
_JUMP_RATIO = (
    4.0  # a change within MARGIN is a jump if it exceeds the change just before and after it by this factor
)


@dataclass(frozen=True)
class Stretch:
    """The interval from `start` (included) to `end` (excluded), s, without a jump in it. Either may be infinite."""

    start: float = -math.inf
    end: float = math.inf

    def held(self, time: float) -> float:
        """Return `time` clamped to the stretch, 1 us inside its ends, s.

        Closer to an end, where two keyframes jump, a function may have a value that belongs to neither side.
        """
        low, high = self.start + MARGIN, self.end - MARGIN
        return min(max(time, low), high) if low < high else 0.5 * (self.start + self.end)

    def values(
        self, source: Track[Any] | Callable[[float], ArrayLike], times: Sequence[float] | Array
    ) -> Array:
        """Return the values (n, ...) float64 of a track or a function at `times`, s, extrapolated linearly beyond the
        ends.

        In a stretch shorter than `SLOPE` the slope is reduced in proportion, so that very short motion is hardly
        extrapolated.
        """
        function = source.at if isinstance(source, Track) else source
        low, high = self.start + MARGIN, self.end - MARGIN
        held = (
            np.clip(np.asarray(times, dtype=np.float64), low, high)
            if low < high
            else np.full(len(times), 0.5 * (self.start + self.end))
        )
        sampled = source.sample(held) if isinstance(source, Track) else [function(t) for t in held.tolist()]
        found = np.array(sampled, dtype=np.float64)
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

        The difference is one-sided at the ends of the stretch, and zero in a stretch shorter than 2 us.
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
    """Return the times at which any of the tracks jumps, s, ascending. The tracks hold numbers or vectors."""
    return jumps_among(
        (track.at, time)
        for track in tracks
        if track is not None and not track.constant
        for time in track.breaks
    )


def jumps_among(expected: Iterable[tuple[Callable[[float], ArrayLike], float]]) -> tuple[float, ...]:
    """Return the times at which functions jump, s, ascending. expected: pairs of a function and a time near which to
    look."""
    found = (jump(function, time) for function, time in expected)
    return tuple(sorted({time for time in found if time is not None}))


def jump(function: Callable[[float], ArrayLike], time: float) -> float | None:
    """Return the first time that is after a jump of a function, s, or None if there is none within 1 us of
    `time`.

    At the time of its keyframe a function may still have the value before the jump, because of its easing or of
    rounding. The time returned is the smallest float at which it has the value after the jump (bisection).
    """
    low, high = time - MARGIN, time + MARGIN
    before, after = (np.asarray(function(at), dtype=np.float64) for at in (low, high))
    size = _distance(before, after)
    if size <= NEAR:
        return None
    beside = _distance(function(low - 2.0 * MARGIN), before) + _distance(after, function(high + 2.0 * MARGIN))
    if size <= _JUMP_RATIO * beside:
        return None

    def is_after(at: float) -> bool:
        value = function(at)
        return _distance(value, after) < _distance(value, before)

    if is_after(time) and not is_after(math.nextafter(time, -math.inf)):
        return time
    while True:
        middle = low + 0.5 * (high - low)
        if not low < middle < high:
            return high
        low, high = (low, middle) if is_after(middle) else (middle, high)


def _distance(one: ArrayLike, other: ArrayLike) -> float:
    """Return the maximum norm of the difference of two values."""
    return float(np.max(np.abs(np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64))))
