"""Timeline menus: what a right click in the timeline offers."""

from __future__ import annotations

from dataclasses import dataclass

from imgui_bundle import imgui

from visualizer.editor import key_actions, style
from visualizer.editor.desk import Desk
from visualizer.editor.easing_menu import easing_menu
from visualizer.editor.lanes import Lane
from visualizer.editor.moments import renamed, unmarked
from visualizer.editor.written_times import exact

_POPUP = "timeline menu"


@dataclass
class TimelineMenus:
    """what: "ruler", "marker", "shots", "captions" or "keys". name: of what was clicked. time: of the click, s. lane:
    that was clicked in."""

    what: str = ""
    name: str = ""
    time: float = 0.0
    lane: Lane | None = None
    _typed: str = ""

    def open(self, what: str, name: str, time: float, lane: Lane | None = None) -> None:
        """Open the menu of what was clicked."""
        self.what, self.name, self.time, self.lane, self._typed = what, name, time, lane, name
        imgui.open_popup(_POPUP)

    def draw(self, desk: Desk) -> None:
        """Draw the menu that is open, and do what is chosen."""
        imgui.push_style_color(imgui.Col_.frame_bg, imgui.ImVec4(*style.GROUND, 1.0))
        if imgui.begin_popup(_POPUP):
            if imgui.is_key_pressed(imgui.Key.escape):
                imgui.close_current_popup()
            {"ruler": self._ruler, "marker": self._marker, "shots": self._shot, "keys": self._keys}.get(
                self.what, self._caption
            )(desk)
            imgui.end_popup()
        imgui.pop_style_color()

    def draw_easings(self, desk: Desk, popup: str) -> None:
        """Draw all easings for the selected keyframes in a popup, if it is open."""
        if imgui.begin_popup(popup):
            _easings(desk)
            if imgui.is_key_pressed(imgui.Key.escape):
                imgui.close_current_popup()
            imgui.end_popup()

    def _ruler(self, desk: Desk) -> None:
        session = desk.session
        if imgui.menu_item_simple("Add a marker here"):
            key_actions.mark(desk, self.time)
        if imgui.menu_item_simple("Loop from here", "I"):
            desk.seek(self.time)
            session.in_point(desk.now)
        if imgui.menu_item_simple("Loop up to here", "O"):
            desk.seek(self.time)
            session.out_point(desk.now)
        if imgui.menu_item_simple("Loop the film"):
            session.transport = session.transport.parted(None, desk.now)

    def _marker(self, desk: Desk) -> None:
        self._rename(desk)
        if imgui.menu_item_simple("Go to it"):
            desk.seek(desk.scene.moment(self.name))
        if imgui.menu_item_simple("Delete it"):
            key_actions.attempt(desk, lambda: unmarked(desk.scene, self.name), f"delete {self.name}")

    def _shot(self, desk: Desk) -> None:
        shot = next((one for one in desk.scene.shots if one.name == self.name), None)
        if shot is None:
            return
        self._rename(desk)
        if imgui.menu_item_simple("Loop it", "U"):
            desk.seek(shot.start)
            desk.session.transport = desk.session.transport.parted((shot.start, shot.end), desk.now)
        if imgui.menu_item_simple("Go to its start"):
            desk.seek(shot.start)
        if imgui.menu_item_simple("Show it alone"):
            desk.timing.view = desk.timing.view_at(desk.scene, 0.0, 1.0).fitted(shot.start, shot.end)
        imgui.text_disabled("Drag to move it; an edge to trim it; Shift moves all later shots")

    def _caption(self, desk: Desk) -> None:
        imgui.text_disabled("Drag the caption to move it, an edge to trim it")

    def _keys(self, desk: Desk) -> None:
        timing, keys = desk.timing, key_actions.keys_of(desk)
        if keys and imgui.begin_menu("Easing"):
            _easings(desk)
            imgui.end_menu()
        if keys and imgui.menu_item_simple("Copy", "Ctrl C"):
            key_actions.copy(desk)
        if keys and imgui.menu_item_simple("Cut", "Ctrl X"):
            key_actions.copy(desk)
            key_actions.delete(desk)
        if timing.copied and imgui.menu_item_simple("Paste here"):
            key_actions.paste(desk, self.time)
        if timing.copied and imgui.menu_item_simple("Paste at the playhead", "Ctrl V"):
            key_actions.paste(desk, desk.time)
        if keys and imgui.menu_item_simple("Delete", "Del"):
            key_actions.delete(desk)
        lane = self.lane
        if lane is not None and lane.track is not None:
            if imgui.menu_item_simple("Set a keyframe here"):
                key_actions.set_key(desk, lane, exact(round(self.time, 3)))
            if imgui.menu_item_simple("Select all of this property"):
                timing.marks = frozenset(lane.marks)
        if not keys and not timing.copied and lane is None:
            imgui.text_disabled("No keyframe is selected")

    def _rename(self, desk: Desk) -> None:
        imgui.set_next_item_width(150 * desk.scale)
        flags = imgui.InputTextFlags_.enter_returns_true
        entered, self._typed = imgui.input_text("##name", self._typed, flags)
        imgui.same_line()
        wanted, new, old = (imgui.button("Rename") or entered), self._typed, self.name
        if not wanted or new == old:
            return
        if key_actions.attempt(desk, lambda: renamed(desk.scene, old, new), f"rename {old}"):
            imgui.close_current_popup()


def _easings(desk: Desk) -> None:
    if chosen := easing_menu(desk.scale, key_actions.eases_of(desk)):
        key_actions.ease(desk, chosen)
        imgui.close_current_popup()
