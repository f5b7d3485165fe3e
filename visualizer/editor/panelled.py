"""The editor of a window: draws its panels, and passes scenes that were changed in them to the player."""

from __future__ import annotations

from pathlib import Path

import imgui_bundle
from imgui_bundle import imgui

from visualizer.editor import style, widgets
from visualizer.editor.desk import Desk
from visualizer.editor.docks import Docks, layout_file
from visualizer.editor.edits import EditRefused, Edits
from visualizer.editor.gizmos import Gizmos
from visualizer.editor.opening import open_text
from visualizer.editor.panels import PANELS
from visualizer.editor.trails import Trails
from visualizer.editor.viewing import Viewing
from visualizer.player.editing import Host
from visualizer.player.session import Change, Session
from visualizer.player.small_pictures import Wish
from visualizer.scene.paths import Path as ScenePath
from visualizer.scene.paths import dotted
from visualizer.scene.scene import Scene
from visualizer.scene.splices import spliced

_PLACES = 5  # that the question about two changes names


class PanelledEditor:
    """The `Editor` of the player. host: what the window gives. scene: as it was read from its files."""

    def __init__(self, host: Host, scene: Scene) -> None:
        self._host = host
        self._edits = Edits(scene, host.written)
        self._shown: tuple[Scene, object] = scene, Viewing().state  # what the player was given last
        self._panels = [panel() for panel in PANELS]
        self._docks = Docks(self._panels, layout_file())
        self._desk: Desk | None = None
        self._viewing = Viewing()
        self._gizmos = Gizmos()
        self._trails = Trails()
        _add_icons(host)
        self._scale = 0.0
        self._picked: ScenePath = ()

    def draw(self, session: Session, now: float) -> None:
        """Draw all panels, within a frame of Dear ImGui, and set the insets of the area. now: clock reading,
        seconds."""
        desk = self._desk_of(session, now)
        scale = style.scale_of(imgui.get_io().display_size.y) * self._host.dots
        if scale != self._scale:
            self._scale = desk.scale = scale
            style.apply(scale)
        imgui.push_font(self._host.fonts.text, style.POINTS * scale)
        if session.picked != self._picked:  # in the picture; else what is selected here is shown there
            desk.selected = session.picked
        elif desk.table:
            session.picked = desk.table
        self._picked = session.picked
        desk.begin()
        self._docks.begin()
        flags = imgui.WindowFlags_.no_collapse | imgui.WindowFlags_.no_move
        for panel in self._panels:
            shown, _ = imgui.begin(panel.name, None, flags)
            if imgui.begin_popup_context_item("layout"):  # of its tab
                if imgui.menu_item_simple("Reset the layout of the panels"):
                    self._docks.reset()
                imgui.end_popup()
            if shown:
                panel.draw(desk)
            imgui.end()
        if imgui.is_key_pressed(imgui.Key.escape) and not imgui.get_io().want_text_input:
            imgui.internal.close_popups_except_modals()
        self._in_picture(desk)
        self._decide(desk)
        imgui.pop_font()
        self._docks.fit(scale)
        self._docks.leave_room(self._host.area)

    def act(self, action: str, session: Session, now: float) -> None:
        """Do what a key asks for: "undo", "redo", "save", or "open" for the text of what is selected."""
        edits = self._edits
        if action == "open":
            selected = self._desk.selected if self._desk is not None else ()
            session.say(open_text(edits.scene, selected) if selected else "Nothing is selected", now)
            return
        try:
            if action == "save":
                edits.drop()
                edits.save()
                said = "Saved" if not edits.unsaved else ""
            else:
                name = edits.undo() if action == "undo" else edits.redo()
                said = f"{'Undone' if action == 'undo' else 'Redone'}: {name}"
        except EditRefused as error:
            said = str(error)
        session.say(edits.trouble or said, now)

    def change(self, change: Change, session: Session, now: float) -> None:
        """Make a change of the scene, save it, and say why if that is impossible."""
        edits = self._edits
        try:
            edits.change(lambda documents: spliced(documents, change.splices(edits.scene)), change.name)
        except EditRefused as error:
            session.say(str(error), now)
        else:
            if edits.trouble:
                session.say(edits.trouble, now)

    def take(self, scene: Scene) -> Scene | None:
        """Take a scene that was read from its files. Return what is to be shown, or None for no change."""
        found = self._edits.take(scene)
        if found is None:
            return None
        self._shown = found, self._viewing.state
        return self._viewing.scene(found)

    def advance(self, session: Session, now: float, *, ready: bool) -> Scene | None:
        """Go on with a value that is dragged. Return the scene that is to be shown next, or None."""
        edits = self._edits
        if edits.pending and ready:
            try:
                edits.advance()
            except EditRefused as error:
                session.say(str(error), now)
        if not self._changed or (edits.dragging and not ready):
            return None
        self._shown = edits.scene, self._viewing.state
        return self._viewing.scene(edits.scene)

    def wish(self, *, spare: bool) -> Wish | None:
        """Return the small picture to draw next: a thumbnail of a shot, or, if there is time to spare, one in which
        flashes are counted."""
        desk = self._desk
        if desk is None or self._edits.dragging:
            return None
        wish = desk.thumbnails.wish(desk.scene, desk.time)
        return desk.flashes.wish(desk.scene, desk.time) if wish is None and spare else wish

    @property
    def busy(self) -> bool:
        """Whether a value is being dragged, or a change waits to be shown."""
        return self._edits.dragging or self._changed

    @property
    def _changed(self) -> bool:
        scene, viewed = self._shown
        return scene is not self._edits.scene or viewed != self._viewing.state

    @property
    def over_picture(self) -> bool:
        """Whether there is something in the picture that takes the mouse."""
        return self._gizmos.shown or self._trails.shown

    @property
    def holding(self) -> bool:
        """Whether the mouse drags something in the picture."""
        return self._gizmos.holding or self._trails.holding

    @property
    def unsaved(self) -> bool:
        """Whether there are changes that are not in the files."""
        return bool(self._edits.unsaved)

    def close(self) -> None:
        """Save what is being dragged, and keep the layout."""
        self._edits.drop()
        self._docks.keep()

    def _desk_of(self, session: Session, now: float) -> Desk:
        if self._desk is None:
            self._desk = Desk(self._host, self._edits, session, viewing=self._viewing)
        self._desk.session, self._desk.now = session, now
        return self._desk

    def _in_picture(self, desk: Desk) -> None:
        """Draw the handles of what is selected and where it goes, over the picture."""
        sight, one = self._host.sight(), self._gizmos.found(desk)
        if not self._gizmos.holding:
            self._trails.paint(desk, one, sight)
        self._gizmos.draw(desk, sight)
        self._trails.act(desk, one, sight, free=not self._gizmos.over)

    def _decide(self, desk: Desk) -> None:
        """Ask what to keep of two changes of the same place."""
        conflict, title = desk.edits.conflict, "Changed here and on disk"
        if conflict is None:
            return
        imgui.open_popup(title)
        imgui.set_next_window_pos(
            imgui.get_main_viewport().get_center(), imgui.Cond_.always, imgui.ImVec2(0.5, 0.5)
        )
        if imgui.begin_popup_modal(title, None, imgui.WindowFlags_.always_auto_resize)[0]:
            names = ", ".join(file.name for file in conflict.files)
            imgui.text(f"{names}: the same place was changed here and on disk.")
            for path, here, there in conflict.places[:_PLACES]:
                told = [
                    widgets.fitting(text, 12.0 * imgui.get_font_size()) or "nothing" for text in (here, there)
                ]
                imgui.bullet_text(f"{dotted(path)}: {told[0]} here, {told[1]} on disk")
            if (more := len(conflict.places) - _PLACES) > 0:
                imgui.bullet_text(f"and {more} more")
            imgui.text_disabled("Undo brings back what you do not choose.")
            if imgui.button("Keep what this window has"):
                desk.edits.settle(ours=True)
                imgui.close_current_popup()
            imgui.same_line()
            if imgui.button("Take what is on disk"):
                desk.edits.settle(ours=False)
                imgui.close_current_popup()
            imgui.end_popup()


def _add_icons(host: Host) -> None:
    """Add the icons of imgui-bundle to the fonts of texts."""
    path = Path(imgui_bundle.__file__).parent / "assets" / "fonts" / "Font_Awesome_6_Free-Solid-900.otf"
    if not path.is_file():
        return
    config = imgui.ImFontConfig()
    config.merge_mode = True
    config.dst_font = host.fonts.text
    config.pixel_snap_h = True
    imgui.get_io().fonts.add_font_from_file_ttf(str(path), 14.0, config)
