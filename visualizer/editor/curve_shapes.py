"""Curve shapes: properties over time as curves: what is sampled, where their keyframes and handles are. Needs no
window."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.editor.lanes import Lane, Mark
from visualizer.properties import COLOUR
from visualizer.scene.paths import Path
from visualizer.timeline.css import cubic_bezier
from visualizer.timeline.track import Keyframe, Track

Array = NDArray[np.float64]

_NAMES = {1: ("",), 2: ("x", "y"), 3: ("x", "y", "z"), 4: ("x", "y", "z", "w")}
_COLOURS = ("red", "green", "blue")
_ANGLES = ("heading", "pitch", "roll")
_SPREAD = 0.06  # of the height that is left above and below what is fitted
_FLAT = 1e-9  # span of values below which they are one


@dataclass(frozen=True)
class Handle:
    """A control point of a cubic-bezier. mark: the keyframe whose easing it is of. component: of the value. second:
    whether it is the one near the next keyframe. time: s. value: of the component. end: time and value of the keyframe
    that it belongs to.
    """

    mark: Mark
    component: int
    second: bool
    time: float
    value: float
    end: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Curve:
    """A property over time. lane: of it. plain: the track that is drawn: angles of a rotation that is given by angles,
    as numbers.

    labels: of the keyframes, if their values are no numbers: of what a camera looks at. Then the keyframes are drawn at
    0, 1, 2 and so on, and between two of them the curve is the weight of the later one; values cannot be dragged.
    """

    lane: Lane
    plain: Track[Any]
    labels: tuple[str, ...] = ()

    @cached_property
    def size(self) -> int:
        """How many components a value has."""
        return int(np.size(self.plain.keys[0].value))

    @property
    def names(self) -> Sequence[str]:
        """The names of the components; one empty name for a number."""
        track = self.lane.track
        if track is not None and track.kind == "rotation" and self.size == 3:
            return _ANGLES
        if track is not None and self.size == 3 and track.low == COLOUR.limits.low:
            return _COLOURS
        return _NAMES[self.size]

    @cached_property
    def values(self) -> Array:
        """The values of the keyframes, (keyframes, components)."""
        return np.array([np.atleast_1d(key.value) for key in self.plain.keys], dtype=np.float64)

    @property
    def times(self) -> tuple[float, ...]:
        """The times of the keyframes, s."""
        return self.plain.times

    def sampled(self, times: Array) -> Array:
        """Return the values at times (n,), s: (n, components)."""
        return np.asarray(self.plain.sample(times), dtype=np.float64).reshape(len(times), self.size)

    def range(self) -> tuple[float, float]:
        """Return the least and the largest value of any component, between keyframes too."""
        first, last = self.times[0], self.times[-1]
        between = self.sampled(np.linspace(first, last, 200)) if last > first else self.values
        both = np.concatenate([between, self.values])
        return float(both.min()), float(both.max())

    def told(self, time: float) -> str:
        """Return in words where the curve is between its labels at a time, s."""
        value = float(self.sampled(np.array([time]))[0, 0])
        before = min(max(math.floor(value + 1e-6), 0), len(self.labels) - 1)
        share = value - before
        if share < 1e-3 or before + 1 >= len(self.labels):
            return self.labels[before]
        return f"{share:.0%} to {self.labels[before + 1]}"

    def handles(self) -> list[Handle]:
        """Return the handles of every keyframe that is eased by a cubic-bezier, for each component that changes."""
        found = []
        for number, (key, following) in enumerate(zip(self.plain.keys, self.plain.keys[1:], strict=False)):
            if (points := bezier_of(key.ease)) is None:
                continue
            span = following.time - key.time
            for component in range(self.size):
                a, b = self.values[number, component], self.values[number + 1, component]
                if abs(b - a) < _FLAT:
                    continue
                for second in (False, True):
                    x, y = points[2:] if second else points[:2]
                    end = (following.time, float(b)) if second else (key.time, float(a))
                    found.append(
                        Handle(
                            Mark(self.lane.path, number),
                            component,
                            second,
                            key.time + x * span,
                            float(a + y * (b - a)),
                            end,
                        )
                    )
        return found

    def ease_with(self, handle: Handle, time: float, value: float) -> str:
        """Return the easing with a handle at another time, s, and value."""
        number = handle.mark.number or 0
        key, following = self.plain.keys[number], self.plain.keys[number + 1]
        points = list(bezier_of(key.ease) or (0.0, 0.0, 1.0, 1.0))
        a, b = self.values[number, handle.component], self.values[number + 1, handle.component]
        x = min(max((time - key.time) / (following.time - key.time), 0.0), 1.0)
        y = (value - a) / (b - a)
        place = 2 if handle.second else 0
        points[place], points[place + 1] = round(x, 3), round(float(y), 3)
        return f"cubic-bezier({', '.join(f'{point:g}' for point in points)})"


def curve_of(lane: Lane) -> Curve | None:
    """Return the curve of a lane; None for times, and for names and flags, which have no numbers between them."""
    track = lane.track
    if track is not None and track.kind == "step" and lane.eased:
        keys = [Keyframe(key.time, float(number), key.ease) for number, key in enumerate(track.keys)]
        return Curve(lane, Track(keys, "number"), tuple(_label(key.value) for key in track.keys))
    if track is None or not _has_curve(lane):
        return None
    plain = track
    if track.kind == "rotation" and np.size(track.keys[0].value) == 3:
        keys = [Keyframe(key.time, np.array(key.value, dtype=np.float64), key.ease) for key in track.keys]
        plain = Track(keys, "vector")
    return Curve(lane, plain)


def _has_curve(lane: Lane) -> bool:
    return lane.track is not None and (lane.eased or lane.track.kind != "step")


def _label(value: object) -> str:
    """Return the name of what is looked at, or the point, m."""
    return value if isinstance(value, str) else ", ".join(f"{part:g}" for part in np.ravel(np.asarray(value)))


def bezier_of(ease: str) -> tuple[float, float, float, float] | None:
    """Return the four numbers of a cubic-bezier, or None for another easing."""
    if not (ease.startswith("cubic-bezier(") and ease.endswith(")")):
        return None
    x1, y1, x2, y2 = (float(part) for part in ease[13:-1].split(","))
    cubic_bezier(x1, y1, x2, y2)
    return x1, y1, x2, y2


@dataclass(frozen=True)
class ValueView:
    """The values that a panel shows. low, high: at the bottom and the top. top, bottom: y of these, points."""

    low: float
    high: float
    top: float
    bottom: float

    def y_of(self, value: Any) -> Any:
        """Return y of a value, or of an array of values."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def value_at(self, y: float) -> float:
        """Return the value at y."""
        return self.low + (self.bottom - y) / (self.bottom - self.top) * (self.high - self.low)

    @property
    def step(self) -> float:
        """Values for a point of height."""
        return (self.high - self.low) / (self.bottom - self.top)

    def placed(self, top: float, bottom: float) -> ValueView:
        """Return the same values at another place."""
        return replace(self, top=top, bottom=max(bottom, top + 1.0))

    def zoomed(self, factor: float, y: float) -> ValueView:
        """Return the view with `factor` times as many values, around what is at y."""
        here = self.value_at(y)
        low, high = here - (here - self.low) * factor, here + (self.high - here) * factor
        return self if high - low < 1e-7 * max(1.0, abs(here)) else replace(self, low=low, high=high)

    def panned(self, points: float) -> ValueView:
        """Return the view with all that is in it moved down by `points`."""
        way = points * self.step
        return replace(self, low=self.low + way, high=self.high + way)

    def fitted(self, ranges: Iterable[tuple[float, float]]) -> ValueView:
        """Return the view of some ranges of values, with a margin."""
        known = list(ranges) or [(0.0, 1.0)]
        low, high = min(one for one, _ in known), max(one for _, one in known)
        if high - low < _FLAT:
            low, high = low - 0.5 * max(1.0, abs(low)), high + 0.5 * max(1.0, abs(high))
        margin = _SPREAD * (high - low)
        return replace(self, low=low - margin, high=high + margin)

    def ticks(self, room: float) -> list[float]:
        """Return round values, at least `room` points apart."""
        step = rounded_step(room * self.step)
        first = math.ceil(self.low / step)
        return [number * step for number in range(first, math.floor(self.high / step) + 1)]

    def snapped(self, value: float, others: Iterable[float], reach: float, *, snaps: bool) -> float:
        """Return the value that a value is meant to be: one of some others within `reach` points, else a round one for
        the zoom."""
        if snaps:
            near = [
                (abs(other - value), other) for other in others if abs(other - value) <= reach * self.step
            ]
            if near:
                return min(near)[1]
        step = rounded_step((2.0 if snaps else 0.5) * self.step)
        digits = max(0, -math.floor(math.log10(step)))
        return round(round(value / step) * step, digits)


