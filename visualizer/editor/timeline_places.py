"""Timeline places: where the rows of the timeline are in its panel, and what is under the mouse. Lengths are in
points."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.editor.canvas import Canvas
from visualizer.editor.lanes import Mark
from visualizer.editor.time_view import TimeView
from visualizer.editor.timeline_rows import (
    Bar,
    Part,
    Row,
    bar_at,
    caption_bars,
    marks_at,
    row_at,
    shot_bars,
)
from visualizer.scene.scene import Scene

LABELS, RULER, SHOTS, CAPTIONS, STRIP = 148.0, 22.0, 24.0, 17.0, 18.0
"""Width of the labels and heights of the rows above the keyframes, at scale 1."""

NAMES, THUMBNAILS = 17.0, 33.0
"""Heights of the names of shots and of the pictures below them, at scale 1."""

_ROOM = 190.0
"""Height of the panel, at scale 1, from which on there is room for pictures of shots."""

SMALL = 0.85
"""Size of small letters, of the panel's."""

FLAG = 15.0
"""Height of a marker's flag, at scale 1."""


@dataclass(frozen=True)
class Places:
    """view: of time, at the right of the labels. rows: of keyframes. scroll: how far they are scrolled. strips: what
    there are above them, from the top."""

    canvas: Canvas
    view: TimeView
    rows: list[Row]
    scroll: float
    strips: tuple[str, ...] = ()

    @property
    def scale(self) -> float:
        """Of all sizes."""
        return self.canvas.scale

    @property
    def shots_top(self) -> float:
        """y of the shots."""
        return self.canvas.top + RULER * self.scale

    @property
    def captions_top(self) -> float:
        """y of the captions."""
        return self.shots_top + (NAMES + THUMBNAILS if self.pictured else SHOTS) * self.scale

    @property
    def pictured(self) -> bool:
        """Whether there is room for pictures of shots."""
        return self.canvas.height >= _ROOM * self.scale

    @property
    def strips_top(self) -> float:
        """y of the strips."""
        return self.captions_top + CAPTIONS * self.scale

    @property
    def rows_top(self) -> float:
        """y of the first row of keyframes, if it is not scrolled."""
        return self.strips_top + len(self.strips) * STRIP * self.scale

    def strip_at(self, y: float) -> str:
        """Return the strip at y, or ""."""
        number = int((y - self.strips_top) // (STRIP * self.scale))
        return self.strips[number] if 0 <= number < len(self.strips) else ""

    @property
    def right(self) -> float:
        """x of the end of the view."""
        return self.view.left + self.view.width

    def where(self, y: float) -> str:
        """Return what is at y: "ruler", "shots", "captions", "strips" or "keys"."""
        tops = {
            "ruler": self.canvas.top,
            "shots": self.shots_top,
            "captions": self.captions_top,
            "strips": self.strips_top,
            "keys": self.rows_top,
        }
        return [name for name, top in tops.items() if y >= top or name == "ruler"][-1]

    @property
    def seen(self) -> list[Row]:
        """The rows that can be seen."""
        low, high = self.scroll, self.scroll + self.canvas.bottom - self.rows_top
        return [row for row in self.rows if row.top + row.height > low and row.top < high]

    def y_of(self, row: Row) -> float:
        """Return y of the top of a row."""
        return self.rows_top + row.top - self.scroll

    def row_at(self, y: float) -> Row | None:
        """Return the row at y."""
        return row_at(self.rows, y - self.rows_top + self.scroll) if y >= self.rows_top else None

    def marks_at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Return the keyframes at a place."""
        row = self.row_at(y)
        return () if row is None else marks_at(row, self.view, x, self.scale)

    def bars(self, scene: Scene, y: float) -> list[Bar]:
        """Return the shots or captions, whichever are at y."""
        return {"shots": shot_bars, "captions": caption_bars}[self.where(y)](scene)

    def bar_at(self, scene: Scene, x: float, y: float) -> tuple[Bar, Part] | None:
        """Return the shot or caption at a place, and which part of it. The end of a shot is the start of the next
        one."""
        bars = self.bars(scene, y)
        found = bar_at(bars, self.view, x, self.scale)
        if found is None or self.where(y) != "shots" or found[1] != "end":
            return found
        number = bars.index(found[0]) + 1
        return (bars[number], "start") if number < len(bars) else (found[0], "body")

    def marker_at(self, scene: Scene, x: float, y: float) -> str:
        """Return the name of the marker whose flag is at a place of the ruler, or ""."""
        if not self.shots_top - FLAG * self.scale <= y < self.shots_top:
            return ""
        for marker in reversed(scene.markers):
            left = self.view.x_of(marker.time)
            if left - 2.0 * self.scale <= x <= left + self.flag_width(marker.name):
                return marker.name
        return ""

    def flag_width(self, name: str) -> float:
        """Return the width of a marker's flag."""
        return self.canvas.width_of(name, SMALL) + 8.0 * self.scale
