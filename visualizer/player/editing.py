"""Editing: what the window needs of an editor, which `visualizer.editor` is. The player knows no panel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from visualizer.player.area import Area
from visualizer.player.session import Change, Session
from visualizer.scene.scene import Scene

if TYPE_CHECKING:
    from visualizer.player.fonts import Fonts


@dataclass(frozen=True)
class Host:
    """What the window gives an editor.

    fonts: of all texts. area: what the panels leave to the picture; they set its insets. written: to be called with the path
    and the content of each file just before it is written, so that it is not taken for a change by somebody else. dots: points of a
    text at a usual distance, as a factor: 2 on a screen whose pixels are half as large. stir: lets the panels be drawn again soon.
    """

    fonts: Fonts
    area: Area
    written: Callable[[Path, bytes], None]
    dots: float = 1.0
    stir: Callable[[], None] = lambda: None


class Editor(Protocol):
    """Panels beside the picture, and the changes of the scene that are made in them. Needs a current Dear ImGui context."""

    def draw(self, session: Session, now: float) -> None:
        """Draw all panels, within a frame of Dear ImGui, and set the insets of the area. now: clock reading, seconds."""

    def act(self, action: str, session: Session, now: float) -> None:
        """Do what a key asks for: "undo", "redo", "save", or "open" for the text of what is selected."""

    def change(self, change: Change, session: Session, now: float) -> None:
        """Make a change of the scene, save it, and say why if that is impossible."""

    def take(self, scene: Scene) -> Scene | None:
        """Take a scene that was read from its files. Return what is to be shown: it, it with the changes in the window, or None for no change."""

    def advance(self, session: Session, now: float, *, ready: bool) -> Scene | None:
        """Go on with a value that is dragged. ready: whether the last scene is shown. Return the scene that is to be shown next, or None."""

    @property
    def busy(self) -> bool:
        """Whether a value is being dragged, or a change waits to be shown."""

    @property
    def unsaved(self) -> bool:
        """Whether there are changes that are not in the files."""

    def close(self) -> None:
        """Keep what is kept between sessions."""


EditorFactory = Callable[[Host, Scene], Editor]
"""Makes the editor of a scene, when its panels are first shown."""
