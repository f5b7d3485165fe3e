"""Inspector: the properties of what is selected, at the playhead."""

from __future__ import annotations

from imgui_bundle import imgui

from visualizer.editor.desk import Desk
from visualizer.editor.panel import Panel
from visualizer.errors import VisualizerError
from visualizer.scene.explaining import explain, short
from visualizer.scene.paths import dotted


class Inspector(Panel):
    """Shows the properties of one table."""

    name = "Inspector"
    place = "right"

    def draw(self, desk: Desk) -> None:
        """Draw a row for each property."""
        if not desk.selected or desk.selected[:2] not in desk.scene.tables:
            imgui.text_disabled("Select something in the outline")
            return
        path = desk.selected[:2]
        imgui.text(dotted(path))
        try:
            found = explain(desk.scene, dotted(path), desk.time)
        except VisualizerError as error:
            imgui.text_wrapped(str(error))
            return
        for one in found:
            imgui.text_disabled(one.path.removeprefix(dotted(path) + "."))
            imgui.same_line()
            imgui.text(f"{short(one.value)} {one.unit}")
            imgui.set_item_tooltip(one.about)
