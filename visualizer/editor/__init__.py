"""The editor: panels beside the picture of `visualizer watch`, and the changes that are made in them, in the text of
the scene.

`edits.py` has the text with its history, saves it and brings together what changed here and on disk; it knows no
window. `desk.py` is what all panels share; a panel is a class in `panels`; `docks.py` places them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visualizer.player.editing import Editor, Host
    from visualizer.scene.scene import Scene


def editor(host: Host, scene: Scene) -> Editor:
    """Return the editor of a scene, in a window. Its modules are imported now: the window needs none of them before."""
    from visualizer.editor.panelled import PanelledEditor

    return PanelledEditor(host, scene)
