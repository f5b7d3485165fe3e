"""Overlay: owns Dear ImGui and draws the panels that are called for over the window."""

from __future__ import annotations

from imgui_bundle import imgui
from moderngl_window.context.base import BaseWindow

from visualizer.player import panels
from visualizer.player.fonts import Fonts
from visualizer.player.imgui_drawing import ImguiDrawing
from visualizer.player.layout import ScrubBar, panel_scale
from visualizer.player.painter import Painter
from visualizer.player.panels import OverlayState


class Overlay:
    """Draws a `OverlayState` over a window."""

    def __init__(self, window: BaseWindow) -> None:
        self._window = window
        self._imgui = imgui.create_context()
        io = imgui.get_io()
        io.set_ini_filename("")  # nothing is to be left behind in the current folder
        io.set_log_filename("")
        self._fonts = Fonts()
        self._drawing = ImguiDrawing(window)

    @property
    def size(self) -> tuple[float, float]:
        """Of the window, points."""
        return float(self._window.size[0]), float(self._window.size[1])

    def draw(self, shown: OverlayState) -> None:
        """Draw the panels on the window's screen."""
        size, pixels = self.size, self._window.pixel_ratio
        io = imgui.get_io()
        io.display_size = imgui.ImVec2(*size)
        io.display_framebuffer_scale = imgui.ImVec2(pixels, pixels)
        io.delta_time = 1.0 / 60.0  # nothing here depends on it; Dear ImGui insists on one above 0
        self._fonts.supply(shown.words)
        imgui.new_frame()
        self._panels(Painter(self._fonts, panel_scale(size[1])), size, shown)
        imgui.render()
        self._drawing.draw(imgui.get_draw_data(), size, pixels)

    def release(self) -> None:
        """Free Dear ImGui and the GPU objects."""
        self._drawing.release()
        imgui.destroy_context(self._imgui)

    @staticmethod
    def _panels(painter: Painter, size: tuple[float, float], shown: OverlayState) -> None:
        if shown.loading:
            panels.draw_loading(painter, size, shown.loading)
            return
        if shown.awake > 0.0:
            panels.draw_transport(painter.faded(shown.awake), size, shown, ScrubBar.of(size, shown.duration))
        if shown.error:
            panels.draw_error(painter, size, shown.error)
        if shown.figures:
            panels.draw_figures(painter, size, shown.figures, below=bool(shown.error))
        if shown.toast:
            panels.draw_toast(painter, size, shown.toast, below=bool(shown.error))
        if shown.help:
            panels.draw_help(painter, size)
