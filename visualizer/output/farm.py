"""Many machines: segments of a render as tasks on a Dask cluster.

The scene travels with the order, and segments come back as bytes, so that no disk is shared. Machines that draw with
another driver, or have another version of this program, would draw other pixels: they are named and left out.
"""

from __future__ import annotations

import os
import queue
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from visualizer.errors import MachineError, Notice
from visualizer.output import farm_task
from visualizer.output.files import whole_file
from visualizer.output.interrupts import check
from visualizer.output.progress import Tally
from visualizer.output.segments import Part, SegmentFolder
from visualizer.output.sequence import frame_path, is_sequence
from visualizer.output.workers import ATTEMPTS, Order, raised

CONNECT = 10.0
"""s: to wait for the scheduler."""
NOBODY = 60.0
"""s: to wait for a machine that can draw."""
SURVEY = 5.0
"""s: between two looks for machines that have joined or left."""
AHEAD = 2
"""Segments that each place of a machine has in all: one that is drawn, and those that wait for it."""
_TICK = 0.5  # s between two looks for signals


class Farm:
    """The machines of a Dask cluster that draw an order. address: of the scheduler, such as tcp://host:8786.

    machine: what draws here, which the others must equal. A context manager: leaving it drops what is still to be
    drawn. Raises MachineError if no scheduler answers, and without the package distributed.
    """

    def __init__(self, address: str, order: Order, machine: farm_task.Machine) -> None:
        try:
            import distributed
        except ImportError:
            raise MachineError(
                "a Dask cluster needs the package distributed: pip install 'launch-visualizer[farm]'"
            ) from None
        try:
            self._client: Any = distributed.Client(address, timeout=CONNECT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise MachineError(f"no Dask scheduler answers at {address}: {error}") from error
        self._address = address
        self._order = order
        self._machine = machine
        self._parcel: Any = None  # of the order, as the machines that are there hold it
        self._seen: dict[str, bool] = {}  # by the address of a worker: whether it may draw
        self._events: queue.Queue[Any] = queue.Queue()

    def run(
        self, segments: Sequence[Sequence[int]], done: Callable[[Part | int], None], tally: Tally
    ) -> None:
        """Draw all segments. done: called with each whole part or frame. tally: counts the frames.

        Raises what drawing raised; MachineError if a segment fails `ATTEMPTS` times, or if there is no machine to draw
        for `NOBODY` seconds.
        """
        waiting = deque(list(segment) for segment in segments)
        drawing: dict[Any, list[int]] = {}  # by future
        missing = {segment[0] for segment in waiting}
        failures: Counter[int] = Counter()
        surveyed = alive = -1e9
        slots: dict[str, int] = {}
        began = time.monotonic()
        while missing:
            check()
            now = time.monotonic()
            if now - surveyed > SURVEY:
                slots, surveyed = self._survey(), now
                alive = now if slots else alive
            if now - max(alive, began) > NOBODY:
                raise MachineError(
                    f"for {NOBODY:.0f} s no machine at {self._address} could draw; --resume continues when some can"
                )
            if slots and self._parcel is None:
                try:
                    self._parcel = self._scattered()
                except TimeoutError:  # the machines have just left
                    surveyed = -1e9
                    continue
            while waiting and len(drawing) < AHEAD * sum(slots.values()):
                self._submit(waiting.popleft(), list(slots), drawing)
            if not waiting and len(drawing) < sum(slots.values()):
                self._start_twice(slots, drawing)
            try:
                future = self._events.get(timeout=_TICK)
            except queue.Empty:
                continue
            numbers = drawing.pop(future)
            if numbers[0] not in missing:
                continue  # a copy was quicker
            answer = self._answer(future)
            if isinstance(answer, Exception):
                failures[numbers[0]] += 1
                if failures[numbers[0]] == ATTEMPTS:
                    raise MachineError(
                        f"machines failed {ATTEMPTS} times to draw from frame {numbers[0]} on: {answer or type(answer).__name__}"
                    ) from answer
                if numbers not in drawing.values():
                    waiting.appendleft(numbers)
                surveyed = -1e9
                self._parcel = None  # which may be lost with the machine that held it
                continue
            if answer.error is not None:
                raise raised(answer.error)
            tally.spent.add(answer.spent)
            self._keep(numbers, answer, done)
            missing.discard(numbers[0])
            for copy in [one for one, of in drawing.items() if of == numbers]:
                copy.cancel()
            for number in numbers:
                tally.drawn(number)

    @property
    def machines(self) -> int:
        """The number of machines that were found and may draw."""
        return sum(self._seen.values())

    def _scattered(self) -> Any:
        """Give the parcel of the order to all machines, and return what stands for it. Raises TimeoutError if there is
        none."""
        # Under a new key: the scheduler forgets what is lost only when all that asks for it has ended.
        return self._client.scatter(_parcel(self._order, self._machine), broadcast=True, hash=False)

    def _submit(self, numbers: list[int], workers: list[str], drawing: dict[Any, list[int]]) -> None:
        future = self._client.submit(farm_task.draw, self._parcel, numbers, workers=workers, pure=False)
        drawing[future] = numbers
        future.add_done_callback(self._events.put)

    def _start_twice(self, slots: dict[str, int], drawing: dict[Any, list[int]]) -> None:
        """Give a machine that is idle the oldest segment that another draws and nobody else does."""
        firsts = Counter(numbers[0] for numbers in drawing.values())
        where = {str(key): worker for worker, keys in self._client.processing().items() for key in keys}
        busy = Counter(where[future.key] for future in drawing if future.key in where)
        for future, numbers in list(drawing.items()):
            others = [
                one for one, count in slots.items() if one != where.get(future.key) and busy[one] < count
            ]
            if firsts[numbers[0]] == 1 and others and future.key in where:
                self._submit(numbers, others, drawing)
                return

    def _answer(self, future: Any) -> farm_task.Answer | Exception:
        try:
            answer: farm_task.Answer = future.result()
        except Exception as error:
            return error
        finally:
            future.release()
        return answer

    def _keep(self, numbers: list[int], answer: farm_task.Answer, done: Callable[[Part | int], None]) -> None:
        """Write the files of a segment under the names that they have in this render."""
        out = self._order.out
        if answer.part is not None:
            (content,) = answer.files.values()
            with whole_file(SegmentFolder(out).file(range(numbers[0], numbers[-1] + 1))) as part:
                part.write_bytes(content)
            done(Part(**{**answer.part, "frames": tuple(answer.part["frames"])}))
            return
        for number in numbers:
            with whole_file(frame_path(out, number)) as part:
                part.write_bytes(answer.files[str(number)])
            done(number)

    def _survey(self) -> dict[str, int]:
        """Return the workers that may draw, by address, with their number of places, and name those that may not."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"]
        new = [address for address in workers if address not in self._seen]
        if new:
            found = self._client.run(farm_task.machine, workers=new, on_error="return")
            for address, machine in found.items():
                reason = self._difference(machine)
                self._seen[address] = reason is None
                if reason is not None:
                    warnings.warn(Notice(f"{address} draws nothing: {reason}"), stacklevel=4)
        return {address: worker["nthreads"] for address, worker in workers.items() if self._seen.get(address)}

    def _difference(self, machine: object) -> str | None:
        if not isinstance(machine, farm_task.Machine):
            return f"{type(machine).__name__}: {machine}"
        if machine.program != self._machine.program:
            return f"it has the version {machine.program} of the visualizer and its shaders, not {self._machine.program}"
        if machine.driver != self._machine.driver:
            return f"it draws with {machine.driver}, not {self._machine.driver}, so its pixels may differ"
        return None

    def close(self) -> None:
        """Drop what is still to be drawn, and leave the cluster."""
        self._client.close(timeout=CONNECT)

    def __enter__(self) -> Farm:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _parcel(order: Order, machine: farm_task.Machine) -> farm_task.Parcel:
    scene = order.scene
    folder = Path(os.path.abspath(scene.path)).parent
    texts = {os.path.abspath(one.file): one.source for one in scene.documents.files}
    files = {}
    for path in scene.files:
        whole = os.path.abspath(path)
        content = texts.get(whole)
        if content is None and path.is_file():
            content = path.read_bytes()
        if content is not None:
            files[Path(os.path.relpath(whole, folder)).as_posix()] = content
    name = ("%d" if is_sequence(order.out) else "film") + order.out.suffix
    return farm_task.Parcel(
        Path(os.path.abspath(scene.path)).name, files, order.as_text(), name, machine.software
    )
