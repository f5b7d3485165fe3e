"""Timeline paint: draws the ruler, shots, captions, keyframes and the playhead of the timeline."""

from __future__ import annotations

from visualizer.editor import style
from visualizer.editor.canvas import Canvas
from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import moment_marks
from visualizer.editor.lanes import Mark
from visualizer.editor.thumbnails import Thumbnail
from visualizer.editor.timeline_gestures import Gesture
from visualizer.editor.timeline_places import FLAG, NAMES, RULER, SMALL, Places
from visualizer.editor.timeline_rows import Row, caption_bars, shot_bars
from visualizer.scene.scene import Scene

_KEY = 5.5  # points: half a keyframe's width, at scale 1
_LABEL_ROOM = 78.0  # points from label to label of the ruler, at scale 1


def paint(desk: Desk, scene: Scene, places: Places, gesture: Gesture | None) -> None:
    """Draw all but the strips. scene: that before a drag, while there is one."""
    _rows(desk, places, gesture)
    _shots(desk, scene, places, gesture)
    _captions(desk, scene, places, gesture)
    _ruler(desk, scene, places, gesture)
    _playhead(desk, places)
    _target(places, gesture)


def _ruler(desk: Desk, scene: Scene, places: Places, gesture: Gesture | None) -> None:
    canvas, view, s = places.canvas, places.view, places.scale
    top, bottom = canvas.top, places.shots_top
    canvas.box(canvas.left, top, canvas.right, bottom, style.GROUND)
    transport = desk.session.transport
    if transport.loop:
        start, end = (min(max(view.x_of(time), view.left), places.right) for time in transport.bounds)
        canvas.box(start, bottom - 3 * s, end, bottom, style.ACCENT, 0.9)
    with canvas.clipped(view.left, top, places.right, canvas.bottom):
        for tick in view.ticks(_LABEL_ROOM * s, frames=desk.timing.frames):
            x = view.x_of(tick.time)
            canvas.line(x, bottom - (9 if tick.label else 4) * s, x, bottom, style.EDGE, 1.0)
            if tick.label and x + canvas.width_of(tick.label, SMALL) + 3 * s <= places.right:
                canvas.text(x + 3 * s, top, tick.label, style.DIM, SMALL)
        for marker in scene.markers:
            time = marker.time
            if gesture is not None and gesture.kind == "marker":
                time = gesture.time_of(_marks_of(scene, marker.name), time)
            x, foot = view.x_of(time), bottom - 1 * s
            canvas.line(x, bottom - FLAG * s, x, canvas.bottom, style.MARKER, 1.0, 0.5)
            canvas.box(
                x, bottom - FLAG * s, x + places.flag_width(marker.name), foot, style.MARKER, 1.0, 2 * s
            )
            canvas.text(x + 4 * s, bottom - FLAG * s + 1, marker.name, style.GROUND, SMALL)


def _marks_of(scene: Scene, name: str) -> tuple[Mark, ...]:
    return (moment_marks(scene)[name],)


def _shots(desk: Desk, scene: Scene, places: Places, gesture: Gesture | None) -> None:
    canvas, view, s = places.canvas, places.view, places.scale
    top, bottom = places.shots_top, places.captions_top
    canvas.text(canvas.left + 6 * s, top + 5 * s, "Shots", style.DIM, 0.93)
    bars = shot_bars(scene)
    if gesture is not None and gesture.kind == "shot":
        bars = gesture.bars(bars)
    with canvas.clipped(view.left, top, places.right, bottom):
        for number, bar in enumerate(bars):
            left, right = view.x_of(bar.start), view.x_of(bar.end)
            if right < view.left or left > places.right:
                continue
            box = (left + 0.5, top + 1 * s, max(right - 0.5, left + 1.5), bottom - 1 * s)
            canvas.box(*box, style.hue(number), 1.0, 3 * s)
            if places.pictured and (thumbnail := desk.thumbnails.of(bar.name)) is not None:
                _picture(
                    canvas, thumbnail, box[0] + 1.5 * s, top + NAMES * s, box[2] - 1.5 * s, bottom - 2.5 * s
                )
            if desk.selected[:2] == bar.path:
                canvas.frame(*box, style.INK, fill=0.0, width=1.5 * s)
            name = top + (2 if places.pictured else 5) * s
            canvas.fitted(max(left, view.left) + 5 * s, name, bar.name, right - 4 * s, style.INK, 0.93)


def _picture(
    canvas: Canvas, thumbnail: Thumbnail, left: float, top: float, right: float, bottom: float
) -> None:
    """Draw a thumbnail at the left of a place; its middle where that is narrower."""
    wide = (bottom - top) * thumbnail.aspect
    room = min(wide, right - left)
    if thumbnail.image is not None and room > 3.0:
        canvas.image(thumbnail.image, left, top, left + room, bottom, room / wide)


