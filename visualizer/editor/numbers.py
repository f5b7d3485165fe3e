"""Numbers in fields, which are dragged or typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from imgui_bundle import imgui

from visualizer.declarations import Declaration
from visualizer.editor import style
from visualizer.editor.number_texts import held, number_text, rounded, shortened, taken
from visualizer.editor.style import FAR
from visualizer.editor.widgets import packed, tooltip

_SLOWER, _FASTER = 0.1, 10.0  # times the speed of a drag with Shift, and with Alt

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
        if active and self._moved_far(FAR):
            io = imgui.get_io()
            rate = speed * (_SLOWER if io.key_shift else 1.0) * (_FASTER if io.key_alt else 1.0)
            if not self._moved:
                self._moved = True
                self._way = imgui.get_mouse_drag_delta(0, FAR).x * rate
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
