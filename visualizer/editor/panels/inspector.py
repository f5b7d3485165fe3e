"""Inspector: the properties of what is selected, at the playhead: value, keyframes, and what they mean."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Sequence
from functools import partial
from typing import Any

from imgui_bundle import imgui

from visualizer.editor import aim_row, field_changes, list_rows, style, widgets, writing
from visualizer.editor.desk import Desk
from visualizer.editor.fields import REQUIRED, Field
from visualizer.editor.gizmo_row import draw_gizmo_row
from visualizer.editor.keyframes import eased, retimed
from visualizer.editor.lanes import Mark
from visualizer.editor.opening import open_text
from visualizer.editor.panel import Panel
from visualizer.editor.panels.outline import label_of
from visualizer.scene.document import EditError, toml_of
from visualizer.scene.explaining import short
from visualizer.scene.paths import dotted
from visualizer.timeline.easing import EASINGS, SMOOTH

_LABELS = (0.30, 0.46)
"""Shares of the width that the names of properties take, at least and at most."""
_EASINGS = (*sorted(EASINGS), SMOOTH)


class Inspector(Panel):
    """Shows the properties of one table, and more about one of them. query: words that a name or a sentence has to
    have.

    written: whether only what a file sets is listed.
    """

    name = "Inspector"
    place = "right"

    def __init__(self) -> None:
        self.query = ""
        self.written = False
        self._text: tuple[str, str] = ("", "")  # what is being typed as a text, and for which widget
        self._chosen: Field | None = None
        self._longest = 0.0  # points, of the names that are listed

    def draw(self, desk: Desk) -> None:
        """Draw the rows of all properties, and below them what there is to know of the one that is selected."""
        table = desk.table
        fields = desk.fields.of(desk.scene, table) if table else ()
        if not fields:
            _hints(desk)
            return
        self._head(desk)
        self._chosen = next((one for one in fields if one.path == desk.selected), None)
        below = self._details_height() if self._chosen is not None else 0.0
        imgui.begin_child("rows", imgui.ImVec2(0.0, -below))
        imgui.begin_disabled(not desk.may_change(table))
        group = ""
        self._longest = max(imgui.calc_text_size(str(one.path[-1])).x for one in fields if one.kind != "list")
        words = self.query.lower().split()
        lists_ = {one.path: one for one in fields if one.kind == "list"}
        for one in fields:
            if self.written and not writing.is_written(desk.scene, one):
                continue
            if not _matches(one, words):
                continue
            if one.kind == "list":
                group = one.name
                list_rows.head(desk, one, names_in)
                continue
            if one.items in lists_ and not list_rows.is_open(desk, lists_[one.items]):
                continue
            if one.group != group:
                group = one.group
                if one.items in lists_ and one.path[:-1] != one.items:
                    list_rows.item_head(desk, lists_[one.items], int(one.path[len(one.items)]))
                else:
                    imgui.separator_text(group)
            self._row(desk, one, lists_.get(one.items))
        imgui.end_disabled()
        imgui.end_child()
        if self._chosen is not None:
            self._details(desk, self._chosen, below)

    def _head(self, desk: Desk) -> None:
        table = desk.table
        kind = str(table[0])
        imgui.push_font(desk.host.fonts.text, 1.15 * style.POINTS * desk.scale)
        imgui.text(f"{widgets.ICONS.get(kind, '')}  {label_of(desk.scene, table)}")
        imgui.pop_font()
        actor = desk.scene.graph.actors.get(str(table[-1])) if kind == "actor" else None
        imgui.same_line()
        imgui.text_disabled(actor.kind if actor is not None else kind)
        if not desk.may_change(table):
            imgui.same_line()
            imgui.text_colored(imgui.ImVec4(*style.KEYED, 1.0), widgets.LOCK)
            imgui.set_item_tooltip("It is locked in the outline")
        draw_gizmo_row(desk)
        toggle = "In the file" if self.written else "All"
        width = imgui.calc_text_size("In the file").x + 2 * imgui.get_style().frame_padding.x
        imgui.set_next_item_width(-width - imgui.get_style().item_spacing.x)
        _, self.query = imgui.input_text_with_hint("##find", f"{widgets.SEARCH}  Find a property", self.query)
        imgui.same_line()
        if imgui.button(toggle, imgui.ImVec2(width, 0.0)):
            self.written = not self.written
        imgui.set_item_tooltip("Which properties are listed: all, or those that the file sets")

    # Rows

    def _row(self, desk: Desk, one: Field, holder: Field | None = None) -> None:
        """Draw a property. holder: the list that it is an item of, or a part of one."""
        if not widgets.is_seen(imgui.get_content_region_avail().x):
            return
        name = dotted(one.path)
        keyed = writing.is_keyed(desk.scene, one)
        number = writing.key_at(desk.scene, one, desk.time)
        edge = imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x
        imgui.push_id(name)
        here = number is not None
        if widgets.diamond(name, keyed=keyed, here=here, enabled=one.keyable):
            field_changes.toggle_key(desk, one, number)
        if one.keyable:
            imgui.set_item_tooltip("Take the keyframe here out" if here else "Set a keyframe here")
        imgui.same_line(0.0, 0.0)
        left = imgui.get_cursor_pos_x()
        wanted = left + self._longest + imgui.get_style().item_spacing.x
        labels = min(max(wanted, _LABELS[0] * edge), _LABELS[1] * edge)
        self._label(desk, one, labels - left, keyed=keyed)
        imgui.same_line(labels + imgui.get_style().item_spacing.x)
        room = imgui.get_content_region_avail().x
        whole = holder is not None and one.path[:-1] == holder.path  # an item in one row
        self._value(desk, one, room - (list_rows.width() if whole else 0.0), name)
        if whole and holder is not None:
            imgui.same_line(0.0, 0.0)
            list_rows.controls(desk, holder, int(one.path[-1]))
        imgui.pop_id()

    def _label(self, desk: Desk, one: Field, width: float, *, keyed: bool) -> None:
        height, pad = imgui.get_frame_height(), imgui.get_style().frame_padding
        left = imgui.get_cursor_screen_pos()
        chosen = one.path == desk.selected
        if imgui.selectable("##label", chosen, 0, imgui.ImVec2(width, height))[0]:
            desk.selected = one.table if chosen else one.path
        if imgui.is_item_hovered():
            imgui.set_item_tooltip(_tooltip(desk, one))
        self._menu(desk, one)
        written = writing.is_written(desk.scene, one)
        colour = style.KEYED if keyed else style.INK if written else style.DIM
        drawing = imgui.get_window_draw_list()
        drawing.push_clip_rect((left.x, left.y), (left.x + width, left.y + height), True)
        last = one.path[-1]
        text = widgets.fitting(str(last + 1 if isinstance(last, int) else last), width - 2.0)
        drawing.add_text((left.x + 2.0, left.y + pad.y), widgets.packed(colour), text)
        drawing.pop_clip_rect()

    def _menu(self, desk: Desk, one: Field) -> None:
        if not imgui.begin_popup_context_item("menu"):
            return
        desk.selected = one.path
        number = writing.key_at(desk.scene, one, desk.time)
        if one.keyable and imgui.menu_item_simple(
            "Take the keyframe here out" if number is not None else "Set a keyframe here"
        ):
            field_changes.toggle_key(desk, one, number)
        can_reset = one.default is not REQUIRED and writing.is_written(desk.scene, one)
        if imgui.menu_item_simple("Reset to the default", enabled=can_reset):
            field_changes.change(desk, one, lambda: writing.reset(desk.scene, one), "reset")
        if imgui.menu_item_simple("Copy its path"):
            imgui.set_clipboard_text(dotted(one.path))
        if imgui.menu_item_simple("Open in the text editor"):
            desk.say(open_text(desk.scene, one.path))
        imgui.end_popup()

    def _value(self, desk: Desk, one: Field, room: float, name: str) -> None:
        """Draw a value as its kind wants it."""
        value = one.at(desk.time)
        number = writing.key_at(desk.scene, one, desk.time)
        if number is not None and one.track is not None and one.kind != "other":
            value = writing.plain_key(one, number)
        if value is None:
            if imgui.button("Set", imgui.ImVec2(room, 0.0)):
                field_changes.set_value(desk, one, one.fallback)
            imgui.set_item_tooltip("It is not set. This writes a value into the file")
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
            case "aim":
                names = names_in(desk, one.names)
                point = aim_row.draw(desk, one, value, names, 0.42 * room)
                if point is not None:
                    imgui.same_line(0.0, imgui.get_style().item_inner_spacing.x)
                    self._numbers(desk, one, point, imgui.get_content_region_avail().x, name, ("x", "y", "z"))
            case _:
                self._typed(desk, one, room, name)

    def _numbers(
        self, desk: Desk, one: Field, value: Sequence[float], room: float, name: str, labels: Sequence[str]
    ) -> None:
        gap = imgui.get_style().item_inner_spacing.x
        width = (room - gap * (len(value) - 1)) / len(value)
        whole = one.kind == "whole" or all(isinstance(item, int) for item in value)
        size = max(map(abs, value)) if len(value) > 1 else abs(value[0])
        speed = 1.0 if whole else widgets.speed_of(size, one.low, one.high)
        if one.kind == "rotation" and len(value) == 3:
            speed = 0.5
        ink = style.INK if writing.is_written(desk.scene, one) else style.DIM
        for place, item in enumerate(value):
            if place:
                imgui.same_line(0.0, gap)
            changed = desk.numbers.draw(
                f"{name}.{place}", float(item), width, speed=speed, low=one.low, high=one.high,
                label=labels[place], colour=widgets.AXES[place], ink=ink, whole=whole,
            )  # fmt: skip
            if changed is not None:
                new: list[Any] = list(value)
                new[place] = int(changed.value) if whole else changed.value
                field_changes.apply(desk, one, new if len(value) > 1 else new[0], changed.state)

    def _direction(self, desk: Desk, one: Field, value: Sequence[float], room: float, name: str) -> None:
        height = imgui.get_frame_height()
        self._numbers(
            desk, one, value, room - height - imgui.get_style().item_inner_spacing.x, name, ("x", "y", "z")
        )
        imgui.same_line(0.0, imgui.get_style().item_inner_spacing.x)
        if widgets.icon_button(f"{name}.pick", widgets.PICK, style.DIM):
            imgui.open_popup("direction")
        imgui.set_item_tooltip("Pick the direction on a ball")
        if imgui.begin_popup("direction"):
            new, dropped = widgets.ball(name, value, 9.0 * height)
            if new is not None:
                field_changes.apply(desk, one, new, "dragged")
            if dropped:
                desk.drop()
            if imgui.button("Other side", imgui.ImVec2(9.0 * height, 0.0)):
                field_changes.set_value(desk, one, [value[0], value[1], -value[2]])
            imgui.end_popup()

    def _colour(self, desk: Desk, one: Field, value: Sequence[float], room: float, name: str) -> None:
        height, gap = imgui.get_frame_height(), imgui.get_style().item_inner_spacing.x
        shown = widgets.srgb(value)
        if widgets.swatch(name, shown, 1.5 * height):
            imgui.open_popup("colour")
        imgui.same_line(0.0, gap)
        self._numbers(desk, one, value, room - 1.5 * height - gap, name, ("r", "g", "b"))
        if imgui.begin_popup("colour"):
            gain = max(1.0, *value)
            picked, dropped = widgets.picker(name, shown, 10.0 * height)
            if picked is not None:
                field_changes.apply(desk, one, widgets.linear(picked, gain), "dragged")
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
                desk, one, widgets.linear(typed, gain) if gain > 1.0 else f"#{digits.lower()}"
            )
        if gain > 1.0:
            imgui.same_line()
            imgui.text_disabled(f"times {gain:.3g}")

    def _choice(self, desk: Desk, one: Field, value: str, room: float) -> None:
        imgui.set_next_item_width(room)
        if imgui.begin_combo("##choice", value):
            for option in one.choices or names_in(desk, one.names):
                if imgui.selectable(option, option == value)[0] and option != value:
                    field_changes.set_value(desk, one, option)
            imgui.end_combo()

    def _typed(self, desk: Desk, one: Field, room: float, name: str) -> None:
        """Draw a text or a time; else the TOML text that is written, or would be."""
        written = _written(desk, one)
        bare = one.kind in ("text", "time")  # typed without quotation marks
        shown = _bare(written) if bare else written
        imgui.set_next_item_width(room)
        mono = desk.host.fonts.mono
        imgui.push_font(mono, style.POINTS * desk.scale)
        flags = imgui.InputTextFlags_.enter_returns_true
        entered, text = imgui.input_text("##text", self._text[0] if self._text[1] == name else shown, flags)
        imgui.pop_font()
        if one.kind == "time":
            imgui.set_item_tooltip("Seconds, or a shot or marker with an offset, such as launch+0.5")
        if imgui.is_item_active():
            self._text = text, name
        if entered and text != shown:
            field = _key_or_whole(desk, one)
            toml = _quoted(text, number=one.kind == "time") if bare else text
            field_changes.change(desk, one, lambda: writing.text_written(desk.scene, field, toml))
        if imgui.is_item_deactivated():
            self._text = "", ""

    # Details

    def _details_height(self) -> float:
        turned = self._chosen is not None and self._chosen.kind == "rotation"
        return (10.6 if turned else 7.6) * imgui.get_frame_height_with_spacing()

    def _dials(self, desk: Desk, one: Field) -> None:
        """Draw heading, pitch and roll as dials."""
        value = one.at(desk.time)
        number = writing.key_at(desk.scene, one, desk.time)
        if number is not None:
            value = writing.plain_key(one, number)
        if value is None or len(value) != 3:
            return
        size = 2.6 * imgui.get_frame_height()
        for place, label in enumerate(("h", "p", "r")):
            if place:
                imgui.same_line()
            angle, dropped = widgets.dial(f"{dotted(one.path)}.{place}", value[place], size, label)
            if angle is not None and angle != value[place]:
                new = list(value)
                new[place] = angle
                field_changes.apply(desk, one, new, "dragged")
            if dropped:
                desk.drop()

    def _details(self, desk: Desk, one: Field, height: float) -> None:
        """Draw what there is to know of a property."""
        imgui.begin_child("details", imgui.ImVec2(0.0, height - imgui.get_style().item_spacing.y))
        imgui.separator()
        about = one.declaration
        imgui.push_font(desk.host.fonts.bold, style.POINTS * desk.scale)
        imgui.text(one.name)
        imgui.pop_font()
        marks = [mark for mark in (about and about.unit, about and about.range) if mark]
        if marks:
            imgui.same_line()
            imgui.text_disabled(f"[{', '.join(marks)}]")
        if about is not None:
            imgui.push_text_wrap_pos(0.0)
            imgui.text(about.sentence)
            imgui.pop_text_wrap_pos()
        imgui.begin_disabled(not desk.may_change(one.table))
        self._default(desk, one)
        if one.kind == "rotation":
            self._dials(desk, one)
        if one.keyable:
            self._keys(desk, one)
        imgui.end_disabled()
        place = place_of(desk, one)
        if place:
            imgui.text_disabled(place)
            imgui.same_line()
            if imgui.small_button(f"{widgets.OPEN}  Open"):
                desk.say(open_text(desk.scene, one.path))
            imgui.set_item_tooltip("Open it in the editor of $VISUAL or $EDITOR (Ctrl E)")
        imgui.end_child()

    def _default(self, desk: Desk, one: Field) -> None:
        if one.default is REQUIRED:
            imgui.text_disabled("It has no default: a file has to set it")
            return
        imgui.align_text_to_frame_padding()
        imgui.text_disabled(f"Default  {'nothing' if one.default is None else short(one.default)}")
        if writing.is_written(desk.scene, one):
            imgui.same_line()
            if imgui.small_button(f"{widgets.RESET}  Reset"):
                field_changes.change(desk, one, lambda: writing.reset(desk.scene, one), "reset")

    def _keys(self, desk: Desk, one: Field) -> None:
        """Draw the keyframes around the playhead: to go to, to move, to ease."""
        track, scene = one.track, desk.scene
        if track is None or not writing.is_keyed(scene, one):
            if imgui.small_button("Set a keyframe here"):
                field_changes.change(desk, one, lambda: writing.key_set(scene, one, desk.time), "key of")
            return
        number = writing.key_at(scene, one, desk.time)
        half = 0.5 / float(scene.film.fps)
        before = [time for time in track.times if time < desk.time - half]
        after = [time for time in track.times if time > desk.time + half]
        for name, icon, times in (
            ("before", widgets.BEFORE, before[-1:]),
            ("after", widgets.AFTER, after[:1]),
        ):
            if name == "after":
                imgui.same_line(0.0, 0.0)
                if widgets.diamond("here", keyed=True, here=number is not None, enabled=True):
                    field_changes.toggle_key(desk, one, number)
                imgui.same_line(0.0, 0.0)
            if widgets.icon_button(name, icon, style.INK if times else style.EDGE) and times:
                desk.seek(times[0])
            imgui.set_item_tooltip("The keyframe before" if name == "before" else "The next keyframe")
        imgui.same_line()
        imgui.align_text_to_frame_padding()
        segment = len([time for time in track.times if time <= desk.time + half]) - 1
        if number is not None:
            imgui.text(f"key {number + 1} of {len(track.times)} at")
            imgui.same_line()
            self._move_key(desk, one, number)
        else:
            where = (
                f"between {segment + 1} and {segment + 2}"
                if 0 <= segment < len(track.times) - 1
                else "outside"
            )
            imgui.text_disabled(
                f"{where} of {len(track.times)} keys"
                if where != "outside"
                else f"outside of its {len(track.times)} keys"
            )
        if one.eased and 0 <= segment < len(track.times) - 1:
            imgui.align_text_to_frame_padding()
            imgui.text_disabled("Easing to the next")
            imgui.same_line()
            imgui.set_next_item_width(-1.0)
            ease = track.keys[segment].ease
            if imgui.begin_combo("##ease", ease):
                for option in _EASINGS:
                    if imgui.selectable(option, option == ease)[0] and option != ease:
                        make = partial(eased, scene, [Mark(one.path, segment)], option)
                        field_changes.change(desk, one, make, "easing of")
                imgui.end_combo()

    def _move_key(self, desk: Desk, one: Field, number: int) -> None:
        """Draw the time of the keyframe at the playhead, which can be dragged and typed. The playhead moves with it."""
        gesture = ("move", one.path)
        scene = desk.scene_before(gesture)
        track = one.track
        assert track is not None
        changed = desk.numbers.draw(
            f"{dotted(one.path)}.move", track.times[number], imgui.get_content_region_avail().x,
            speed=0.01, low=0.0, high=scene.film.duration, label="s",
        )  # fmt: skip
        if changed is None:
            return
        mark, time = Mark(one.path, number), writing.moment(changed.value)
        try:
            make = retimed(scene, {mark: time})
        except EditError as error:
            desk.say(str(error))
            return
        if changed.state == "dragged":
            desk.drag(make, f"time of {one.name}", gesture)
        elif changed.state == "dropped":
            desk.drop()
            desk.seek(changed.value)
        elif desk.change(make, f"time of {one.name}"):
            desk.seek(changed.value)


_HINTS = (
    "Select something: in the outline, by a click on it in the picture, or by its row in the timeline.",
    "Values are dragged, or typed after a click. The diamond before a value sets a keyframe at the playhead.",
    "Drag in the ruler of the timeline to go through the film, and keyframes to move them. A right click shows what else can be done.",
    "Each change is in the file at once. Ctrl Z undoes it.",
    "Space plays; ? shows all keys; Tab hides these panels.",
)


def _hints(desk: Desk) -> None:
    """Tell what one can do, while nothing is selected, as far as there is room."""
    imgui.push_text_wrap_pos(0.0)
    for text in _HINTS:
        room = imgui.get_content_region_avail()
        if imgui.calc_text_size(text, wrap_width=room.x).y > room.y:
            break
        imgui.text_disabled(text)
        imgui.dummy(imgui.ImVec2(0.0, 2.0 * desk.scale))
    imgui.pop_text_wrap_pos()


def names_in(desk: Desk, table: str) -> list[str]:
    """Return the names that a property may hold: of a table, or of actors with their anchors."""
    if table == "actor":
        found = []
        for name, actor in desk.scene.graph.actors.items():
            found += [name, *(f"{name}.{anchor}" for anchor in actor.anchors)]
        return found
    return [str(path[1]) for path in desk.scene.tables if path[0] == table and len(path) > 1]


def place_of(desk: Desk, one: Field) -> str:
    """Return file and line of what is written of a property, or "" for its default."""
    try:
        if not writing.is_written(desk.scene, one):
            return ""
        file, place = desk.scene.documents.place(one.path)
    except EditError:
        return ""
    return f"{file.name}:{place.line}:{place.column}"


def _matches(one: Field, words: Sequence[str]) -> bool:
    sentence = one.declaration.sentence if one.declaration is not None else ""
    text = f"{one.name} {sentence}".lower()
    return all(word in text for word in words)


def _tooltip(desk: Desk, one: Field) -> str:
    about = one.declaration.text if one.declaration is not None else ""
    default = (
        ""
        if one.default is REQUIRED
        else f"\nDefault: {'nothing' if one.default is None else short(one.default)}"
    )
    place = place_of(desk, one)
    return f"{one.name}: {about}{default}" + (f"\n{place}" if place else "")


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
    if number and widgets.read_number(text) is not None:
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