def _captions(desk: Desk, scene: Scene, places: Places, gesture: Gesture | None) -> None:
    canvas, view, s = places.canvas, places.view, places.scale
    top, bottom = places.captions_top, places.strips_top
    canvas.text(canvas.left + 6 * s, top + 1 * s, "Captions", style.DIM, 0.93)
    bars = caption_bars(scene)
    if gesture is not None and gesture.kind == "caption":
        bars = gesture.bars(bars)
    with canvas.clipped(view.left, top, places.right, bottom):
        for bar in bars:
            left, right = view.x_of(bar.start), view.x_of(bar.end)
            if right < view.left or left > places.right:
                continue
            canvas.box(left, top + 1 * s, right - 0.5, bottom - 1 * s, style.HOVERED, 1.0, 2 * s)
            if desk.selected[:2] == bar.path:
                canvas.frame(left, top + 1 * s, right, bottom - 1 * s, style.INK, fill=0.0)
            canvas.fitted(
                max(left, view.left) + 4 * s, top + 2 * s, bar.name, right - 2 * s, style.INK, SMALL
            )


def _rows(desk: Desk, places: Places, gesture: Gesture | None) -> None:
    canvas, view, s = places.canvas, places.view, places.scale
    with canvas.clipped(canvas.left, places.rows_top, canvas.right, canvas.bottom):
        for row in places.seen:
            top = places.y_of(row)
            chosen = desk.selected == (row.table if row.lane is None else row.lane.path)
            if row.lane is None:
                canvas.box(canvas.left, top, canvas.right, top + row.height - 1, style.FIELD, 0.6)
            if chosen:
                canvas.box(canvas.left, top, view.left, top + row.height - 1, style.PRESSED)
            indent = (6 if row.lane is None else 18) * s
            colour = style.INK if row.lane is None or chosen else style.DIM
            y = top + row.height / 2.0 - 7.5 * s
            canvas.fitted(canvas.left + indent, y, row.label, view.left - 4 * s, colour, 0.93)
    with canvas.clipped(view.left, places.rows_top, places.right, canvas.bottom):
        for row in places.seen:
            _keys(desk, places, gesture, row)


def _keys(desk: Desk, places: Places, gesture: Gesture | None, row: Row) -> None:
    canvas, view, s = places.canvas, places.view, places.scale
    middle = places.y_of(row) + row.height / 2.0
    if row.lane is not None and len(row.lane.times) > 1:
        first, last = view.x_of(row.lane.times[0]), view.x_of(row.lane.times[-1])
        canvas.line(first, middle, last, middle, style.EDGE, 1.0)
    half = _KEY * s * (0.9 if row.lane is None else 1.0)
    for time, marks in row.marks.items():
        at = time if gesture is None else gesture.time_of(marks, time)
        x = view.x_of(at)
        if view.left - half <= x <= places.right + half:
            event = all(mark.number is None for mark in marks)
            on = not desk.timing.marks.isdisjoint(marks)
            colour = style.INK if on else (style.MARKER if event else style.KEYED)
            canvas.diamond(x, middle, half * (1.2 if on else 1.0), colour, filled=on or not event)


def _playhead(desk: Desk, places: Places) -> None:
    canvas, view, s = places.canvas, places.view, places.scale
    x = view.x_of(desk.time)
    if view.left - 1 <= x <= places.right + 1:
        canvas.line(x, canvas.top + 4 * s, x, canvas.bottom, style.ACCENT, 1.5 * s)
        canvas.triangle(
            (x - 5 * s, canvas.top), (x + 5 * s, canvas.top), (x, canvas.top + 7 * s), style.ACCENT
        )
    canvas.line(view.left, canvas.top, view.left, canvas.bottom, style.EDGE, 1.0)


def _target(places: Places, gesture: Gesture | None) -> None:
    """Draw the box of a selection, or where what is dragged would be, and what that has snapped to."""
    canvas, s = places.canvas, places.scale
    if gesture is None or not gesture.far:
        return
    if gesture.kind == "box":
        mouse = canvas.mouse
        canvas.frame(gesture.start[0], gesture.start[1] - places.scroll, *mouse, style.ACCENT)
    elif gesture.snap is not None:
        time = float(gesture.anchor + gesture.by)
        x = places.view.x_of(time)
        canvas.line(x, canvas.top + RULER * s, x, canvas.bottom, style.INK, 1.0)
        what = gesture.snap.what if gesture.snap.time == gesture.anchor + gesture.by else ""
        canvas.note(x + 6 * s, places.shots_top + 3 * s, f"{time:.3f} s  {what}".rstrip())
