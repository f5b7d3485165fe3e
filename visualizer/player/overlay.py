"""Overlay: what is drawn over the picture, and the panels beside it, with Dear ImGui."""

from __future__ import annotations

from collections.abc import Callable

from imgui_bundle import imgui
from moderngl_window.context.base import BaseWindow

from visualizer.player.area import Area
from visualizer.player.fonts import Fonts
from visualizer.player.imgui_renderer import ImguiRenderer
from visualizer.player.layout import panel_scale
from visualizer.player.painter import Painter
from visualizer.player.panels import OverlayState, draw_panels

_FRAME = 1.0 / 60.0  # seconds, of the first frame


class Overlay:
    """Draws an `OverlayState` over the picture's part of a window. Creates Dear ImGui's context; `release` frees it.

    area: of the picture. fonts: of all texts.
    """

    def __init__(self, window: BaseWindow, area: Area) -> None:
        self._window = window
        self.area = area
        self._last: float | None = None
        self._imgui = imgui.create_context()
        io = imgui.get_io()
        io.set_ini_filename("")  # write no file into the current folder
        io.set_log_filename("")
        self.fonts = Fonts()
        self._drawing = ImguiRenderer(window)

    @property
    def images(self) -> ImguiRenderer:
        """Keeps pictures as textures, which panels may draw."""
        return self._drawing

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture's part of the window, points."""
        return self.area.box[2:]

    def compose(self, state: OverlayState, now: float, panels: Callable[[], None] | None = None) -> None:
        """Lay out a state, with the panels beside the picture, which set the size of its part. Nothing is drawn yet.

        now: clock reading, seconds. panels: draws them, within a frame of Dear ImGui.
        """
        io, pixels = imgui.get_io(), self._window.pixel_ratio
        io.display_size = imgui.ImVec2(*self._window.size)
        io.display_framebuffer_scale = imgui.ImVec2(pixels, pixels)
        # Dear ImGui requires a positive value.
        io.delta_time = _FRAME if self._last is None else max(now - self._last, 1e-4)
        self._last = now
        self.fonts.supply(state.words)
        imgui.new_frame()
        if panels is not None:
            panels()
        left, top, *size = self.area.box
        painter = Painter(self.fonts, panel_scale(size[1]), origin=(left, top))
        draw_panels(painter, (size[0], size[1]), state)
        imgui.render()

    def draw(self) -> None:
        """Draw what was laid out on the window's screen."""
        width, height = self._window.size
        self._drawing.draw(imgui.get_draw_data(), (float(width), float(height)), self._window.pixel_ratio)

    def release(self) -> None:
        """Free Dear ImGui and the GPU objects."""
        self._drawing.release()
        imgui.destroy_context(self._imgui)
