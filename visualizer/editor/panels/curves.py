"""Curves: the properties of what is selected as curves over time, with keyframes and handles to drag."""

from __future__ import annotations

from imgui_bundle import imgui

from visualizer.editor import key_actions, style, widgets
from visualizer.editor.canvas import Canvas
from visualizer.editor.curve_gestures import CurveGesture, nearest
from visualizer.editor.curve_paint import GRIP, LABELS, LINE, RULER, CurvePlaces, paint_curves, paint_names
from visualizer.editor.curve_shapes import Curve, Scaled, ValueView, curve_of, shown_paths
from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import Change
from visualizer.editor.lanes import Lane, Mark
from visualizer.editor.style import FAR
from visualizer.editor.time_panel import TimePanel
from visualizer.editor.time_view import WHEEL_ZOOM, TimeView
from visualizer.editor.timeline_menus import TimelineMenus
from visualizer.scene.paths import Path, dotted

_REACH = 6.0  # points within which a value snaps to that of another keyframe, at scale 1


class Curves(TimePanel[CurveGesture, CurvePlaces]):
    """Draws the curves of properties."""

    name = "Curves"
    place = "bottom"

    def __init__(self) -> None:
        super().__init__(CurveGesture)
        self._normalised = False
        self._hidden: set[Path] = set()
        self._values = ValueView(0.0, 1.0, 0.0, 1.0)
        self._fitted: tuple[object, ...] | None = None  # what the values were fitted to
        self._known: dict[int, Curve] = {}
        self._listed: list[Path] = []
        self._menus = TimelineMenus()

    def draw(self, desk: Desk) -> None:
        """Draw the tools, and the curves below them."""
        self._tools(desk)
        s = desk.scale
        canvas = Canvas.here(desk.host.fonts, s)
        if canvas.height < 4 * RULER * s or canvas.width < 2 * LABELS * s:
            return
        lanes = [lane for own in desk.timing.of(desk.scene).values() for lane in own]
        # While keyframes are dragged, they are drawn where they are dragged to, and the curves as they have become.
        names = shown_paths(lanes, desk.selected, desk.timing.marks)
        curves = self._curves(lanes, names)
        self._listed = [path for path in names if path in curves or path in self._hidden]
        places = self._places(desk, canvas, curves)
        canvas.take()
        self._input(desk, places)
        places = self._places(desk, canvas, curves)
        if curves or self._hidden & set(names):
            marks, time = desk.timing.marks, desk.time
            paint_curves(places, marks, self._gesture, time, frames=desk.timing.frames)
            units = {lane.path: (lane.declaration.unit or "") if lane.declaration else "" for lane in lanes}
            paint_names(places, self._hidden, self._listed, desk.selected, units, time)
        else:
            name = dotted(desk.table)
            text = f"{name} has no keyframes with curves. " if name else ""
            text += "Select an object or a property with keyframes, in the timeline or the outline"
            canvas.text(canvas.left + 8 * s, canvas.top + RULER * s, text, style.DIM)
        self._menus.draw(desk)

    def _tools(self, desk: Desk) -> None:
        timing = desk.timing
        if imgui.button("Fit"):
            self._fitted, timing.view = None, self._times_in_view(desk)
        imgui.set_item_tooltip("Show all keyframes of these curves")
        imgui.same_line()
        before = self._normalised
        _, self._normalised = widgets.checkbox("Normalised", self._normalised)
        if self._normalised != before:
            self._fitted = None
        imgui.set_item_tooltip("Draw each property from its least value to its largest")
        imgui.same_line()
        _, timing.snapping = widgets.checkbox("Snap", timing.snapping)
        imgui.set_item_tooltip("Times and values snap; hold Ctrl while you drag for none")
        imgui.same_line()
        keys = key_actions.keys_of(desk)
        imgui.begin_disabled(not keys)
        if imgui.button("Easing"):
            imgui.open_popup("easings")
        imgui.set_item_tooltip("The easing from each selected keyframe to its next")
        imgui.end_disabled()
        self._menus.draw_easings(desk, "easings")
        imgui.same_line()
        imgui.text_disabled(
            "Drag keyframes, handles; double click sets a keyframe; wheel zooms, with Ctrl the values"
        )

    def _times_in_view(self, desk: Desk) -> TimeView | None:
        lanes = [lane for own in desk.timing.of(desk.scene).values() for lane in own]
        names = shown_paths(lanes, desk.selected, desk.timing.marks)
        times = [time for lane in lanes if lane.path in names for time in lane.times]
        if not times:
            return None
        view = desk.timing.view_at(desk.scene, 0.0, 1.0)
        return view.fitted(min(times), max(max(times), min(times) + 0.5))

    def _curves(self, lanes: list[Lane], names: list[Path]) -> dict[Path, Curve]:
        """Return the curves to draw, by path. That of a lane is worked out once."""
        known, found = {}, {}
        wanted = set(names)
        for lane in lanes:
            if lane.path not in wanted:
                continue
            curve = self._known.get(id(lane))
            if curve is None or curve.lane is not lane:
                curve = curve_of(lane)
            if curve is not None:
                known[id(lane)] = curve
                if lane.path not in self._hidden:
                    found[lane.path] = curve
        self._known = known
        return found

    def _places(self, desk: Desk, canvas: Canvas, curves: dict[Path, Curve]) -> CurvePlaces:
        s = desk.scale
        view = self._view(desk, canvas, LABELS * s)
        scales = {path: Scaled.of(curve, normalised=self._normalised) for path, curve in curves.items()}
        self._values = self._values.placed(canvas.top + RULER * s, canvas.bottom)
        wanted = (*curves, self._normalised)
        if self._fitted != wanted and curves and self._gesture is None:
            ranges = [
                (scales[path].drawn(low), scales[path].drawn(high))
                for path, curve in curves.items()
                for low, high in [curve.range()]
            ]
            self._values, self._fitted = self._values.fitted(ranges), wanted
        return CurvePlaces(canvas, view, self._values, curves, scales)

    # The mouse

    def _turn(self, places: CurvePlaces, y: float, way: float) -> bool:
        """Zoom values with Ctrl."""
        if not imgui.get_io().key_ctrl:
            return False
        self._values = self._values.zoomed(WHEEL_ZOOM**way, y)
        return True

    def _pan(self, points: float) -> None:
        self._values = self._values.panned(points)

    def _press(self, desk: Desk, places: CurvePlaces, x: float, y: float) -> None:
        timing, io, s, scene = desk.timing, imgui.get_io(), desk.scale, desk.scene
        if x < places.view.left:
            self._press_name(desk, places, x, y)
            return
        if y < places.values.top:
            self._begin_seeking(desk, x, y)
            return
        handles = places.handles(timing.marks)
        number = nearest([place for place, _ in handles], x, y, GRIP * s)
        keys = places.key_places()
        taken = nearest([place for place, _, _ in keys], x, y, GRIP * s)
        if number is not None and taken is None:
            if not key_actions.may_change(desk, [handles[number][1].mark]):
                return
            gesture = self._begin("handle", scene, x, y)
            gesture.curves, gesture.handle = places.curves, handles[number][1]
            return
        toggles = io.key_shift or io.key_ctrl
        if taken is None:
            if imgui.is_mouse_double_clicked(0) and (path := self._curve_at(places, x, y)) is not None:
                lane = places.curves[path].lane
                key_actions.set_key(desk, lane, self._snapped(desk, places, places.view.time_at(x)).time)
                return
            timing.marks = timing.marks if toggles else frozenset()
            self._begin("box", scene, x, y, timing.marks)
            return
        _, mark, component = keys[taken]
        if toggles and io.key_ctrl:
            timing.marks ^= {mark}
        elif mark not in timing.marks:
            timing.marks = timing.marks | {mark} if toggles else frozenset({mark})
        marks = frozenset(one for one in timing.marks if one.path in places.curves)
        if mark in marks and key_actions.may_change(desk, marks):
            gesture = self._begin("keys", scene, x, y, marks)
            gesture.curves, gesture.taken, gesture.component = places.curves, mark, component

    def _press_name(self, desk: Desk, places: CurvePlaces, x: float, y: float) -> None:
        """Show or hide a property by its colour; select it by its name."""
        top = places.values.top
        for path in self._listed:
            if top <= y < top + LINE * desk.scale:
                if x < places.canvas.left + 14 * desk.scale:
                    self._hidden ^= {path}
                else:
                    self._hidden.discard(path)
                    desk.selected = path[:2] if desk.selected == path else path
                return
            shown = places.single and path in places.curves
            top += LINE * desk.scale * (1 + (places.curves[path].size if shown else 0))

    def _within(self, gesture: CurveGesture, places: CurvePlaces, x: float, y: float) -> set[Mark]:
        left, right = sorted((gesture.start[0], x))
        top, bottom = sorted((gesture.start[1], y))
        return {mark for (a, b), mark, _ in places.key_places() if left <= a <= right and top <= b <= bottom}

    def _dragged(
        self, desk: Desk, gesture: CurveGesture, places: CurvePlaces, x: float, y: float
    ) -> tuple[Change, str]:
        if gesture.handle is not None:
            return gesture.bent(places.view.time_at(x), places.value_at(gesture.handle.mark.path, y))
        free = imgui.get_io().key_ctrl or not desk.timing.snapping
        assert gesture.taken is not None
        path = gesture.taken.path
        anchor, value = gesture.anchor
        across, along = abs(x - gesture.start[0]), abs(y - gesture.start[1])
        only = imgui.get_io().key_shift
        by, rise = gesture.by * 0, 0.0
        if not only or across >= along:
            meant = float(anchor) + (x - gesture.start[0]) / places.view.scale
            gesture.snap = self._snapped(desk, places, meant, without=gesture.marks)
            by = gesture.snap.time - anchor
        if (not only or along > across) and along >= FAR and not gesture.curves[path].labels:
            scale = places.scales[path]
            drawn = scale.drawn(value) - (y - gesture.start[1]) * places.values.step
            curve = gesture.curves[path]
            others = [
                float(scale.drawn(curve.values[number, gesture.component]))
                for number in range(len(curve.times))
                if Mark(path, number) not in gesture.marks
            ]
            snapped = places.values.snapped(drawn, others, _REACH * desk.scale, snaps=not free)
            rise = round(scale.value(snapped) - value, 9)
        return gesture.moved(by, rise)

    def _clicked(self, desk: Desk, gesture: CurveGesture, places: CurvePlaces, x: float, y: float) -> None:
        if gesture.taken is not None:
            desk.timing.marks = frozenset({gesture.taken})

    def _ask(self, desk: Desk, places: CurvePlaces, x: float, y: float) -> None:
        """Open the menu of the keyframe or the curve under the mouse."""
        keys = places.key_places()
        taken = nearest([place for place, _, _ in keys], x, y, GRIP * desk.scale)
        if taken is not None and keys[taken][1] not in desk.timing.marks:
            desk.timing.marks = frozenset({keys[taken][1]})
        path = keys[taken][1].path if taken is not None else self._curve_at(places, x, y)
        lane = None if path is None else places.curves[path].lane
        time = float(self._snapped(desk, places, places.view.time_at(x)).time)
        self._menus.open("keys", "", time, lane)

    def _curve_at(self, places: CurvePlaces, x: float, y: float) -> Path | None:
        """Return the path of the curve that is nearest to a place, if it is near."""
        import numpy as np

        time = np.array([places.view.time_at(x)])
        found = [
            (abs(places.at(path, float(time[0]), float(value))[1] - y), path)
            for path, curve in places.curves.items()
            for value in curve.sampled(time)[0]
        ]
        near = [one for one in found if one[0] <= 2 * GRIP * places.canvas.scale]
        return min(near, key=lambda one: one[0])[1] if near else None

    def _seen(self, places: CurvePlaces, without: frozenset[Mark]) -> list[float]:
        return [
            time
            for path, curve in places.curves.items()
            for number, time in enumerate(curve.times)
            if Mark(path, number) not in without
        ]
