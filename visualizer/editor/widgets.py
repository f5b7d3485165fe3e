"""Widgets: what values are shown and changed with: numbers that are dragged or typed, colours, directions, angles,
icons."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from imgui_bundle import icons_fontawesome_6 as icons
from imgui_bundle import imgui

from visualizer.declarations import Declaration
from visualizer.editor import style
from visualizer.editor.number_texts import held, number_text, rounded, shortened, taken

AXES: tuple[style.Colour, ...] = (
    (1.0, 0.56, 0.53),
    (0.60, 0.86, 0.53),
    (0.53, 0.74, 1.0),
    (0.85, 0.85, 0.85),
)
"""Colours of x, y, z and w."""

_TOOLTIP = 26.0  # width of a tooltip at most, in sizes of its letters
_THRESHOLD = 3.0  # points that the mouse moves before a press is a drag
_SLOWER, _FASTER = 0.1, 10.0  # times the speed of a drag with Shift, and with Alt

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

State = Literal["dragged", "typed", "dropped"]


class Changed(NamedTuple):
    """A change of a number. value: the new one. state: while it is dragged, when it is let go, or when another was
    typed."""

    value: float
    state: State


@dataclass
class Numbers:
    """Numbers that can be dragged and typed, of which one at most is at any time.

    typing: the widget that is typed into, or "". The Tab key goes on to the next one. say: shows a short message: what
    was typed and not taken as it is.
    """

    typing: str = ""
    say: Callable[[str], None] = lambda text: None
    _text: str = ""
    _fresh: bool = False
    _start: float = 0.0
    _way: float = 0.0
    _moved: bool = False
    _order: list[str] = field(default_factory=list)
    _last: list[str] = field(default_factory=list)
    _values: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a frame."""
        self._last, self._order = self._order, []

    def draw(
        self,
        name: str,
        value: float,
        width: float,
        *,
        speed: float,
        low: float | None = None,
        high: float | None = None,
        label: str = "",
        colour: style.Colour = style.DIM,
        ink: style.Colour = style.INK,
        whole: bool = False,
        what: str = "",
        about: Declaration | None = None,
    ) -> Changed | None:
        """Draw a number in a field of some points' width, and return how it was changed.

        name: unique in the frame. speed: change for a point that the mouse moves. low, high: the range. label: before
        it. what: it is called in messages, and its declaration.
        """
        self._order.append(name)
        shown = number_text(value, speed)
        self._values[name] = f"{value:.10g}"
        if self.typing == name:
            typed = self._typed(name, width)
            return None if typed is None else self._taken(typed, value, low, high, whole, what, about)
        left, height = imgui.get_cursor_screen_pos(), imgui.get_frame_height()
        imgui.invisible_button(f"##{name}", imgui.ImVec2(width, height))
        active, hovered = imgui.is_item_active(), imgui.is_item_hovered()
        changed: Changed | None = None
        if imgui.is_item_activated():
            self._start, self._way, self._moved = value, 0.0, False
        if active and self._moved_far(_THRESHOLD):
            io = imgui.get_io()
            rate = speed * (_SLOWER if io.key_shift else 1.0) * (_FASTER if io.key_alt else 1.0)
            if not self._moved:
                self._moved = True
                self._way = imgui.get_mouse_drag_delta(0, _THRESHOLD).x * rate
            else:
                self._way += io.mouse_delta.x * rate
            new = held(rounded(self._start + self._way, rate, whole), low, high)
            if new != value:
                changed = Changed(new, "dragged")
        if imgui.is_item_deactivated():
            if self._moved:
                changed = Changed(value, "dropped")
            else:
                self.type(name)
        self._paint(left, width, height, shown, value, label, colour, ink, hovered=hovered, active=active)
        return changed

    def type(self, name: str) -> None:
        """Let a number be typed."""
        self.typing, self._fresh = name, True
        self._text = self._values.get(name, "")

    def _typed(self, name: str, width: float) -> str | None:
        """Draw a number that is typed. Return its text when it is entered or left, but not when it is given up."""
        imgui.set_next_item_width(width)
        if self._fresh:
            imgui.set_keyboard_focus_here()
        flags = imgui.InputTextFlags_.enter_returns_true | imgui.InputTextFlags_.auto_select_all
        entered, text = imgui.input_text(f"##{name}.typed", self._text, flags)
        tab, escape = imgui.is_key_pressed(imgui.Key.tab), imgui.is_key_pressed(imgui.Key.escape)
        left = imgui.is_item_deactivated() and not self._fresh
        if not (escape and left):
            self._text = text
        self._fresh = False
        if not (entered or left):
            return None
        self.typing, typed = "", self._text
        if tab and name in self._last:
            at = self._last.index(name) + (-1 if imgui.get_io().key_shift else 1)
            self.type(self._last[at % len(self._last)])
        return None if escape else typed

    def _taken(
        self,
        text: str,
        value: float,
        low: float | None,
        high: float | None,
        whole: bool,
        what: str,
        about: Declaration | None,
    ) -> Changed | None:
        """Return the change that a text makes of a number, which is said if it is not the number that was typed."""
        new, said = taken(text, value, low, high, whole, what or "The number", about)
        if said:
            self.say(said)
        return Changed(new, "typed") if new != value else None

    @staticmethod
    def _moved_far(threshold: float) -> bool:
        return bool(imgui.is_mouse_dragging(0, threshold))

    @staticmethod
    def _paint(
        left: imgui.ImVec2,
        width: float,
        height: float,
        text: str,
        value: float,
        label: str,
        colour: style.Colour,
        ink: style.Colour,
        *,
        hovered: bool,
        active: bool,
    ) -> None:
        drawing, scale = imgui.get_window_draw_list(), imgui.get_style()
        ground = style.PRESSED if active else style.HOVERED if hovered else style.FIELD
        right = (left.x + width, left.y + height)
        drawing.add_rect_filled((left.x, left.y), right, packed(ground), scale.frame_rounding)
        pad = scale.frame_padding
        drawing.push_clip_rect((left.x, left.y), right, True)
        if label:
            drawing.add_text((left.x + 0.7 * pad.x, left.y + pad.y), packed(colour), label)
        room = width - number_width(label, "")
        whole = text
        text = shortened(text, value, lambda one: imgui.calc_text_size(one).x <= room)
        if hovered and not active and text != whole:
            tooltip(whole)
        extent = imgui.calc_text_size(text).x
        start = max(
            left.x + width - pad.x - extent,
            left.x + (1.6 * pad.x + imgui.calc_text_size(label).x if label else pad.x),
        )
        drawing.add_text((round(start), left.y + pad.y), packed(ink), text)
        drawing.pop_clip_rect()
        if hovered and not active:
            imgui.set_mouse_cursor(imgui.MouseCursor_.resize_ew)


