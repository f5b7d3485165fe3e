"""Overlay: the panels over the picture, drawn with Dear ImGui."""

from __future__ import annotations

from imgui_bundle import imgui
from moderngl_window.context.base import BaseWindow

from visualizer.player.fonts import Fonts
from visualizer.player.imgui_renderer import ImguiRenderer
from visualizer.player.layout import panel_scale
from visualizer.player.painter import Painter
from visualizer.player.panels import OverlayState, draw_panels


class Overlay:
    """Draws an `OverlayState` over a window. Creates Dear ImGui's context; `release` frees it."""

    def __init__(self, window: BaseWindow) -> None:
        self._window = window
        self._imgui = imgui.create_context()
        io = imgui.get_io()
        io.set_ini_filename("")  # write no file into the current folder
        io.set_log_filename("")
        self._fonts = Fonts()
        self._drawing = ImguiRenderer(window)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the window, points."""
        return float(self._window.size[0]), float(self._window.size[1])

    def draw(self, state: OverlayState) -> None:
        """Draw the panels on the window's screen."""
        size, pixels = self.size, self._window.pixel_ratio
        io = imgui.get_io()
        io.display_size = imgui.ImVec2(*size)
        io.display_framebuffer_scale = imgui.ImVec2(pixels, pixels)
        io.delta_time = 1.0 / 60.0  # not used here, but Dear ImGui requires a positive value
        self._fonts.supply(state.words)
        imgui.new_frame()
        draw_panels(Painter(self._fonts, panel_scale(size[1])), size, state)
        imgui.render()
        self._drawing.draw(imgui.get_draw_data(), size, pixels)

    def release(self) -> None:
        """Free Dear ImGui and the GPU objects."""
        self._drawing.release()
        imgui.destroy_context(self._imgui)
