"""Painter: shapes and text on Dear ImGui's draw list, and the colours of the panels. Lengths are in points."""

from __future__ import annotations

from collections.abc import Iterable

from imgui_bundle import imgui

from visualizer.player.fonts import Fonts

Colour = tuple[float, float, float]
"""sRGB, 0..1."""

INK: Colour = (0.93, 0.95, 0.97)
DIM: Colour = (0.62, 0.66, 0.71)
ACCENT: Colour = (0.47, 0.80, 1.0)
ALARM: Colour = (1.0, 0.42, 0.36)
GROUND: Colour = (0.035, 0.045, 0.06)


class Painter:
    """Draws on the draw list of the current frame, behind the docked panels.

    scale: factor for sizes, 1 as designed. alpha: opacity of everything, 0..1. origin: the place in the window from
    which all others are given.
    """

    def __init__(
        self, fonts: Fonts, scale: float, alpha: float = 1.0, origin: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        self.fonts = fonts
        self.origin = origin
        self.scale = scale
        self.alpha = alpha
        self._list = imgui.get_background_draw_list()

    def faded(self, alpha: float) -> Painter:
        """Return a painter whose opacity is multiplied by `alpha`."""
        return Painter(self.fonts, self.scale, self.alpha * alpha, self.origin)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x + self.origin[0], y + self.origin[1]

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: Colour,
        alpha: float = 1.0,
        round_: float = 0.0,
    ) -> None:
        """Fill a rectangle, its corners rounded by `round_` points."""
        self._list.add_rect_filled(
            self._at(left, top), self._at(right, bottom), self._packed(colour, alpha), round_
        )

    def shade(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, alpha: float
    ) -> None:
        """Fill a rectangle with a gradient from transparent at the top to `alpha` at the bottom."""
        clear, full = self._packed(colour, 0.0), self._packed(colour, alpha)
        corners = self._at(left, top), self._at(right, bottom)
        self._list.add_rect_filled_multi_color(*corners, clear, clear, full, full)

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: Colour,
        alpha: float,
        width: float = 1.0,
    ) -> None:
        """Draw a line, with a dark one under it so that it is seen before anything."""
        self._list.add_line(self._at(*start), self._at(*end), self._packed(GROUND, 0.6 * alpha), width + 2.0)
        self._list.add_line(self._at(*start), self._at(*end), self._packed(colour, alpha), width)

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1.0) -> None:
        """Fill a circle."""
        self._list.add_circle_filled(self._at(x, y), radius, self._packed(colour, alpha))

    def triangle(self, points: Iterable[tuple[float, float]], colour: Colour) -> None:
        """Fill a triangle."""
        a, b, c = (self._at(*point) for point in points)
        self._list.add_triangle_filled(a, b, c, self._packed(colour, 1.0))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: Colour = INK,
        *,
        font: imgui.ImFont | None = None,
        align: float = 0.0,
        wrap: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Write text whose top is at y.

        size: of the font. align: 0 for text that starts at x, 0.5 centred, 1 that ends there. wrap: the width to break
        lines at, or 0 for none.
        """
        font = font or self.fonts.text
        left, y = self._at(x - align * self.width(text, size, font) if align else x, y)
        # At whole points: between pixels, glyphs are blurred.
        self._list.add_text(
            font, size, (round(left), round(y)), self._packed(colour, alpha), text, wrap_width=wrap
        )

    def width(self, text: str, size: float, font: imgui.ImFont | None = None) -> float:
        """Return the width of a text, points."""
        return self._extent(text, size, -1.0, font)[0]

    def height(self, text: str, size: float, wrap: float, font: imgui.ImFont | None = None) -> float:
        """Return the height of a text whose lines are broken at the width `wrap`, points."""
        return self._extent(text, size, wrap, font)[1]

    def _extent(self, text: str, size: float, wrap: float, font: imgui.ImFont | None) -> tuple[float, float]:
        imgui.push_font(font or self.fonts.text, size)
        extent = imgui.calc_text_size(text, wrap_width=wrap)
        imgui.pop_font()
        return float(extent.x), float(extent.y)

    def _packed(self, colour: Colour, alpha: float) -> int:
        return int(imgui.color_convert_float4_to_u32((*colour, alpha * self.alpha)))
