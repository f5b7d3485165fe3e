"""Time gesture: what is being done with the mouse in a panel over time, whatever the panel shows. Needs no window."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from visualizer.editor.keyframes import Change
from visualizer.editor.lanes import Mark
from visualizer.editor.time_view import Snap
from visualizer.scene.scene import Scene


@dataclass
class TimeGesture:
    """What every gesture has; subclasses add what their panels move.

    kind: "seek", "pan", "box", "keys", or another of the panel. scene: that before it. start: place of the press,
    points, with what is scrolled. marks: that move; for a box, that were selected before. resume: whether the film
    plays on afterwards. far: whether the mouse has moved far enough for a drag. by: how far things are moved, s.
    change: the newest. snap: what the newest time has snapped to.
    """

    kind: str
    scene: Scene
    start: tuple[float, float]
    marks: frozenset[Mark] = frozenset()
    resume: bool = False
    far: bool = False
    by: Decimal = Decimal(0)
    change: Change | None = None
    snap: Snap | None = None
