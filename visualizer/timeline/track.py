"""Track: a property's value at any time, from its keys. A pure read: bisect, interpolate, hold at the ends."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from visualizer.timeline.easing import SMOOTH, Easing, easing
from visualizer.transforms import slerp

V = TypeVar("V")
Kind = Literal["number", "vector", "rotation", "step"]


@dataclass(frozen=True)
class Key:
    """A value at a time. ease: shapes the way from this key to the next, as in CSS and GNU Rocket."""

    time: float
    value: Any
    ease: str = "linear"


class Track(Generic[V]):
    """The values of one property over time. Immutable.

    kind: number (float), vector ((n,) float64: vectors and colours), rotation (quaternion (4,) x, y, z, w;
    spherical interpolation), or step (names and booleans: each holds until the next key).
    Exact at keys; the first value holds before the first key, the last after the last.
    """

    __slots__ = ("_easings", "_slopes", "_values", "constant", "keys", "kind", "times")

    def __init__(self, keys: Sequence[Key], kind: Kind) -> None:
        """Keys are in ascending order of time. Raises ValueError for none, for disorder, for unknown easings."""
        if not keys:
            raise ValueError("a track needs at least one key")
        if any(b.time <= a.time for a, b in itertools.pairwise(keys)):
            raise ValueError("the keys of a track are in ascending order of time")
        self.keys = tuple(keys)
        self.kind: Kind = kind
        self.times = tuple(float(key.time) for key in keys)
        if kind in ("vector", "rotation"):
            values: list[Any] = [_frozen(key.value) for key in keys]
        elif kind == "number":
            values = [float(key.value) for key in keys]
        else:
            values = [key.value for key in keys]
        self._values = values
        self._easings: tuple[Easing, ...] = tuple(easing(key.ease) for key in keys)
        self.constant = len(keys) == 1
        smooth = len(keys) > 1 and any(key.ease == SMOOTH for key in keys) and kind in ("number", "vector")
        self._slopes = _monotone_slopes(self.times, values) if smooth else None

    @classmethod
    def constant_of(cls, value: V) -> Track[V]:
        """Return a track that always has `value`; its kind follows from the value's type."""
        return cls([Key(0.0, value)], kind_of(value))

    @classmethod
    def of(cls, keys: Sequence[tuple[float, V] | tuple[float, V, str]]) -> Track[V]:
        """Return a track of (time, value) or (time, value, easing) keys."""
        return cls([Key(*key) for key in keys], kind_of(keys[0][1]))

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
        if right == len(times) or self.kind == "step":
            return values[left]  # type: ignore[no-any-return]
        start = times[left]
        if time == start:
            return values[left]  # type: ignore[no-any-return]
        span = times[right] - start
        share = (time - start) / span
        a, b = values[left], values[right]
        if self._slopes is not None and self.keys[left].ease == SMOOTH:
            return _hermite(share, span, a, b, self._slopes[left], self._slopes[right])  # type: ignore[no-any-return]
        eased = self._easings[left](share)
        if self.kind == "rotation":
            return slerp(a, b, eased)  # type: ignore[return-value]
        # Written so that equal keys give exactly their value between them.
        return a + (b - a) * eased  # type: ignore[no-any-return]

    def many(self, times: NDArray[np.float64]) -> NDArray[Any]:
        """Return the values at `times` (n,): (n,) for numbers, names and booleans, (n, d) for vectors and rotations."""
        return np.array([self.at(float(time)) for time in times])

    def __repr__(self) -> str:
        return f"Track({self.kind}, {len(self.keys)} keys from {self.times[0]:g} s to {self.times[-1]:g} s)"


def kind_of(value: object) -> Kind:
    """Return the kind of track that a value belongs to; four numbers are a rotation."""
    if isinstance(value, bool | str):
        return "step"
    if isinstance(value, int | float):
        return "number"
    return "rotation" if len(value) == 4 else "vector"  # type: ignore[arg-type]


def _frozen(value: Any) -> NDArray[np.float64]:
    array = np.array(value, dtype=np.float64)
    array.setflags(write=False)
    return array


def _hermite(share: float, span: float, a: Any, b: Any, slope_a: Any, slope_b: Any) -> Any:
    s2 = share * share
    s3 = s2 * share
    result = (
        (2 * s3 - 3 * s2 + 1) * a
        + (s3 - 2 * s2 + share) * span * slope_a
        + (3 * s2 - 2 * s3) * b
        + (s3 - s2) * span * slope_b
    )
    if isinstance(result, np.ndarray):
        return np.clip(result, np.minimum(a, b), np.maximum(a, b))
    return min(max(result, min(a, b)), max(a, b))


def _monotone_slopes(times: Sequence[float], values: Sequence[Any]) -> list[Any]:
    """Return the slope at each key: Fritsch and Carlson 1980, "Monotone Piecewise Cubic Interpolation", section 4."""
    y = np.array(values, dtype=np.float64)
    y = y.reshape(len(values), -1)
    h = np.diff(times)[:, None]
    secant = np.diff(y, axis=0) / h
    slope = np.zeros_like(y)
    if len(times) > 2:
        slope[1:-1] = (secant[:-1] + secant[1:]) / 2.0
        slope[1:-1][secant[:-1] * secant[1:] <= 0.0] = 0.0
    slope[0], slope[-1] = secant[0], secant[-1]
    for k in range(len(secant)):
        flat = secant[k] == 0.0
        slope[k][flat] = slope[k + 1][flat] = 0.0
        safe = np.where(flat, 1.0, secant[k])
        alpha, beta = slope[k] / safe, slope[k + 1] / safe
        length = np.hypot(alpha, beta)
        factor = np.where((length > 3.0) & ~flat, 3.0 / np.maximum(length, 1e-300), 1.0)
        slope[k], slope[k + 1] = slope[k] * factor, slope[k + 1] * factor
    scalar = not isinstance(values[0], np.ndarray)
    return [float(row[0]) for row in slope] if scalar else list(slope)
