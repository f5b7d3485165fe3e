"""Viewing: what is shown alone, hidden or locked while a scene is edited. It is state of the window and in no file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene

THINGS = ("actor", "emitter", "fog")
"""Tables of what is seen: one of them that is shown alone hides all others of these."""
HIDABLE = (*THINGS, "light")
"""Tables that can be hidden."""
SOLO = (*HIDABLE, "camera", "look")
"""Tables that can be shown alone: a camera and a look are used in all shots then."""


@dataclass
class Viewing:
    """Sets of paths of tables, such as ("actor", "hall"). The lights of actors stay with these."""

    hidden: set[Path] = field(default_factory=set)
    solo: set[Path] = field(default_factory=set)
    locked: set[Path] = field(default_factory=set)

    @property
    def state(self) -> tuple[frozenset[Path], frozenset[Path]]:
        """What a viewed scene depends on."""
        return frozenset(self.hidden), frozenset(self.solo)

    def toggle(self, kind: set[Path], path: Path) -> None:
        """Add a path to one of the sets, or take it out. One camera and one look at most are shown alone."""
        if path in kind:
            kind.remove(path)
            return
        if kind is self.solo and path[0] in ("camera", "look"):
            kind -= {one for one in kind if one[0] == path[0]}
        kind.add(path)

    def shows(self, path: Path) -> bool:
        """Return whether what a table describes is seen."""
        return path not in self.hidden and not self._beside_solo(path)

    def _beside_solo(self, path: Path) -> bool:
        for tables in (THINGS, ("light",)):
            if path[0] in tables:
                alone = {one for one in self.solo if one[0] in tables}
                return bool(alone) and path not in alone
        return False

    def scene(self, scene: Scene) -> Scene:
        """Return a scene as it is seen: the same one if nothing is hidden or shown alone."""
        hidden = frozenset(
            path for path in scene.tables if path[0] in HIDABLE and len(path) > 1 and not self.shows(path)
        )
        shots = scene.shots
        for path in self.solo:
            name = str(path[-1])
            if path[0] == "camera" and name in scene.cameras:
                shots = tuple(replace(shot, camera=name) for shot in shots)
            elif path[0] == "look" and name in scene.looks:
                shots = tuple(replace(shot, look=name) for shot in shots)
        if not hidden and shots is scene.shots:
            return scene
        return replace(scene, hidden=hidden, shots=shots)
