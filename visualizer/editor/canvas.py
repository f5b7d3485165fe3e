"""Canvas: the rest of a panel as one surface to draw and point on. Lengths are in points, places those of the
window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from imgui_bundle import imgui

from visualizer.editor import style
from visualizer.player.fonts import Fonts

_NEVER_LESS = 4.0  # points of width and height


@dataclass(frozen=True)
class Canvas:
    """left, top, right, bottom: of the surface. scale: of all sizes, 1 as designed."""

    fonts: Fonts
    scale: float
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def here(cls, fonts: Fonts, scale: float) -> Canvas:
        """Return what is left of the panel that is being drawn."""
        at, room = imgui.get_cursor_screen_pos(), imgui.get_content_region_avail()
        return cls(
            fonts,
            scale,
            at.x,
            at.y,
            at.x + max(room.x, _NEVER_LESS),
            at.y + max(room.y, _NEVER_LESS),
        )

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def take(self) -> None:
        """Make the surface the item that the mouse is asked about: is_item_hovered and the like."""
        buttons = imgui.ButtonFlags_
        imgui.invisible_button(
            "canvas",
            imgui.ImVec2(self.width, self.height),
            buttons.mouse_button_left | buttons.mouse_button_right | buttons.mouse_button_middle,
        )
        imgui.set_item_key_owner(imgui.Key.mouse_wheel_y)

    @property
    def mouse(self) -> tuple[float, float]:
        """Where the mouse is."""
        place = imgui.get_io().mouse_pos
        return float(place.x), float(place.y)

    @property
    def _list(self) -> imgui.ImDrawList:
        return imgui.get_window_draw_list()

    @contextmanager
    def clipped(self, left: float, top: float, right: float, bottom: float) -> Iterator[None]:
        """Draw within a rectangle only."""
        self._list.push_clip_rect((left, top), (max(right, left), max(bottom, top)), True)
        try:
            yield
        finally:
            self._list.pop_clip_rect()

    def box(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: style.Colour,
        alpha: float = 1.0,
        round_: float = 0.0,
    ) -> None:
        """Fill a rectangle."""
        self._list.add_rect_filled((left, top), (right, bottom), _packed(colour, alpha), round_)

    def frame(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        colour: style.Colour,
        *,
        fill: float = 0.12,
        width: float = 1.0,
    ) -> None:
        """Draw the edge of a rectangle, given by any two corners. fill: opacity of what is within."""
        low, high = (min(left, right), min(top, bottom)), (max(left, right), max(top, bottom))
        if fill:
            self._list.add_rect_filled(low, high, _packed(colour, fill))
        self._list.add_rect(low, high, _packed(colour, 1.0), 2.0, width)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        colour: style.Colour,
        width: float,
        alpha: float = 1.0,
    ) -> None:
        """Draw a straight line."""
        self._list.add_line((x1, y1), (x2, y2), _packed(colour, alpha), width)

    def path(self, points: Sequence[tuple[float, float]], colour: style.Colour, width: float) -> None:
        """Draw a line through points."""
        if len(points) > 1:
            self._list.add_polyline([imgui.ImVec2(*one) for one in points], _packed(colour, 1.0), width, 0)

    def triangle(
        self, a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], colour: style.Colour
    ) -> None:
        """Fill a triangle."""
        self._list.add_triangle_filled(a, b, c, _packed(colour, 1.0))

    def diamond(self, x: float, y: float, half: float, colour: style.Colour, *, filled: bool = True) -> None:
        """Draw a diamond, half as wide as `half` to each side."""
        corners = (x, y - half), (x + half, y), (x, y + half), (x - half, y)
        if filled:
            self._list.add_quad_filled(*corners, _packed(colour, 1.0))
            self._list.add_quad(*corners, _packed(style.GROUND, 1.0), 1.0)
        else:
            self._list.add_quad(*corners, _packed(colour, 1.0), 1.5)

    def disc(self, x: float, y: float, radius: float, colour: style.Colour) -> None:
        """Fill a circle."""
        self._list.add_circle_filled((x, y), radius, _packed(colour, 1.0))

    def text(self, x: float, y: float, text: str, colour: style.Colour, size: float = 1.0) -> None:
        """Write a text whose left top is at a place. size: of the panel's letters."""
        points = round(imgui.get_font_size() * size)
        self._list.add_text(imgui.get_font(), points, (round(x), round(y)), _packed(colour, 1.0), text)

    def fitted(
        self, x: float, y: float, text: str, right: float, colour: style.Colour, size: float = 1.0
    ) -> None:
        """Write a text in one line, with its end replaced by an ellipsis where it would go beyond `right`; nothing
        where none of it fits."""
        line = text.replace("\n", " ")
        if x + self.width_of(line, size) > right:
            low, high = 0, len(line)
            while low < high:
                middle = (low + high + 1) // 2
                fits = x + self.width_of(f"{line[:middle]}…", size) <= right
                low, high = (middle, high) if fits else (low, middle - 1)
            if low < 2:
                return
            line = f"{line[:low].rstrip()}…"
        self.text(x, y, line, colour, size)

    def hatch(
        self, left: float, top: float, right: float, bottom: float, colour: style.Colour, step: float
    ) -> None:
        """Fill a rectangle with sloping lines, a step apart."""
        high = bottom - top
        with self.clipped(left, top, right, bottom):
            x = left - high
            while x < right:
                self.line(x, bottom, x + high, top, colour, 1.0)
                x += step

    def image(
        self, number: int, left: float, top: float, right: float, bottom: float, share: float = 1.0
    ) -> None:
        """Draw a texture in a rectangle. share: of its width that is seen, about the middle."""
        edge = 0.5 - 0.5 * share
        self._list.add_image(
            imgui.ImTextureRef(number), (left, top), (right, bottom), (edge, 0.0), (1.0 - edge, 1.0)
        )

    def note(self, x: float, y: float, text: str) -> None:
        """Write a text on a ground of its own, within the surface."""
        wide, high = self.width_of(text) + 8 * self.scale, imgui.get_font_size() + 4 * self.scale
        x = min(x, self.right - wide)
        self.box(x, y, x + wide, y + high, style.GROUND, 0.95, 3 * self.scale)
        self.text(x + 4 * self.scale, y + 2 * self.scale, text, style.INK)

    def width_of(self, text: str, size: float = 1.0) -> float:
        """Return the width of a text."""
        return float(imgui.calc_text_size(text).x) * size


def _packed(colour: style.Colour, alpha: float) -> int:
    return int(imgui.color_convert_float4_to_u32((*colour, alpha)))
