"""What a machine of a Dask cluster does for a render: it draws segments and returns the content of their files.

Nothing is shared with the machine that asked: the scene's files come with each order, and files are returned as bytes.
The drawing is done by a process of its own (`visualizer.output.worker`), so that a driver that crashes does not end the
machine's Dask worker. The process stays for the next segment of the same order.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from visualizer.gpu.context import create_context, driver_of
from visualizer.output.processes import MODULE, THREADS
from visualizer.output.provenance import program
from visualizer.output.segments import SegmentFolder
from visualizer.output.sequence import frame_path
from visualizer.output.spent import Spent


@dataclass(frozen=True)
class Machine:
    """What a machine draws with. driver: renderer and version of OpenGL. software: whether a CPU draws. program: see
    `Provenance`."""

    driver: str
    software: bool
    program: str


@dataclass(frozen=True)
class Parcel:
    """An order for another machine. files: of the scene, by their path relative to the folder of the scene's file.

    scene: name of the scene's file. order: as `Order.as_text` has it, with paths that do not matter. out: a name of
    the kind that is written: of a film, or a pattern. software: whether a CPU draws.
    """

    scene: str
    files: dict[str, bytes]
    order: str
    out: str
    software: bool


@dataclass(frozen=True)
class Answer:
    """A segment that is drawn. files: contents by name: of the film's segment, or of each frame, whose name is its
    number.

    part: fields of the `Part`; None for a sequence. error: class and message of the error that ended drawing, else
    None. spent: seconds by stage, see `visualizer.output.spent`.
    """

    files: dict[str, bytes]
    part: dict[str, Any] | None = None
    error: dict[str, str] | None = None
    spent: dict[str, float] = field(default_factory=dict)


def machine() -> Machine:
    """Return what this machine draws with. Raises MachineError if there is no OpenGL."""
    context = create_context()
    driver = driver_of(context)
    context.release()
    return Machine(f"{driver.renderer}, OpenGL {driver.version}", driver.software, program())


def draw(parcel: Parcel, numbers: list[int]) -> Answer:
    """Draw a segment on this machine. numbers: its frames. Raises RuntimeError if the process that draws ends."""
    process = _taken(parcel)
    try:
        answer = process.draw(numbers)
    except BaseException:
        process.end()
        raise
    with _lock:
        _idle.append(process)
    return answer


class _Process:
    """A process that draws segments of one order, in a folder of its own."""

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel
        self._folder = tempfile.TemporaryDirectory(prefix="visualizer-")
        folder = Path(self._folder.name)
        for name, content in parcel.files.items():
            path = folder / "scene" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self._out = folder / parcel.out
        order = json.loads(parcel.order)
        order |= {"scene": str(folder / "scene" / parcel.scene), "texts": {}, "out": str(self._out)}
        environment = dict(os.environ)
        if parcel.software:
            environment.setdefault(THREADS, "1")
        self._errors: IO[str] = (folder / "errors").open("w+", encoding="utf-8", errors="replace")
        self._process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, encoding="utf-8", env=environment,
        )  # fmt: skip
        self._say(json.dumps(order))

    def draw(self, numbers: list[int]) -> Answer:
        """Draw a segment. Raises RuntimeError if the process ends."""
        self._say(json.dumps(numbers))
        missing = set(numbers)
        spent = Spent()
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message = json.loads(line)
            if "error" in message:
                self.end()
                return Answer({}, error=message["error"])
            spent.add(message["spent"])
            if "part" in message:
                file = SegmentFolder(self._out).file(range(numbers[0], numbers[-1] + 1))
                return Answer({file.name: _moved(file)}, part=message["part"], spent=spent.taken())
            if "frame" in message:
                missing.discard(message["frame"])
                if not missing:
                    return Answer(
                        {str(one): _moved(frame_path(self._out, one)) for one in numbers}, spent=spent.taken()
                    )
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read().splitlines() if line.strip()]
        raise RuntimeError(lines[-1] if lines else f"exit status {self._process.wait()}")

    def end(self) -> None:
        """End the process and delete its folder."""
        self._process.kill()
        self._process.wait()
        self._errors.close()
        self._folder.cleanup()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError:
            pass  # it has ended, which is noticed by the end of its output


def _moved(path: Path) -> bytes:
    """Return the content of a file, and delete it."""
    content = path.read_bytes()
    path.unlink()
    return content


_idle: list[_Process] = []
_lock = threading.Lock()


def _taken(parcel: Parcel) -> _Process:
    """Return an idle process of an order, or a new one. Idle processes of other orders are ended."""
    with _lock:
        own = [one for one in _idle if one.parcel == parcel]
        other = [one for one in _idle if one.parcel != parcel]
        _idle[:] = own[1:]
    for one in other:
        one.end()
    return own[0] if own else _Process(parcel)


@atexit.register
def _end_all() -> None:
    with _lock:
        for one in _idle:
            one.end()
        _idle.clear()
