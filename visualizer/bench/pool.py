"""Seconds of whole renders, each a process of its own with its start: by several workers, by one, and by another
revision."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from visualizer.bench.workers import HERE
from visualizer.errors import InputError
from visualizer.output.processes import THREADS


@dataclass(frozen=True)
class Way:
    """A way to render. meaning: in words. root: of the checkout whose code runs. options: of `render`. threads: of
    llvmpipe; None: its default."""

    meaning: str
    root: Path
    options: tuple[str, ...] = ()
    threads: int | None = None


def ways(workers: int, against: Path | None) -> dict[str, Way]:
    """Return the ways to compare, by name; the first is what the others are compared with."""
    found = {
        "workers": Way(f"{workers} workers", HERE, ("--workers", str(workers))),
        "one": Way("one process, one thread of the rasteriser", HERE, ("--workers", "1"), threads=1),
        "threads": Way("one process, a thread of the rasteriser for each core", HERE, ("--workers", "1")),
    }
    if against is not None:
        found["before"] = Way("the other checkout as it does without options", against.resolve())
    return found


@dataclass(frozen=True)
class PoolReport:
    """Least seconds over `rounds` rounds, by the clock and of CPU time of all processes, by the names of the ways."""

    rounds: int
    options: Sequence[str]
    meanings: dict[str, str]
    seconds: dict[str, float]
    cpu: dict[str, float]

    def gain(self, way: str) -> float:
        """Return how many times as fast as a way workers are."""
        return self.seconds[way] / self.seconds["workers"]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {**asdict(self), "gains": {way: self.gain(way) for way in self.seconds}}

    def table(self) -> str:
        """Return the report as text."""
        lines = [f"render {' '.join(self.options)}, least of {self.rounds} rounds"]
        lines += [f"{'':8} seconds  CPU seconds  workers are so many times as fast"]
        for way, took in self.seconds.items():
            lines.append(
                f"{way:8} {took:7.1f}  {self.cpu[way]:11.1f}  {self.gain(way):33.2f}  {self.meanings[way]}"
            )
        return "\n".join(lines)


def measure_pool(
    scene: Path,
    options: Sequence[str],
    compared: dict[str, Way],
    rounds: int,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> PoolReport:
    """Render a film in all ways in turn, `rounds` times. options: of `render`, of all ways. clock: s. Raises InputError
    if one fails.

    The code is compiled before, as that of an installed program is.
    """
    seconds: dict[str, float] = {}
    cpu: dict[str, float] = {}
    for root in {way.root for way in compared.values()}:
        subprocess.run([sys.executable, "-m", "compileall", "-q", "visualizer"], cwd=root, env=_environment())
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, way in compared.items():
                words = [str(scene.resolve()), "-o", f"{folder}/{name}.mp4", *options]
                took, used = _timed(way, words, clock)
                seconds[name] = min(took, seconds.get(name, took))
                cpu[name] = min(used, cpu.get(name, used))
    return PoolReport(rounds, options, {name: way.meaning for name, way in compared.items()}, seconds, cpu)


def _environment() -> dict[str, str]:
    """Return the environment of this process, in which Python keeps compiled code."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _timed(way: Way, words: Sequence[str], clock: Callable[[], float]) -> tuple[float, float]:
    """Return the seconds that a render took, by the clock and of CPU time, with all processes that it started."""
    threads = {} if way.threads is None else {THREADS: str(way.threads)}
    before, began = os.times(), clock()
    done = subprocess.run(
        [sys.executable, "-P", "-m", "visualizer", "render", *words, *way.options],
        cwd=way.root,
        env={**_environment(), **threads, "PYTHONPATH": str(way.root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    took, after = clock() - began, os.times()
    if done.returncode:
        raise InputError(
            f"{way.root}: could not render: {(done.stderr.strip() or 'no message').splitlines()[-1]}"
        )
    return took, after.children_user + after.children_system - before.children_user - before.children_system
