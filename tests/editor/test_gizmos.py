"""Gizmos without a window: handles are dragged by the mouse of Dear ImGui, and the text follows as one step of the
history."""

from pathlib import Path

import numpy as np
import pytest
from imgui_bundle import imgui
from imgui_bundle.imguizmo import im_guizmo
from numpy.typing import NDArray

from tests.editor.benches import Drawn
from tests.player.scenes import TINY, write_tiny
from visualizer.editor.gizmos import Gizmos, _recolour, snap_metres
from visualizer.frame import Camera
from visualizer.player.editing import Host, Sight
from visualizer.player.gizmo import Axes, Gizmo
from visualizer.scene.loading import load
from visualizer.transforms import camera_from_world, rotation

SIZE = (1280, 720)
BOX = (320.0, 20.0, 960.0, 380.0)


pytestmark = pytest.mark.usefixtures("imgui_context")


class Seen(Drawn):
    """Panels with a picture in the middle, in which the box is selected."""

    def __init__(self, folder: Path, text: str = TINY, *, mode: Gizmo = "move", axes: Axes = "world") -> None:
        self.file = write_tiny(folder, text)
        super().__init__(load(self.file), SIZE)
        eye = (3.0, 2.0, 4.0)
        self.sight = Sight(Camera(camera_from_world(eye, (0.0, 0.5, 0.0)), position=eye, fov=45.0), BOX)
        host = self.editor._host
        self.editor._host = Host(host.fonts, host.area, host.written, sight=lambda: self.sight)
        self.desk.selected = ("actor", "box")
        self.session.gizmo, self.session.axes = mode, axes
        self.frame(3)

    def at(self, *point: float) -> tuple[float, float]:
        """Return where a point of the world is in the window."""
        x, y, _ = self.sight.places(np.array([point]))[0]
        return float(x), float(y)

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        ctrl: bool = False,
        at_once: bool = False,
    ) -> None:
        """Drag the mouse. at_once: from the start to the end and let go in one frame, as a slow machine sees it."""
        io = imgui.get_io()
        io.add_key_event(imgui.Key.mod_ctrl, ctrl)
        io.add_mouse_pos_event(*start)
        self.frame(3)
        io.add_mouse_button_event(0, True)
        self.frame(2)
        assert self.editor.holding, "no handle is there"
        for share in () if at_once else (0.25, 0.5, 0.75, 1.0):
            io.add_mouse_pos_event(*(a + share * (b - a) for a, b in zip(start, end, strict=True)))
            self.frame()
            self.editor.advance(self.session, 0.0, ready=True)
        io.add_mouse_pos_event(*end)
        io.add_mouse_button_event(0, False)
        self.frame(2)
        io.add_key_event(imgui.Key.mod_ctrl, False)

    @property
    def pose(self) -> NDArray[np.float64]:
        return self.desk.scene.graph.world_from("box", 0.0)


def handle(seen: Seen, axis: NDArray[np.float64], share: float = 0.6) -> tuple[tuple[float, float], float]:
    """Return where the handle of an axis is, and its length, metres.

    Handles keep their size in the window, so what moves towards the eye goes a little farther than the mouse.
    """
    origin = seen.pose[:3, 3]
    length = (
        72.0
        * seen.desk.scale
        * seen.sight.metres_per_point(float(np.linalg.norm(origin - seen.sight.camera.eye)))
    )
    return seen.at(*(origin + share * length * axis)), length


