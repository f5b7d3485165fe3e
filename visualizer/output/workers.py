"""Workers: processes that draw segments of a film or of a sequence. They share nothing but the folder that they write to.

A worker that ends, or is silent for too long, is replaced, and what it had not finished is drawn again by another.
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
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from visualizer.errors import MachineError, VisualizerError
from visualizer.output.interrupts import check
from visualizer.output.job import Job
from visualizer.output.progress import Tally, from_json
from visualizer.output.provenance import Provenance
from visualizer.output.segments import SEGMENT, Part

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

MODULE = "visualizer.output.worker"
"""What a worker runs."""
ATTEMPTS = 3
"""So often a segment is begun before its failure is an error."""
SILENCE = 600.0
"""s: a worker that says nothing for so long hangs. A single frame takes less on the slowest machine."""
_TICK = 0.5  # s between two looks for silent workers and for signals
THREADS = "LP_NUM_THREADS"
"""Environment variable with the number of threads of llvmpipe."""


@dataclass(frozen=True)
class Order:
    """What workers render. scene: with the text of its files, so that later changes of them have no effect.

    out: film or pattern. made: of the frames. preview: largest width and height of previews, pixels; None for none.
    """

    scene: Scene
    out: Path
    job: Job
    made: Provenance
    preview: tuple[int, int] | None = None

    def as_text(self) -> str:
        """Return the order as one line of JSON."""
        job = {**asdict(self.job), "fps": str(self.job.fps)}
        return json.dumps(
            {
                "scene": str(self.scene.path.absolute()),
                "texts": {
                    str(one.file.absolute()): one.source.decode() for one in self.scene.documents.files
                },
                "digest": self.scene.digest,
                "out": str(self.out.absolute()),
                "job": job,
                "made": asdict(self.made),
                "preview": self.preview,
            }
        )


def default_workers(frames: int, *, software: bool) -> int:
    """Return how many workers draw some frames: on a software rasteriser one for each core that has a segment, else one."""
    if not software:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, frames // SEGMENT))


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[str]
    errors: IO[str]
    heard: float
    lines: queue.SimpleQueue[str | None] = field(default_factory=queue.SimpleQueue)
    """What it is to be sent; None at the end."""
    begun: deque[tuple[Sequence[int], set[int]]] = field(
        default_factory=deque
    )  # segments, and their frames not whole
    left: int = 0  # frames that it has to draw
    drawn: int = 0  # frames of segments that are not whole

    def give(self, numbers: Sequence[int]) -> None:
        self.begun.append((numbers, set(numbers)))
        self.left += len(numbers)
        self.lines.put(json.dumps(list(numbers)))

    def talk(self) -> None:
        """Send lines. A thread of its own does: until a worker has imported the program it reads none, and an order fills the pipe."""
        assert self.process.stdin is not None
        with suppress(OSError):  # of one that has ended, which is noticed by the end of its output
            for line in iter(self.lines.get, None):
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()
        with suppress(OSError):
            self.process.stdin.close()

    def end(self) -> None:
        """End it by force."""
        self.lines.put(None)
        self.process.kill()

    def last_words(self) -> str:
        self.errors.seek(0)
        lines = [line.strip() for line in self.errors.read().splitlines() if line.strip()]
        return lines[-1] if lines else f"exit status {self.process.returncode}"


class Pool:
    """Processes that render an order. software: whether a CPU draws; each of several workers then has one thread for it.

    meanwhile: called once, after the first processes have been started: what need not be done before they draw.
    """

    def __init__(
        self, order: Order, count: int, *, software: bool, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        self._order = order.as_text()
        self._meanwhile = meanwhile
        self._count = count
        self._environment = dict(os.environ)
        if software and count > 1:
            self._environment.setdefault(THREADS, "1")
        self._events: queue.Queue[tuple[_Worker, str | None]] = queue.Queue()

    def run(
        self,
        segments: Sequence[Sequence[int]],
        done: Callable[[Part | int], None],
        tally: Tally,
    ) -> None:
        """Draw all segments. done: called with each whole part or frame. tally: counts the frames.

        Raises what a worker raised, and MachineError if workers keep ending while they draw the same frames.
        """
        waiting = deque(segments)
        failures: Counter[int] = Counter()
        workers: set[_Worker] = set()

        def start() -> None:
            while waiting and len(workers) < self._count:
                workers.add(started := self._start())
                started.give(waiting.popleft())

        try:
            start()
            self._meanwhile()
            while waiting or any(worker.begun for worker in workers):
                start()
                check()
                try:
                    worker, line = self._events.get(timeout=_TICK)
                except queue.Empty:
                    self._end_silent(workers)
                    continue
                if worker not in workers:
                    continue
                worker.heard = time.monotonic()
                if line is not None:
                    self._take(worker, json.loads(line), done, tally)
                    if worker.left <= 1 and waiting:
                        worker.give(waiting.popleft())
                    continue
                workers.discard(worker)
                worker.end()
                worker.process.wait()
                tally.lost(worker.drawn)
                for numbers, missing in reversed(worker.begun):
                    rest = [number for number in numbers if number in missing]
                    waiting.appendleft(rest)
                if worker.begun:
                    first = worker.begun[0][0][0]
                    failures[first] += 1
                    if failures[first] == ATTEMPTS:
                        raise MachineError(
                            f"workers ended {ATTEMPTS} times while they drew from frame {first} on: {worker.last_words()}"
                        )
        finally:
            for worker in workers:
                worker.end()
            for worker in workers:
                worker.process.wait()
                worker.errors.close()

    def _start(self) -> _Worker:
        errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  closed with the worker
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            env=self._environment,
            start_new_session=True,  # Ctrl-C is for this process, which ends its workers
        )
        worker = _Worker(process, errors, time.monotonic())
        worker.lines.put(self._order)

        def listen() -> None:
            assert process.stdout is not None
            for line in process.stdout:
                self._events.put((worker, line))
            self._events.put((worker, None))

        for work in (listen, worker.talk):
            threading.Thread(target=work, name="worker", daemon=True).start()
        return worker

    def _end_silent(self, workers: set[_Worker]) -> None:
        now = time.monotonic()
        for worker in workers:
            if worker.begun and now - worker.heard > SILENCE:
                worker.process.kill()

    def _take(self, worker: _Worker, message: Any, done: Callable[[Part | int], None], tally: Tally) -> None:
        if "error" in message:
            raise raised(message["error"])
        tally.spent.add(message["spent"])
        if "drawn" in message:
            worker.left -= 1
            worker.drawn += 1
            tally.drawn(message["drawn"], from_json(message["preview"]))
            return
        if "part" in message:
            part = Part(**{**message["part"], "frames": tuple(message["part"]["frames"])})
            numbers, missing = worker.begun[0]
            missing.clear()
            worker.drawn -= len(numbers)
            done(part)
        else:
            number = message["frame"]
            missing = next(missing for _, missing in worker.begun if number in missing)
            missing.discard(number)
            worker.drawn -= 1
            done(number)
        while worker.begun and not worker.begun[0][1]:
            worker.begun.popleft()


def raised(error: dict[str, str]) -> VisualizerError:
    """Return the exception that a worker describes by the name of its class and its message."""
    kinds: list[type[VisualizerError]] = [VisualizerError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    kind = next((one for one in kinds if one.__name__ == error["kind"]), VisualizerError)
    found = kind.__new__(kind)
    Exception.__init__(found, error["message"])
    return found
