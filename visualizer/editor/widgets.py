"""Widgets: icons and buttons, texts that fit their room, fields of words, and the marks of keyframes."""

from __future__ import annotations

import re
from collections.abc import Callable

from imgui_bundle import icons_fontawesome_6 as icons
from imgui_bundle import imgui

from visualizer.editor import style

AXES: tuple[style.Colour, ...] = (
    (1.0, 0.56, 0.53),
    (0.60, 0.86, 0.53),
    (0.53, 0.74, 1.0),
    (0.85, 0.85, 0.85),
)
"""Colours of x, y, z and w."""

_TOOLTIP = 26.0  # width of a tooltip at most, in sizes of its letters

EYE, NO_EYE = icons.ICON_FA_EYE, icons.ICON_FA_EYE_SLASH
LOCK, NO_LOCK = icons.ICON_FA_LOCK, icons.ICON_FA_LOCK_OPEN
SOLO = icons.ICON_FA_BULLSEYE
BEFORE, AFTER = icons.ICON_FA_CHEVRON_LEFT, icons.ICON_FA_CHEVRON_RIGHT
PICK = icons.ICON_FA_CROSSHAIRS
POINT, ARROW = icons.ICON_FA_LOCATION_DOT, icons.ICON_FA_LOCATION_ARROW
SEARCH = icons.ICON_FA_MAGNIFYING_GLASS
RESET = icons.ICON_FA_ROTATE_LEFT
OPEN = icons.ICON_FA_ARROW_UP_RIGHT_FROM_SQUARE
UNDO, REDO = icons.ICON_FA_ROTATE_LEFT, icons.ICON_FA_ROTATE_RIGHT
ADD, OUT = icons.ICON_FA_PLUS, icons.ICON_FA_XMARK
UP, DOWN = icons.ICON_FA_CHEVRON_UP, icons.ICON_FA_CHEVRON_DOWN
OPENED, CLOSED = icons.ICON_FA_CARET_DOWN, icons.ICON_FA_CARET_RIGHT
ICONS: dict[str, str] = {
    "shot": icons.ICON_FA_FILM, "camera": icons.ICON_FA_VIDEO, "actor": icons.ICON_FA_CUBE, "light": icons.ICON_FA_LIGHTBULB,
    "emitter": icons.ICON_FA_BURST, "look": icons.ICON_FA_PALETTE, "fog": icons.ICON_FA_SMOG, "probe": icons.ICON_FA_GLOBE,
    "caption": icons.ICON_FA_CLOSED_CAPTIONING, "marker": icons.ICON_FA_LOCATION_DOT, "film": icons.ICON_FA_SLIDERS,
}  # fmt: skip
"""Icons of the tables of a scene."""


def packed(colour: style.Colour, alpha: float = 1.0) -> int:
    """Return a colour as Dear ImGui's draw lists take it."""
    return int(imgui.color_convert_float4_to_u32((*colour, alpha)))


def icon_button(name: str, icon: str, colour: style.Colour, *, width: float = 0.0) -> bool:
    """Draw an icon that can be pressed, without a frame. Return whether it was. width: points; 0 for a square."""
    height = imgui.get_frame_height()
    size = (width or height, height)
    left = imgui.get_cursor_screen_pos()
    pressed = bool(imgui.invisible_button(f"##{name}", imgui.ImVec2(*size)))
    drawing = imgui.get_window_draw_list()
    if imgui.is_item_hovered():
        right = (left.x + size[0], left.y + size[1])
        drawing.add_rect_filled(
            (left.x, left.y), right, packed(style.HOVERED), imgui.get_style().frame_rounding
        )
    extent = imgui.calc_text_size(icon)
    place = (round(left.x + (size[0] - extent.x) / 2), round(left.y + (size[1] - extent.y) / 2))
    drawing.add_text(place, packed(colour), icon)
    return pressed


