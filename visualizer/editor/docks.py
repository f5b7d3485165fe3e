"""Docks: where panels are in the window, and the layout that is kept between sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from imgui_bundle import imgui

from visualizer.editor.panel import Panel, Place
from visualizer.output.files import whole_file
from visualizer.player.area import Area, Insets

_SIDES: tuple[tuple[Place, imgui.Dir, float], ...] = (
    ("bottom", imgui.Dir.down, 0.38),
    ("left", imgui.Dir.left, 0.18),
    ("right", imgui.Dir.right, 0.32),
)
"""The sides in the order in which they are split off, with the share that each takes of what is left."""

_FLAGS = (
    imgui.DockNodeFlags_.passthru_central_node
    | imgui.DockNodeFlags_.no_docking_over_central_node
    | imgui.DockNodeFlags_.no_undocking  # a panel that floats would cover the picture and its captions
)
_MOST = {imgui.internal.Axis.x: 0.62, imgui.internal.Axis.y: 0.55}
"""The largest share of the window's width and height that panels take when it gets another size; who drags their edges
may give them more."""
_HEAD = re.compile(r"; scale ([1-9]\d*(?:\.\d+)?|0\.\d*[1-9])\n")


@dataclass
class _Side:
    """A side of the picture. node: of Dear ImGui. axis: along which it has a size."""

    node: imgui.internal.DockNode
    axis: imgui.internal.Axis

    def along(self, size: imgui.ImVec2) -> float:
        """Return the part of a size along its axis, points."""
        return float(size.x if self.axis == imgui.internal.Axis.x else size.y)

    def resize(self, length: float) -> None:
        """Give it a size along its axis, points: at least 1."""
        x = self.axis == imgui.internal.Axis.x
        length, whole = max(length, 1.0), self.node.size
        size = imgui.ImVec2(length, max(whole.y, 1.0)) if x else imgui.ImVec2(max(whole.x, 1.0), length)
        imgui.internal.dock_builder_set_node_size(self.node.id_, size)


class Docks:
    """Places panels at the sides of the picture. Needs a current Dear ImGui context.

    file: of the layout that is kept; None to keep none.
    """

    def __init__(self, panels: Sequence[Panel], file: Path | None) -> None:
        self._panels = panels
        self._file = file
        self._id = 0
        # Size of the window and scale that the sides were laid out for, and the size of each, points at scale 1, by its
        # node: as laid out or dragged, and as it was set.
        self._laid_out: tuple[float, float, float] | None = None
        self._wanted: dict[int, float] = {}
        self._set: dict[int, float] = {}
        imgui.get_io().config_flags |= imgui.ConfigFlags_.docking_enable
        kept = ""
        if file is not None:
            try:
                kept = file.read_text("utf-8")
            except (OSError, UnicodeError):
                kept = ""
        # A layout of other panels than there are now would leave some of them without a place.
        self._known = all(f"[Window][{panel.name}]" in kept for panel in panels)
        if self._known:
            imgui.load_ini_settings_from_memory(kept)
            if (head := _HEAD.match(kept)) is not None:
                self._laid_out = 0.0, 0.0, float(head[1])

    def begin(self) -> None:
        """Begin the docks of a frame."""
        self._id = imgui.dock_space_over_viewport(0, imgui.get_main_viewport(), _FLAGS)
        if not self._known:
            self._known = True
            self._lay_out()

    def _lay_out(self) -> None:
        docks, size = imgui.internal, imgui.get_main_viewport().size
        docks.dock_builder_remove_node(self._id)
        private = imgui.internal.DockNodeFlagsPrivate_
        docks.dock_builder_add_node(self._id, _FLAGS | private.dock_space)
        docks.dock_builder_set_node_size(self._id, size)
        rest = self._id
        for place, direction, share in _SIDES:
            panels = [panel for panel in self._panels if panel.place == place]
            if panels:
                split = docks.dock_builder_split_node(rest, direction, share)
                rest = split.id_at_opposite_dir
                for panel in panels:
                    docks.dock_builder_dock_window(panel.name, split.id_at_dir)
        docks.dock_builder_finish(self._id)

    def reset(self) -> None:
        """Lay the panels out anew."""
        self._known, self._laid_out = False, None
        self._wanted.clear()
        self._set.clear()

    def fit(self, scale: float) -> None:
        """Let the sides keep their size in letters when the window, or the scale of what is in it, is another one, and
        leave the picture its share. Call it after the panels of a frame were drawn. scale: of the panels."""
        size, sides = imgui.get_main_viewport().size, self._sides()
        now, before = (size.x, size.y, scale), self._laid_out
        self._laid_out = now
        if before is None or before == now:
            # Dear ImGui itself gives sides other sizes where there is no room.
            dragged = imgui.is_mouse_down(0) or imgui.is_mouse_released(0)
            for number, side in sides.items():
                if dragged or number not in self._wanted:
                    length = side.along(side.node.size)
                    if abs(length - self._set.get(number, -1.0)) > 1.0:
                        self._wanted[number], self._set[number] = length / scale, length
            return
        for number, side in sides.items():
            self._wanted.setdefault(number, side.along(side.node.size_ref) / before[2])
        for axis, most in _MOST.items():
            along = {number: side for number, side in sides.items() if side.axis == axis}
            whole = size.x if axis == imgui.internal.Axis.x else size.y
            wanted = scale * sum(self._wanted[number] for number in along)
            share = min(1.0, most * whole / max(wanted, 1.0))
            for number, side in along.items():
                self._set[number] = round(share * scale * self._wanted[number])
                side.resize(self._set[number])

    def _sides(self) -> dict[int, _Side]:
        """Return the sides that have panels, by their nodes: what is split off from the nodes around the picture."""
        around: set[int] = set()
        node = imgui.internal.dock_builder_get_central_node(self._id)
        while node is not None:
            around.add(node.id_)
            node = node.parent_node
        found: dict[int, _Side] = {}
        for panel in self._panels:
            window = imgui.internal.find_window_by_name(panel.name)
            node = None if window is None else window.dock_node
            while node is not None and node.parent_node is not None:
                if node.parent_node.id_ in around:
                    if node.id_ not in around:
                        found[node.id_] = _Side(node, node.parent_node.split_axis)
                    break
                node = node.parent_node
        return found

    def leave_room(self, area: Area) -> None:
        """Set the insets of the picture's area to what the panels leave."""
        node = imgui.internal.dock_builder_get_central_node(self._id)
        whole = imgui.get_main_viewport()
        if node is None:
            return
        left, top = node.pos.x - whole.pos.x, node.pos.y - whole.pos.y
        insets: Insets = (
            left,
            top,
            whole.size.x - left - node.size.x,
            whole.size.y - top - node.size.y,
        )
        area.insets = tuple(max(0.0, inset) for inset in insets)  # type: ignore[assignment]

    def keep(self) -> None:
        """Write the layout. A folder that cannot be written to keeps none."""
        if self._file is None:
            return
        head = f"; scale {self._laid_out[2]:g}\n" if self._laid_out is not None else ""
        try:
            with whole_file(self._file) as part:
                part.write_text(head + imgui.save_ini_settings_to_memory(), "utf-8")
        except Exception:  # the layout is no work of the user's
            return


def layout_file() -> Path:
    """Return the file that keeps the layout of the panels."""
    from platformdirs import user_state_path  # loaded on use, as are all modules of panels

    return user_state_path("launch-visualizer", appauthor=False) / "panels.ini"
