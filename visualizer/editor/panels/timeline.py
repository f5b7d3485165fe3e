"""Timeline: shots, captions, markers and keyframes over time, to see, select and move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from imgui_bundle import imgui

from visualizer.editor import key_actions, widgets
from visualizer.editor.canvas import Canvas
from visualizer.editor.counts import Counts
from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import Change, time_of, value_at
from visualizer.editor.lanes import Lane, Mark
from visualizer.editor.time_panel import TimePanel
from visualizer.editor.timeline_gestures import Gesture
from visualizer.editor.timeline_menus import TimelineMenus
from visualizer.editor.timeline_paint import paint
from visualizer.editor.timeline_places import LABELS, RULER, Places
from visualizer.editor.timeline_rows import ABOVE, Row, marks_in, rows_of
from visualizer.editor.timeline_strips import paint_strips, strips_of, told
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.timeline.track import Track

_WHEEL_ROWS = 48.0  # points at scale 1, for a step of the wheel
_TOLD = 8  # keyframes that a tooltip tells of


class Timeline(TimePanel[Gesture, Places]):
    """Shows the film over time."""

    name = "Timeline"
    place = "bottom"

    def __init__(self) -> None:
        super().__init__(Gesture)
        self._only = False
        self._near = False
        self._query = ""
        self._told: tuple[frozenset[Mark], Path] = frozenset(), ()  # keyframes and path that were selected
        self._menus = TimelineMenus()
        self._let_out: frozenset[Mark] = (
            frozenset()
        )  # keyframes that a click with Shift takes from the selection
        self._counts = Counts()
        self._made: tuple[tuple[Any, ...], list[Row]] | None = None

    def draw(self, desk: Desk) -> None:
        """Draw the tools, and all rows below them."""
        self._tools(desk)
        s, timing = desk.scale, desk.timing
        canvas = Canvas.here(desk.host.fonts, s)
        if canvas.height < 4 * RULER * s or canvas.width < 2 * LABELS * s:
            return
        scene = desk.scene if self._gesture is None else self._gesture.scene
        places = self._places(desk, scene, canvas)
        canvas.take()
        self._input(desk, places)
        places = replace(places, view=timing.view or places.view, scroll=self._scroll)
        paint(desk, scene, places, self._gesture)
        if self._gesture is None and not desk.edits.dragging:
            self._counts.begin(scene)
        paint_strips(desk, scene, places, self._counts)
        if self._counts.counting:
            desk.host.stir()
        self._menus.draw(desk)

    def _places(self, desk: Desk, scene: Scene, canvas: Canvas) -> Places:
        s, timing = desk.scale, desk.timing
        view = self._view(desk, canvas, LABELS * s)
        lanes = timing.of(desk.scene) if self._gesture is None else timing.lanes.of(scene)
        shown = (table for table in lanes if table[0] not in ABOVE)
        selected: Path = next((table for table in shown if desk.selected[: len(table)] == table), ())
        rows = self._rows_of(lanes, selected, s, (view.start, view.end) if self._near else None)
        places = Places(canvas, view, rows, self._scroll, strips_of(desk, scene))
        self._show_chosen(desk, rows, canvas.bottom - places.rows_top)
        whole = rows[-1].top + rows[-1].height if rows else 0.0
        self._scroll = min(max(self._scroll, 0.0), max(whole - (canvas.bottom - places.rows_top), 0.0))
        return replace(places, scroll=self._scroll)

    def _show_chosen(self, desk: Desk, rows: Sequence[Row], height: float) -> None:
        """Scroll to the row of keyframes, else of the object or property, that were just selected, by whatever panel or
        in the picture. height: of what can be seen, points."""
        marks, selected = desk.timing.marks, desk.selected
        if (marks, selected) == self._told or self._gesture is not None:
            return
        new_marks, self._told = marks if marks != self._told[0] else frozenset(), (marks, selected)
        paths = {mark.path for mark in new_marks}
        found = [one for one in rows if one.lane is not None and one.lane.path in paths][:1]
        found = found or [one for one in rows if one.lane is not None and one.lane.path == selected]
        found = found or [one for one in rows if selected and selected[: len(one.table)] == one.table]
        if found:  # of an object that is higher than the panel, its beginning
            top, foot = found[0].top, found[-1].top + found[-1].height
            self._scroll = min(max(self._scroll, foot - height), top)

    def _rows_of(
        self,
        lanes: Mapping[Path, Sequence[Lane]],
        selected: Path,
        scale: float,
        within: tuple[float, float] | None,
    ) -> list[Row]:
        """Return the rows of keyframes: those of the frame before, if nothing has changed."""
        wanted = (lanes, selected, self._query, scale, self._only, within)
        if self._made is None or self._made[0][0] is not lanes or self._made[0][1:] != wanted[1:]:
            only = selected if self._only else ()
            self._made = wanted, rows_of(lanes, {selected}, self._query, scale, only, within)
        return self._made[1]

    def _tools(self, desk: Desk) -> None:
        timing, grid, transport = desk.timing, desk.scene.film.grid(), desk.session.transport
        frame = grid.held(grid.at(desk.time))
        imgui.align_text_to_frame_padding()
        widgets.steady(imgui.text, grid.timecode(frame), grid.timecode(grid.last))
        widgets.steady(imgui.text_disabled, f"frame {frame}", f"frame {grid.last}")
        if imgui.button("Fit"):
            timing.view = None
        imgui.set_item_tooltip("Show the whole film")
        imgui.same_line()
        if imgui.button("Fit shot"):
            shot = desk.scene.shot_at(desk.time)
            timing.view = timing.view_at(desk.scene, 0.0, 1.0).fitted(shot.start, shot.end)
        imgui.set_item_tooltip("Show the shot on screen")
        imgui.same_line()
        if imgui.button("Marker"):
            key_actions.mark(desk, desk.time)
        imgui.set_item_tooltip("Add a marker at the playhead")
        imgui.same_line()
        _, timing.snapping = widgets.checkbox("Snap", timing.snapping)
        imgui.set_item_tooltip(
            "Times snap to frames, shots, markers and keyframes; hold Ctrl while you drag for none"
        )
        imgui.same_line()
        _, timing.frames = widgets.checkbox("Frames", timing.frames)
        imgui.set_item_tooltip("The ruler counts frames")
        imgui.same_line()
        _, self._only = widgets.checkbox("Selected", self._only)
        imgui.set_item_tooltip("Keyframes of the selected object alone")
        imgui.same_line()
        _, self._near = widgets.checkbox("In view", self._near)
        imgui.set_item_tooltip("Objects with keyframes in the time that is in view alone")
        imgui.same_line()
        if widgets.checkbox("Loop", transport.loop)[0]:
            desk.session.toggle_loop(desk.now)
        imgui.set_item_tooltip("I and O set the ends of what is looped, U loops this shot")
        imgui.same_line()
        _, desk.flashes.on = widgets.checkbox("Flashes", desk.flashes.on)
        imgui.set_item_tooltip(
            "Count how often the film flashes, while nothing else is to be drawn, and show it along time"
        )
        imgui.same_line()
        if (width := imgui.get_content_region_avail().x) > 60 * desk.scale:
            room = min(width, 160 * desk.scale)
            self._query = widgets.filter_field("find", "Find a property", self._query, room)

    # The mouse

    def _turn(self, places: Places, y: float, way: float) -> bool:
        """Scroll where there are keyframes; with Ctrl they zoom."""
        if places.where(y) != "keys" or imgui.get_io().key_ctrl:
            return False
        self._scroll -= way * _WHEEL_ROWS * places.scale
        return True

    def _pan(self, points: float) -> None:
        self._scroll -= points

    def _press(self, desk: Desk, places: Places, x: float, y: float) -> None:
        scene, view, where = desk.scene, places.view, places.where(y)
        place = (x, y + self._scroll)
        if x < view.left:
            if (row := places.row_at(y)) is not None:
                _select(desk, row)
        elif where == "ruler":
            if name := places.marker_at(scene, x, y):
                self._gesture = Gesture.of_marker(scene, place, name)
            else:
                self._begin_seeking(desk, x, y)
        elif where in ("shots", "captions"):
            if (found := places.bar_at(scene, x, y)) is None:
                return
            bar, part = found
            desk.selected = bar.path
            if imgui.is_mouse_double_clicked(0):
                desk.timing.view = view.fitted(bar.start, bar.end)
                return
            if key_actions.may_change(desk, [Mark(bar.path)]):
                self._gesture = Gesture.of_bar(scene, place, bar, part)
        elif where == "keys":
            self._press_keys(desk, places, x, y)

    def _press_keys(self, desk: Desk, places: Places, x: float, y: float) -> None:
        """Begin what a press among the keyframes begins."""
        io, timing, row = imgui.get_io(), desk.timing, places.row_at(y)
        self._let_out = frozenset()
        toggles = io.key_shift or io.key_ctrl
        marks = places.marks_at(x, y)
        if not marks:
            lane = None if row is None else row.lane
            if lane is not None and imgui.is_mouse_double_clicked(0):
                key_actions.set_key(desk, lane, self._snapped(desk, places, places.view.time_at(x)).time)
                return
            timing.marks = timing.marks if toggles else frozenset()
            self._begin("box", desk.scene, x, y, timing.marks)
            return
        # Alt with the mouse moves windows on many desktops, so Shift does the same on what is selected.
        among = io.key_shift and timing.marks.issuperset(marks) and len(timing.marks) > len(marks)
        if toggles and not among:
            timing.marks ^= frozenset(marks)
        elif not timing.marks.issuperset(marks):
            timing.marks = frozenset(marks)
        if row is not None and row.lane is not None:
            desk.selected = row.lane.path
        if timing.marks.issuperset(marks) and key_actions.may_change(desk, timing.marks):
            place = (x, y + self._scroll)
            self._let_out = frozenset(marks) if among else frozenset()
            self._gesture = Gesture.of_keys(
                desk.scene, place, marks[0], timing.marks, scale=io.key_alt or among
            )

    def _let_go(self, desk: Desk, gesture: Gesture, places: Places, x: float, y: float) -> None:
        if not gesture.far:  # a click with Shift
            desk.timing.marks -= self._let_out
        self._let_out = frozenset()
        super()._let_go(desk, gesture, places, x, y)

    def _within(self, gesture: Gesture, places: Places, x: float, y: float) -> set[Mark]:
        left, right = sorted((gesture.start[0], x))
        top, bottom = sorted((gesture.start[1], y + self._scroll))
        return set(
            marks_in(places.rows, places.view, (left, top - places.rows_top, right, bottom - places.rows_top))
        )

    def _dragged(
        self, desk: Desk, gesture: Gesture, places: Places, x: float, y: float
    ) -> tuple[Change, str]:
        meant = float(gesture.anchor) + (x - gesture.start[0]) / places.view.scale
        gesture.ripple = imgui.get_io().key_shift
        gesture.snap = self._snapped(desk, places, meant, without=gesture.marks)
        return gesture.moved(gesture.snap.time - gesture.anchor)

    def _dropped(self, desk: Desk, gesture: Gesture, change: Change) -> None:
        if gesture.kind in ("keys", "scale"):
            desk.timing.marks = change.marks

    def _clicked(self, desk: Desk, gesture: Gesture, places: Places, x: float, y: float) -> None:
        desk.timing.marks = frozenset(places.marks_at(x, y)) or desk.timing.marks

    def _seen(self, places: Places, without: frozenset[Mark]) -> list[float]:
        return [
            time for row in places.seen for time, marks in row.marks.items() if not without.issuperset(marks)
        ]

    def _point(self, desk: Desk, places: Places, x: float, y: float) -> None:
        """Tell what is under the mouse: a cursor at edges, a tooltip of what is cut off, and of the values of
        keyframes."""
        scene, where = desk.scene, places.where(y)
        if where == "strips":
            imgui.set_tooltip(told(places.strip_at(y)))
        if x < places.view.left:
            return
        if where in ("shots", "captions") and (found := places.bar_at(scene, x, y)) is not None:
            bar, part = found
            if part != "body" and not (where == "shots" and bar.start <= 0.0):
                imgui.set_mouse_cursor(imgui.MouseCursor_.resize_ew)
            length = bar.end - bar.start
            hint = "Drag to move it, an edge to trim it"
            imgui.set_tooltip(f"{bar.name}\n{bar.start:.3f} to {bar.end:.3f} s, {length:.3f} s long\n{hint}")
        elif where == "ruler" and (name := places.marker_at(scene, x, y)):
            imgui.set_tooltip(f"{name}, {scene.moment(name):.3f} s")
        elif where == "ruler":
            imgui.set_tooltip(
                f"{places.view.time_at(x):.3f} s\nDrag to go through the film, right click for markers and loops"
            )
        elif where == "keys" and (marks := places.marks_at(x, y)):
            lines = [
                f"{float(time_of(scene, marks[0])):.3f} s",
                *(_told(scene, mark) for mark in marks[:_TOLD]),
                "Drag to move it, with Shift to scale what is selected; right click for more",
            ]
            imgui.set_mouse_cursor(imgui.MouseCursor_.resize_ew)
            imgui.set_tooltip("\n".join(lines))

    def _ask(self, desk: Desk, places: Places, x: float, y: float) -> None:
        scene, where = desk.scene, places.where(y)
        time = float(self._snapped(desk, places, places.view.time_at(x)).time)
        if where == "ruler":
            name = places.marker_at(scene, x, y)
            self._menus.open("marker" if name else "ruler", name, time)
        elif where in ("shots", "captions"):
            if (found := places.bar_at(scene, x, y)) is not None:
                desk.selected = found[0].path
                self._menus.open(where, found[0].name, time)
        elif where == "keys":
            row, marks = places.row_at(y), places.marks_at(x, y)
            if marks and not desk.timing.marks.issuperset(marks):
                desk.timing.marks = frozenset(marks)
            self._menus.open(where, "", time, None if row is None else row.lane)


def _select(desk: Desk, row: Row) -> None:
    """Select an object or a property by its label; an object that is selected is let go."""
    if row.lane is not None:
        desk.selected = row.lane.path
        if imgui.is_mouse_double_clicked(0):
            desk.timing.marks = frozenset(row.lane.marks)
    else:
        desk.selected = () if desk.selected == row.table else row.table


def _told(scene: Scene, mark: Mark) -> str:
    """Return the name of a property, and its value at a keyframe as it is written, with its easing."""
    name = dotted(mark.path)
    if mark.number is None:
        return f"{name} = {scene.documents.written(mark.path)}"
    text = f"{name} = {scene.documents.written((*mark.path, mark.number, 'v'))}"
    track = value_at(scene, mark.path)
    last = not isinstance(track, Track) or mark.number + 1 >= len(track.keys) or track.kind == "step"
    return text if last else f"{text}   {track.keys[mark.number].ease}"
