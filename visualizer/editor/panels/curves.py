"""Curves: the properties of what is selected as curves over time, with keyframes and handles to drag."""

from __future__ import annotations

from imgui_bundle import imgui

from visualizer.editor import key_actions, style
from visualizer.editor.canvas import Canvas
from visualizer.editor.curve_gestures import CurveGesture, nearest
from visualizer.editor.curve_paint import GRIP, LABELS, LINE, RULER, CurvePlaces, paint_curves, paint_names
from visualizer.editor.curve_shapes import Curve, Scaled, ValueView, curve_of, shown_paths
from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import Change
from visualizer.editor.lanes import Lane, Mark
from visualizer.editor.panel import Panel
from visualizer.editor.time_view import WHEEL_PAN, WHEEL_ZOOM, Snap, TimeView
from visualizer.editor.timeline_gestures import FAR
from visualizer.editor.timeline_menus import TimelineMenus
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene

_REACH = 6.0  # points within which a value snaps to that of another keyframe, at scale 1


class Curves(Panel):
    """Draws the curves of properties."""

    name = "Curves"
    place = "bottom"

    def __init__(self) -> None:
        self._gesture: CurveGesture | None = None
        self._count = 0  # of drags, which tells them apart
        self._normalised = False
        self._hidden: set[Path] = set()
        self._values = ValueView(0.0, 1.0, 0.0, 1.0)
        self._fitted: tuple[object, ...] | None = None  # what the values were fitted to
        self._known: dict[int, Curve] = {}
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
        places = self._places(desk, canvas, curves)
        canvas.take()
        self._input(desk, places, [path for path in names if path in curves or path in self._hidden])
        places = self._places(desk, canvas, curves)
        if curves or self._hidden & set(names):
            marks, time = desk.timing.marks, desk.time
            paint_curves(places, marks, self._gesture, time, frames=desk.timing.frames)
            listed = [path for path in names if path in curves or path in self._hidden]
            units = {lane.path: (lane.declaration.unit or "") if lane.declaration else "" for lane in lanes}
            paint_names(places, self._hidden, listed, desk.selected, units, time)
        else:
            text = "Select an object or a property with keyframes, in the timeline or the outline"
            canvas.text(canvas.left + 8 * s, canvas.top + RULER * s, text, style.DIM)
        self._menus.draw(desk)

    def _tools(self, desk: Desk) -> None:
        timing = desk.timing
        if imgui.button("Fit"):
            self._fitted, timing.view = None, self._times_in_view(desk)
        imgui.set_item_tooltip("Show all keyframes of these curves")
        imgui.same_line()
        before = self._normalised
        _, self._normalised = imgui.checkbox("Normalised", self._normalised)
        if self._normalised != before:
            self._fitted = None
        imgui.set_item_tooltip("Draw each property from its least value to its largest")
        imgui.same_line()
        _, timing.snapping = imgui.checkbox("Snap", timing.snapping)
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
        view = desk.timing.view_at(desk.scene, canvas.left + LABELS * s, canvas.width - LABELS * s - 4 * s)
        if desk.session.transport.playing(desk.now) and self._gesture is None:
            view = view.following(desk.time)
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

    def _input(self, desk: Desk, places: CurvePlaces, names: list[Path]) -> None:
        io, view = imgui.get_io(), places.view
        x, y = places.canvas.mouse
        hovered = imgui.is_item_hovered()
        if hovered:
            view = self._wheel(places, x, y)
            if imgui.is_mouse_clicked(0):
                self._press(desk, places, names, x, y)
            elif imgui.is_mouse_clicked(2):
                self._gesture = CurveGesture("pan", desk.scene, (x, y), places.curves)
            elif imgui.is_mouse_clicked(1) and x >= view.left:
                self._ask(desk, places, x, y)
        gesture = self._gesture
        if gesture is None:
            if hovered:
                key_actions.act_on_keys(desk)
        elif gesture.kind == "pan":
            view = view.panned(-io.mouse_delta.x)
            self._values = self._values.panned(io.mouse_delta.y)
        elif gesture.far or abs(x - gesture.start[0]) + abs(y - gesture.start[1]) >= FAR:
            gesture.far = True
            self._move(desk, gesture, places, x, y)
        # A button may be let go in the frame in which the mouse has moved last.
        if gesture is not None and not (imgui.is_mouse_down(0) or imgui.is_mouse_down(2)):
            self._let_go(desk, gesture)
        desk.timing.view = view

    def _wheel(self, places: CurvePlaces, x: float, y: float) -> TimeView:
        io, view = imgui.get_io(), places.view
        way, aside = io.mouse_wheel, io.mouse_wheel_h
        if io.key_shift:
            way, aside = 0.0, way or aside
        if aside:
            view = view.panned(-aside * WHEEL_PAN * view.width)
        if way and io.key_ctrl:
            self._values = self._values.zoomed(WHEEL_ZOOM**way, y)
        elif way:
            view = view.zoomed(WHEEL_ZOOM**way, max(x, view.left))
        return view

    def _press(self, desk: Desk, places: CurvePlaces, names: list[Path], x: float, y: float) -> None:
        timing, io, s, scene = desk.timing, imgui.get_io(), desk.scale, desk.scene
        if x < places.view.left:
            self._press_name(desk, places, names, x, y)
            return
        if y < places.values.top:
            session = desk.session
            playing = session.transport.playing(desk.now)
            self._gesture = CurveGesture("seek", scene, (x, y), places.curves, resume=playing, far=True)
            session.transport = session.transport.paused(desk.now)
            return
        handles = places.handles(timing.marks)
        number = nearest([place for place, _ in handles], x, y, GRIP * s)
        keys = places.key_places()
        taken = nearest([place for place, _, _ in keys], x, y, GRIP * s)
        if number is not None and taken is None:
            if not key_actions.may_change(desk, [handles[number][1].mark]):
                return
            self._gesture = CurveGesture("handle", scene, (x, y), places.curves, handle=handles[number][1])
            return
        toggles = io.key_shift or io.key_ctrl
        if taken is None:
            if imgui.is_mouse_double_clicked(0) and (path := self._curve_at(places, x, y)) is not None:
                lane = places.curves[path].lane
                key_actions.set_key(
                    desk, lane, self._snapped(desk, scene, places, places.view.time_at(x)).time
                )
                return
            timing.marks = timing.marks if toggles else frozenset()
            self._gesture = CurveGesture("box", scene, (x, y), places.curves, timing.marks)
            return
        _, mark, component = keys[taken]
        if toggles and io.key_ctrl:
            timing.marks ^= {mark}
        elif mark not in timing.marks:
            timing.marks = timing.marks | {mark} if toggles else frozenset({mark})
        marks = frozenset(one for one in timing.marks if one.path in places.curves)
        if mark in marks and key_actions.may_change(desk, marks):
            self._gesture = CurveGesture("keys", scene, (x, y), places.curves, marks, mark, component)

    def _press_name(self, desk: Desk, places: CurvePlaces, names: list[Path], x: float, y: float) -> None:
        """Show or hide a property by its colour; select it by its name."""
        top = places.values.top
        for path in names:
            if top <= y < top + LINE * desk.scale:
                if x < places.canvas.left + 14 * desk.scale:
                    self._hidden ^= {path}
                else:
                    self._hidden.discard(path)
                    desk.selected = path[:2] if desk.selected == path else path
                return
            shown = places.single and path in places.curves
            top += LINE * desk.scale * (1 + (places.curves[path].size if shown else 0))

    def _move(self, desk: Desk, gesture: CurveGesture, places: CurvePlaces, x: float, y: float) -> None:
        view = places.view
        free = imgui.get_io().key_ctrl or not desk.timing.snapping
        if gesture.kind == "box":
            left, right = sorted((gesture.start[0], x))
            top, bottom = sorted((gesture.start[1], y))
            inside = {
                mark for (a, b), mark, _ in places.key_places() if left <= a <= right and top <= b <= bottom
            }
            desk.timing.marks = gesture.marks | inside
            return
        if gesture.kind == "seek":
            key_actions.seek(
                desk, self._snapped(desk, gesture.scene, places, view.time_at(x), playhead=False)
            )
            return
        try:
            if gesture.kind == "handle" and gesture.handle is not None:
                value = places.value_at(gesture.handle.mark.path, y)
                change, name = gesture.bent(view.time_at(x), value)
            else:
                change, name = self._drag(desk, gesture, places, x, y, free=free)
        except EditError as error:
            desk.say(str(error))
            return
        if change.splices or gesture.change is not None:
            gesture.change = change
            desk.drag(change, name, ("curves", self._count))

    def _drag(
        self, desk: Desk, gesture: CurveGesture, places: CurvePlaces, x: float, y: float, *, free: bool
    ) -> tuple[Change, str]:
        assert gesture.taken is not None
        path = gesture.taken.path
        anchor, value = gesture.anchor
        across, along = abs(x - gesture.start[0]), abs(y - gesture.start[1])
        only = imgui.get_io().key_shift
        by, rise = gesture.by * 0, 0.0
        if not only or across >= along:
            meant = float(anchor) + (x - gesture.start[0]) / places.view.scale
            gesture.snap = self._snapped(desk, gesture.scene, places, meant, without=gesture.marks)
            by = gesture.snap.time - anchor
        if (not only or along > across) and abs(y - gesture.start[1]) >= FAR:
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

    def _let_go(self, desk: Desk, gesture: CurveGesture) -> None:
        self._gesture = None
        if gesture.change is not None:
            self._count += 1
            desk.drop()
        elif gesture.kind == "keys" and not gesture.far and gesture.taken is not None:
            io = imgui.get_io()
            if not (io.key_shift or io.key_ctrl):
                desk.timing.marks = frozenset({gesture.taken})
        if gesture.resume:
            desk.session.transport = desk.session.transport.played(desk.now)

    def _ask(self, desk: Desk, places: CurvePlaces, x: float, y: float) -> None:
        """Open the menu of the keyframe or the curve under the mouse."""
        keys = places.key_places()
        taken = nearest([place for place, _, _ in keys], x, y, GRIP * desk.scale)
        if taken is not None and keys[taken][1] not in desk.timing.marks:
            desk.timing.marks = frozenset({keys[taken][1]})
        path = keys[taken][1].path if taken is not None else self._curve_at(places, x, y)
        lane = None if path is None else places.curves[path].lane
        time = float(self._snapped(desk, desk.scene, places, places.view.time_at(x)).time)
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

    def _snapped(
        self,
        desk: Desk,
        scene: Scene,
        places: CurvePlaces,
        time: float,
        *,
        without: frozenset[Mark] = frozenset(),
        playhead: bool = True,
    ) -> Snap:
        keys = [
            at
            for path, curve in places.curves.items()
            for number, at in enumerate(curve.times)
            if Mark(path, number) not in without
        ]
        return desk.timing.snapped(
            scene,
            places.view,
            time,
            places.canvas.scale,
            without=without,
            playhead=desk.time if playhead else None,
            keys=keys,
            free=imgui.get_io().key_ctrl,
        )
