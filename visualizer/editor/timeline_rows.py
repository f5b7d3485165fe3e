"""Timeline rows: the rows of the timeline panel, from the top, and what of them is under the mouse. Lengths are in
points. Needs no window."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from visualizer.editor.lanes import Lane, Mark
from visualizer.editor.time_view import TimeView
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene

GRIP = 5.0
"""Points to each side of an edge, or of a keyframe, at which it is taken, at scale 1."""

OBJECT, LANE = 19.0, 16.0
"""Heights of rows, at scale 1."""

ABOVE = ("shot", "caption", "marker", "film")
"""Tables with a place of their own above the lanes."""


@dataclass(frozen=True)
class Row:
    """A row of keyframes: of all properties of an object, or of one property.

    table: path of the object. lane: of the property, None for an object. top: from the top of all rows. marks: by time,
    s.
    """

    table: Path
    lane: Lane | None
    label: str
    top: float
    height: float
    marks: Mapping[float, tuple[Mark, ...]]


@dataclass(frozen=True)
class Bar:
    """A shot or caption on its row. name: of the shot, or the text. path: of its table. start, end: s."""

    name: str
    path: Path
    start: float
    end: float


Part = Literal["start", "end", "body"]


def rows_of(
    lanes: Mapping[Path, Sequence[Lane]],
    opened: Collection[Path],
    query: str,
    scale: float,
    only: Path = (),
    within: tuple[float, float] | None = None,
) -> list[Row]:
    """Return the rows of keyframes. opened: paths of objects whose properties have rows. query: part of a name, or
    empty.

    only: path of the one object that is shown, or (). within: start and end of a span, s: objects without keyframes in
    it have no rows, unless they are open; None for all.
    """
    found: list[Row] = []
    top = 0.0
    for table, own in lanes.items():
        if table[0] in ABOVE or (only and table != only):
            continue
        name = dotted(table)
        wanted = [lane for lane in own if not query or query.lower() in f"{name}.{lane.name}".lower()]
        if not wanted or (within is not None and table not in opened and not _any_in(wanted, within)):
            continue
        found.append(Row(table, None, name, top, OBJECT * scale, by_time(wanted)))
        top += OBJECT * scale
        if table in opened or query:
            for lane in wanted:
                found.append(Row(table, lane, lane.name, top, LANE * scale, by_time([lane])))
                top += LANE * scale
    return found


def _any_in(lanes: Sequence[Lane], span: tuple[float, float]) -> bool:
    return any(span[0] <= time <= span[1] for lane in lanes for time in lane.times)


def by_time(lanes: Sequence[Lane]) -> dict[float, tuple[Mark, ...]]:
    """Return the marks of lanes by their times, s, in ascending order."""
    found: dict[float, tuple[Mark, ...]] = {}
    for lane in lanes:
        for mark, time in zip(lane.marks, lane.times, strict=True):
            found[time] = (*found.get(time, ()), mark)
    return dict(sorted(found.items()))


def row_at(rows: Sequence[Row], y: float) -> Row | None:
    """Return the row at y, from the top of all rows."""
    return next((row for row in rows if row.top <= y < row.top + row.height), None)


def marks_at(row: Row, view: TimeView, x: float, scale: float) -> tuple[Mark, ...]:
    """Return the keyframes of a row that are nearest to x and near enough to be taken."""
    near = [
        (abs(view.x_of(time) - x), marks)
        for time, marks in row.marks.items()
        if abs(view.x_of(time) - x) <= GRIP * scale
    ]
    return min(near, key=lambda one: one[0])[1] if near else ()


def marks_in(rows: Sequence[Row], view: TimeView, box: tuple[float, float, float, float]) -> Iterator[Mark]:
    """Yield the keyframes in a box: left, top, right and bottom, y from the top of all rows."""
    left, top, right, bottom = box
    for row in rows:
        middle = row.top + row.height / 2.0
        if top <= middle <= bottom:
            for time, marks in row.marks.items():
                if left <= view.x_of(time) <= right:
                    yield from marks


def shot_bars(scene: Scene) -> list[Bar]:
    """Return the bars of all shots."""
    paths = {model.name: path for path, model in scene.tables.items() if path[0] == "shot"}
    return [Bar(shot.name, paths[shot.name], shot.start, shot.end) for shot in scene.shots]


def caption_bars(scene: Scene) -> list[Bar]:
    """Return the bars of all captions."""
    return [
        Bar(model.text, path, float(model.start), float(model.end))
        for path, model in scene.tables.items()
        if path[0] == "caption"
    ]


def bar_at(bars: Sequence[Bar], view: TimeView, x: float, scale: float) -> tuple[Bar, Part] | None:
    """Return the bar at x, and which part of it. Of a narrow bar the middle third is its body in any case."""
    for bar in bars:
        left, right = view.x_of(bar.start), view.x_of(bar.end)
        if left - GRIP * scale <= x <= right + GRIP * scale:
            grip = min(GRIP * scale, (right - left) / 3.0)
            if x <= left + grip:
                return bar, "start"
            if x < right - grip:
                return bar, "body"
            if x <= right:
                return bar, "end"
    return None
