"""Inspector: the properties of what is selected, at the playhead: value, keyframes, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from imgui_bundle import imgui

from visualizer.editor import details, field_changes, list_rows, style, widgets, writing
from visualizer.editor.desk import Desk
from visualizer.editor.details import place_of
from visualizer.editor.fields import REQUIRED, Field
from visualizer.editor.gizmo_row import draw_gizmo_row
from visualizer.editor.hints import draw_hints
from visualizer.editor.opening import open_text
from visualizer.editor.panel import Panel
from visualizer.editor.panels.outline import label_of
from visualizer.editor.values import Values, names_in
from visualizer.scene.paths import Path, dotted

_LABELS = (0.30, 0.46)
"""Shares of the width that the names of properties take, at least and at most."""


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
        self._values = Values()
        self._shown: Path = ()  # what was selected when it was drawn last
        self._chosen: Field | None = None
        self._heights: dict[Path, float] = {}  # points, of rows that were drawn
        self._longest = 0.0  # points, of the names that are listed

    def draw(self, desk: Desk) -> None:
        """Draw the rows of all properties, and below them what there is to know of the one that is selected."""
        table = desk.table
        fields = desk.fields.of(desk.scene, table) if table else ()
        if not fields:
            draw_hints(desk)
            return
        self._head(desk)
        self._chosen = next((one for one in fields if one.path == desk.selected), None)
        words = self.query.lower().split()
        listed = [one for one in fields if not self.written or writing.is_written(desk.scene, one)]
        matching = [one for one in listed if _matches(one, words) or one.path == desk.selected]
        self._tell_hidden(len(listed) - len(matching))
        below = details.height(self._chosen) if self._chosen is not None else 0.0
        imgui.begin_child("rows", imgui.ImVec2(0.0, -below))
        imgui.begin_disabled(not desk.may_change(table))
        group = ""
        self._longest = max(imgui.calc_text_size(str(one.path[-1])).x for one in fields if one.kind != "list")
        lists_ = {one.path: one for one in fields if one.kind == "list"}
        first = self._revealed(desk, fields)
        for one in matching:
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
            if one.path == first:
                imgui.set_scroll_here_y(0.25)
            self._row(desk, one, lists_.get(one.items))
        imgui.end_disabled()
        imgui.end_child()
        if self._chosen is not None:
            details.draw(desk, self._chosen, below)

    def _tell_hidden(self, count: int) -> None:
        """Tell how many properties the filter hides, with a button that shows them."""
        if count:
            imgui.text_disabled(f"{count} propert{'y' if count == 1 else 'ies'} hidden by the filter")
            imgui.same_line()
            if imgui.small_button("Show all"):
                self.query = ""

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
            widgets.tooltip("It is locked in the outline")
        draw_gizmo_row(desk)
        toggle = "In the file" if self.written else "All"
        width = imgui.calc_text_size("In the file").x + 2 * imgui.get_style().frame_padding.x
        room = imgui.get_content_region_avail().x - width - imgui.get_style().item_spacing.x
        self.query = widgets.filter_field("find", f"{widgets.SEARCH}  Find a property", self.query, room)
        imgui.same_line()
        if imgui.button(toggle, imgui.ImVec2(width, 0.0)):
            self.written = not self.written
        widgets.tooltip("Which properties are listed: all, or those that the file sets")

    def _revealed(self, desk: Desk, fields: Sequence[Field]) -> Path:
        """Return the path of the first property of what was selected elsewhere, to scroll to; () for none. The list
        that it is in is opened."""
        selected, before, self._shown = desk.selected, self._shown, desk.selected
        if selected == before or len(selected) <= len(desk.table):
            return ()
        found = next((one for one in fields if one.path[: len(selected)] == selected), None)
        if found is None or found.kind == "list":
            return ()
        if found.items:
            desk.opened[found.items] = True
        return found.path

    # Rows

    def _row(self, desk: Desk, one: Field, holder: Field | None = None) -> None:
        """Draw a property. holder: the list that it is an item of, or a part of one."""
        if not widgets.is_seen(imgui.get_content_region_avail().x, self._heights.get(one.path, 0.0)):
            return
        name, top = dotted(one.path), imgui.get_cursor_pos_y()
        keyed = writing.is_keyed(desk.scene, one)
        number = writing.key_at(desk.scene, one, desk.time)
        edge = imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x
        imgui.push_id(name)
        here = number is not None
        if widgets.diamond(name, keyed=keyed, here=here, enabled=one.keyable):
            field_changes.toggle_key(desk, one, number)
        if one.keyable:
            widgets.tooltip("Remove the keyframe here" if here else "Set a keyframe here")
        imgui.same_line(0.0, 0.0)
        left = imgui.get_cursor_pos_x()
        wanted = left + self._longest + imgui.get_style().item_spacing.x
        labels = min(max(wanted, _LABELS[0] * edge), _LABELS[1] * edge)
        self._label(desk, one, labels - left, keyed=keyed)
        imgui.same_line(labels + imgui.get_style().item_spacing.x)
        room = imgui.get_content_region_avail().x
        whole = holder is not None and one.path[:-1] == holder.path  # an item in one row
        self._values.draw(desk, one, room - (list_rows.width() if whole else 0.0), name)
        if whole and holder is not None:
            imgui.same_line(0.0, 0.0)
            list_rows.controls(desk, holder, int(one.path[-1]))
        imgui.pop_id()
        self._heights[one.path] = imgui.get_cursor_pos_y() - top - imgui.get_style().item_spacing.y

    def _label(self, desk: Desk, one: Field, width: float, *, keyed: bool) -> None:
        height, pad = imgui.get_frame_height(), imgui.get_style().frame_padding
        left = imgui.get_cursor_screen_pos()
        chosen = one.path == desk.selected
        if imgui.selectable("##label", chosen, 0, imgui.ImVec2(width, height))[0]:
            desk.selected = self._shown = one.table if chosen else one.path
        if imgui.is_item_hovered():
            widgets.tooltip(_tooltip(desk, one))
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
            "Remove the keyframe here" if number is not None else "Set a keyframe here"
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


def _matches(one: Field, words: Sequence[str]) -> bool:
    sentence = one.declaration.sentence if one.declaration is not None else ""
    text = f"{one.name} {sentence}".lower()
    return all(word in text for word in words)


def _tooltip(desk: Desk, one: Field) -> str:
    about, marks = "", ""
    if one.declaration is not None:
        about = one.declaration.sentence
        marks = ", ".join(mark for mark in (one.declaration.unit, one.declaration.limits) if mark)
    place = place_of(desk, one)
    lines = f"{one.name}: {about}" + (f" [{marks}]" if marks else ""), details.default_text(one), place
    return "\n".join(line for line in lines if line)
