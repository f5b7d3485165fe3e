"""Building ahead: a thread that builds the meshes of the shots to come, so that no first picture of a shot waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from visualizer.frame import Frame
from visualizer.scene.scene import Scene


class BuildAhead:
    """The thread that builds. A context manager: leaving ends it. Needs no OpenGL.

    What fails is left for the draw that needs it to report.
    """

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._wanted: tuple[Scene, float] | None = None
        self._ended = False
        self._working = False
        self._thread = threading.Thread(target=self._run, name="build ahead", daemon=True)
        self._thread.start()

    def follow(self, scene: Scene, time: float) -> None:
        """Build for the shot at `time`, s, then for those after it, then for those before it. Replaces the last call."""
        with self._wake:
            self._wanted = scene, time
            self._wake.notify_all()

    def wait(self) -> None:
        """Wait until all that was asked for is built."""
        with self._wake:
            self._wake.wait_for(lambda: self._wanted is None and not self._working)

    def end(self) -> None:
        """End the thread after the mesh that it builds now."""
        with self._wake:
            self._ended, self._wanted = True, None
            self._wake.notify_all()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._working = False
                self._wake.notify_all()
                self._wake.wait_for(lambda: self._wanted is not None or self._ended)
                if self._wanted is None:
                    return
                (scene, time), self._wanted, self._working = self._wanted, None, True
            for _ in _building(scene, time):
                if self._wanted is not None or self._ended:
                    break


def _building(scene: Scene, time: float) -> Iterator[None]:
    """Build mesh by mesh, and yield after each."""
    first = scene.shots.index(scene.shot_at(time))
    for number, shot in enumerate((*scene.shots[first:], *scene.shots[:first])):
        begin = max(time, shot.start) if number == 0 else shot.start
        for at in (begin, 0.5 * (shot.start + shot.end)):
            with suppress(Exception):  # a frame that fails is reported when it is drawn
                frame = scene.at(at)
                yield
                yield from build(frame)


def build(frame: Frame) -> Iterator[None]:
    """Build the meshes of a frame and the tables of its particles, and yield after each. May run in any thread."""
    for draw in frame.draws:
        frame.library.meshes[draw.mesh].vertices  # noqa: B018  built now
        yield
    for batch in frame.batches:
        emitter = frame.library.emitters[batch.emitter]
        emitter.digest, emitter.origins  # noqa: B018  computed now
        yield