def test_a_handle_moves_the_box_along_its_axis_alone_as_one_step_that_is_undone(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    start, length = handle(seen, np.array([1.0, 0.0, 0.0]))
    end = seen.at(0.6 * length + 0.5, 0.0, 0.0)
    seen.drag(start, end)
    assert np.allclose(seen.pose[:3, 3], (0.5, 0.0, 0.0), atol=0.05)
    assert "position = [0." in seen.file.read_text() and ", 0.0, 0.0]" in seen.file.read_text()
    assert len(seen.desk.edits.done) == 1
    seen.editor.act("undo", seen.session, 0.0)
    assert seen.file.read_text() == TINY


def test_a_drag_that_ends_in_the_frame_in_which_it_moves_is_not_lost(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    start, length = handle(seen, np.array([1.0, 0.0, 0.0]))
    seen.drag(start, seen.at(0.6 * length + 0.5, 0.0, 0.0), at_once=True)
    assert np.allclose(seen.pose[:3, 3], (0.5, 0.0, 0.0), atol=0.05) and len(seen.desk.edits.done) == 1


def test_ctrl_moves_in_steps(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    start, length = handle(seen, np.array([0.0, 1.0, 0.0]))
    distance = float(np.linalg.norm(seen.sight.camera.eye))
    step = snap_metres(seen.desk, seen.sight, distance)
    seen.drag(start, seen.at(0.0, 0.6 * length + 0.53, 0.0), ctrl=True)
    moved = seen.pose[1, 3]
    assert moved > 0.0 and moved == pytest.approx(round(moved / step) * step, abs=1e-9)


def test_local_axes_are_those_of_what_is_selected_and_camera_axes_those_of_the_picture(
    tmp_path: Path,
) -> None:
    turned = TINY.replace('kind = "shape"', 'kind = "shape"\nrotation = [45, 0, 0]')
    seen = Seen(tmp_path, turned, axes="local")
    axis = seen.pose[:3, 0].copy()
    start, length = handle(seen, axis)
    seen.drag(start, seen.at(*((0.6 * length + 0.4) * axis)))
    assert np.allclose(seen.pose[:3, 3], 0.4 * axis, atol=0.05)
    seen = Seen(tmp_path, axes="camera")
    right = seen.sight.camera.camera_from_world[0, :3]
    start, length = handle(seen, right)
    seen.drag(start, seen.at(*((0.6 * length + 0.4) * right)))
    assert np.allclose(seen.pose[:3, 3], 0.4 * right, atol=0.05)


def test_a_turn_and_a_size_are_written(tmp_path: Path) -> None:
    seen = Seen(tmp_path, mode="scale")
    start, length = handle(seen, np.array([0.0, 1.0, 0.0]), 0.9)
    seen.drag(start, seen.at(0.0, 1.8 * length, 0.0))
    assert np.linalg.norm(seen.pose[:3, 0]) == pytest.approx(2.0, rel=0.2)
    assert (
        "scale = " in seen.file.read_text()
        and "position" not in seen.file.read_text().partition("[actor.box]")[2]
    )
    seen = Seen(tmp_path, mode="turn", axes="camera")
    ring = (0.0, 0.0, 0.0)
    x, y = seen.at(*ring)
    io = imgui.get_io()
    for far in np.arange(40.0, 140.0, 2.0):  # the ring about the line of sight, wherever it is
        io.add_mouse_pos_event(x + far, y)
        seen.frame(2)
        if im_guizmo.is_over() and im_guizmo.get_hovered_handle_type() in (
            im_guizmo.MOVETYPE.mt_rotate_z,
            im_guizmo.MOVETYPE.mt_rotate_screen,
        ):
            break
    seen.drag((x + far, y), (x, y - far), ctrl=True)
    view = seen.sight.camera.camera_from_world[:3, :3]
    wanted = view.T @ rotation([0.0, 0.0, np.sin(np.pi / 4.0), np.cos(np.pi / 4.0)])[:3, :3] @ view
    assert np.allclose(seen.pose[:3, :3], wanted, atol=0.02), "a quarter, counter-clockwise in the picture"


def test_nothing_is_shown_or_dragged_where_it_cannot_be_edited(tmp_path: Path) -> None:
    seen = Seen(tmp_path)
    assert seen.editor.over_picture
    seen.desk.viewing.locked.add(("actor", "box"))
    seen.frame()
    assert not seen.editor.over_picture and seen.desk.refusal == "actor.box is locked in the outline"
    seen.desk.selected = ("camera", "eye")
    seen.frame()
    assert not seen.editor.over_picture and "seen through camera.eye" in seen.desk.refusal
    seen.desk.selected = ("film",)
    seen.frame()
    assert not seen.editor.over_picture and not seen.desk.refusal
    seen.desk.viewing.locked.clear()
    seen.desk.selected, seen.session.gizmo = ("actor", "box"), ""
    seen.frame()
    assert not seen.editor.over_picture


def test_far_from_the_middle_of_the_world_a_handle_moves_by_what_the_mouse_says(tmp_path: Path) -> None:
    far = TINY.replace('kind = "shape"', 'kind = "shape"\nposition = [6000000, 0, 0]')
    seen = Seen(tmp_path, far)
    eye = (6000003.0, 2.0, 4.0)
    seen.sight = Sight(Camera(camera_from_world(eye, (6000000.0, 0.5, 0.0)), position=eye, fov=45.0), BOX)
    seen.frame(2)
    start, length = handle(seen, np.array([0.0, 1.0, 0.0]))
    seen.drag(start, seen.at(6000000.0, 0.6 * length + 0.5, 0.0))
    assert np.allclose(seen.pose[:3, 3], (6000000.0, 0.5, 0.0), atol=0.05)
    assert "position = [6000000, 0.5" in seen.file.read_text()


def test_what_imguizmo_draws_gets_colours_that_are_seen_before_black_and_white(tmp_path: Path) -> None:
    Seen(tmp_path)
    imgui.new_frame()
    drawing = imgui.get_background_draw_list()
    first = drawing.vtx_buffer.size()
    red = imgui.color_convert_float4_to_u32((170 / 255, 0.0, 0.0, 0.5))
    drawing.add_rect_filled((0.0, 0.0), (9.0, 9.0), red)
    _recolour(drawing, first)
    colour = drawing.vtx_buffer[first].col
    imgui.render()
    assert [colour >> shift & 255 for shift in (0, 8, 16, 24)] == [235, 64, 52, 128]


def test_gizmos_hold_nothing_before_they_are_drawn() -> None:
    assert not Gizmos().holding and not Gizmos().shown
