"""Workers: processes that draw segments of a film or of a sequence. They share nothing but the folder that they write
to.

A worker that ends, or is silent for too long, is replaced, and what it had not finished is drawn again by another.
"""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from visualizer.errors import MachineError, VisualizerError
from visualizer.output.interrupts import check
from visualizer.output.job import Job
from visualizer.output.processes import Crew, Worker
from visualizer.output.progress import Tally, from_json
from visualizer.output.provenance import Provenance
from visualizer.output.segments import SEGMENT, Part

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

ATTEMPTS = 3
"""So often a segment is begun before its failure is an error."""
SILENCE = 600.0
"""s: a worker that says nothing for so long hangs. A single frame takes less on the slowest machine."""
_TICK = 0.5  # s between two looks for silent workers and for signals


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
    """Return how many workers draw some frames: on a software rasteriser one for each core that has a segment, else
    one."""
    if not software:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, frames // SEGMENT))


class Pool:
    """Processes that render an order. software: whether a CPU draws; each of several workers then has one thread for
    it.

    meanwhile: called once, after the first processes have been started: what need not be done before they draw. crew:
    workers that are started already, which are taken first. most: so many have worked at once.
    """

    def __init__(
        self,
        order: Order,
        count: int,
        *,
        software: bool,
        meanwhile: Callable[[], object] = lambda: None,
        crew: Crew | None = None,
    ) -> None:
        self._order = order.as_text()
        self._meanwhile = meanwhile
        self._count = count
        self._software = software
        self._crew = crew or Crew()
        self._events: queue.Queue[tuple[Worker, str | None]] = queue.Queue()
        self.most = 0

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
        workers: set[Worker] = set()

        def start() -> None:
            while waiting and len(workers) < self._count:
                workers.add(started := self._start())
                started.give(waiting.popleft())
            self.most = max(self.most, len(workers))

        try:
            start()
            self._crew.end()
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
        except BaseException:
            for worker in workers:
                worker.end()
            for worker in workers:
                worker.wait()
            raise
        # They have nothing more to write, so that the film is joined while the system takes their memory back.
        for worker in workers:
            worker.end()
            threading.Thread(
                target=worker.wait, name="worker"
            ).start()  # for which Python waits before it ends

    def _start(self) -> Worker:
        worker = self._crew.take() or Worker(threads=1 if self._software and self._count > 1 else None)
        worker.heard = time.monotonic()
        worker.say(self._order)

        def listen() -> None:
            assert worker.process.stdout is not None
            for line in worker.process.stdout:
                self._events.put((worker, line))
            self._events.put((worker, None))

        threading.Thread(target=listen, name="worker", daemon=True).start()
        return worker

    def _end_silent(self, workers: set[Worker]) -> None:
        now = time.monotonic()
        for worker in workers:
            if worker.begun and now - worker.heard > SILENCE:
                worker.process.kill()

    def _take(self, worker: Worker, message: Any, done: Callable[[Part | int], None], tally: Tally) -> None:
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