def number_width(label: str, text: str = "00.00") -> float:
    """Return the width that a field needs for a label and a text, points."""
    pad = imgui.get_style().frame_padding.x
    before = 0.6 * pad + imgui.calc_text_size(label).x if label else 0.0
    return float(2.0 * pad + before + imgui.calc_text_size(text).x)


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


_HUES: dict[str, float] = {}
"""The hue, 0..1, of each picker that is or was open: grey has none, and keeps the last."""


def picker(name: str, colour: Sequence[float], size: float) -> tuple[list[float] | None, bool]:
    """Draw a square of saturation and brightness beside a bar of hues, and let a colour be dragged. All colours are
    sRGB, 0..1.

    Return the new colour while it is dragged, else None, and whether it was let go. size: of the square, points.
    """
    red, green, blue = colour
    hue, saturation, value = imgui.color_convert_rgb_to_hsv(red, green, blue)
    if saturation < 1e-3 or value < 1e-3 or abs(_HUES.get(name, hue) - hue) < 0.01:
        hue = _HUES.get(name, hue)
    _HUES[name] = hue
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
        hue = _HUES[name] = min(max((mouse.y - start.y) / size, 0.0), 0.999)
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


def ball(name: str, direction: Sequence[float], size: float) -> tuple[list[float] | None, bool]:
    """Draw a direction on a ball that is seen from the front, z towards the viewer, and let it be dragged.

    Return the new direction while it is dragged, else None, and whether it was let go. size: of the ball, points. The
    direction keeps its length.
    """
    left = imgui.get_cursor_screen_pos()
    imgui.invisible_button(f"##{name}.ball", imgui.ImVec2(size, size))
    drawing, radius = imgui.get_window_draw_list(), 0.46 * size
    x, y = left.x + size / 2, left.y + size / 2
    length = math.sqrt(sum(c * c for c in direction)) or 1.0
    unit = [c / length for c in direction]
    drawing.add_circle_filled(imgui.ImVec2(x, y), radius, packed(style.FIELD))
    for share in (0.5, 1.0):
        drawing.add_circle(imgui.ImVec2(x, y), share * radius, packed(style.EDGE))
    drawing.add_line(imgui.ImVec2(x - radius, y), imgui.ImVec2(x + radius, y), packed(style.EDGE))
    drawing.add_line(imgui.ImVec2(x, y - radius), imgui.ImVec2(x, y + radius), packed(style.EDGE))
    tip = imgui.ImVec2(x + radius * unit[0], y - radius * unit[1])
    drawing.add_line(imgui.ImVec2(x, y), tip, packed(style.ACCENT), 2.0)
    dot = 0.07 * size
    if unit[2] >= 0.0:
        drawing.add_circle_filled(tip, dot, packed(style.ACCENT))
    else:
        drawing.add_circle_filled(tip, dot, packed(style.FIELD))
        drawing.add_circle(tip, dot, packed(style.ACCENT), 0, 2.0)
    if imgui.is_item_deactivated():
        return None, True
    if not imgui.is_item_active():
        return None, False
    mouse = imgui.get_mouse_pos()
    dx, dy = (mouse.x - x) / radius, -(mouse.y - y) / radius
    reach = math.hypot(dx, dy)
    if reach > 1.0:
        dx, dy, reach = dx / reach, dy / reach, 1.0
    depth = math.copysign(math.sqrt(max(0.0, 1.0 - reach * reach)), unit[2])
    return [round(length * c, 4) for c in (dx, dy, depth)], False


