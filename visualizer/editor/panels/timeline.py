"""Timeline: shots, captions, markers and keyframes over time, to see, select and move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from imgui_bundle import imgui

from visualizer.editor import key_actions
from visualizer.editor.canvas import Canvas
from visualizer.editor.counts import Counts
from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import time_of, value_at
from visualizer.editor.lanes import Lane, Mark
from visualizer.editor.panel import Panel
from visualizer.editor.time_view import WHEEL_PAN, WHEEL_ZOOM, Snap, TimeView
from visualizer.editor.timeline_gestures import FAR, Gesture
from visualizer.editor.timeline_menus import TimelineMenus
from visualizer.editor.timeline_paint import paint
from visualizer.editor.timeline_places import LABELS, RULER, Places
from visualizer.editor.timeline_rows import ABOVE, Row, marks_in, rows_of
from visualizer.editor.timeline_strips import paint_strips, strips_of
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.timeline.track import Track

_WHEEL_ROWS = 48.0  # points at scale 1, for a step of the wheel
_TOLD = 8  # keyframes that a tooltip tells of


class Timeline(Panel):
    """Shows the film over time."""

    name = "Timeline"
    place = "bottom"

    def __init__(self) -> None:
        self._gesture: Gesture | None = None
        self._count = 0  # of drags, which tells them apart
        self._scroll = 0.0
        self._only = False
        self._near = False
        self._query = ""
        self._menus = TimelineMenus()
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
        timing.view = self._input(desk, scene, places)
        places = replace(places, view=timing.view, scroll=self._scroll)
        paint(desk, scene, places, self._gesture)
        if self._gesture is None and not desk.edits.dragging:
            self._counts.begin(scene)
        paint_strips(desk, scene, places, self._counts)
        if self._counts.counting:
            desk.host.stir()
        self._menus.draw(desk)

    def _places(self, desk: Desk, scene: Scene, canvas: Canvas) -> Places:
        s, timing = desk.scale, desk.timing
        view = timing.view_at(desk.scene, canvas.left + LABELS * s, canvas.width - LABELS * s - 4 * s)
        if desk.session.transport.playing(desk.now) and self._gesture is None:
            view = view.following(desk.time)
        lanes = timing.of(desk.scene) if self._gesture is None else timing.lanes.of(scene)
        shown = (table for table in lanes if table[0] not in ABOVE)
        selected: Path = next((table for table in shown if desk.selected[: len(table)] == table), ())
        rows = self._rows_of(lanes, selected, s, (view.start, view.end) if self._near else None)
        places = Places(canvas, view, rows, self._scroll, strips_of(desk, scene))
        whole = rows[-1].top + rows[-1].height if rows else 0.0
        self._scroll = min(max(self._scroll, 0.0), max(whole - (canvas.bottom - places.rows_top), 0.0))
        return replace(places, scroll=self._scroll)

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
        imgui.text(grid.timecode(frame))
        imgui.same_line()
        imgui.text_disabled(f"frame {frame}")
        imgui.same_line()
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
        _, timing.snapping = imgui.checkbox("Snap", timing.snapping)
        imgui.set_item_tooltip(
            "Times snap to frames, shots, markers and keyframes; hold Ctrl while you drag for none"
        )
        imgui.same_line()
        _, timing.frames = imgui.checkbox("Frames", timing.frames)
        imgui.set_item_tooltip("The ruler counts frames")
        imgui.same_line()
        _, self._only = imgui.checkbox("Selected", self._only)
        imgui.set_item_tooltip("Keyframes of the selected object alone")
        imgui.same_line()
        _, self._near = imgui.checkbox("In view", self._near)
        imgui.set_item_tooltip("Objects with keyframes in the time that is in view alone")
        imgui.same_line()
        if imgui.checkbox("Loop", transport.loop)[0]:
            desk.session.toggle_loop(desk.now)
        imgui.set_item_tooltip("I and O set the ends of what is looped, U loops this shot")
        imgui.same_line()
        if (width := imgui.get_content_region_avail().x) > 60 * desk.scale:
            imgui.set_next_item_width(min(width, 160 * desk.scale))
            _, self._query = imgui.input_text_with_hint("##find", "Find a property", self._query)

    # The mouse

    def _input(self, desk: Desk, scene: Scene, places: Places) -> TimeView:
        """Handle the mouse and keys. Return the view."""
        io, view = imgui.get_io(), places.view
        x, y = places.canvas.mouse
        hovered = imgui.is_item_hovered()
        if hovered:
            view = self._wheel(places, x, y)
            if imgui.is_mouse_clicked(0):
                self._press(desk, scene, places, x, y)
            elif imgui.is_mouse_clicked(2):
                self._gesture = Gesture("pan", scene, (x, y))
            elif imgui.is_mouse_clicked(1) and x >= view.left:
                self._ask(desk, scene, places, x, y)
        gesture = self._gesture
        if gesture is None:
            if hovered:
                self._point(scene, places, x, y)
                key_actions.act_on_keys(desk)
        elif gesture.kind == "pan":
            view = view.panned(-io.mouse_delta.x)
            self._scroll -= io.mouse_delta.y
        elif gesture.far or abs(x - gesture.start[0]) + abs(y + self._scroll - gesture.start[1]) >= FAR:
            gesture.far = True
            self._move(desk, gesture, places, x, y)
        # A button may be let go in the frame in which the mouse has moved last.
        if gesture is not None and not (imgui.is_mouse_down(0) or imgui.is_mouse_down(2)):
            self._let_go(desk, places, x, y)
        return view

    def _wheel(self, places: Places, x: float, y: float) -> TimeView:
        """Zoom with the wheel, pan with Shift; over keyframes scroll, and zoom with Ctrl."""
        io, view = imgui.get_io(), places.view
        way, aside = io.mouse_wheel, io.mouse_wheel_h
        if io.key_shift:
            way, aside = 0.0, way or aside
        if aside:
            view = view.panned(-aside * WHEEL_PAN * view.width)
        if way and places.where(y) == "keys" and not io.key_ctrl:
            self._scroll -= way * _WHEEL_ROWS * places.scale
        elif way:
            view = view.zoomed(WHEEL_ZOOM**way, max(x, view.left))
        return view

    def _press(self, desk: Desk, scene: Scene, places: Places, x: float, y: float) -> None:
        """Begin what a press of the left button begins."""
        view, where = places.view, places.where(y)
        place = (x, y + self._scroll)
        if x < view.left:
            if (row := places.row_at(y)) is not None:
                _select(desk, row)
        elif where == "ruler":
            if name := places.marker_at(scene, x, y):
                self._gesture = Gesture.of_marker(scene, place, name)
                return
            session = desk.session
            self._gesture = Gesture(
                "seek", scene, place, resume=session.transport.playing(desk.now), far=True
            )
            session.transport = session.transport.paused(desk.now)
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
            self._press_keys(desk, scene, places, x, y)

    def _press_keys(self, desk: Desk, scene: Scene, places: Places, x: float, y: float) -> None:
        """Begin what a press among the keyframes begins."""
        io, timing, row = imgui.get_io(), desk.timing, places.row_at(y)
        toggles, place = io.key_shift or io.key_ctrl, (x, y + self._scroll)
        marks = places.marks_at(x, y)
        if not marks:
            lane = None if row is None else row.lane
            if lane is not None and imgui.is_mouse_double_clicked(0):
                key_actions.set_key(
                    desk, lane, self._snapped(desk, scene, places, places.view.time_at(x)).time
                )
                return
            timing.marks = timing.marks if toggles else frozenset()
            self._gesture = Gesture("box", scene, place, marks=timing.marks)
            return
        if toggles:
            timing.marks ^= frozenset(marks)
        elif not timing.marks.issuperset(marks):
            timing.marks = frozenset(marks)
        if row is not None and row.lane is not None:
            desk.selected = row.lane.path
        if timing.marks.issuperset(marks) and key_actions.may_change(desk, timing.marks):
            self._gesture = Gesture.of_keys(scene, place, marks[0], timing.marks, scale=io.key_alt)

    def _move(self, desk: Desk, gesture: Gesture, places: Places, x: float, y: float) -> None:
        """Go on with what is being done."""
        view = places.view
        if gesture.kind == "box":
            left, right = sorted((gesture.start[0], x))
            top, bottom = sorted((gesture.start[1], y + self._scroll))
            box = (left, top - places.rows_top, right, bottom - places.rows_top)
            desk.timing.marks = gesture.marks | frozenset(marks_in(places.rows, view, box))
            return
        if gesture.kind == "seek":
            key_actions.seek(
                desk, self._snapped(desk, gesture.scene, places, view.time_at(x), playhead=False)
            )
            return
        meant = float(gesture.anchor) + (x - gesture.start[0]) / view.scale
        gesture.ripple = imgui.get_io().key_shift
        gesture.snap = self._snapped(desk, gesture.scene, places, meant, without=gesture.marks)
        try:
            change, name = gesture.moved(gesture.snap.time - gesture.anchor)
        except EditError as error:
            desk.say(str(error))
            return
        if change.splices or gesture.change is not None:
            gesture.change = change
            desk.drag(change, name, ("timeline", self._count))

    def _let_go(self, desk: Desk, places: Places, x: float, y: float) -> None:
        """End what was done."""
        gesture, self._gesture = self._gesture, None
        assert gesture is not None
        timing, io = desk.timing, imgui.get_io()
        if gesture.change is not None:
            self._count += 1
            desk.drop()
            if gesture.kind in ("keys", "scale"):
                timing.marks = gesture.change.marks
        elif gesture.kind == "keys" and not gesture.far and not (io.key_shift or io.key_ctrl):
            timing.marks = frozenset(places.marks_at(x, y)) or timing.marks
        if gesture.resume:
            desk.session.transport = desk.session.transport.played(desk.now)

    def _snapped(
        self,
        desk: Desk,
        scene: Scene,
        places: Places,
        time: float,
        *,
        without: Iterable[Mark] = (),
        playhead: bool = True,
    ) -> Snap:
        taken = set(without)
        seen = [at for row in places.seen for at, marks in row.marks.items() if not taken.issuperset(marks)]
        return desk.timing.snapped(
            scene,
            places.view,
            time,
            places.scale,
            without=taken,
            playhead=desk.time if playhead else None,
            keys=seen,
            free=imgui.get_io().key_ctrl,
        )

    def _point(self, scene: Scene, places: Places, x: float, y: float) -> None:
        """Tell what is under the mouse: a cursor at edges, a tooltip of what is cut off, and of the values of keyframes."""
        where = places.where(y)
        if x < places.view.left:
            return
        if where in ("shots", "captions") and (found := places.bar_at(scene, x, y)) is not None:
            bar, part = found
            if part != "body" and not (where == "shots" and bar.start <= 0.0):
                imgui.set_mouse_cursor(imgui.MouseCursor_.resize_ew)
            length = bar.end - bar.start
            imgui.set_tooltip(f"{bar.name}\n{bar.start:.3f} to {bar.end:.3f} s, {length:.3f} s long")
        elif where == "ruler" and (name := places.marker_at(scene, x, y)):
            imgui.set_tooltip(f"{name}, {scene.moment(name):.3f} s")
        elif where == "keys" and (marks := places.marks_at(x, y)):
            lines = [
                f"{float(time_of(scene, marks[0])):.3f} s",
                *(_told(scene, mark) for mark in marks[:_TOLD]),
            ]
            imgui.set_tooltip("\n".join(lines))

    def _ask(self, desk: Desk, scene: Scene, places: Places, x: float, y: float) -> None:
        """Open the menu of what is under the mouse."""
        where = places.where(y)
        time = float(self._snapped(desk, scene, places, places.view.time_at(x)).time)
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
