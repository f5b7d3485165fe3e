"""Hints: what one can do in the panels, told while nothing is selected."""

from __future__ import annotations

from imgui_bundle import imgui

from visualizer.editor.desk import Desk

_HINTS = (
    "Select something: in the outline, by a click on it in the picture, or by its row in the timeline.",
    "Values are dragged, or typed after a click. The diamond before a value sets a keyframe at the playhead.",
    "Drag in the ruler of the timeline to go through the film, and keyframes to move them. A right click shows what else can be done.",
    "Each change is in the file at once. Ctrl Z undoes it.",
    "Space plays; ? shows all keys; Tab hides these panels.",
)


def draw_hints(desk: Desk) -> None:
    """Tell what one can do, while nothing is selected, as far as there is room."""
    imgui.push_text_wrap_pos(0.0)
    for text in _HINTS:
        room = imgui.get_content_region_avail()
        if imgui.calc_text_size(text, wrap_width=room.x).y > room.y:
            break
        imgui.text_disabled(text)
        imgui.dummy(imgui.ImVec2(0.0, 2.0 * desk.scale))
    imgui.pop_text_wrap_pos()
