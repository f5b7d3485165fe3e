"""Track: a property's value at any time, interpolated between its keys. Evaluation changes no state."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from visualizer.timeline.css import Easing
from visualizer.timeline.easing import SMOOTH, easing, extent, jumps
from visualizer.timeline.smooth import hermite, monotone_slopes, turned, turning_speeds
from visualizer.transforms import euler, slerp

V = TypeVar("V")
Kind = Literal["number", "vector", "rotation", "step"]


@dataclass(frozen=True)
class Keyframe:
    """A value at a time, seconds. ease: the easing from this keyframe to the next, as in CSS and GNU Rocket.

    The ease of the last keyframe is unused; it is allowed because keyframes are often moved, copied and appended.
    """

    time: float
    value: Any
    ease: str = "linear"


class Track(Generic[V]):
    """The values of one property over time. Immutable.

    kind: number (float), vector ((n,) float64: vectors and colours), rotation (unit quaternion (4,) x, y, z, w), or
    step (names and booleans: each is valid until the next key). The keys of a rotation are either all quaternions,
    interpolated along the shorter arc (spherical linear interpolation), or all heading, pitch and roll in degrees,
    interpolated as numbers, so that 0 to 360 is a full turn. `at` returns a quaternion for both. low, high: limits to
    which a number, and each component of a vector, is clamped at every time where an easing overshoots. `excursions`
    lists where that happens. The value is exact at keys, and constant before the first and after the last key.
    """

    __slots__ = (
        "__weakref__",  # tables share the tracks of equal values
        "_easings",
        "_interpolated",
        "_slopes",
        "_spherical",
        "_values",
        "constant",
        "high",
        "keys",
        "kind",
        "low",
        "times",
    )

    def __init__(
        self, keys: Sequence[Keyframe], kind: Kind, *, low: float | None = None, high: float | None = None
    ) -> None:
        """Make a track of keys in ascending order of time.

        Raises ValueError if there are no keys, or they are not in order, an easing is unknown, a value is outside the
        limits, or a rotation has both quaternions and angles.
        """
        if not keys:
            raise ValueError("a track needs at least one key")
        if any(b.time <= a.time for a, b in itertools.pairwise(keys)):
            raise ValueError("the keys of a track are in ascending order of time")
        self.keys = tuple(keys)
        self.kind: Kind = kind
        self.low, self.high = low, high
        self.times = tuple(float(key.time) for key in keys)
        self.constant = len(keys) == 1
        self._easings: tuple[Easing, ...] = tuple(easing(key.ease) for key in keys)
        # Values at keys as `at` returns them, and as they are interpolated. They differ for rotations given as angles.
        self._values = self._interpolated = [_plain(key.value, kind) for key in keys]
        # Whether the keys are interpolated as quaternions.
        self._spherical = kind == "rotation" and len(self._interpolated[0]) == 4
        if kind == "rotation":
            if len({len(value) for value in self._values}) > 1:
                raise ValueError("the keys of a rotation are all angles or all quaternions")
            if not self._spherical:
                self._values = [_frozen(euler(*angles)) for angles in self._interpolated]
        if kind in ("number", "vector") and not all(map(self._within, self._values)):
            raise ValueError(f"the values of this track lie between {low} and {high}")
        self._slopes: list[Any] | None = None
        if any(key.ease == SMOOTH for key in keys[:-1]) and kind != "step":
            slopes = turning_speeds if self._spherical else monotone_slopes
            self._slopes = slopes(self.times, self._interpolated)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The times at which the value jumps, s, in ascending order."""
        found: list[float] = []
        for number, (here, following) in enumerate(itertools.pairwise(self.keys)):
            if np.array_equal(self._interpolated[number], self._interpolated[number + 1]):
                continue
            shares = (1.0,) if self.kind == "step" else jumps(here.ease)
            found += [
                here.time + share * (following.time - here.time) if share < 1.0 else following.time
                for share in shares
            ]
        return tuple(sorted(set(found)))

    @classmethod
    def constant_of(cls, value: V) -> Track[V]:
        """Return a track that always has `value`; its kind follows from the value's type."""
        return cls([Keyframe(0.0, value)], kind_of(value))

    @classmethod
    def of(cls, *keys: tuple[float, V] | tuple[float, V, str]) -> Track[V]:
        """Return a track of one or more (time, value) or (time, value, easing) keys, in ascending order of time."""
        return cls([Keyframe(*key) for key in keys], kind_of(keys[0][1]))

    def limited(self, low: float | None, high: float | None) -> Track[V]:
        """Return this track clamped to these limits as well. None: no limit. Raises ValueError for keys outside
        them."""
        if low is None and high is None:
            return self
        lows = [limit for limit in (low, self.low) if limit is not None]
        highs = [limit for limit in (high, self.high) if limit is not None]
        return Track(self.keys, self.kind, low=max(lows, default=None), high=min(highs, default=None))

    def at(self, time: float) -> V:
        """Return the value at `time`, seconds. Arrays are read-only."""
        values = self._values
        if self.constant:
            return values[0]  # type: ignore[no-any-return]
        times = self.times
        right = bisect_right(times, time)
        if right == 0:
            return values[0]  # type: ignore[no-any-return]
        left = right - 1
        if right == len(times) or self.kind == "step" or time == times[left]:
            return values[left]  # type: ignore[no-any-return]
        span = times[right] - times[left]
        share = (time - times[left]) / span
        a, b = self._interpolated[left], self._interpolated[right]
        smooth = self._slopes is not None and self.keys[left].ease == SMOOTH
        slopes = self._slopes[left : right + 1] if self._slopes is not None and smooth else ()
        if self._spherical:
            if smooth:
                return turned(share, span, a, b, *slopes)  # type: ignore[return-value]
            return slerp(a, b, self._easings[left](share))  # type: ignore[return-value]
        # In this form, the value between equal keys is exactly theirs.
        value = hermite(share, span, a, b, *slopes) if smooth else a + (b - a) * self._easings[left](share)
        return euler(*value) if self.kind == "rotation" else self._clamped(value)  # type: ignore[return-value]

    def held(self, start: float, end: float) -> bool:
        """Return whether the value is the same at all times from `start` to `end`, s, as follows from the keys
        alone."""
        if self.constant:
            return True
        times = self.times
        first = max(bisect_right(times, start) - 1, 0)
        if self.kind == "step":
            last = max(bisect_right(times, end) - 1, 0)
        else:
            last = min(bisect_left(times, end), len(times) - 1)
        if last <= first or self._spherical:  # between equal quaternions the value differs by rounding
            return last <= first
        values = self._interpolated
        return all(np.array_equal(values[first], values[key]) for key in range(first + 1, last + 1))

    def over(self, times: NDArray[np.float64]) -> NDArray[Any]:
        """Return the values at ascending `times` (n,), as `sample` does, or that of the first alone if it is held over
        them all."""
        return self.sample(times[:1] if self.held(float(times[0]), float(times[-1])) else times)

    def sample(self, times: NDArray[np.float64]) -> NDArray[Any]:
        """Return the values at `times` (n,): (n,) for numbers, names and booleans, (n, d) for vectors and rotations."""
        if self.kind == "step" or self._spherical or self.constant:
            return np.array([self.at(float(time)) for time in times])
        # The same arithmetic as in `at`, for all times at once.
        given, keyed = np.asarray(times, dtype=np.float64), np.array(self.times)
        right = np.searchsorted(keyed, given, side="right")
        left = np.maximum(right - 1, 0)
        values = np.array(self._values)[left]
        inside = np.flatnonzero((right > 0) & (right < len(keyed)) & (given != keyed[left]))
        before = left[inside]
        shares = (given[inside] - keyed[before]) / (keyed[before + 1] - keyed[before])
        eased = [
            self._easings[key](share) for key, share in zip(before.tolist(), shares.tolist(), strict=True)
        ]
        ends = np.array(self._interpolated)
        weights, shares, spans = (
            np.asarray(numbers, dtype=np.float64).reshape((-1,) + (1,) * (ends.ndim - 1))
            for numbers in (eased, shares, keyed[before + 1] - keyed[before])
        )
        between = ends[before] + (ends[before + 1] - ends[before]) * weights
        if self._slopes is not None:
            smooth = np.array([key.ease == SMOOTH for key in self.keys])[before]
            key, slopes = before[smooth], np.array(self._slopes)
            between[smooth] = hermite(
                shares[smooth], spans[smooth], ends[key], ends[key + 1], slopes[key], slopes[key + 1]
            )
        if self.kind == "rotation":
            values[inside] = [euler(*angles) for angles in between.tolist()] or values[:0]
        else:
            values[inside] = self._clamped(between)
        return values

    def excursions(self) -> Iterator[tuple[int, float]]:
        """Yield where an easing overshoots the limits: the number of its key, and the value that is farthest
        outside."""
        if self.kind not in ("number", "vector") or (self.low is None and self.high is None):
            return
        for number, here in enumerate(self.keys[:-1]):
            a, b = np.atleast_1d(self._interpolated[number]), np.atleast_1d(self._interpolated[number + 1])
            ways = np.concatenate([a + (b - a) * share for share in extent(here.ease)])
            beyond = np.abs(ways - np.atleast_1d(self._clamped(ways)))
            farthest = int(np.argmax(beyond))
            if beyond[farthest] > _ROUNDING * max(1.0, float(np.max(np.abs([*a, *b])))):
                yield number, float(ways[farthest])

    def _within(self, value: Any) -> bool:
        """Return whether a number, or each component of an array, is one and within the limits."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return all(low <= part <= high for part in ((value,) if isinstance(value, float) else value.tolist()))

    def _clamped(self, value: Any) -> Any:
        """Return a number, or each component of an array, clamped to the limits."""
        if isinstance(value, float):
            low = -math.inf if self.low is None else self.low
            return min(max(value, low), math.inf if self.high is None else self.high)
        if self.low is not None:
            value = np.maximum(value, self.low)
        return value if self.high is None else np.minimum(value, self.high)

    def __repr__(self) -> str:
        return f"Track({self.kind}, {len(self.keys)} keys from {self.times[0]:g} s to {self.times[-1]:g} s)"


_ROUNDING = 1e-9  # of the larger value: a smaller excess is a rounding error


def kind_of(value: object) -> Kind:
    """Return the kind of track that a value belongs to; four numbers are a rotation."""
    if isinstance(value, bool | str):
        return "step"
    if isinstance(value, int | float):
        return "number"
    return "rotation" if len(value) == 4 else "vector"  # type: ignore[arg-type]


def _plain(value: Any, kind: Kind) -> Any:
    """Return a key's value as a track of this kind computes with it."""
    if kind in ("vector", "rotation"):
        return _frozen(value)
    return float(value) if kind == "number" else value


def _frozen(value: Any) -> NDArray[np.float64]:
    array = np.array(value, dtype=np.float64)
    array.setflags(write=False)
    return array
