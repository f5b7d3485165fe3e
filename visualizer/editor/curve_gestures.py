"""Curve gestures: what is dragged among curves, and the change that it makes. Needs no window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from visualizer.editor.curve_shapes import Curve, Handle
from visualizer.editor.keyframes import Change, eased, retimed, time_of, valued
from visualizer.editor.lanes import Mark
from visualizer.editor.time_gesture import TimeGesture
from visualizer.editor.written_times import MILLISECOND, exact
from visualizer.scene.paths import Path


@dataclass
class CurveGesture(TimeGesture):
    """A gesture among curves. Kinds besides those of every panel: "handle".

    curves: that are shown, by path. taken: the keyframe under the mouse, and component: of its value. handle: that is
    moved. rise: how far keyframes are moved in value.
    """

    curves: Mapping[Path, Curve] = field(default_factory=dict)
    taken: Mark | None = None
    component: int = 0
    handle: Handle | None = None
    rise: float = 0.0

    @property
    def anchor(self) -> tuple[Decimal, float]:
        """Time and value of the keyframe that was taken."""
        assert self.taken is not None
        curve = self.curves[self.taken.path]
        return time_of(self.scene, self.taken), float(curve.values[self.taken.number or 0, self.component])

    def room(self) -> tuple[Decimal, Decimal]:
        """Return how far all keyframes can be moved earlier and later, s, without passing others of their
        properties."""
        low, high = Decimal(-(10**9)), Decimal(10**9)
        for mark in self.marks:
            times = [exact(time) for time in self.curves[mark.path].times]
            number = mark.number or 0
            here = times[number]
            for other, time in enumerate(times):
                if Mark(mark.path, other) in self.marks:
                    continue
                if other < number:
                    low = max(low, time + MILLISECOND - here)
                else:
                    high = min(high, time - MILLISECOND - here)
            low = max(low, -here) if here >= 0 else low
        return min(low, Decimal(0)), max(high, Decimal(0))

    def moved(self, by: Decimal, rise: float) -> tuple[Change, str]:
        """Return the change that moves the keyframes, as far as there is room, and what it is called. by: s.

        rise: of the component that was taken, of all that move of the same property; values stay within the property's
        limits.
        """
        assert self.taken is not None
        low, high = self.room()
        self.by, self.rise = min(max(by, low), high), rise
        times = {mark: time_of(self.scene, mark) + self.by for mark in self.marks}
        changes = [retimed(self.scene, times)] if self.by else []
        if rise:
            values = {mark: self._risen(mark) for mark in self.marks if mark.path == self.taken.path}
            changes.append(valued(self.scene, values))
        splices = tuple(splice for change in changes for splice in change.splices)
        return Change(splices, self.marks), "move keyframes" if len(self.marks) > 1 else "move a keyframe"

    def _risen(self, mark: Mark) -> float | list[float]:
        """Return the value of a keyframe with the component that was taken moved."""
        curve = self.curves[mark.path]
        values = [float(part) for part in curve.values[mark.number or 0]]
        values[self.component] = self.value_of(mark)
        track = curve.lane.track
        assert track is not None
        return values if np.ndim(track.keys[0].value) else values[0]

    def value_of(self, mark: Mark) -> float:
        """Return where the component that was taken is, of a keyframe that moves, within the limits of its property."""
        curve = self.curves[mark.path]
        value = float(curve.values[mark.number or 0, self.component]) + self.rise
        track = curve.lane.track
        low = -np.inf if track is None or track.low is None else track.low
        high = np.inf if track is None or track.high is None else track.high
        return round(float(min(max(value, low), high)), 9)

    def bent(self, time: float, value: float) -> tuple[Change, str]:
        """Return the change that moves a handle to a time, s, and a value."""
        assert self.handle is not None
        curve = self.curves[self.handle.mark.path]
        ease = curve.ease_with(self.handle, time, value)
        return eased(self.scene, [self.handle.mark], ease), "bend an easing"


def nearest(places: Sequence[tuple[float, float]], x: float, y: float, reach: float) -> int | None:
    """Return the number of the place that is nearest to a point and within `reach` of it, or None."""
    found = [(np.hypot(a - x, b - y), number) for number, (a, b) in enumerate(places)]
    near = [one for one in found if one[0] <= reach]
    return min(near)[1] if near else None
