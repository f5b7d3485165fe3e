"""Gizmo row: what the handles in the picture do, to choose beside what is selected, and why they cannot."""

from __future__ import annotations

from imgui_bundle import icons_fontawesome_6 as icons
from imgui_bundle import imgui

from visualizer.editor import style, widgets
from visualizer.editor.desk import Desk
from visualizer.editor.parts import SPATIAL
from visualizer.player.gizmo import AXES, MODES, Mode

_ICONS: dict[Mode, str] = {
    "move": icons.ICON_FA_UP_DOWN_LEFT_RIGHT,
    "turn": icons.ICON_FA_ROTATE,
    "scale": icons.ICON_FA_UP_RIGHT_AND_DOWN_LEFT_FROM_CENTER,
}
_NOTES: dict[Mode, str] = {
    "move": "Move it in the picture (M)\nWith Ctrl in steps of a power of ten of metres",
    "turn": "Turn it in the picture (M)\nWith Ctrl in steps of 15 degrees",
    "scale": "Size it in the picture (M)\nWith Ctrl in steps of a tenth",
}
_AXES = {"world": "World", "local": "Local", "camera": "Camera"}


def draw_gizmo_row(desk: Desk) -> None:
    """Draw the modes of the gizmo and its axes, and below them why it is not shown, if what is selected has a place in
    the world."""
    if desk.table[:1] == () or desk.table[0] not in SPATIAL:
        return
    session = desk.session
    for mode in MODES:
        chosen = desk.gizmo == mode
        if widgets.icon_button(mode, _ICONS[mode], style.ACCENT if chosen else style.DIM):
            session.gizmo = "" if chosen else mode
        widgets.tooltip(_NOTES[mode])
        imgui.same_line(0.0, imgui.get_style().item_inner_spacing.x)
    imgui.set_next_item_width(-1.0)
    imgui.begin_disabled(desk.gizmo in ("", "scale"))
    if imgui.begin_combo("##axes", f"{_AXES[session.axes]} axes"):
        for axes in AXES:
            if imgui.selectable(f"{_AXES[axes]} axes", axes == session.axes)[0]:
                session.axes = axes
        imgui.end_combo()
    imgui.end_disabled()
    widgets.tooltip("The axes of the handles (Shift M)")
    if desk.refusal and session.gizmo:
        imgui.push_text_wrap_pos(0.0)
        imgui.text_disabled(desk.refusal)
        imgui.pop_text_wrap_pos()
