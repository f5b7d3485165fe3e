"""Warming: a second process draws the shots to come once, so that the driver compiles what they need and keeps it on
disk.

OpenGL cannot interrupt the compilation of a program: in the window it would hold keys for up to seconds. What another
process has compiled, the window finds in milliseconds, if the driver has a cache on disk, as Mesa has; without one the
window compiles it itself.

Run as a program, this module is that process. It draws the `moments`, and first whatever times it reads from its input.
It prints "program DIGEST" for each program that it has drawn with, "time SECONDS" for each time that it was asked for,
and "moment" after each of the `moments`. It ends when its input does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from visualizer.cache.digests import content_digest
from visualizer.gpu.sources import Request
from visualizer.player.preparation import moments, needs
from visualizer.renderer.detail import DetailChoice, checked_detail
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load
from visualizer.scene.scene import Scene

_GUARD = 5.0  # seconds after which the process is ended by force
_WRITTEN = 0.05  # seconds that the driver is given to write what it has compiled: Mesa does so in a thread of its own


class Warming:
    """The process that warms a scene file from a film time, seconds, on. size: (width, height) to draw at, pixels.
    detail: of the renderer.

    warm: how many of the `moments` are warm. `stop` ends it. An error in it, such as one of an actor, is left to the
    window.
    """

    def __init__(
        self, path: Path, start: float, size: tuple[int, int], detail: DetailChoice = "auto"
    ) -> None:
        self.warm = 0
        self._built: dict[str, float] = {}  # clock reading by program
        self._drawn: set[float] = set()
        self._asked: set[float] = {start}
        command = [sys.executable, "-m", __name__, str(path), repr(start), *map(str, size), detail]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._reader = threading.Thread(target=self._read, name="warming", daemon=True)
        self._reader.start()

    def has_built(self, request: Request) -> bool:
        """Return whether the driver keeps a program by now."""
        built = self._built.get(content_digest(request))
        return built is not None and time.monotonic() - built > _WRITTEN

    def has_drawn(self, moment: float) -> bool:
        """Return whether all that is drawn at a film time is warm. If not, the process turns to it first."""
        if moment not in self._asked:
            self._asked.add(moment)
            assert self._process.stdin is not None
            with suppress(OSError):  # it has just ended
                self._process.stdin.write(f"{moment!r}\n")
                self._process.stdin.flush()
        return moment in self._drawn

    @property
    def running(self) -> bool:
        """Whether more is to come."""
        return self._reader.is_alive()

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.terminate()
        try:
            self._process.wait(_GUARD)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdin.close()
        self._reader.join(_GUARD)
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            match line.split():
                case ["program", digest]:
                    self._built[digest] = time.monotonic()
                case ["time", seconds]:
                    self._drawn.add(float(seconds))
                case ["moment"]:
                    self.warm += 1


class _Asked(Exception):
    """Another time is asked for first."""


class _Process:
    """Draws a scene in this process. asked: times that were read, seconds, latest last."""

    def __init__(self, scene: Scene, renderer: Renderer, asked: list[float]) -> None:
        self._scene, self._renderer, self._asked = scene, renderer, asked
        self._made: set[tuple[str, object]] = set()
        # Programs that were built since the last line.
        self._drawing = [content_digest(request) for request in renderer.programs.requests]
        renderer.programs.before_build = self._before_program

    def draw(self, moments: Sequence[float]) -> None:
        """Draw times of the film in order, and those that are asked for before the next of them."""
        for number, moment in enumerate(moments):
            while True:
                self._answer()
                with suppress(_Asked):
                    self._draw(moment, again=False)
                    break
            if number == 0:
                print(f"time {moment!r}")
            print("moment", flush=True)

    def _answer(self) -> None:
        while self._asked:
            moment = self._asked[-1]
            with suppress(_Asked):
                self._draw(moment, again=True)
                self._asked.remove(moment)
                print(f"time {moment!r}", flush=True)

    def _draw(self, moment: float, *, again: bool) -> None:
        """Draw a time. again: even if nothing seems to be new. Raises _Asked."""
        self._now = moment
        try:
            frame = replace(self._scene.at(moment), captions=())
            if again or not needs(frame) <= self._made:
                self._renderer.draw(frame)
                self._renderer.context.finish()
                self._tell()
            self._made |= needs(frame)
        except _Asked:
            raise
        except Exception:  # of an actor; the window shows it when it draws the frame
            self._drawing.clear()

    def _before_program(self, request: Request) -> None:
        self._tell()  # the one before was drawn with
        if self._asked and self._asked[-1] != self._now:
            raise _Asked
        self._drawing.append(content_digest(request))

    def _tell(self) -> None:
        for digest in self._drawing:
            print(f"program {digest}")
        sys.stdout.flush()
        self._drawing.clear()


def _listen(asked: list[float]) -> None:
    for line in sys.stdin:
        asked.append(float(line))
    os._exit(0)


def main(path: str, start: str, width: str, height: str, detail: str) -> None:
    """Draw each moment of a scene that needs something new, and what is asked for.

    path: of the scene file. start: film time, seconds. width, height: pixels. detail: of the renderer. Raises as `load`
    and `Renderer` do.
    """
    asked: list[float] = []
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    scene = load(Path(path))
    with Renderer((int(width), int(height)), detail=checked_detail(detail)) as renderer:
        _Process(scene, renderer, asked).draw([moment for moment, _ in moments(scene.shots, float(start))])


if __name__ == "__main__":
    main(*sys.argv[1:])
