"""Aim row: what a camera looks at, in the inspector: the name of something, or a point that is dragged and typed."""

from __future__ import annotations

from collections.abc import Sequence

from imgui_bundle import imgui

from visualizer.actors.graph import Snapshot
from visualizer.editor import field_changes, widgets
from visualizer.editor.desk import Desk
from visualizer.editor.fields import Field
from visualizer.editor.writing import DIGITS
from visualizer.scene.cameras import aimed_at

_POINT = "a point"


def draw(desk: Desk, one: Field, value: object, names: Sequence[str], width: float) -> list[float] | None:
    """Draw the choice of what is looked at, and return the point, m, if it is one.

    value: at the playhead. width: points that the choice takes beside a point. A name that becomes a point is the point
    that is looked at then.
    """
    named = isinstance(value, str)
    imgui.set_next_item_width(imgui.get_content_region_avail().x if named else width)
    if imgui.begin_combo("##aim", str(value) if named else _POINT):
        if imgui.selectable(_POINT, not named)[0] and named:
            point = aimed_at(desk.scene.cameras[str(one.table[1])], Snapshot(desk.scene.graph, desk.time))
            field_changes.set_value(desk, one, [round(float(part), DIGITS // 2) for part in point])
        imgui.separator()
        for name in names:
            if widgets.option(name, chosen=name == value):
                field_changes.set_value(desk, one, name)
        imgui.end_combo()
    return None if named or not isinstance(value, list | tuple) else [float(part) for part in value]
