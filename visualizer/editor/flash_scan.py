"""Flash scan: how often each frame of the film flashes, counted in small pictures that are drawn while the window has
nothing else to do.

It counts as `visualizer flash` does (`visualizer.output.flashes`), and finds what that has counted for the same files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from visualizer.output import flashes
from visualizer.player.small_pictures import Pixels, Wish
from visualizer.scene.film import Shot
from visualizer.scene.scene import Scene


@dataclass
class _Run:
    """The shot that is being counted. first: number of its first frame. next: of the frame that is drawn next."""

    scene: Scene
    shot: Shot
    first: int
    next: int
    counting: flashes.Counting
    found: list[int] = field(default_factory=list)


@dataclass
class FlashScan:
    """Counts of one scene at a time, kept for each shot whose tables have not changed.

    on: whether shots are counted. stir: called when there is something new.
    """

    stir: Callable[[], None] = lambda: None
    on: bool = False
    _known: dict[str, tuple[tuple[Any, ...], list[int]]] = field(default_factory=dict)
    _scene: Scene | None = None  # of which it is known what was counted
    _current: dict[str, list[int]] = field(default_factory=dict)
    _run: _Run | None = None

    def of(self, scene: Scene, shot: Shot) -> list[int] | None:
        """Return how often each frame of a shot flashes within the second that it ends: more than `flashes.MOST` where
        the limit is exceeded. The beginning of the shot alone while the rest is being counted; None if it was not
        counted.
        """
        self._turn_to(scene)
        found = self._current.get(shot.name)
        run = self._run
        return run.found if found is None and run is not None and run.shot == shot else found

    def wish(self, scene: Scene, time: float) -> Wish | None:
        """Return the picture to count next: of the shot that is being counted, else of the one nearest to a time, s."""
        if not self.on:
            return None
        self._turn_to(scene)
        run = self._run
        if run is None:
            self._run = run = self._begun(scene, time)
        if run is None:
            return None
        grid = scene.film.grid()
        try:
            (frame,) = scene.exposure(grid.time(run.next), 1)
        except Exception:  # an actor's; it is shown where the frame is drawn
            self._take(run, None)
            return None
        return Wish(frame, flashes.drawn_size(scene), lambda pixels: self._take(run, pixels))

    def _begun(self, scene: Scene, time: float) -> _Run | None:
        missing = [shot for shot in scene.shots if self.of(scene, shot) is None]
        if not missing:
            return None
        shot = min(missing, key=lambda one: max(one.start - time, time - one.end, 0.0))
        numbers = flashes.frames_of(scene, shot.name)
        rate = float(scene.film.fps)
        # The second before a shot counts with it.
        return _Run(scene, shot, numbers.start, max(0, numbers.start - round(rate)), flashes.Counting(rate))

    def _take(self, run: _Run, pixels: Pixels | None) -> None:
        if run is not self._run:
            return
        found = 0 if pixels is None else flashes.flashes_of(run.counting.seen(flashes.reduced(pixels)))
        if run.next >= run.first:
            run.found.append(found)
        run.next += 1
        numbers = flashes.frames_of(run.scene, run.shot.name)
        if run.next >= numbers.stop:
            self._known[run.shot.name] = _signature(run.scene, run.shot), run.found
            self._current[run.shot.name] = run.found
            flashes.keep(run.scene, run.shot.name, run.found)
            self._run = None
        if run.next % 8 == 0 or self._run is None:
            self.stir()

    def _turn_to(self, scene: Scene) -> None:
        """Find what was counted of a scene: what has not changed since, and what was counted for the same files
        before."""
        if scene is self._scene:
            return
        self._scene, self._current = scene, {}
        for shot in scene.shots:
            signature = _signature(scene, shot)
            known = self._known.get(shot.name)
            if known is None or not _same(known[0], signature):
                found = flashes.kept_flashes(scene, shot.name)
                if found is None:
                    continue
                known = self._known[shot.name] = signature, found
            self._current[shot.name] = known[1]
        run = self._run
        if run is not None and not _same(_signature(run.scene, run.shot), _signature(scene, run.shot)):
            self._run = None


def _signature(scene: Scene, shot: Shot) -> tuple[Any, ...]:
    """Return the objects on which the pictures of a shot and of the second before it depend: a scene that is loaded
    again after an edit has the same ones where nothing has changed (`visualizer.scene.reuse`).
    """
    number = scene.shots.index(shot) if shot in scene.shots else -1
    shots = scene.shots[max(0, number - 1) : number + 1]
    looks = [scene.looks[one.look] if one.look else None for one in shots]
    return (
        *(scene.cameras[one.camera] for one in shots if one.camera in scene.cameras),
        *looks,
        *scene.graph.actors.values(),
        *scene.library.emitters.values(),
        *scene.lights.values(),
        *scene.fog.values(),
        *scene.probes.values(),
        (shot, scene.film.fps, scene.film.size, scene.film.seed, scene.captions),
    )


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return (
        len(one) == len(other)
        and one[-1] == other[-1]
        and all(a is b for a, b in zip(one[:-1], other[:-1], strict=True))
    )
