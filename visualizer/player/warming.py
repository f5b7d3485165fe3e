"""Warming: a second process draws the shots to come once, so that the driver compiles what they need and keeps it on disk.

OpenGL cannot interrupt the compilation of a program: in the window it would hold keys for up to seconds. What another process
has compiled, the window finds in milliseconds, if the driver has a cache on disk, as Mesa has; without one the window
compiles it itself.

Run as a program, this module is that process: `main` prints a line for each of the `moments` that is warm, and ends when its
input does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from visualizer.player.preparation import moments, needs
from visualizer.renderer.detail import DetailChoice, checked_detail
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load

COLD = 0.2
"""Seconds that a program takes to build, at least, if the driver has not kept it."""
_GUARD = 5.0  # seconds after which the process is ended by force


class Warming:
    """The process that warms a scene file from a film time, seconds, on. size: (width, height) to draw at, pixels. detail: of the renderer.

    warm: how many of the `moments` are warm. `stop` ends it. An error in it, such as one of an actor, is left to the window.
    """

    def __init__(
        self, path: Path, start: float, size: tuple[int, int], detail: DetailChoice = "auto"
    ) -> None:
        self.warm = 0
        command = [sys.executable, "-m", __name__, str(path), str(start), *map(str, size), detail]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._reader = threading.Thread(target=self._read, name="warming", daemon=True)
        self._reader.start()

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
        for _ in self._process.stdout:
            self.warm += 1


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def main(path: str, start: str, width: str, height: str, detail: str) -> None:
    """Draw each moment of a scene that needs something new, and print a line after each moment.

    path: of the scene file. start: film time, seconds. width, height: pixels. detail: of the renderer. Raises as `load` and `Renderer` do.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    scene = load(Path(path))
    made: set[tuple[str, object]] = set()
    with Renderer((int(width), int(height)), detail=checked_detail(detail)) as renderer:
        for number, (moment, _) in enumerate(moments(scene.shots, float(start))):
            with suppress(Exception):  # of an actor; the window shows it when it draws the frame
                frame = replace(scene.at(moment), captions=())
                # The window draws the first one itself, at this same time.
                if number and not needs(frame) <= made:
                    renderer.draw(frame)
                    renderer.context.finish()
                made |= needs(frame)
            print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
