"""List rows: lists in the inspector: how many items there are, and buttons that add, copy, move and take out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from imgui_bundle import imgui

from visualizer.editor import field_changes, lists, style, widgets
from visualizer.editor.desk import Desk
from visualizer.editor.fields import Field
from visualizer.timeline.track import Track

NamesIn = Callable[[Desk, str], Sequence[str]]
"""Returns the names of what is in a table of the scene."""

_MANY = 6
"""Items from which on a list is closed at first."""


def is_open(desk: Desk, one: Field) -> bool:
    """Return whether the items of a list are shown."""
    return desk.opened.get(one.path, _length(one) < _MANY)


def width() -> float:
    """Return the width of the buttons of an item, points."""
    return 3.0 * 0.9 * float(imgui.get_frame_height())


def head(desk: Desk, one: Field, names: NamesIn) -> None:
    """Draw the row of a list: its name, how many items it has, and a button for another one."""
    if not widgets.is_seen(imgui.get_content_region_avail().x):
        return
    imgui.push_id(f"{one.name}.head")
    number, height = _length(one), imgui.get_frame_height()
    left, room = imgui.get_cursor_screen_pos(), imgui.get_content_region_avail().x
    text = f"{number} item{'' if number == 1 else 's'}" if number else "empty"
    opened = is_open(desk, one) and number > 0
    if imgui.selectable("##open", desk.selected == one.path, 0, imgui.ImVec2(room - 1.2 * height, height))[0]:
        desk.opened[one.path] = not is_open(desk, one) if desk.selected == one.path else True
        desk.selected = one.path
    if one.declaration is not None:
        widgets.tooltip(f"{one.name}: {one.declaration.text}")
    drawing, pad = imgui.get_window_draw_list(), imgui.get_style().frame_padding
    icon = widgets.OPENED if opened else widgets.CLOSED
    drawing.add_text((left.x + 2.0, left.y + pad.y), widgets.packed(style.DIM), icon if number else "")
    name = left.x + 0.8 * height
    drawing.add_text((name, left.y + pad.y), widgets.packed(style.INK), one.name)
    after = name + imgui.calc_text_size(one.name).x + 2.0 * pad.x
    drawing.add_text((after, left.y + pad.y), widgets.packed(style.DIM), text)
    imgui.same_line(0.0, 0.0)
    if widgets.icon_button("add", widgets.ADD, style.INK):
        make = partial(lists.added, desk.scene, one, desk.time, partial(names, desk))
        if field_changes.change(desk, one, make, "add to"):
            desk.opened[one.path] = True
    widgets.tooltip("Add an item: a copy of the last one, if there is one")
    imgui.pop_id()


def item_head(desk: Desk, one: Field, number: int) -> None:
    """Draw the row above the properties of an item."""
    if not widgets.is_seen(imgui.get_content_region_avail().x):
        return
    imgui.push_id(f"{one.name}.{number}")
    height, left = imgui.get_frame_height(), imgui.get_cursor_screen_pos()
    room = imgui.get_content_region_avail().x - width()
    text = f"{one.name} {number + 1}"
    imgui.dummy(imgui.ImVec2(room, height))
    drawing, pad = imgui.get_window_draw_list(), imgui.get_style().frame_padding
    start = left.x + 0.8 * height
    drawing.add_text((start, left.y + pad.y), widgets.packed(style.DIM), text)
    line = start + imgui.calc_text_size(text).x + pad.x
    y = left.y + 0.5 * height
    drawing.add_line((line, y), (max(left.x + room - pad.x, line), y), widgets.packed(style.EDGE))
    imgui.same_line(0.0, 0.0)
    controls(desk, one, number)
    imgui.pop_id()


def controls(desk: Desk, one: Field, number: int) -> None:
    """Draw the buttons of an item: earlier, later, or a copy; and out. Stops of a curve have an order of their own."""
    step, sorted_ = 0.9 * imgui.get_frame_height(), isinstance(one.value, Track)
    for name, icon, way in (("up", widgets.UP, -1), ("down", widgets.DOWN, 1)):
        able = not sorted_ and 0 <= number + way < _length(one)
        if sorted_ and name == "down":
            if widgets.icon_button(f"copy{number}", widgets.ADD, style.DIM, width=step):
                make = partial(lists.duplicated, desk.scene, one, number, desk.time)
                field_changes.change(desk, one, make, "add to")
            widgets.tooltip("Add a stop after this one")
        elif sorted_:
            imgui.dummy(imgui.ImVec2(step, imgui.get_frame_height()))
        else:
            if (
                widgets.icon_button(f"{name}{number}", icon, style.DIM if able else style.EDGE, width=step)
                and able
            ):
                make = partial(lists.reordered, desk.scene, one, number, number + way)
                field_changes.change(desk, one, make, "order of")
            widgets.tooltip("Move it up" if way < 0 else "Move it down")
        imgui.same_line(0.0, 0.0)
    if widgets.icon_button(f"out{number}", widgets.OUT, style.DIM, width=step):
        field_changes.change(desk, one, partial(lists.without, desk.scene, one, number), "item of")
    widgets.tooltip("Take it out")


def _length(one: Field) -> int:
    if isinstance(one.value, Track):
        return len(one.value.keys)
    return len(one.value or ())
