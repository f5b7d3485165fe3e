"""Dials: a direction on a ball, and an angle, which are dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence

from imgui_bundle import imgui

from visualizer.editor import style
from visualizer.editor.style import FAR
from visualizer.editor.widgets import packed


def ball(name: str, direction: Sequence[float], size: float) -> tuple[list[float] | None, bool]:
    """Draw a direction on a ball that is seen from the front, z towards the viewer, and let it be dragged.

    Return the new direction while it is dragged, else None, and whether it was let go. size: of the ball, points. The
    direction keeps its length.
    """
    left = imgui.get_cursor_screen_pos()
    imgui.invisible_button(f"##{name}.ball", imgui.ImVec2(size, size))
    drawing, radius = imgui.get_window_draw_list(), 0.46 * size
    x, y = left.x + size / 2, left.y + size / 2
    length = math.sqrt(sum(c * c for c in direction)) or 1.0
    unit = [c / length for c in direction]
    drawing.add_circle_filled(imgui.ImVec2(x, y), radius, packed(style.FIELD))
    for share in (0.5, 1.0):
        drawing.add_circle(imgui.ImVec2(x, y), share * radius, packed(style.EDGE))
    drawing.add_line(imgui.ImVec2(x - radius, y), imgui.ImVec2(x + radius, y), packed(style.EDGE))
    drawing.add_line(imgui.ImVec2(x, y - radius), imgui.ImVec2(x, y + radius), packed(style.EDGE))
    tip = imgui.ImVec2(x + radius * unit[0], y - radius * unit[1])
    drawing.add_line(imgui.ImVec2(x, y), tip, packed(style.ACCENT), 2.0)
    dot = 0.07 * size
    if unit[2] >= 0.0:
        drawing.add_circle_filled(tip, dot, packed(style.ACCENT))
    else:
        drawing.add_circle_filled(tip, dot, packed(style.FIELD))
        drawing.add_circle(tip, dot, packed(style.ACCENT), 0, 2.0)
    if imgui.is_item_deactivated():
        return None, True
    if not imgui.is_item_active():
        return None, False
    mouse = imgui.get_mouse_pos()
    dx, dy = (mouse.x - x) / radius, -(mouse.y - y) / radius
    reach = math.hypot(dx, dy)
    if reach > 1.0:
        dx, dy, reach = dx / reach, dy / reach, 1.0
    depth = math.copysign(math.sqrt(max(0.0, 1.0 - reach * reach)), unit[2])
    return [round(length * c, 4) for c in (dx, dy, depth)], False


def dial(name: str, degrees: float, size: float, label: str) -> tuple[float | None, bool]:
    """Draw an angle as a dial, and let its hand be dragged. Return the new angle while it is dragged, else None, and
    whether it was let go."""
    left = imgui.get_cursor_screen_pos()
    imgui.invisible_button(f"##{name}.dial", imgui.ImVec2(size, size))
    drawing, radius = imgui.get_window_draw_list(), 0.44 * size
    middle = imgui.ImVec2(left.x + size / 2, left.y + size / 2)
    hovered = imgui.is_item_hovered() or imgui.is_item_active()
    drawing.add_circle_filled(middle, radius, packed(style.HOVERED if hovered else style.FIELD))
    turn = math.radians(degrees)
    tip = imgui.ImVec2(middle.x + radius * math.sin(turn), middle.y - radius * math.cos(turn))
    drawing.add_line(middle, tip, packed(style.ACCENT), 2.0)
    extent = imgui.calc_text_size(label)
    drawing.add_text(
        (round(middle.x - extent.x / 2), round(middle.y + 0.25 * radius)), packed(style.INK), label
    )
    if imgui.is_item_deactivated():
        return None, True
    if not imgui.is_item_active() or not imgui.is_mouse_dragging(0, FAR):
        return None, False
    mouse = imgui.get_mouse_pos()
    angle = math.degrees(math.atan2(mouse.x - middle.x, middle.y - mouse.y))
    # The turn that is nearest to the angle before, so that whole turns are kept.
    return float(round(angle + 360.0 * round((degrees - angle) / 360.0))), False
