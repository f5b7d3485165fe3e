"""Counts: how many particles live along the film, worked out in a thread beside the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.emitter import Emitter
from visualizer.scene.scene import Scene

Array = NDArray[np.float64]

SAMPLES = 240
"""Times of the film at which particles are counted."""

_REST = 0.001  # s between two samples, in which the window's thread goes on


class Counts:
    """The counts of one scene at a time. What an emitter that has not changed was found to have is kept from scene to
    scene.

    Counting begins with `begin` and ends early with `stop`. Results come bit by bit: an emitter that is not counted yet
    is missing.
    """

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._known: dict[int, tuple[Emitter, float, Array]] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @staticmethod
    def times(scene: Scene) -> Array:
        """Return the times at which particles of a scene are counted, (SAMPLES,) s, ascending."""
        return np.linspace(0.0, scene.film.duration, SAMPLES)

    @property
    def counting(self) -> bool:
        """Whether the thread is still counting."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, scene: Scene) -> None:
        """Count the particles of a scene, unless they are counted already or being counted."""
        if scene is self._scene:
            return
        self.stop()
        self._scene, self._stop = scene, threading.Event()
        self._thread = threading.Thread(
            target=self._count, args=(scene, self._stop), name="particle counts", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End counting."""
        self._stop.set()

    def of(self, scene: Scene) -> Mapping[str, Array]:
        """Return how many particles live of each emitter that was counted, (SAMPLES,), by its name."""
        found = {}
        for name, emitter in scene.library.emitters.items():
            known = self._known.get(id(emitter))
            if known is not None and known[0] is emitter and known[1] == scene.film.duration:
                found[name] = known[2]
        return found

    def _count(self, scene: Scene, stop: threading.Event) -> None:
        known: dict[int, tuple[Emitter, float, Array]] = {}
        for emitter in scene.library.emitters.values():
            old = self._known.get(id(emitter))
            if old is not None and old[0] is emitter and old[1] == scene.film.duration:
                known[id(emitter)] = old
                continue
            try:
                counts = np.zeros(SAMPLES)
                for number, at in enumerate(self.times(scene)):
                    if stop.is_set():
                        return
                    counts[number] = sum(
                        count for _, count in emitter.born_within(float(at), emitter.longest)
                    )
                    time.sleep(_REST)
            except Exception:  # an emitter that cannot be sampled is reported where it is drawn
                continue
            known[id(emitter)] = self._known[id(emitter)] = (emitter, scene.film.duration, counts)
        self._known = known
