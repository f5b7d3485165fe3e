"""Processes that draw for this one: how they are started, told what to do, and ended.

This module imports little, so that they may be started before the rest of the program is imported here.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

MODULE = "visualizer.output.worker"
"""What a worker runs."""
THREADS = "LP_NUM_THREADS"
"""Environment variable with the number of threads of llvmpipe."""


class Worker:
    """A process that draws segments, and what it has been given. threads: of a software rasteriser, if the user has not
    set them; None for its default.

    process: the running process, which answers on its standard output. heard: when it last said something, s. begun:
    the segments that are not whole, each with its frames that are not. left: frames that it has to draw. drawn: frames
    of segments that are not whole.
    """

    def __init__(self, threads: int | None) -> None:
        environment = dict(os.environ)
        if threads is not None:
            environment.setdefault(THREADS, str(threads))
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  closed by `wait`
        self.process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
            env=environment,
            start_new_session=True,  # Ctrl-C is for this process, which ends its workers
        )
        self.heard = time.monotonic()
        self.begun: deque[tuple[Sequence[int], set[int]]] = deque()
        self.left = self.drawn = 0
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()  # to send; None at the end
        # A worker that imports the program reads nothing, and an order is longer than a pipe holds: so another thread
        # waits.
        threading.Thread(target=self._talk, name="worker", daemon=True).start()

    def say(self, line: str) -> None:
        """Send a line of JSON."""
        self._lines.put(line)

    def give(self, numbers: Sequence[int]) -> None:
        """Let it draw a segment. numbers: its frames."""
        self.begun.append((numbers, set(numbers)))
        self.left += len(numbers)
        self.say(json.dumps(list(numbers)))

    def last_words(self) -> str:
        """Return the last line that it wrote to its standard error, or its exit status."""
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read().splitlines() if line.strip()]
        return lines[-1] if lines else f"exit status {self.process.returncode}"

    def end(self) -> None:
        """End it by force."""
        self._lines.put(None)
        self.process.kill()

    def wait(self) -> None:
        """Wait until it has ended, after `end`."""
        self.process.wait()
        self._errors.close()

    def _talk(self) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):  # of one that has ended, which is noticed by the end of its output
            for line in iter(self._lines.get, None):
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
        with suppress(OSError):
            self.process.stdin.close()


class Crew:
    """Workers that are started before it is known what they draw: they import the program and read the scene while this
    process does.

    A context manager: leaving it ends those that nobody has taken.
    """

    def __init__(self) -> None:
        self._waiting: deque[Worker] = deque()

    def start(self, count: int, scene: Path) -> None:
        """Start workers, at most one for each core, if there are to be several. scene: the file that they read."""
        for _ in range(min(count, os.cpu_count() or 1) if count > 1 else 0):
            self._waiting.append(Worker(threads=1))
            self._waiting[-1].say(json.dumps({"read": str(scene.absolute())}))

    def take(self) -> Worker | None:
        """Return a worker that waits for its order, or None if there is none."""
        return self._waiting.popleft() if self._waiting else None

    def end(self) -> None:
        """End those that nobody has taken."""
        for worker in self._waiting:
            worker.end()
        while self._waiting:
            self._waiting.pop().wait()

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()
