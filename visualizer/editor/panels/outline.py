"""Outline: all tables of the scene by kind, to find, to select, and to hide, show alone or lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from imgui_bundle import imgui

from visualizer.editor import style, widgets
from visualizer.editor.desk import Desk
from visualizer.editor.panel import Panel
from visualizer.editor.parts import SPATIAL, part_at, parts_of
from visualizer.editor.viewing import HIDABLE, SOLO
from visualizer.player.layout import clock_text
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene

GROUPS = (
    ("film", "Film"), ("shot", "Shots"), ("actor", "Actors"), ("emitter", "Emitters"), ("light", "Lights"), ("camera", "Cameras"), ("look", "Looks"),
    ("fog", "Fog"), ("probe", "Probes"), ("caption", "Captions"), ("marker", "Markers"),
)  # fmt: skip
"""Tables in the order of the outline, with their headings."""

_START = {"shot": "start", "caption": "start", "marker": "time"}
"""The property that says when a table of a kind is, to which a double click goes."""


class Row(NamedTuple):
    """A table of the scene. label: its name. note: what is told beside it. time: when it is, s."""

    path: Path
    label: str
    note: str
    time: float


class Outline(Panel):
    """Lists the tables of the scene in groups. query: what is searched for."""

    name = "Outline"
    place = "left"

    def __init__(self) -> None:
        self.query = ""
        self._scene: Scene | None = None
        self._rows: dict[str, list[Row]] = {}
        self._shown: Path = ()  # the table that was selected when it was drawn last
        self._revealed: Path = ()  # one that was just selected, by whatever panel or in the picture

    def draw(self, desk: Desk) -> None:
        """Draw the search field beside the history, and below them the groups."""
        side, gap = imgui.get_frame_height(), imgui.get_style().item_inner_spacing.x
        room = imgui.get_content_region_avail().x - 2.0 * (side + gap)
        self.query = widgets.filter_field("search", f"{widgets.SEARCH}  Search", self.query, room)
        _history(desk, gap)
        imgui.begin_child("list")
        words, table = self.query.lower().split(), desk.table
        self._revealed, self._shown = (table if table != self._shown else ()), table
        any_found = False
        for kind, heading in GROUPS:
            rows = self._rows_of(desk.scene).get(kind, [])
            found = [row for row in rows if _matches(row, heading, words)] if words else rows
            any_found = any_found or bool(found)
            if words:  # what is selected is listed, whatever is searched for
                found = [row for row in rows if row in found or row.path == table]
            if found:
                self._group(desk, kind, heading, found, len(rows))
        if not any_found:
            imgui.text_disabled("Nothing is called so")
        imgui.end_child()

    def _rows_of(self, scene: Scene) -> dict[str, list[Row]]:
        """Return the rows of each kind of table, in the order of their times, worked out once for a scene."""
        if scene is not self._scene:
            self._scene, self._rows = scene, {}
            for path in scene.tables:
                row = Row(path, label_of(scene, path), _note(scene, path), _time(scene, path))
                self._rows.setdefault(str(path[0]), []).append(row)
            for rows in self._rows.values():
                rows.sort(key=lambda row: row.time)
        return self._rows

    def _group(self, desk: Desk, kind: str, heading: str, rows: Sequence[Row], count: int) -> None:
        if self.query or any(row.path == self._revealed for row in rows):
            imgui.set_next_item_open(True)
        flags = (
            imgui.TreeNodeFlags_.span_avail_width
            | imgui.TreeNodeFlags_.frame_padding
            | imgui.TreeNodeFlags_.no_tree_push_on_open
        )
        if kind in ("film", "shot", "actor", "emitter", "light"):
            flags |= imgui.TreeNodeFlags_.default_open
        number = f"{len(rows)} of {count}" if len(rows) < count else str(count)
        edge = imgui.get_cursor_pos_x() + imgui.get_content_region_avail().x
        opened = imgui.tree_node_ex(f"{widgets.ICONS[kind]}  {heading}###{kind}", flags)
        extent = imgui.calc_text_size(number).x
        imgui.same_line(edge - extent)
        imgui.text_disabled(number)
        if opened:
            for row in rows:
                self._row(desk, row)
                if desk.table == row.path:
                    _parts(desk, row.path)

    def _row(self, desk: Desk, row: Row) -> None:
        path, text, note = row.path, row.label, row.note
        viewing, kind, name = desk.viewing, str(path[0]), "/".join(map(str, path))
        height = imgui.get_frame_height()
        buttons = 3 if kind in HIDABLE else 2 if kind in SOLO else 1
        if path == self._revealed and not imgui.is_rect_visible(imgui.ImVec2(1.0, height)):
            imgui.set_scroll_here_y(0.5)
        if not widgets.is_seen(imgui.get_content_region_avail().x):
            return
        imgui.indent(1.9 * imgui.get_style().indent_spacing)
        width = imgui.get_content_region_avail().x
        edge = imgui.get_cursor_pos_x() + width
        part = part_at(desk.scene, desk.fields, desk.selected)
        selected = desk.table == path and (part is None or part.path == path)
        flags = imgui.SelectableFlags_.allow_double_click | imgui.SelectableFlags_.allow_overlap
        seen = kind not in HIDABLE or viewing.shows(path)
        # The row is as high as its buttons, and the text is drawn over it, so that a long one ends before these.
        left = imgui.get_cursor_screen_pos()
        if imgui.selectable(f"##{name}", selected, flags, imgui.ImVec2(width, height))[0]:
            desk.selected = path
            if imgui.is_mouse_double_clicked(0):
                _go(desk, row)
        hovered = imgui.is_item_hovered()
        drawing, pad = imgui.get_window_draw_list(), imgui.get_style().frame_padding
        room = width - buttons * height - pad.x
        whole = f"{text}  {note}" if note else text
        if hovered and imgui.calc_text_size(whole).x + pad.x > room:  # it is cut off
            widgets.tooltip(whole)
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
            widgets.tooltip(tip)
        imgui.unindent(1.9 * imgui.get_style().indent_spacing)


def _parts(desk: Desk, table: Path) -> None:
    """Draw a row for each part of a table that has a place or a direction, to be moved and turned in the picture."""
    if table[0] not in SPATIAL:
        return
    chosen = part_at(desk.scene, desk.fields, desk.selected)
    indent = 3.0 * imgui.get_style().indent_spacing
    for part in parts_of(desk.scene, desk.fields, table):
        if part.path == table:  # the row above
            continue
        if not widgets.is_seen(imgui.get_content_region_avail().x):
            continue
        imgui.indent(indent)
        room = imgui.get_content_region_avail().x
        icon = widgets.POINT if part.points else widgets.ARROW
        text = widgets.fitting(f"{icon}  {part.label}", room - 2.0 * imgui.get_style().frame_padding.x)
        size = imgui.ImVec2(room, imgui.get_frame_height())
        pad = imgui.get_style().frame_padding
        left = imgui.get_cursor_screen_pos()
        if imgui.selectable(f"##{part.label}", chosen == part, 0, size)[0]:
            desk.selected = part.path
        about = part.fields[0].declaration if part.fields[0].path == part.path else None
        widgets.tooltip(dotted(part.path) if about is None else f"{dotted(part.path)}:\n{about.sentence}")
        place = left.x + pad.x, left.y + pad.y
        imgui.get_window_draw_list().add_text(place, widgets.packed(style.INK), text)
        imgui.unindent(indent)


def _buttons(desk: Desk, path: Path) -> list[tuple[bool, str, str, set[Path], str]]:
    """Return for each button of a row: whether it is on, its icon when it is and when not, the set that it changes, and
    what it does."""
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


def label_of(scene: Scene, path: Path) -> str:
    """Return what the table at a path is called."""
    if len(path) > 1 and isinstance(path[1], int):
        model = scene.tables[path]
        text = getattr(model, "name", None) or getattr(model, "text", path[1])
        return " ".join(str(text).split())
    return str(path[-1])


def _note(scene: Scene, path: Path) -> str:
    """Return what is told of a table beside its name: when it is, or its kind."""
    if path[0] == "actor":
        actor = scene.graph.actors.get(str(path[1]))
        return "" if actor is None else actor.kind
    return clock_text(_time(scene, path), digits=1) if path[0] in _START else ""


def _time(scene: Scene, path: Path) -> float:
    """Return when a table is, s; 0 for one that has no time."""
    name = _START.get(str(path[0]))
    value: Any = 0.0 if name is None else getattr(scene.tables[path], name)
    return float(value)


def _go(desk: Desk, row: Row) -> None:
    if row.path[0] in _START:
        desk.seek(row.time)


def _history(desk: Desk, gap: float) -> None:
    """Draw the buttons that undo and redo."""
    for name, icon, steps, keys in (
        ("Undo", widgets.UNDO, desk.edits.done, "Ctrl Z"),
        ("Redo", widgets.REDO, desk.edits.undone, "Ctrl Y"),
    ):
        imgui.same_line(0.0, gap)
        if widgets.icon_button(name, icon, style.INK if steps else style.EDGE) and steps:
            desk.session.asked.append(name.lower())
        what = f"{name}: {steps[-1].name}" if steps else f"Nothing to {name.lower()}"
        widgets.tooltip(f"{what} ({keys})")


def _matches(row: Row, heading: str, words: Sequence[str]) -> bool:
    text = f"{row.label} {row.note} {heading}".lower()
    return all(word in text for word in words)