def dial(name: str, degrees: float, size: float, label: str) -> tuple[float | None, bool]:
    """Draw an angle as a dial, and let its hand be dragged. Return the new angle while it is dragged, else None, and
    whether it was let go."""
    left = imgui.get_cursor_screen_pos()
    imgui.invisible_button(f"##{name}.dial", imgui.ImVec2(size, size))
    drawing, radius = imgui.get_window_draw_list(), 0.44 * size
    middle = imgui.ImVec2(left.x + size / 2, left.y + size / 2)
    hovered = imgui.is_item_hovered() or imgui.is_item_active()
    drawing.add_circle_filled(middle, radius, packed(style.HOVERED if hovered else style.FIELD))
    turn = math.radians(degrees)
    tip = imgui.ImVec2(middle.x + radius * math.sin(turn), middle.y - radius * math.cos(turn))
    drawing.add_line(middle, tip, packed(style.ACCENT), 2.0)
    extent = imgui.calc_text_size(label)
    drawing.add_text(
        (round(middle.x - extent.x / 2), round(middle.y + 0.25 * radius)), packed(style.INK), label
    )
    if imgui.is_item_deactivated():
        return None, True
    if not imgui.is_item_active() or not imgui.is_mouse_dragging(0, _THRESHOLD):
        return None, False
    mouse = imgui.get_mouse_pos()
    angle = math.degrees(math.atan2(mouse.x - middle.x, middle.y - mouse.y))
    # The turn that is nearest to the angle before, so that whole turns are kept.
    return float(round(angle + 360.0 * round((degrees - angle) / 360.0))), False
