"""Timeline gestures: what is dragged in the timeline, the change that it makes, and where things are meanwhile. Needs
no window."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from visualizer.editor.keyframes import Change, moment_marks, moved, retimed, scaled, time_of
from visualizer.editor.lanes import Mark
from visualizer.editor.moments import dragged, room, trimmed
from visualizer.editor.time_gesture import TimeGesture
from visualizer.editor.timeline_rows import Bar, Part
from visualizer.editor.written_times import exact
from visualizer.scene.scene import Scene

_SHORTEST_CAPTION = Decimal("0.1")  # s


@dataclass
class Gesture(TimeGesture):
    """A gesture in the timeline. Kinds besides those of every panel: "scale", "shot", "caption", "marker".

    anchor: time of what was taken, s. bar: that is moved, and which part of it. ripple: whether all later shots move
    with one.
    """

    anchor: Decimal = Decimal(0)
    bar: Bar | None = None
    part: Part = "body"
    ripple: bool = False
    _times: dict[Mark, Decimal] = field(default_factory=dict)

    @classmethod
    def of_keys(
        cls, scene: Scene, start: tuple[float, float], taken: Mark, marks: frozenset[Mark], *, scale: bool
    ) -> Gesture:
        """Return the drag of keyframes. taken: the one under the mouse. scale: whether they are scaled about the one
        farthest from it."""
        times = {mark: time_of(scene, mark) for mark in marks}
        kind = "scale" if scale and len(set(times.values())) > 1 else "keys"
        return cls(kind, scene, start, marks, anchor=time_of(scene, taken), _times=times)

    @classmethod
    def of_marker(cls, scene: Scene, start: tuple[float, float], name: str) -> Gesture:
        """Return the drag of a marker."""
        mark = moment_marks(scene)[name]
        return cls("marker", scene, start, frozenset({mark}), anchor=time_of(scene, mark))

    @classmethod
    def of_bar(cls, scene: Scene, start: tuple[float, float], bar: Bar, part: Part) -> Gesture:
        """Return the drag of a shot or caption."""
        marks = frozenset({Mark((*bar.path, "start")), Mark((*bar.path, "end"))})
        kind = "shot" if bar.path[0] == "shot" else "caption"
        anchor = exact(bar.end if part == "end" else bar.start)
        return cls(kind, scene, start, marks, anchor=anchor, bar=bar, part=part)

    @property
    def about(self) -> Decimal:
        """The time about which keyframes are scaled, s: that of the one farthest from the one that was taken."""
        return max(self._times.values(), key=lambda time: abs(time - self.anchor))

    @property
    def factor(self) -> float:
        """What the times of keyframes are scaled by."""
        return float((self.anchor + self.by - self.about) / (self.anchor - self.about))

    def moved(self, by: Decimal) -> tuple[Change, str]:
        """Return the change of moving what is dragged, as far as there is room, and what it is called. by: s. Raises
        EditError."""
        scene, several = self.scene, len(self.marks) > 1
        if self.kind == "scale":
            # What was taken does not pass the one that stands.
            left = self.anchor < self.about
            self.by = min(by, self.about - self.anchor) if left else max(by, self.about - self.anchor)
            return scaled(scene, self.marks, self.about, self.factor), "scale keyframes"
        if self.kind == "keys":
            earliest = min(self._times.values())
            self.by = max(by, -earliest) if earliest >= 0 else by
            return moved(scene, self.marks, self.by), f"move {'keyframes' if several else 'a keyframe'}"
        if self.kind == "shot":
            return self._shot(by)
        if self.kind == "caption":
            return self._caption(by)
        self.by = max(by, -self.anchor)
        return retimed(scene, {next(iter(self.marks)): self.anchor + self.by}), "move a marker"

    def _shot(self, by: Decimal) -> tuple[Change, str]:
        assert self.bar is not None
        whole, name = self.part == "body", self.bar.name
        low, high = room(self.scene, name, whole=whole, ripple=self.ripple)
        self.by = min(max(by, low), high)
        if whole:
            return dragged(self.scene, name, self.by, ripple=self.ripple), f"move the shot {name}"
        return trimmed(self.scene, name, self.anchor + self.by), f"trim the shot {name}"

    def _caption(self, by: Decimal) -> tuple[Change, str]:
        assert self.bar is not None
        start, end = exact(self.bar.start), exact(self.bar.end)
        low = start + _SHORTEST_CAPTION - end if self.part == "end" else -start
        self.by = max(by, low)
        if self.part == "start":
            self.by = min(self.by, end - start - _SHORTEST_CAPTION)
        first, last = Mark((*self.bar.path, "start")), Mark((*self.bar.path, "end"))
        times = {
            first: start if self.part == "end" else start + self.by,
            last: end if self.part == "start" else end + self.by,
        }
        return retimed(self.scene, times), "move a caption" if self.part == "body" else "trim a caption"

    # Where things are meanwhile

    def time_of(self, marks: Iterable[Mark], time: float) -> float:
        """Return the time of keyframes or a marker, s, that are at a time in the scene before."""
        if not self.far or not self.marks.intersection(marks):
            return time
        if self.kind == "scale":
            return float(self.about) + (time - float(self.about)) * self.factor
        return float(exact(time) + self.by) if self.kind in ("keys", "marker") else time

    def bars(self, bars: list[Bar]) -> list[Bar]:
        """Return the bars of all shots, or of captions, of which one is moved."""
        number = next(
            (k for k, bar in enumerate(bars) if self.bar is not None and bar.path == self.bar.path), None
        )
        if number is None or not self.far:
            return bars
        by = float(self.by)
        if self.kind == "caption":
            bar = bars[number]
            start = bar.start + (by if self.part != "end" else 0.0)
            end = bar.end + (by if self.part != "start" else 0.0)
            return [*bars[:number], replace(bar, start=start, end=end), *bars[number + 1 :]]
        last = number
        if self.part == "body":
            last = len(bars) - 1 if self.ripple else min(number + 1, len(bars) - 1)
        starts = [bar.start + (by if number <= k <= last else 0.0) for k, bar in enumerate(bars)]
        ends = [*starts[1:], bars[-1].end]
        return [replace(bar, start=a, end=b) for bar, a, b in zip(bars, starts, ends, strict=True)]
