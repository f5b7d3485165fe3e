"""Desk: what all panels share: the session, the scene with its edits, what is selected, and what is hidden."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from visualizer.editor.edits import EditRefused, Edits, Make
from visualizer.editor.fields import FILM, TITLE, Fields
from visualizer.editor.flash_scan import FlashScan
from visualizer.editor.lanes import Mark
from visualizer.editor.numbers import Numbers
from visualizer.editor.thumbnails import Thumbnails
from visualizer.editor.timing import Timing
from visualizer.editor.viewing import Viewing
from visualizer.player.editing import Host
from visualizer.player.gizmo import Gizmo
from visualizer.player.session import Session
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene


@dataclass(frozen=True)
class Retimed:
    """A keyframe whose time is dragged in the inspector. mark: of the scene before the drag. time: that it is dragged
    to, s. follows: whether the playhead, which was at it, is to follow it. chosen: whether it was selected."""

    mark: Mark
    time: float
    follows: bool
    chosen: bool


@dataclass
class Desk:
    """Given to each panel when it is drawn.

    host: the window's fonts and area. edits: the text of the scene; panels change it by `change` and `drag` alone.
    session: the player's state, with its transport. now: clock reading, seconds. scale: of all sizes, 1 as
    designed. selected: path of the table that is selected, such as ("actor", "hall"), or of a property of it; ()
    for none. viewing: what is hidden, shown alone or locked. fields: what can be set of each table. numbers: the
    fields of numbers, of which one can be typed into. timing: what the panels of time share. opened: lists in the
    inspector that were opened or closed, by path. hues: of colours in the inspector, by the name of their picker.
    refusal: why the gizmo cannot do what it shall with what is selected, or empty. gizmo: what it does with that.
    retimed: the keyframe whose time is dragged in the inspector, or None. flashes: how often frames flash.
    thumbnails: of shots.
    """

    host: Host
    edits: Edits
    session: Session
    now: float = 0.0
    scale: float = 1.0
    selected: Path = ()
    viewing: Viewing = field(default_factory=Viewing)
    fields: Fields = field(default_factory=Fields)
    numbers: Numbers = field(default_factory=Numbers)
    timing: Timing = field(default_factory=Timing)
    opened: dict[Path, bool] = field(default_factory=dict)
    hues: dict[str, float] = field(default_factory=dict)
    refusal: str = ""
    gizmo: Gizmo = ""
    retimed: Retimed | None = None
    flashes: FlashScan = field(default_factory=FlashScan)

    def __post_init__(self) -> None:
        self.thumbnails = Thumbnails(self.host)
        self.flashes.stir = self.host.stir
        self.numbers.say = self.say
        self._before: tuple[Path, frozenset[Mark]] = (), frozenset()  # table and keyframes, a frame ago

    def begin(self) -> None:
        """Begin a frame. Keyframes that are selected are let go when another object is selected without any of them."""
        self.numbers.begin()
        if not self.edits.dragging:
            self.retimed = None
        table, marks = self.table, self.timing.marks
        kept = table and any(mark.path[: len(table)] == table for mark in marks)
        if not kept and table != self._before[0] and marks == self._before[1]:
            self.timing.marks = frozenset()
        self._before = table, self.timing.marks

    @property
    def scene(self) -> Scene:
        """The scene as its text in the window has it."""
        return self.edits.scene

    @property
    def time(self) -> float:
        """The film time on screen: the playhead, seconds."""
        return self.session.transport.displayed_time(self.now)

    @property
    def table(self) -> Path:
        """The path of the table of the scene that is selected, or that has the property that is; () for none."""
        for length in range(len(self.selected), 0, -1):
            if self.selected[:length] in self.scene.tables:
                return self.selected[:length]
        return FILM if self.selected == TITLE else ()

    def seek(self, time: float) -> None:
        """Go to a film time, seconds."""
        self.session.seek(time, self.now)

    def say(self, text: str) -> None:
        """Show a short message."""
        self.session.say(text, self.now)

    def may_change(self, path: Path) -> bool:
        """Return whether a property or table may be changed: it is not locked."""
        return not any(path[:length] in self.viewing.locked for length in range(1, len(path) + 1))

    def scene_before(self, gesture: Hashable) -> Scene:
        """Return the scene that a change of a gesture starts from: that before it, if it is under way."""
        return self.edits.scene_before(gesture)

    def change(self, make: Make, name: str) -> bool:
        """Make a change of the text, and save it. Return whether it was made; else a message says why not.

        name: what it changes, as in "undo NAME".
        """
        try:
            self.edits.change(make, name)
        except (EditRefused, EditError) as error:
            self.say(str(error))
            return False
        if self.edits.trouble:
            self.say(self.edits.trouble)
        return True

    def drag(self, make: Make, name: str, gesture: Hashable) -> None:
        """Make a change that the next one of the same gesture replaces, as fast as pictures are drawn; `drop` ends it.

        make: always of the texts before the gesture: those of `scene_before`.
        """
        self.edits.drag(make, name, gesture)

    def drop(self) -> None:
        """End a drag: its last change is one step of the history, and is saved."""
        self.edits.drop()
        if self.edits.trouble:
            self.say(self.edits.trouble)
