"""Panels without a window: one of time, driven by the events of a mouse within Dear ImGui, and all of an editor."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from imgui_bundle import imgui

from tests.player.scenes import write_tiny
from visualizer.editor.desk import Desk
from visualizer.editor.edits import Edits
from visualizer.editor.panel import Panel
from visualizer.editor.panelled import PanelledEditor
from visualizer.editor.time_view import TimeView
from visualizer.player.area import Area
from visualizer.player.editing import Host
from visualizer.player.fonts import Fonts
from visualizer.player.session import Session
from visualizer.scene.loading import load
from visualizer.scene.paths import Path as Key
from visualizer.scene.scene import Scene

PanelT = TypeVar("PanelT", bound=Panel)


class Bench(Generic[PanelT]):
    """A desk with a panel of a scene, and a mouse."""

    def __init__(self, folder: Path, panel: PanelT, text: str, selected: Key = ()) -> None:
        self.file = write_tiny(folder, text)
        scene = load(self.file)
        session = Session(scene, start=0.0, quality="draft", now=0.0)
        session.stop(0.0)
        host: Any = Host(Fonts(), None, lambda file, content: None)  # type: ignore[arg-type]
        self.desk = Desk(host, Edits(scene), session, selected=selected)
        self.panel = panel
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

    @property
    def view(self) -> TimeView:
        """The part of the film in view."""
        assert self.desk.timing.view is not None
        return self.desk.timing.view

    def move(self, place: tuple[float, float]) -> None:
        """Move the mouse."""
        imgui.get_io().add_mouse_pos_event(*place)
        self._frames()

    def button(self, number: int, *, down: bool) -> None:
        """Press a button of the mouse, or let it go."""
        imgui.get_io().add_mouse_button_event(number, down)
        self._frames()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the left button, move and let go."""
        self.move(start)
        self.button(0, down=True)
        self.move(((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0))
        self.move(end)
        self.button(0, down=False)

    def _frames(self) -> None:
        self.frame()
        self.frame()

    @property
    def text(self) -> str:
        """The file now."""
        return self.file.read_text()


class Drawn:
    """An editor whose frames are laid out, but not painted."""

    def __init__(self, one: Scene, size: tuple[int, int]) -> None:
        io = imgui.get_io()
        io.display_size, io.delta_time = imgui.ImVec2(*size), 1.0 / 60.0
        fonts, area = Fonts(), Area(SimpleNamespace(size=size, buffer_size=size))
        self.area = area
        self.session = Session(one, start=0.0, quality="auto", now=0.0)
        self.session.stop(0.0)
        self.editor = PanelledEditor(Host(fonts, area, lambda path, content: None), one)
        self.desk = self.editor._desk_of(self.session, 0.0)
        self.frame(3)

    def frame(self, count: int = 1) -> None:
        for _ in range(count):
            imgui.new_frame()
            self.editor.draw(self.session, 0.0)
            imgui.render()
