"""Values: how the value of a property is shown and changed in the inspector, by its kind."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from imgui_bundle import imgui

from visualizer.editor import aim_row, colours, dials, field_changes, style, widgets, writing
from visualizer.editor.desk import Desk
from visualizer.editor.fields import REQUIRED, Field
from visualizer.editor.number_texts import read_number, speed_of
from visualizer.editor.numbers import number_width
from visualizer.scene.document import EditError, toml_of

_RATES = {
    Fraction(24000, 1001): "23.976  (24000/1001)", Fraction(24): "24", Fraction(25): "25",
    Fraction(30000, 1001): "29.97  (30000/1001)", Fraction(30): "30", Fraction(48): "48", Fraction(50): "50",
    Fraction(60000, 1001): "59.94  (60000/1001)", Fraction(60): "60",
}  # fmt: skip
"""Usual rates of films, frames a second, with what the menu says."""


class Values:
    """Draws values. It knows which text is being typed."""

    def __init__(self) -> None:
        self._text: tuple[str, str] = ("", "")  # what is being typed as a text, and for which widget

    def draw(self, desk: Desk, one: Field, room: float, name: str) -> None:
        """Draw a value as its kind wants it."""
        value = one.at(desk.time)
        number = writing.key_at(desk.scene, one, desk.time)
        if number is not None and one.track is not None and one.kind != "other":
            value = writing.plain_key(one, number)
        if value is None:
            if imgui.button("Set", imgui.ImVec2(room, 0.0)):
                field_changes.set_value(desk, one, one.fallback)
            widgets.tooltip("It is not set. This writes a value into the file")
            return
        match one.kind:
            case "number" | "whole":
                self._numbers(desk, one, [value], room, name, ("",))
            case "vector" | "rotation":
                labels = (
                    ("h", "p", "r") if one.kind == "rotation" and len(value) == 3 else ("x", "y", "z", "w")
                )
                self._numbers(desk, one, value, room, name, labels)
            case "direction":
                self._direction(desk, one, value, room, name)
            case "colour":
                self._colour(desk, one, value, room, name)
            case "flag":
                changed, new = widgets.checkbox("##flag", bool(value))
                if changed:
                    field_changes.set_value(desk, one, new)
            case "choice" | "name":
                self._choice(desk, one, str(value), room)
            case "rate":
                self._rate(desk, one, room, name)
            case "aim":
                names = names_in(desk, one.names)
                axes, gap = ("x", "y", "z"), imgui.get_style().item_inner_spacing.x
                beside = not _stacked(0.58 * room - gap, axes)
                imgui.begin_group()
                point = aim_row.draw(desk, one, value, names, 0.42 * room if beside else room)
                if point is not None:
                    if beside:
                        imgui.same_line(0.0, gap)
                    self._numbers(desk, one, point, 0.58 * room - gap if beside else room, name, axes)
                imgui.end_group()
            case _:
                self._typed(desk, one, room, name)

    def _numbers(
        self, desk: Desk, one: Field, value: Sequence[float], room: float, name: str, labels: Sequence[str]
    ) -> None:
        """Draw the numbers of a value, beside each other or, where there is no room for that, one below another."""
        gap, stacked = imgui.get_style().item_inner_spacing.x, _stacked(room, labels[: len(value)])
        width = room if stacked else (room - gap * (len(value) - 1)) / len(value)
        whole = one.kind == "whole" or all(isinstance(item, int) for item in value)
        size = max(map(abs, value)) if len(value) > 1 else abs(value[0])
        speed = 1.0 if whole else speed_of(size, one.low, one.high)
        if one.kind == "rotation" and len(value) == 3:
            speed = 0.5
        ink = style.INK if writing.is_written(desk.scene, one) else style.DIM
        imgui.begin_group()
        for place, item in enumerate(value):
            if place and not stacked:
                imgui.same_line(0.0, gap)
            changed = desk.numbers.draw(
                f"{name}.{place}", float(item), width, speed=speed, low=one.low, high=one.high,
                label=labels[place], colour=widgets.AXES[place], ink=ink, whole=whole,
                what=f"{one.name} {labels[place]}".strip(), about=one.declaration,
            )  # fmt: skip
            if changed is not None:
                new: list[Any] = list(value)
                new[place] = int(changed.value) if whole else changed.value
                field_changes.apply(desk, one, new if len(value) > 1 else new[0], changed.state)
        imgui.end_group()

    def _direction(self, desk: Desk, one: Field, value: Sequence[float], room: float, name: str) -> None:
        height = imgui.get_frame_height()
        self._numbers(
            desk, one, value, room - height - imgui.get_style().item_inner_spacing.x, name, ("x", "y", "z")
        )
        imgui.same_line(0.0, imgui.get_style().item_inner_spacing.x)
        if widgets.icon_button(f"{name}.pick", widgets.PICK, style.DIM):
            imgui.open_popup("direction")
        widgets.tooltip("Pick the direction on a ball")
        if imgui.begin_popup("direction"):
            new, dropped = dials.ball(name, value, 9.0 * height)
            if new is not None:
                field_changes.apply(desk, one, new, "dragged")
            if dropped:
                desk.drop()
            if imgui.button("Other side", imgui.ImVec2(9.0 * height, 0.0)):
                field_changes.set_value(desk, one, [value[0], value[1], -value[2]])
            imgui.end_popup()

    def _colour(self, desk: Desk, one: Field, value: Sequence[float], room: float, name: str) -> None:
        height, gap = imgui.get_frame_height(), imgui.get_style().item_inner_spacing.x
        shown = colours.srgb(value)
        if colours.swatch(name, shown, 1.5 * height):
            imgui.open_popup("colour")
        imgui.same_line(0.0, gap)
        self._numbers(desk, one, value, room - 1.5 * height - gap, name, ("r", "g", "b"))
        if imgui.begin_popup("colour"):
            gain = max(1.0, *value)
            picked, dropped = colours.picker(name, shown, 10.0 * height, desk.hues)
            if picked is not None:
                field_changes.apply(desk, one, colours.linear(picked, gain), "dragged")
            if dropped:
                desk.drop()
            self._hex(desk, one, shown, gain)
            imgui.end_popup()

    def _hex(self, desk: Desk, one: Field, shown: Sequence[float], gain: float) -> None:
        """Draw a colour in hexadecimal sRGB, which can be typed; one that is brighter than white keeps its gain."""
        red, green, blue = (round(255.0 * part) for part in shown)
        imgui.set_next_item_width(6.0 * imgui.get_frame_height())
        flags = imgui.InputTextFlags_.enter_returns_true | imgui.InputTextFlags_.auto_select_all
        entered, text = imgui.input_text("##hex", f"#{red:02x}{green:02x}{blue:02x}", flags)
        digits = text.strip().removeprefix("#")
        if entered and len(digits) == 6 and all(digit in string.hexdigits for digit in digits):
            typed = [int(digits[place : place + 2], 16) / 255.0 for place in (0, 2, 4)]
            field_changes.set_value(
                desk, one, colours.linear(typed, gain) if gain > 1.0 else f"#{digits.lower()}"
            )
        elif entered:
            desk.say(f"'{text.strip()}' is no colour: a colour is six digits of 0-9 and a-f, such as #ff8800")
        if gain > 1.0:
            imgui.same_line()
            imgui.text_disabled(f"times {gain:.3g}")

    def _choice(self, desk: Desk, one: Field, value: str, room: float) -> None:
        imgui.set_next_item_width(room)
        if imgui.begin_combo("##choice", value):
            for option in one.choices or names_in(desk, one.names):
                if widgets.option(option, chosen=option == value):
                    field_changes.set_value(desk, one, option)
            imgui.end_combo()

    def _rate(self, desk: Desk, one: Field, room: float, name: str) -> None:
        """Draw frames a second, to type or to choose from those that are usual."""
        side, gap = imgui.get_frame_height(), imgui.get_style().item_inner_spacing.x
        self._typed(desk, one, room - side - gap, name)
        imgui.same_line(0.0, gap)
        if widgets.icon_button(f"{name}.usual", widgets.OPENED, style.INK):
            imgui.open_popup("rates")
        widgets.tooltip("Choose a usual rate")
        if imgui.begin_popup("rates"):
            for rate, text in _RATES.items():
                if widgets.option(text, chosen=one.value == rate):
                    written = str(rate.numerator) if rate.denominator == 1 else toml_of(str(rate))
                    field_changes.change(desk, one, partial(writing.text_written, desk.scene, one, written))
            imgui.end_popup()

    def _typed(self, desk: Desk, one: Field, room: float, name: str) -> None:
        """Draw a text or a time; else the TOML text that is written, or would be."""
        written = _written(desk, one)
        bare = one.kind in ("text", "time", "rate")  # typed without quotation marks
        shown = _bare(written) if bare else written
        imgui.set_next_item_width(room)
        mono = desk.host.fonts.mono
        imgui.push_font(mono, style.POINTS * desk.scale)
        flags = imgui.InputTextFlags_.enter_returns_true
        entered, text = imgui.input_text("##text", self._text[0] if self._text[1] == name else shown, flags)
        imgui.pop_font()
        if one.kind == "time":
            widgets.tooltip("Seconds, or a shot or marker with an offset, such as launch+0.5")
        if one.kind == "rate":
            widgets.tooltip("A number, or a fraction such as 30000/1001")
        if imgui.is_item_active():
            self._text = text, name
        elif imgui.is_item_deactivated() and not imgui.is_key_pressed(imgui.Key.escape):
            # Left with the mouse or Tab: what was typed counts, as with Enter.
            entered, text = True, text if entered or self._text[1] != name else self._text[0]
        if entered and text != shown:
            field = _key_or_whole(desk, one)
            toml = _quoted(text, number=one.kind != "text") if bare else text
            field_changes.change(desk, one, lambda: writing.text_written(desk.scene, field, toml))
        if imgui.is_item_deactivated():
            self._text = "", ""


def _stacked(room: float, labels: Sequence[str]) -> bool:
    """Return whether numbers with some labels have too little room, points, to be read beside each other."""
    gap = imgui.get_style().item_inner_spacing.x
    return (room - gap * (len(labels) - 1)) / len(labels) < max(map(number_width, labels))


def names_in(desk: Desk, table: str) -> list[str]:
    """Return the names that a property may hold: of a table, or of actors with their anchors."""
    if table == "actor":
        found = []
        for name, actor in desk.scene.graph.actors.items():
            found += [name, *(f"{name}.{anchor}" for anchor in actor.anchors)]
        return found
    return [str(path[1]) for path in desk.scene.tables if path[0] == table and len(path) > 1]


def _written(desk: Desk, one: Field) -> str:
    field = _key_or_whole(desk, one)
    try:
        return desk.scene.documents.written(field.path)
    except EditError:
        value = one.at(desk.time)
        return "" if value is None else writing.text_of(value)


def _bare(written: str) -> str:
    """Return a TOML value as it is typed: a text without its quotation marks."""
    if not written:
        return ""
    (value,) = tomllib.loads(f"v = {written}").values()
    return value if isinstance(value, str) and "\n" not in value else written


def _quoted(text: str, *, number: bool) -> str:
    """Return what was typed as TOML: a number where one is allowed and it is one, else a text."""
    if number and read_number(text) is not None:
        return text.strip().replace(",", ".")
    return toml_of(text.strip().strip('"') if number else text)


def _key_or_whole(desk: Desk, one: Field) -> Field:
    """Return the field of a keyframe's value for one that has keyframes, else the field itself."""
    track = one.track
    if track is None or not writing.is_keyed(desk.scene, one):
        return one
    number = max(
        0, len([time for time in track.times if time <= desk.time + 0.5 / float(desk.scene.film.fps)]) - 1
    )
    return Field((*one.path, number, "v"), one.table, "other", track.keys[number].value, REQUIRED)
