"""Gizmos: handles in the picture that move, turn and size what is selected, by ImGuizmo. What they do is a change of
the text."""

from __future__ import annotations

import ctypes
import math

import numpy as np
from imgui_bundle import imgui
from imgui_bundle.imguizmo import im_guizmo
from numpy.typing import NDArray

from visualizer.editor import style, writing
from visualizer.editor.desk import Desk
from visualizer.editor.held import Held, axes_of, held
from visualizer.editor.motions import Placements, moved, scaled, turned
from visualizer.editor.widgets import packed
from visualizer.errors import VisualizerError
from visualizer.player.editing import Sight
from visualizer.player.gizmo import Mode
from visualizer.scene.document import EditError
from visualizer.scene.paths import dotted
from visualizer.transforms import inverse

Array = NDArray[np.float64]

SNAP_DEGREES, SNAP_FACTOR = 15.0, 0.1
"""Steps of a turn and of a factor of the size while Ctrl is held."""
_SNAP_POINTS = (
    24.0  # points at scale 1: a step of a movement is the power of ten of metres that is nearest to so many
)
_SIZE = 72.0  # points at scale 1: length of the handles
_ARROW, _HEAD = 110.0, 14.0  # points at scale 1: length of a direction's arrow, and of its head
_NEAR, _FAR = 1e-2, 1e7  # of the handles' own projection, in distances of what is held
_COLOURS = {
    (170, 0, 0): (235, 64, 52),
    (0, 170, 0): (46, 145, 54),
    (0, 0, 170): (62, 124, 240),
    (64, 64, 64): (150, 150, 150),
}
"""Colours of ImGuizmo, which Python cannot set, and those that are drawn: each is at least 3.5 to 1 before black and
before white."""