def rounded_step(least: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not less than `least`."""
    power = 10.0 ** math.floor(math.log10(max(least, 1e-12)))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1.0 - 1e-9))


@dataclass(frozen=True)
class Scaled:
    """How a curve's values are drawn: minus `origin`, over `unit`. Of curves that are not normalised these are 0 and
    1."""

    origin: float = 0.0
    unit: float = 1.0

    @classmethod
    def of(cls, curve: Curve, *, normalised: bool) -> Scaled:
        """Return the scale of a curve; a normalised one is drawn from 0 to 1."""
        if not normalised:
            return cls()
        low, high = curve.range()
        return cls(low, high - low) if high - low > _FLAT else cls(low - 0.5, 1.0)

    def drawn(self, value: Any) -> Any:
        """Return where a value is drawn."""
        return (value - self.origin) / self.unit

    def value(self, drawn: float) -> float:
        """Return the value of what is drawn at a place."""
        return drawn * self.unit + self.origin


def shown_paths(lanes: Iterable[Lane], selected: Path, marks: Iterable[Mark]) -> list[Path]:
    """Return the paths of the properties to draw: that which is selected, or all of the selected object if that has no
    curve, and those with selected keyframes."""
    chosen, known = {mark.path for mark in marks if mark.number is not None}, list(lanes)
    own = {lane.path for lane in known if lane.table and selected[: len(lane.table)] == lane.table}
    one = {
        lane.path
        for lane in known
        if lane.path in own
        and selected != lane.table
        and lane.path[: len(selected)] == selected
        and _has_curve(lane)
    }
    return [lane.path for lane in known if lane.path in chosen or lane.path in (one or own)]