def option(text: str, *, chosen: bool) -> bool:
    """Draw an option of an open list, which begins where the one is that was chosen before. Return whether it is
    chosen now, and was not."""
    pressed = bool(imgui.selectable(text, chosen)[0])
    if chosen and imgui.is_window_appearing():
        imgui.set_scroll_here_y(0.5)
    return pressed and not chosen


def steady(draw: Callable[[str], None], text: str, longest: str) -> None:
    """Draw a text whose digits change, and go on beside it at a place that does not move with them. longest: the text
    with as many digits as it can have."""
    left = imgui.get_cursor_pos_x()
    widest = re.sub(r"\d", max("0123456789", key=lambda digit: imgui.calc_text_size(digit).x), longest)
    draw(text)
    imgui.same_line(left + imgui.calc_text_size(widest).x + imgui.get_style().item_spacing.x)


def filter_field(name: str, hint: str, query: str, width: float) -> str:
    """Draw a field for words that are searched for, with a button that clears it while there are some. Return the
    words. width: of both, points."""
    side = imgui.get_frame_height() if query else 0.0
    imgui.set_next_item_width(max(width - side, 1.0))
    _, query = imgui.input_text_with_hint(f"##{name}", hint, query)
    if side:
        imgui.same_line(0.0, 0.0)
        if icon_button(f"{name}.clear", OUT, style.DIM):
            query = ""
        tooltip("Clear the filter")
    return str(query)


def tooltip(text: str) -> None:
    """Show a text while the mouse rests on the last item, in lines that are not too long to be read or for a window."""
    if imgui.begin_item_tooltip():
        imgui.push_text_wrap_pos(_TOOLTIP * imgui.get_font_size())
        imgui.text_unformatted(text)
        imgui.pop_text_wrap_pos()
        imgui.end_tooltip()


def fitting(text: str, room: float) -> str:
    """Return a text that is not wider than some points: its beginning with dots, if it is."""
    if imgui.calc_text_size(text).x <= room:
        return text
    while text and imgui.calc_text_size(f"{text}...").x > room:
        text = text[:-1]
    return f"{text}..."


def is_seen(width: float, height: float = 0.0) -> bool:
    """Return whether a row of some points' width and height would be seen here; else leave room for it. height: 0 for
    that of one line."""
    size = imgui.ImVec2(max(width, 1.0), max(height, imgui.get_frame_height()))
    if imgui.is_rect_visible(size):
        return True
    imgui.dummy(size)
    return False


def diamond(name: str, *, keyed: bool, here: bool, enabled: bool) -> bool:
    """Draw the mark of keyframes: full where one is at the playhead, else hollow; bright where there are some. Return
    whether it was pressed."""
    height = imgui.get_frame_height()
    left = imgui.get_cursor_screen_pos()
    pressed = bool(imgui.invisible_button(f"##{name}.key", imgui.ImVec2(0.8 * height, height)))
    hovered = imgui.is_item_hovered() and enabled
    drawing = imgui.get_window_draw_list()
    x, y, half = left.x + 0.4 * height, left.y + 0.5 * height, 0.24 * height
    colour = packed(style.KEYED if keyed or hovered else style.DIM)
    top, right = imgui.ImVec2(x, y - half), imgui.ImVec2(x + half, y)
    bottom, left_ = imgui.ImVec2(x, y + half), imgui.ImVec2(x - half, y)
    if here:
        drawing.add_quad_filled(top, right, bottom, left_, colour)
    elif enabled:
        drawing.add_quad(
            top, right, bottom, left_, colour, max(1.0, (0.08 if keyed or hovered else 0.04) * height)
        )
    return pressed and enabled


def checkbox(label: str, value: bool) -> tuple[bool, bool]:
    """Draw a checkbox with an edge that can be seen while it is empty. Return whether it was pressed, and its state."""
    imgui.push_style_var(imgui.StyleVar_.frame_border_size, 1.0)
    imgui.push_style_color(imgui.Col_.border, imgui.ImVec4(*style.RIM, 1.0))
    pressed, now = imgui.checkbox(label, value)
    imgui.pop_style_color()
    imgui.pop_style_var()
    return bool(pressed), bool(now)
