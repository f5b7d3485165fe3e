"""Renders that are killed at random moments, and continued: `python -m tests.output.kills --count 100 --seed 1`.

A moment is a line of the code of `visualizer.output` that is executed, on whichever thread: the process that renders
counts them and kills itself with SIGKILL, so the moments do not depend on the speed of the machine. Pictures are
painted, not drawn by OpenGL.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

import visualizer.output
from visualizer.output.job import Job
from visualizer.output.locks import locked
from visualizer.output.provenance import Provenance
from visualizer.output.rendering import write_film, write_sequence

SIZE = (32, 18)
COUNT = 26  # in five segments
MADE = Provenance("scene", "program", "a driver", "24", 1, "standard", "32x18")
HERE = str(Path(visualizer.output.__file__).parent)
NAMES = ("film.mkv", "%03d.png")


def main() -> None:
    """Kill and continue renders; print and exit with 1 at the first whose files differ from those of an unbroken
    one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        whole: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for name in NAMES:
            out = Path(tempfile.mkdtemp(dir=folder)) / name
            lines[name] = int(_forked(out, end=-1)[1])
            whole[name] = _content(out)
        for number in range(arguments.count):
            name = NAMES[number % 3 == 0]  # a film has more moments than a sequence
            out, line, killed = Path(folder), 0, False
            while not killed:  # waiting threads execute a few lines more or less
                line = chance.randrange(lines[name])
                out = Path(tempfile.mkdtemp(dir=folder)) / name
                killed, _ = _forked(out, end=line)
            left = sorted(path.name for path in out.parent.iterdir() if path.suffix != ".png")
            _forked(out, resume=True)
            if different := sorted(dict(_content(out).items() ^ whole[name].items())):
                sys.exit(f"{name}, killed at line {line}, which left {left}: {', '.join(different)} differ")
    print(f"{arguments.count} killed renders continued to the same bytes")


def _painted(number: int) -> Any:
    picture = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    picture[:, number % SIZE[0]] = 250
    picture[..., 2] = number * 2 % 256
    return picture


def _render(out: Path, *, resume: bool = False) -> None:
    job = Job(0, COUNT, Fraction(24), SIZE, resume=resume)
    out.parent.mkdir(exist_ok=True)
    with locked(out):
        if out.suffix == ".png":
            write_sequence(out, job, _painted, None, MADE)
        else:
            write_film(out, job, _painted, None, MADE)


def _content(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.parent.iterdir()}


def _counting(work: Callable[[], None], end: int) -> int:
    """Do the work and return how many lines of `visualizer.output` were executed; at line `end`, kill this process."""
    lines = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(HERE):
            return None
        if event == "line":
            if lines == end:
                os.kill(os.getpid(), signal.SIGKILL)
            lines += 1
        return trace

    threading.settrace(trace)
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]  # as the documentation of `threading` has it
    return lines


def _forked(out: Path, *, end: int | None = None, resume: bool = False) -> tuple[bool, str]:
    """Render in a process of its own; return whether it was killed, and what it wrote: its number of lines.

    end: the line at which it kills itself, -1 for none; None counts none. Raises RuntimeError if it failed.
    """
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            if end is None:
                _render(out, resume=resume)
            else:
                os.write(write, str(_counting(lambda: _render(out), end)).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    _, status = os.waitpid(process, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"{out.name}: a render failed; its message is above")
    return os.WIFSIGNALED(status), said


if __name__ == "__main__":
    main()
