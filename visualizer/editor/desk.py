"""Desk: what all panels share: the session, the scene with its edits, and what is selected."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from visualizer.editor.edits import EditRefused, Edits, Make
from visualizer.player.editing import Host
from visualizer.player.session import Session
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene


@dataclass
class Desk:
    """Given to each panel when it is drawn.

    host: the window's fonts and area. edits: the text of the scene; panels change it by `change` and `drag` alone. session: the
    player's state, with its transport. now: clock reading, seconds. scale: of all sizes, 1 as designed. selected: path of the
    table that is selected, such as ("actor", "hall"), or of a property of it; () for none. query: what is searched for.
    """

    host: Host
    edits: Edits
    session: Session
    now: float = 0.0
    scale: float = 1.0
    selected: Path = ()
    query: str = ""

    @property
    def scene(self) -> Scene:
        """The scene as its text in the window has it."""
        return self.edits.scene

    @property
    def time(self) -> float:
        """The film time on screen: the playhead, seconds."""
        return self.session.transport.displayed_time(self.now)

    def seek(self, time: float) -> None:
        """Go to a film time, seconds."""
        self.session.seek(time, self.now)

    def say(self, text: str) -> None:
        """Show a short message."""
        self.session.say(text, self.now)

    def change(self, make: Make, name: str) -> bool:
        """Make a change of the text, and save it. Return whether it was made; else a message says why not.

        name: what it changes, as in "undo NAME".
        """
        try:
            self.edits.change(make, name)
        except EditRefused as error:
            self.say(str(error))
            return False
        return True

    def drag(self, make: Make, name: str, gesture: Hashable) -> None:
        """Make a change that the next one of the same gesture replaces, as fast as pictures are drawn; `drop` ends it.

        make: always of the texts before the gesture.
        """
        self.edits.drag(make, name, gesture)

    def drop(self) -> None:
        """End a drag: its last change is one step of the history, and is saved."""
        self.edits.drop()
        if self.edits.trouble:
            self.say(self.edits.trouble)
