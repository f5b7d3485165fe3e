"""Trails: where what is selected goes, as marks in the picture: a dot for each frame, and its keyframes, which can be
dragged."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from imgui_bundle import imgui
from numpy.typing import NDArray

from visualizer.actors.graph import Snapshot
from visualizer.editor import style, writing
from visualizer.editor.desk import Desk
from visualizer.editor.edits import Make
from visualizer.editor.fields import Field
from visualizer.editor.gizmos import snap_metres
from visualizer.editor.held import Held, place_at
from visualizer.editor.keyframes import valued
from visualizer.editor.lanes import Mark
from visualizer.editor.motions import near
from visualizer.editor.parts import space_of
from visualizer.editor.style import FAR
from visualizer.editor.widgets import packed
from visualizer.errors import VisualizerError
from visualizer.player.editing import Sight
from visualizer.player.layout import clock_text
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene

Array = NDArray[np.float64]

SECONDS = 2.0
"""How long before and after the playhead a trail is shown, within the shot."""
MOST = 96
"""Dots of a trail, at most: of more frames, each second or third one and so on has one."""
_REACH = 8.0  # points at scale 1 from a keyframe's mark at which the mouse takes it
_STILL = 1e-6  # metres: what moves less has no trail
_DOT, _KEY, _RING = 2.0, 6.0, 7.0  # points at scale 1


@dataclass(frozen=True)
class Spot:
    """A place of a trail. time: s. point: (3,) metres, world. key: number of the keyframe that is there, or None."""

    time: float
    point: Array
    key: int | None = None


@dataclass(frozen=True)
class _Grabbed:
    """A keyframe that the mouse holds. mouse: where it was taken, points. scene: that before it was moved."""

    spot: Spot
    field: Field
    mouse: tuple[float, float]
    scene: Scene
    moved: bool = False


class Trails:
    """The trail of what is selected. shown: whether it has keyframes in the picture. holding: whether the mouse drags
    one."""

    def __init__(self) -> None:
        self.shown = False
        self._known: tuple[object, ...] = ()
        self._points: dict[tuple[Scene, Path], dict[float, Array]] = {}
        self._spots: tuple[Spot, ...] = ()
        self._grabbed: _Grabbed | None = None

    @property
    def holding(self) -> bool:
        """Whether the mouse holds a keyframe."""
        return self._grabbed is not None

    def spots(self, desk: Desk, one: Held) -> tuple[Spot, ...]:
        """Return the places of a trail in the order of time, keyframes after the dots; none for what does not move."""
        known = (desk.scene, one.selected, one.time)
        if known != self._known:
            self._known, self._spots = known, ()
            try:
                self._spots = self._found(desk, one)
            except VisualizerError:  # of an actor's code, which the picture shows too
                self._spots = ()
        return self._spots

    def _found(self, desk: Desk, one: Held) -> tuple[Spot, ...]:
        scene, fps = desk.scene, float(desk.scene.film.fps)
        shot = scene.shot_at(one.time)
        start, end = max(shot.start, one.time - SECONDS), min(shot.end, one.time + SECONDS)
        first, last = math.ceil(start * fps - 1e-6), math.floor(end * fps - 1e-6)
        stride = max(1, math.ceil((last - first + 1) / MOST))
        if (scene, one.selected) not in self._points:
            self._points = {(scene, one.selected): {}}
        points = self._points[scene, one.selected]

        def at(time: float) -> Array:
            if time not in points:
                points[time] = place_at(scene, one, time)
            return points[time]

        # Frames whose number is a multiple of the stride, so that dots stay where they are while the film plays.
        dots = [Spot(n / fps, at(n / fps)) for n in range(-(-first // stride) * stride, last + 1, stride)]
        keys: list[Spot] = []
        field = one.position
        if field is not None and field.track is not None and writing.is_keyed(scene, field):
            keys = [
                Spot(time, at(time), number)
                for number, time in enumerate(field.track.times)
                if start - 0.5 / fps <= time <= end + 0.5 / fps
                and not isinstance(field.track.keys[number].value, str)
            ]
        every = np.array([spot.point for spot in (*dots, *keys)])
        if not len(every) or float(np.ptp(every, axis=0).max()) < _STILL:
            return tuple(keys)
        return (*dots, *keys)

    def paint(self, desk: Desk, one: Held | None, sight: Sight | None) -> None:
        """Draw the trail, within a frame of Dear ImGui and below the handles."""
        self.shown = False
        if (
            one is None
            or sight is None
            or not desk.session.gizmo
            or one.looked_through
            or desk.session.comparing
        ):
            return
        left, top, right, bottom = sight.box
        drawing, s = imgui.get_background_draw_list(), desk.scale
        drawing.push_clip_rect((left, top), (right, bottom), True)
        spots = self.spots(desk, one)
        for spot, (x, y, depth) in zip(spots, self._places(spots, sight), strict=True):
            if depth < sight.camera.near or not (left <= x <= right and top <= y <= bottom):
                continue
            if spot.key is None:
                alpha = 0.55 if spot.time < one.time else 1.0
                drawing.add_circle_filled((x, y), (_DOT + 1.0) * s, packed(style.GROUND, 0.6 * alpha))
                drawing.add_circle_filled((x, y), _DOT * s, packed(style.ACCENT, alpha))
            else:
                self.shown = True
                held = self._grabbed is not None and self._grabbed.spot.key == spot.key
                for size, colour in ((_KEY + 1.5, style.GROUND), (_KEY, style.INK if held else style.KEYED)):
                    half = size * s
                    drawing.add_quad_filled(
                        (x - half, y), (x, y - half), (x + half, y), (x, y + half), packed(colour)
                    )
        if spots:
            ((x, y, depth),) = sight.places(one.origin[None])
            if depth >= sight.camera.near:
                drawing.add_circle((x, y), _RING * s, packed(style.GROUND), 0, 4.0 * s)
                drawing.add_circle((x, y), _RING * s, packed(style.INK), 0, 2.0 * s)
        drawing.pop_clip_rect()

    def act(self, desk: Desk, one: Held | None, sight: Sight | None, *, free: bool) -> None:
        """Let the mouse take a keyframe and drag it, after `paint`. free: whether it is over no handle."""
        if self._grabbed is not None:
            self._drag(desk, sight)
            return
        if one is None or sight is None or not self.shown or not free or imgui.get_io().want_capture_mouse:
            return
        mouse = imgui.get_io().mouse_pos
        spot = self._under(desk, one, sight, (mouse.x, mouse.y))
        if spot is None or one.position is None:
            return
        name = dotted(one.position.path)
        imgui.set_tooltip(
            f"Keyframe {(spot.key or 0) + 1} of {name} at {clock_text(spot.time)}\nDrag it; a click goes there"
        )
        if imgui.is_mouse_clicked(0) and desk.may_change(one.path):
            desk.session.stop(desk.now)
            self._grabbed = _Grabbed(spot, one.position, (mouse.x, mouse.y), desk.scene)

    def _under(self, desk: Desk, one: Held, sight: Sight, mouse: tuple[float, float]) -> Spot | None:
        left, top, right, bottom = sight.box
        if not (left <= mouse[0] <= right and top <= mouse[1] <= bottom):
            return None
        spots = [spot for spot in self.spots(desk, one) if spot.key is not None]
        reach = [
            (math.hypot(x - mouse[0], y - mouse[1]), number)
            for number, (x, y, depth) in enumerate(self._places(spots, sight))
            if depth >= sight.camera.near
        ]
        best = min(reach, default=(math.inf, 0))
        return spots[best[1]] if best[0] <= _REACH * desk.scale else None

    def _drag(self, desk: Desk, sight: Sight | None) -> None:
        grabbed = self._grabbed
        assert grabbed is not None
        mouse = imgui.get_io().mouse_pos
        right, down = mouse.x - grabbed.mouse[0], mouse.y - grabbed.mouse[1]
        if sight is not None and (grabbed.moved or math.hypot(right, down) >= FAR):
            grabbed = self._grabbed = replace(grabbed, moved=True)
            self._move(desk, grabbed, sight, right, down)
        if (
            not imgui.is_mouse_down(0) or sight is None
        ):  # after the last movement, which may come in one frame with the end
            self._grabbed = None
            if grabbed.moved:
                desk.drop()
            else:
                desk.seek(grabbed.spot.time)

    @staticmethod
    def _move(desk: Desk, grabbed: _Grabbed, sight: Sight, right: float, down: float) -> None:
        depth = float(sight.places(grabbed.spot.point[None])[0, 2])
        offset = sight.offset(right, down, depth)
        if imgui.get_io().key_ctrl:
            step = snap_metres(desk, sight, depth)
            offset = np.round(offset / step) * step
        try:
            make = moved_key(
                grabbed.scene, grabbed.field, grabbed.spot, offset, 0.1 * sight.metres_per_point(depth)
            )
            desk.drag(
                make, f"key of {dotted(grabbed.field.path)}", ("trail", grabbed.field.path, grabbed.spot.key)
            )
        except (EditError, VisualizerError) as error:
            desk.say(str(error))

    @staticmethod
    def _places(spots: tuple[Spot, ...] | list[Spot], sight: Sight) -> Array:
        if not spots:
            return np.zeros((0, 3))
        return sight.places(np.array([spot.point for spot in spots]))


def moved_key(scene: Scene, field: Field, spot: Spot, offset: Array, fineness: float) -> Make:
    """Return the change that moves a keyframe of a position by an offset, (3,) metres, world. fineness: metres that can
    be seen."""
    track, number = field.track, spot.key
    assert track is not None and number is not None
    old = np.asarray(track.keys[number].value, float)
    parent = space_of(scene, field, Snapshot(scene.graph, spot.time))
    new = old + np.linalg.inv(parent[:3, :3]) @ offset
    step = min(10.0 ** math.ceil(math.log10(max(fineness, 1e-9))), 0.1)
    return valued(scene, {Mark(field.path, number): near(old, new, step)})
