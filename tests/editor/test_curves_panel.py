"""The curves, driven by the events of a mouse within Dear ImGui, without a window."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from imgui_bundle import imgui

from tests.player.scenes import TINY, write_tiny
from visualizer.editor import style
from visualizer.editor.desk import Desk
from visualizer.editor.edits import Edits
from visualizer.editor.lanes import Mark
from visualizer.editor.panels.curves import Curves
from visualizer.player.editing import Host
from visualizer.player.fonts import Fonts
from visualizer.player.session import Session
from visualizer.scene.loading import load

FOV = ("camera", "eye", "fov")
EASED = TINY.replace(
    "fov = 45", 'fov = [{ t = 4, v = 45.0, ease = "cubic-bezier(0.5, 0.0, 0.5, 1.0)" }, { t = 8, v = 65.0 }]'
)


class Bench:
    """A desk with the curves of one property, and a mouse."""

    def __init__(self, folder: Path) -> None:
        self.file = write_tiny(folder, EASED)
        scene = load(self.file)
        session = Session(scene, start=0.0, quality="draft", now=0.0)
        session.stop(0.0)
        host: Any = Host(Fonts(), None, lambda file, content: None)  # type: ignore[arg-type]
        self.desk = Desk(host, Edits(scene), session, selected=FOV)
        self.panel = Curves()
        self.frame()

    def frame(self) -> None:
        """Draw the panel once, and make what is dragged."""
        io = imgui.get_io()
        io.delta_time = 1.0 / 60.0
        imgui.new_frame()
        imgui.set_next_window_pos((0.0, 0.0))
        imgui.set_next_window_size((800.0, 300.0))
        imgui.push_font(self.desk.host.fonts.text, 13.0)
        imgui.begin("panel", None, imgui.WindowFlags_.no_title_bar)
        self.panel.draw(self.desk)
        imgui.end()
        imgui.pop_font()
        imgui.render()
        self.desk.edits.advance()

    def at(self, time: float, value: float) -> tuple[float, float]:
        """Return the place of a value at a time."""
        assert self.desk.timing.view is not None
        return self.desk.timing.view.x_of(time), float(self.panel._values.y_of(value))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press, move and let go."""
        io = imgui.get_io()
        for act in (
            lambda: io.add_mouse_pos_event(*start),
            lambda: io.add_mouse_button_event(0, True),
            lambda: io.add_mouse_pos_event((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0),
            lambda: io.add_mouse_pos_event(*end),
            lambda: io.add_mouse_button_event(0, False),
        ):
            act()
            self.frame()
            self.frame()

    @property
    def text(self) -> str:
        return self.file.read_text()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    context = imgui.create_context()
    io = imgui.get_io()
    io.set_ini_filename("")
    io.backend_flags |= imgui.BackendFlags_.renderer_has_textures
    io.display_size = imgui.ImVec2(800.0, 300.0)
    style.apply(1.0)
    made = Bench(tmp_path)
    yield made
    del made
    imgui.destroy_context(context)


def test_a_keyframe_is_dragged_in_time_and_value_and_undone(bench: Bench) -> None:
    bench.drag(bench.at(8.0, 65.0), bench.at(6.0, 55.0))
    assert bench.text == EASED.replace("{ t = 8, v = 65.0 }", "{ t = 6, v = 55.0 }")
    assert bench.desk.timing.marks == {Mark(FOV, 1)}
    assert [step.name for step in bench.desk.edits.done] == ["move a keyframe"], "a drag is one step"
    bench.desk.edits.undo()
    assert bench.text == EASED


def test_a_handle_bends_the_easing_of_the_selected_keyframe(bench: Bench) -> None:
    bench.desk.timing.marks = frozenset({Mark(FOV, 0)})
    bench.frame()
    bench.drag(bench.at(6.0, 45.0), bench.at(7.0, 45.0))
    assert 'ease = "cubic-bezier(0.74' in bench.text
    assert bench.text.count("cubic-bezier") == 1


def test_what_is_locked_stays(bench: Bench) -> None:
    bench.desk.viewing.locked.add(("camera", "eye"))
    bench.drag(bench.at(8.0, 65.0), bench.at(6.0, 55.0))
    assert bench.text == EASED
    assert "camera.eye.fov is locked" in bench.desk.session.toast


def test_a_box_selects_keyframes(bench: Bench) -> None:
    left, top = bench.at(7.0, 70.0)
    right, bottom = bench.at(9.0, 60.0)
    bench.drag((left, max(top, bench.panel._values.top + 2.0)), (right, bottom))
    assert bench.desk.timing.marks == {Mark(FOV, 1)}
