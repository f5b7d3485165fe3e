"""Outline: all tables of the scene by kind, to find and to select."""

from __future__ import annotations

from imgui_bundle import imgui

from visualizer.editor.desk import Desk
from visualizer.editor.panel import Panel
from visualizer.scene.paths import Path
from visualizer.scene.tables import TABLES


class Outline(Panel):
    """Lists the tables of the scene."""

    name = "Outline"
    place = "left"

    def draw(self, desk: Desk) -> None:
        """Draw the search field and a tree of all tables."""
        imgui.set_next_item_width(-1.0)
        _, desk.query = imgui.input_text_with_hint("##search", "Search", desk.query)
        for table in TABLES:
            paths = [path for path in desk.scene.tables if path[0] == table.name]
            found = [path for path in paths if desk.query.lower() in label_of(desk, path).lower()]
            if found and imgui.tree_node_ex(
                f"{table.name}  {len(found)}###{table.name}", imgui.TreeNodeFlags_.default_open
            ):
                for path in found:
                    if imgui.selectable(f"{label_of(desk, path)}##{path}", desk.selected[:2] == path)[0]:
                        desk.selected = path
                imgui.tree_pop()


def label_of(desk: Desk, path: Path) -> str:
    """Return what the table at a path is called."""
    if len(path) > 1 and isinstance(path[1], int):
        model = desk.scene.tables[path]
        return str(getattr(model, "name", None) or getattr(model, "text", path[1]))
    return str(path[-1])
