"""Docks: where panels are in the window, and the layout that is kept between sessions."""

from __future__ import annotations

from collections.abc import Sequence
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


class Docks:
    """Places panels at the sides of the picture. Needs a current Dear ImGui context.

    file: of the layout that is kept; None to keep none.
    """

    def __init__(self, panels: Sequence[Panel], file: Path | None) -> None:
        self._panels = panels
        self._file = file
        self._id = 0
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

    def begin(self) -> None:
        """Begin the docks of a frame."""
        self._id = imgui.dock_space_over_viewport(0, imgui.get_main_viewport(), _FLAGS)
        if not self._known:
            self._known = True
            self._lay_out()

    def _lay_out(self) -> None:
        docks, size = imgui.internal, imgui.get_main_viewport().size
        docks.dock_builder_remove_node(self._id)
        docks.dock_builder_add_node(self._id, _FLAGS | imgui.internal.DockNodeFlagsPrivate_.dock_space)
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
        try:
            with whole_file(self._file) as part:
                part.write_text(imgui.save_ini_settings_to_memory(), "utf-8")
        except Exception:  # the layout is no work of the user's
            return


def layout_file() -> Path:
    """Return the file that keeps the layout of the panels."""
    from platformdirs import user_state_path  # loaded on use, as are all modules of panels

    return user_state_path("launch-visualizer", appauthor=False) / "panels.ini"
