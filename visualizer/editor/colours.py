"""Colours: fields filled with them, a picker, and their numbers in sRGB and in linear light."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from imgui_bundle import imgui

from visualizer.editor import style
from visualizer.editor.widgets import packed


def swatch(name: str, colour: Sequence[float], width: float) -> bool:
    """Draw a field filled with a colour, sRGB, 0..1. Return whether it was pressed. width: points."""
    height, left = imgui.get_frame_height(), imgui.get_cursor_screen_pos()
    pressed = bool(imgui.invisible_button(f"##{name}.swatch", imgui.ImVec2(width, height)))
    drawing, rounding = imgui.get_window_draw_list(), imgui.get_style().frame_rounding
    corners = (left.x, left.y + 1.0), (left.x + width, left.y + height - 1.0)
    drawing.add_rect_filled(*corners, packed((colour[0], colour[1], colour[2])), rounding)
    drawing.add_rect(*corners, packed(style.DIM if imgui.is_item_hovered() else style.EDGE), rounding)
    return pressed


def srgb(linear: Sequence[float]) -> list[float]:
    """Return a colour of linear light in sRGB (IEC 61966-2-1), 0..1: one that is brighter, as the hue that it has."""
    brightest = max(1.0, *linear)
    light = np.clip(np.array(linear, dtype=np.float64) / brightest, 0.0, 1.0)
    return [float(c) for c in np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)]


def linear(colour: Sequence[float], gain: float = 1.0) -> list[float]:
    """Return a colour of sRGB, 0..1, in linear light, times a gain."""
    given = np.array(colour, dtype=np.float64)
    light = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    return [round(float(c) * gain, 4) for c in light]


def picker(
    name: str, colour: Sequence[float], size: float, hues: dict[str, float]
) -> tuple[list[float] | None, bool]:
    """Draw a square of saturation and brightness beside a bar of hues, and let a colour be dragged. All colours are
    sRGB, 0..1.

    Return the new colour while it is dragged, else None, and whether it was let go. size: of the square, points. hues:
    by the name of each picker, the hue, 0..1, that it had: grey has none, and keeps it.
    """
    red, green, blue = colour
    hue, saturation, value = imgui.color_convert_rgb_to_hsv(red, green, blue)
    if saturation < 1e-3 or value < 1e-3 or abs(hues.get(name, hue) - hue) < 0.01:
        hue = hues.get(name, hue)
    hues[name] = hue
    drawing, left = imgui.get_window_draw_list(), imgui.get_cursor_screen_pos()
    gap, bar = 0.04 * size, 0.1 * size
    dropped, new = False, None
    imgui.invisible_button(f"##{name}.square", imgui.ImVec2(size, size))
    dropped |= imgui.is_item_deactivated()
    mouse = imgui.get_mouse_pos()
    if imgui.is_item_active():
        saturation = min(max((mouse.x - left.x) / size, 0.0), 1.0)
        value = min(max(1.0 - (mouse.y - left.y) / size, 0.0), 1.0)
        new = _rgb(hue, saturation, value)
    right = (left.x + size, left.y + size)
    white, full = packed((1.0, 1.0, 1.0)), _packed_hue(hue)
    black, clear = packed((0.0, 0.0, 0.0)), packed((0.0, 0.0, 0.0), 0.0)
    drawing.add_rect_filled_multi_color((left.x, left.y), right, white, full, full, white)
    drawing.add_rect_filled_multi_color((left.x, left.y), right, clear, clear, black, black)
    place = imgui.ImVec2(left.x + saturation * size, left.y + (1.0 - value) * size)
    drawing.add_circle(place, 0.03 * size, black, 0, 3.0)
    drawing.add_circle(place, 0.03 * size, white, 0, 1.5)
    imgui.same_line(0.0, gap)
    start = imgui.get_cursor_screen_pos()
    imgui.invisible_button(f"##{name}.hue", imgui.ImVec2(bar, size))
    dropped |= imgui.is_item_deactivated()
    if imgui.is_item_active():
        hue = hues[name] = min(max((mouse.y - start.y) / size, 0.0), 0.999)
        new = _rgb(hue, saturation, value)
    for number in range(6):
        top, bottom = (_packed_hue((number + k) / 6.0 % 1.0) for k in (0, 1))
        y = start.y + number * size / 6.0
        drawing.add_rect_filled_multi_color(
            (start.x, y), (start.x + bar, y + size / 6.0), top, top, bottom, bottom
        )
    y = start.y + hue * size
    drawing.add_rect((start.x - 2.0, y - 3.0), (start.x + bar + 2.0, y + 3.0), white, 2.0)
    return new, dropped


def _packed_hue(hue: float) -> int:
    red, green, blue = _rgb(hue, 1.0, 1.0)
    return packed((red, green, blue))


def _rgb(hue: float, saturation: float, value: float) -> list[float]:
    return [float(c) for c in imgui.color_convert_hsv_to_rgb(hue, saturation, value)]