class Gizmos:
    """The handles of what is selected. shown: whether they are in the picture. holding: whether the mouse drags one."""

    def __init__(self) -> None:
        self.shown = False
        self._start: Held | None = None  # what is held, as it was when the drag began
        self._axes: Array = np.eye(3)
        self._eye: Array = np.zeros(3)
        self._matrix = im_guizmo.Matrix16()
        self._known: tuple[object, ...] = ()
        self._held: Held | None = None
        self._failed = ""

    @property
    def holding(self) -> bool:
        """Whether the mouse drags a handle."""
        return self._start is not None

    @property
    def over(self) -> bool:
        """Whether the mouse is over a handle, or drags one."""
        return self.holding or (self.shown and im_guizmo.is_over())

    def draw(self, desk: Desk, sight: Sight | None) -> None:
        """Draw the handles over the picture, within a frame of Dear ImGui, and change what they are dragged by. sight:
        of the picture."""
        mode, before, self.shown = desk.session.gizmo, self._start, False
        one = before or self.found(desk)
        if one is not None:
            mode = one.mode(mode)
        desk.gizmo = mode
        desk.refusal = self._failed
        if one is not None and mode and not self._failed:
            desk.refusal = "" if desk.may_change(one.path) else f"{dotted(one.path)} is locked in the outline"
            desk.refusal = desk.refusal or one.refusals.get(mode, "")
        if one is None or not mode or desk.refusal or sight is None or desk.session.comparing:
            self._end(desk)
            return
        distance = float(np.linalg.norm(one.origin - sight.camera.eye))
        if distance <= 1e-9:
            self._end(desk)
            return
        self.shown = True
        self._manipulate(desk, sight, one, mode, distance)

    def found(self, desk: Desk) -> Held | None:
        """Return what is selected, at the playhead; None for what has no place in the world."""
        session = desk.session
        through = "" if session.free is not None else desk.scene.shot_at(desk.time).camera
        known = (desk.scene, desk.selected, desk.time, through)
        if known != self._known:
            self._known, self._failed = known, ""
            try:
                self._held = held(desk.scene, desk.fields, desk.selected, desk.time, through)
            except VisualizerError as error:  # of an actor's code, which the picture shows too
                self._held, self._failed = None, str(error)
        return self._held

    def _manipulate(self, desk: Desk, sight: Sight, one: Held, mode: Mode, distance: float) -> None:
        if self._start is None:
            self._axes, self._eye = _axes_of(desk, sight, one, mode), sight.camera.eye
            # About the eye: far from the middle of the world, the 32 bits of ImGuizmo's numbers are too few.
            self._matrix = _packed(self._axes, one.origin - self._eye)
        left, top, right, bottom = sight.box
        drawing = imgui.get_background_draw_list()
        im_guizmo.begin_frame()
        im_guizmo.set_drawlist(drawing)
        im_guizmo.set_orthographic(False)
        im_guizmo.allow_axis_flip(False)
        im_guizmo.set_rect(left, top, right - left, bottom - top)
        im_guizmo.set_gizmo_size_clip_space(2.0 * _SIZE * desk.scale / (right - left))
        style = im_guizmo.get_style()
        style.translation_line_thickness = style.scale_line_thickness = 3.0 * desk.scale
        style.translation_line_arrow_size = style.scale_line_circle_size = 6.0 * desk.scale
        style.rotation_line_thickness = style.rotation_outer_line_thickness = 2.5 * desk.scale
        style.center_circle_size = 5.0 * desk.scale
        first = drawing.vtx_buffer.size()
        drawing.push_clip_rect((left, top), (right, bottom), True)
        self._point(desk, sight, distance)
        snap = self._snap(desk, sight, mode, distance) if imgui.get_io().key_ctrl else None
        view = np.eye(4)
        view[:3, :3] = sight.camera.camera_from_world[:3, :3]
        changed = im_guizmo.manipulate(
            _matrix16(view),
            _matrix16(_projection(sight, distance)),
            _operation(mode, one),
            im_guizmo.MODE.local,  # of the axes that the matrix has
            self._matrix,
            None,
            snap,
        )
        drawing.pop_clip_rect()
        _recolour(drawing, first)
        using = im_guizmo.is_using()
        if using and self._start is None:
            self._start = one
            desk.session.stop(desk.now)
        if changed and self._start is not None:  # the last movement may come in one frame with the end
            self._apply(desk, mode, sight.metres_per_point(distance))
        if not using:
            self._end(desk)

    def _point(self, desk: Desk, sight: Sight, distance: float) -> None:
        """Draw the direction of what is held as an arrow, as it is now."""
        one = self.found(desk)
        way = None if one is None else one.pointed
        if one is None or way is None:
            return
        long = _ARROW * desk.scale * sight.metres_per_point(distance)
        (from_x, from_y, near), (x, y, far) = sight.places(np.array([one.origin, one.origin + long * way]))
        if min(near, far) < sight.camera.near:
            return
        drawing, s = imgui.get_background_draw_list(), desk.scale
        extent = math.hypot(x - from_x, y - from_y)
        if extent > _HEAD * s:
            right, down = (x - from_x) / extent, (y - from_y) / extent
        else:  # it points to the eye or away from it
            drawing.add_circle((from_x, from_y), _HEAD * s, packed(style.KEYED), 0, 2.0 * s)
            return
        base = x - _HEAD * s * right, y - _HEAD * s * down
        wide = 0.45 * _HEAD * s
        for colour, thick in ((style.GROUND, 6.0), (style.KEYED, 3.0)):
            drawing.add_line((from_x, from_y), base, packed(colour), thick * s)
        drawing.add_triangle_filled(
            (x, y),
            (base[0] - wide * down, base[1] + wide * right),
            (base[0] + wide * down, base[1] - wide * right),
            packed(style.KEYED),
        )

    def _apply(self, desk: Desk, mode: Mode, pixel: float) -> None:
        start = self._start
        assert start is not None
        gesture = ("gizmo", start.path)
        scene = desk.scene_before(gesture)
        now = np.array(self._matrix.values, float).reshape(4, 4).T
        if mode == "move":
            step = min(10.0 ** math.floor(math.log10(pixel)), 0.1)
            values = moved(scene, start, now[:3, 3] + self._eye - start.origin, step)
        elif mode == "turn":
            values = turned(scene, start, _turn(now[:3, :3], self._axes))
        else:
            values = scaled(scene, start, np.linalg.norm(now[:3, :3], axis=0))
        drag(desk, values, start.time, gesture)

    def _snap(self, desk: Desk, sight: Sight, mode: Mode, distance: float) -> im_guizmo.Matrix3:
        step = {"turn": SNAP_DEGREES, "scale": SNAP_FACTOR}.get(mode) or snap_metres(desk, sight, distance)
        return im_guizmo.Matrix3([step] * 3)

    def _end(self, desk: Desk) -> None:
        if self._start is not None:
            self._start = None
            desk.drop()


