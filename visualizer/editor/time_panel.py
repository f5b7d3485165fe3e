"""Time panel: what panels over time share: the part of the film in view, and how the mouse zooms, pans, seeks, selects
and drags."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

from imgui_bundle import imgui

from visualizer.editor import key_actions
from visualizer.editor.canvas import Canvas
from visualizer.editor.desk import Desk
from visualizer.editor.keyframes import Change
from visualizer.editor.lanes import Mark
from visualizer.editor.panel import Panel
from visualizer.editor.style import FAR
from visualizer.editor.time_gesture import TimeGesture
from visualizer.editor.time_view import WHEEL_PAN, WHEEL_ZOOM, Snap, TimeView
from visualizer.scene.document import EditError
from visualizer.scene.scene import Scene

_EDGE = 4.0  # points to the right of the view, at scale 1


class TimePlaces(Protocol):
    """What is where in a panel over time. view: of time, at the right of the labels."""

    @property
    def canvas(self) -> Canvas: ...  # noqa: D102

    @property
    def view(self) -> TimeView: ...  # noqa: D102


GestureT = TypeVar("GestureT", bound=TimeGesture)
PlacesT = TypeVar("PlacesT", bound=TimePlaces)


class TimePanel(Panel, Generic[GestureT, PlacesT]):
    """A panel over time. A subclass says what a press begins, what a drag changes, and what a box selects."""

    def __init__(self, gestures: type[GestureT]) -> None:
        """Gestures: the class of what is done with the mouse here."""
        self._gestures = gestures
        self._gesture: GestureT | None = None
        self._count = 0  # of drags, which tells them apart
        self._scroll = 0.0  # points that places are scrolled down by

    # What subclasses say

    @abstractmethod
    def _press(self, desk: Desk, places: PlacesT, x: float, y: float) -> None:
        """Begin what a press of the left button begins."""

    @abstractmethod
    def _ask(self, desk: Desk, places: PlacesT, x: float, y: float) -> None:
        """Open the menu of what is under the mouse, right of the labels."""

    @abstractmethod
    def _within(self, gesture: GestureT, places: PlacesT, x: float, y: float) -> set[Mark]:
        """Return the keyframes in the box from the start of a gesture to the mouse."""

    @abstractmethod
    def _dragged(
        self, desk: Desk, gesture: GestureT, places: PlacesT, x: float, y: float
    ) -> tuple[Change, str]:
        """Return the change that a drag makes, and what it is called. Raises EditError."""

    @abstractmethod
    def _seen(self, places: PlacesT, without: frozenset[Mark]) -> list[float]:
        """Return the times of keyframes that can be seen, s, but those `without`."""

    @abstractmethod
    def _clicked(self, desk: Desk, gesture: GestureT, places: PlacesT, x: float, y: float) -> None:
        """Select what was clicked, where keyframes were pressed and not dragged."""

    def _point(self, desk: Desk, places: PlacesT, x: float, y: float) -> None:
        """Tell what is under the mouse."""

    def _turn(self, places: PlacesT, y: float, way: float) -> bool:
        """Do what steps of the wheel do at y, other than to zoom in time. Return whether they do."""
        return False

    def _pan(self, points: float) -> None:
        """Move what is shown down by some points."""

    def _dropped(self, desk: Desk, gesture: GestureT, change: Change) -> None:
        """End a drag that has made a change."""

    # What they share

    def _view(self, desk: Desk, canvas: Canvas, labels: float) -> TimeView:
        """Return the view of time at the right of labels, which follows the playhead. labels: their width, points."""
        left = canvas.left + labels
        view = desk.timing.view_at(desk.scene, left, canvas.right - left - _EDGE * desk.scale)
        if desk.session.transport.playing(desk.now) and self._gesture is None:
            view = view.following(desk.time)
        return view

    def _input(self, desk: Desk, places: PlacesT) -> None:
        """Handle the mouse and keys. Afterwards `Timing.view` is what is to be drawn."""
        desk.timing.view = view = places.view
        x, y = places.canvas.mouse
        hovered = imgui.is_item_hovered()
        if hovered:
            desk.timing.view = view = self._wheel(places, x, y)
        if hovered and self._gesture is None:  # another button does not begin something else during a drag
            if imgui.is_mouse_clicked(0):
                self._press(desk, places, x, y)
            elif imgui.is_mouse_clicked(2):
                self._begin("pan", desk.scene, x, y)
            elif imgui.is_mouse_released(1) and x >= view.left:  # a press closes the menu that is open
                self._ask(desk, places, x, y)
        gesture = self._gesture
        if gesture is None:
            if hovered:
                self._point(desk, places, x, y)
                key_actions.act_on_keys(desk)
            return
        if gesture.kind == "pan":
            moved = imgui.get_io().mouse_delta
            desk.timing.view = view.panned(-moved.x)
            self._pan(moved.y)
        elif gesture.far or abs(x - gesture.start[0]) + abs(y + self._scroll - gesture.start[1]) >= FAR:
            gesture.far = True
            self._move(desk, gesture, places, x, y)
        # A button may be let go in the frame in which the mouse has moved last.
        if not (imgui.is_mouse_down(0) or imgui.is_mouse_down(2)):
            self._let_go(desk, gesture, places, x, y)

    def _begin(
        self, kind: str, scene: Scene, x: float, y: float, marks: frozenset[Mark] = frozenset()
    ) -> GestureT:
        """Begin a gesture at the mouse, and return it."""
        self._gesture = self._gestures(kind, scene, (x, y + self._scroll), marks)
        return self._gesture

    def _begin_seeking(self, desk: Desk, x: float, y: float) -> None:
        """Let the playhead follow the mouse; meanwhile the film stands."""
        session = desk.session
        gesture = self._begin("seek", desk.scene, x, y)
        gesture.resume, gesture.far = session.transport.playing(desk.now), True
        session.transport = session.transport.paused(desk.now)

    def _wheel(self, places: PlacesT, x: float, y: float) -> TimeView:
        """Zoom with the wheel, pan with Shift, or do what the panel does instead of zooming."""
        io, view = imgui.get_io(), places.view
        way, aside = io.mouse_wheel, io.mouse_wheel_h
        if io.key_shift:
            way, aside = 0.0, way or aside
        if aside:
            view = view.panned(-aside * WHEEL_PAN * view.width)
        if way and not self._turn(places, y, way):
            view = view.zoomed(WHEEL_ZOOM**way, max(x, view.left))
        return view

    def _move(self, desk: Desk, gesture: GestureT, places: PlacesT, x: float, y: float) -> None:
        """Go on with what is being done."""
        if gesture.kind == "box":
            desk.timing.marks = gesture.marks | self._within(gesture, places, x, y)
            return
        if gesture.kind == "seek":
            key_actions.seek(desk, self._snapped(desk, places, places.view.time_at(x), playhead=False))
            return
        try:
            change, name = self._dragged(desk, gesture, places, x, y)
        except EditError as error:
            desk.say(str(error))
            return
        if change.splices or gesture.change is not None:
            gesture.change = change
            desk.drag(change, name, (self.name, self._count))

    def _let_go(self, desk: Desk, gesture: GestureT, places: PlacesT, x: float, y: float) -> None:
        """End what was done."""
        self._gesture = None
        io = imgui.get_io()
        if gesture.change is not None:
            self._count += 1
            desk.drop()
            self._dropped(desk, gesture, gesture.change)
        elif gesture.kind == "keys" and not gesture.far and not (io.key_shift or io.key_ctrl):
            self._clicked(desk, gesture, places, x, y)
        if gesture.resume:
            desk.session.transport = desk.session.transport.played(desk.now)

    def _snapped(
        self,
        desk: Desk,
        places: PlacesT,
        time: float,
        *,
        without: Iterable[Mark] = (),
        playhead: bool = True,
    ) -> Snap:
        """Return the time that a time is meant to be, s: during a gesture, in the scene before it."""
        taken = frozenset(without)
        return desk.timing.snapped(
            desk.scene if self._gesture is None else self._gesture.scene,
            places.view,
            time,
            places.canvas.scale,
            without=taken,
            playhead=desk.time if playhead else None,
            keys=self._seen(places, taken),
            free=imgui.get_io().key_ctrl,
        )
