"""Outline: all tables of the scene by kind, to find, to select, and to hide, show alone or lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imgui_bundle import imgui

from visualizer.editor import style, widgets
from visualizer.editor.desk import Desk
from visualizer.editor.panel import Panel
from visualizer.editor.viewing import HIDABLE, SOLO
from visualizer.player.layout import clock_text
from visualizer.scene.paths import Path

GROUPS = (
    ("shot", "Shots"), ("actor", "Actors"), ("emitter", "Emitters"), ("light", "Lights"), ("camera", "Cameras"), ("look", "Looks"),
    ("fog", "Fog"), ("probe", "Probes"), ("caption", "Captions"), ("marker", "Markers"), ("film", "Film"),
)  # fmt: skip
"""Tables in the order of the outline, with their headings."""

_START = {"shot": "start", "caption": "start", "marker": "time"}
"""The property that says when a table of a kind is, to which a double click goes."""


class Outline(Panel):
    """Lists the tables of the scene in groups. query: what is searched for."""

    name = "Outline"
    place = "left"

    def __init__(self) -> None:
        self.query = ""

    def draw(self, desk: Desk) -> None:
        """Draw the search field, and below it the groups."""
        imgui.set_next_item_width(-1.0)
        _, self.query = imgui.input_text_with_hint("##search", f"{widgets.SEARCH}  Search", self.query)
        imgui.begin_child("list")
        words = self.query.lower().split()
        any_found = False
        for kind, heading in GROUPS:
            paths = [path for path in desk.scene.tables if path[0] == kind]
            found = [path for path in paths if _matches(desk, path, heading, words)]
            if found:
                any_found = True
                self._group(
                    desk, kind, heading, sorted(found, key=lambda path: _time(desk, path)), len(paths)
                )
        if not any_found:
            imgui.text_disabled("Nothing is called so")
        imgui.end_child()

    def _group(self, desk: Desk, kind: str, heading: str, paths: Sequence[Path], count: int) -> None:
        if self.query:
            imgui.set_next_item_open(True)
        flags = (
            imgui.TreeNodeFlags_.span_avail_width
            | imgui.TreeNodeFlags_.frame_padding
            | imgui.TreeNodeFlags_.no_tree_push_on_open
        )
        if kind in ("shot", "actor", "emitter", "light"):
            flags |= imgui.TreeNodeFlags_.default_open
        number = f"{len(paths)} of {count}" if len(paths) < count else str(count)
        edge = imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x
        opened = imgui.tree_node_ex(f"{widgets.ICONS[kind]}  {heading}###{kind}", flags)
        extent = imgui.calc_text_size(number).x
        imgui.same_line(edge - extent)
        imgui.text_disabled(number)
        if opened:
            for path in paths:
                self._row(desk, path)

    def _row(self, desk: Desk, path: Path) -> None:
        viewing, kind, name = desk.viewing, str(path[0]), "/".join(map(str, path))
        height = imgui.get_frame_height()
        buttons = 3 if kind in HIDABLE else 2 if kind in SOLO else 1
        imgui.indent(1.9 * imgui.get_style().indent_spacing)
        width = imgui.get_content_region_avail().x
        edge = imgui.get_cursor_pos_x() + width
        selected = desk.selected[: len(path)] == path
        flags = imgui.SelectableFlags_.allow_double_click | imgui.SelectableFlags_.allow_overlap
        seen = kind not in HIDABLE or viewing.shows(path)
        text, note = label_of(desk, path), _note(desk, path)
        # The row is as high as its buttons, and the text is drawn over it, so that a long one ends before these.
        left = imgui.get_cursor_screen_pos()
        if imgui.selectable(f"##{name}", selected, flags, imgui.ImVec2(width, height))[0]:
            desk.selected = path
            if imgui.is_mouse_double_clicked(0):
                _go(desk, path)
        hovered = imgui.is_item_hovered()
        if hovered:
            imgui.set_item_tooltip(f"{text}  {note}" if note else text)
        drawing, pad = imgui.get_window_draw_list(), imgui.get_style().frame_padding
        room = width - buttons * height - pad.x
        drawing.push_clip_rect((left.x, left.y), (left.x + room, left.y + height), True)
        ink = style.INK if seen else style.DIM
        drawing.add_text((left.x + pad.x, left.y + pad.y), widgets.packed(ink), text)
        after = left.x + pad.x + imgui.calc_text_size(f"{text}  ").x
        drawing.add_text((after, left.y + pad.y), widgets.packed(style.DIM), note)
        drawing.pop_clip_rect()
        for number, (what, icon, other, there, tip) in enumerate(_buttons(desk, path)):
            imgui.same_line(edge - (buttons - number) * height)
            if not (what or hovered or imgui.is_mouse_hovering_rect(left, (left.x + width, left.y + height))):
                imgui.dummy(imgui.ImVec2(height, height))
                continue
            colour = style.ACCENT if what else style.DIM
            if widgets.icon_button(f"{name}{number}", icon if what else other, colour):
                viewing.toggle(there, path)
            imgui.set_item_tooltip(tip)
        imgui.unindent(1.9 * imgui.get_style().indent_spacing)


def _buttons(desk: Desk, path: Path) -> list[tuple[bool, str, str, set[Path], str]]:
    """Return for each button of a row: whether it is on, its icon when it is and when not, the set that it changes, and what it does."""
    viewing, kind = desk.viewing, path[0]
    found = []
    if kind in SOLO:
        tip = "Use it in all shots" if kind in ("camera", "look") else "Show it alone"
        found.append((path in viewing.solo, widgets.SOLO, widgets.SOLO, viewing.solo, tip))
    if kind in HIDABLE:
        found.append((path in viewing.hidden, widgets.NO_EYE, widgets.EYE, viewing.hidden, "Hide it"))
    found.append(
        (
            path in viewing.locked,
            widgets.LOCK,
            widgets.NO_LOCK,
            viewing.locked,
            "Lock it: nothing of it can be changed",
        )
    )
    return found


def label_of(desk: Desk, path: Path) -> str:
    """Return what the table at a path is called."""
    if len(path) > 1 and isinstance(path[1], int):
        model = desk.scene.tables[path]
        text = getattr(model, "name", None) or getattr(model, "text", path[1])
        return " ".join(str(text).split())
    return str(path[-1])


def _note(desk: Desk, path: Path) -> str:
    """Return what is told of a table beside its name: when it is, or its kind."""
    if path[0] == "actor":
        actor = desk.scene.graph.actors.get(str(path[1]))
        return "" if actor is None else actor.kind
    return clock_text(_time(desk, path), digits=1) if path[0] in _START else ""


def _time(desk: Desk, path: Path) -> float:
    """Return when a table is, s; 0 for one that has no time."""
    name = _START.get(str(path[0]))
    value: Any = 0.0 if name is None else getattr(desk.scene.tables[path], name)
    return float(value)


def _go(desk: Desk, path: Path) -> None:
    if path[0] in _START:
        desk.seek(_time(desk, path))


def _matches(desk: Desk, path: Path, heading: str, words: Sequence[str]) -> bool:
    text = f"{label_of(desk, path)} {_note(desk, path)} {heading}".lower()
    return all(word in text for word in words)
