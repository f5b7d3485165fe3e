"""Time view: the part of the film that a panel shows, how it zooms and pans, and the ticks and snapping in it. Needs no
window."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from visualizer.editor.written_times import MILLISECOND, exact
from visualizer.timeline.frames import FrameGrid

WHEEL_ZOOM, WHEEL_PAN = 0.8, 0.15
"""Shares of what is in view for a step of the wheel: what stays in view, and how far it moves."""

_FEWEST = 4.0  # frames that are shown at least
_MARGIN = 0.02  # of what is fitted, to each side
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18000, 36000)
_FRAMES = (1, 2, 5, 10)


class Tick(NamedTuple):
    """A line of the ruler. time: s. label: or empty between labels."""

    time: float
    label: str


class Snap(NamedTuple):
    """A time that something snaps to. what: "frame", "shot", "marker", "key", "playhead", or "" for none."""

    time: Decimal
    what: str


@dataclass(frozen=True)
class TimeView:
    """start: time at the left edge, s. seconds: from edge to edge. left, width: points. film: frames of the film."""

    start: float
    seconds: float
    left: float
    width: float
    film: FrameGrid

    @classmethod
    def whole(cls, film: FrameGrid, left: float = 0.0, width: float = 1.0) -> TimeView:
        """Return the view of the whole film."""
        return cls(0.0, film.seconds, left, width, film).fitted(0.0, film.seconds)

    @property
    def end(self) -> float:
        """The time at the right edge, s."""
        return self.start + self.seconds

    @property
    def scale(self) -> float:
        """Points a second."""
        return self.width / self.seconds

    def x_of(self, time: float) -> float:
        """Return x of a time, points."""
        return self.left + (time - self.start) * self.scale

    def time_at(self, x: float) -> float:
        """Return the time at x, s."""
        return self.start + (x - self.left) / self.scale

    def placed(self, left: float, width: float, film: FrameGrid) -> TimeView:
        """Return the same part of the film at another place of the window, or of another version of the film."""
        view = replace(self, left=left, width=max(width, 1.0), film=film)
        return view._held() if film != self.film else view

    def zoomed(self, factor: float, x: float) -> TimeView:
        """Return the view with `factor` times as many seconds, around what is at x."""
        shortest, longest = self._limits()
        seconds = min(max(self.seconds * factor, shortest), longest)
        here = self.time_at(x)
        start = here - (here - self.start) * seconds / self.seconds
        return replace(self, start=start, seconds=seconds)._held()

    def panned(self, points: float) -> TimeView:
        """Return the view moved so that all that is in it moves to the left by `points`."""
        return replace(self, start=self.start + points / self.scale)._held()

    def fitted(self, start: float, end: float) -> TimeView:
        """Return the view of a span of time, s, with a margin."""
        shortest, longest = self._limits()
        margin = _MARGIN * max(end - start, 0.0)
        seconds = min(max(end - start + 2.0 * margin, shortest), longest)
        return replace(self, start=(start + end - seconds) / 2.0, seconds=seconds)._held()

    def following(self, time: float) -> TimeView:
        """Return the view turned over, as a page, if a time is outside of it."""
        if self.start <= time <= self.end:
            return self
        return replace(self, start=time - _MARGIN * self.seconds)._held()

    def ticks(self, room: float, *, frames: bool) -> list[Tick]:
        """Return the lines of a ruler. room: points from label to label at least. frames: label frame numbers, not
        timecode."""
        rate = float(self.film.rate)
        steps = [step / rate for step in _FRAMES if step < rate] + [float(step) for step in _SECONDS]
        labelled = next((step for step in steps if step * self.scale >= room), steps[-1])
        finer = [
            step
            for step in steps
            if step < labelled and step * self.scale >= room / 8.0 and _divides(step, labelled)
        ]
        step = finer[0] if finer else labelled
        first, last = math.floor(self.start / step), math.ceil(self.end / step)
        return [
            Tick(time, self._label(time, frames=frames) if _divides(labelled, time) else "")
            for number in range(first, last + 1)
            if 0.0 <= (time := number * step) <= self.film.seconds + 1e-9
        ]

    def _label(self, time: float, *, frames: bool) -> str:
        frame = self.film.nearest(time)
        return str(frame) if frames else self.film.timecode(frame).removeprefix("00:")

    def snapped(
        self, time: float, marks: Mapping[str, Iterable[float]], reach: float, *, frames: bool
    ) -> Snap:
        """Return the time, to the millisecond, that a time is meant to be.

        marks: times, s, by what they are. reach: points within which a time means a mark. frames: whether it else means
        the nearest frame.
        """
        near = [
            (abs(mark - time), what, mark)
            for what, times in marks.items()
            for mark in times
            if abs(mark - time) * self.scale <= reach
        ]
        if near:
            _, what, mark = min(near)
            return Snap(exact(mark), what)
        if frames:
            return Snap(frame_time(self.film, self.film.nearest(time)), "frame")
        return Snap(exact(time).quantize(MILLISECOND), "")

    def _limits(self) -> tuple[float, float]:
        longest = self.film.seconds * (1.0 + 4.0 * _MARGIN)
        return min(_FEWEST / float(self.film.rate), longest), longest

    def _held(self) -> TimeView:
        """Return the view moved as little as possible so that it shows the film, and little beyond."""
        _, longest = self._limits()
        seconds = min(self.seconds, longest)
        margin = 2.0 * _MARGIN * seconds
        low, high = -margin, self.film.seconds + margin - seconds
        start = (low + high) / 2.0 if high < low else min(max(self.start, low), high)
        return replace(self, start=start, seconds=seconds)


def frame_time(film: FrameGrid, frame: int) -> Decimal:
    """Return the time of a frame, s, as it is written: at most three decimals, rounded down so that the frame shows
    what begins then."""
    return exact(film.time(frame)).quantize(MILLISECOND, rounding=ROUND_FLOOR).normalize() + Decimal(0)


def _divides(step: float, time: float) -> bool:
    share = time / step
    return abs(share - round(share)) < 1e-6
