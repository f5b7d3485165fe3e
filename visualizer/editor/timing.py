"""Timing: what the panels of time share: the keyframes that are selected and copied, the part of the film in view, and
how times snap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from visualizer.editor.keyframes import Copied
from visualizer.editor.lanes import Lane, Lanes, Mark
from visualizer.editor.time_view import Snap, TimeView
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene

_REACH = 7.0  # points within which a time snaps, at scale 1


@dataclass
class Timing:
    """marks: that are selected. copied: keyframes. view: of the film. snapping: whether times snap. frames: whether
    rulers count frames.

    lanes: works out the lanes of a scene.
    """

    marks: frozenset[Mark] = frozenset()
    copied: tuple[Copied, ...] = ()
    view: TimeView | None = None
    snapping: bool = True
    frames: bool = False
    lanes: Lanes = field(default_factory=Lanes)
    _checked: tuple[int, frozenset[Mark]] = (0, frozenset())

    def view_at(self, scene: Scene, left: float, width: float) -> TimeView:
        """Return the view of a scene in a panel, whose time begins at `left`. Both in points."""
        grid = scene.film.grid()
        view = self.view or TimeView.whole(grid)
        return view.placed(left, width, grid)

    def of(self, scene: Scene) -> dict[Path, tuple[Lane, ...]]:
        """Return the lanes of a scene by object, and let go of selected keyframes that it does not have."""
        found = self.lanes.of(scene)
        if self.marks and self._checked != (id(scene), self.marks):
            self.marks &= {mark for lanes in found.values() for lane in lanes for mark in lane.marks}
            self._checked = (id(scene), self.marks)
        return found

    def snapped(
        self,
        scene: Scene,
        view: TimeView,
        time: float,
        scale: float,
        *,
        without: Iterable[Mark] = (),
        playhead: float | None = None,
        keys: Iterable[float] = (),
        free: bool = False,
    ) -> Snap:
        """Return the time that a time is meant to be, s. without: what is dragged, to which nothing snaps.

        keys: times of keyframes that can be seen. playhead: None if that is what is dragged. free: whether it does not
        snap this time.
        """
        if free or not self.snapping:
            return view.snapped(time, {}, 0.0, frames=False)
        dragged = set(without)
        starts = {mark.path for mark in dragged}
        marks = {
            "shot": [
                shot.start
                for path, model in scene.tables.items()
                if path[0] == "shot" and (*path, "start") not in starts
                for shot in [model]
            ]
            + [scene.film.duration],
            "marker": [
                model.time
                for path, model in scene.tables.items()
                if path[0] == "marker" and (*path, "time") not in starts
            ],
            "key": list(keys),
            "playhead": [] if playhead is None else [playhead],
        }
        return view.snapped(time, marks, _REACH * scale, frames=True)