def drag(desk: Desk, values: Placements, time: float, gesture: tuple[object, ...]) -> None:
    """Change the text so that properties have values at a time, s: a step of a drag in the picture, which the next of
    the same gesture replaces."""
    if not values:
        return
    scene = desk.scene_before(gesture)
    name = " and ".join(dotted(field.path) for field, _ in values)
    try:
        desk.drag(writing.values_written(scene, values, time), name, gesture)
    except EditError as error:
        desk.say(str(error))


def snap_metres(desk: Desk, sight: Sight, distance: float) -> float:
    """Return the step of a movement while Ctrl is held, metres: a power of ten that fits what is so far away."""
    wanted = _SNAP_POINTS * desk.scale * sight.metres_per_point(distance)
    step: float = 10.0 ** round(math.log10(wanted))
    return step


def _axes_of(desk: Desk, sight: Sight, one: Held, mode: Mode) -> Array:
    """Return the axes of the handles, (3, 3). Sizes are along those of what is held, a heading is about its
    parent's."""
    if mode == "turn" and one.heading is not None:
        return axes_of(one.world_from_parent)
    if mode == "scale" or desk.session.axes == "local":
        axes: Array = one.world_from_object[:3, :3]
        return axes
    return inverse(sight.camera.camera_from_world)[:3, :3] if desk.session.axes == "camera" else np.eye(3)


def _turn(after: Array, before: Array) -> Array:
    """Return the rotation, (3, 3), from one set of axes to another, without the errors of 32 bits."""
    left, _, right = np.linalg.svd(after @ before.T)
    found: Array = left @ right
    return found


def _operation(mode: Mode, one: Held) -> im_guizmo.OPERATION:
    """Return the handles of a mode: of the size, those of the axes along which there is one."""
    operation = im_guizmo.OPERATION
    if mode != "scale":
        whole = operation.rotate_y if one.heading is not None else operation.rotate
        return operation.translate if mode == "move" else whole
    axes = {axis for _, along in one.sizes for axis in along}
    if len(axes) == 3:
        return operation.scale
    each = (operation.scale_x, operation.scale_y, operation.scale_z)
    number = 0
    for axis in sorted(axes):
        number |= int(each[axis])
    return operation(number)


def _projection(sight: Sight, distance: float) -> Array:
    """Return clip_from_camera of OpenGL with the field of view of the picture; its planes are about what is held."""
    left, top, right, bottom = sight.box
    near, far = _NEAR * distance, _FAR * distance
    scale = 1.0 / math.tan(math.radians(sight.camera.fov) / 2.0)
    found = np.zeros((4, 4))
    found[0, 0], found[1, 1] = scale * (bottom - top) / (right - left), scale
    found[2, 2], found[2, 3], found[3, 2] = (far + near) / (near - far), 2.0 * far * near / (near - far), -1.0
    return found


def _packed(axes: Array, origin: Array) -> im_guizmo.Matrix16:
    found = np.eye(4)
    found[:3, :3], found[:3, 3] = axes, origin
    return _matrix16(found)


def _matrix16(matrix: Array) -> im_guizmo.Matrix16:
    return im_guizmo.Matrix16([float(number) for number in matrix.T.ravel()])


def _recolour(drawing: imgui.ImDrawList, first: int) -> None:
    """Give what was drawn since the vertex `first` the colours of `_COLOURS`."""
    count = drawing.vtx_buffer.size() - first
    if count <= 0:
        return
    size = imgui.VERTEX_SIZE
    address = drawing.vtx_buffer.data_address() + first * size
    raw = (ctypes.c_ubyte * (count * size)).from_address(address)
    colours = np.ctypeslib.as_array(raw).reshape(count, size)[
        :, size - 4 : size - 1
    ]  # the last four bytes: red to alpha
    old = colours.copy()
    for before, after in _COLOURS.items():
        colours[(old == before).all(axis=1)] = after
