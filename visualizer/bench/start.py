"""Time from starting a command to its end, or to its first picture: as processes, with an empty and a filled cache
folder."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import visualizer
from visualizer.cache.store import VARIABLE
from visualizer.errors import MachineError

ROOT = Path(visualizer.__file__).resolve().parents[1]
"""The folder that holds this package."""

TINY = ("--size", "64x36", "--samples", "1")
"""Options of a still that takes little to draw."""

_TIMEOUT = 300.0  # seconds to wait for a process

_CHILD = """
import importlib.util, os, sys, time
until = sys.argv.pop(1)
def mark():
    print(time.monotonic(), flush=True)
    os._exit(0)
def at_once(drawn):
    def draw(*given, **named):
        if until == "draw":
            mark()
        drawn(*given, **named)
        given[0].context.finish()
        mark()
    return draw
def in_steps(drawn):
    def drawing(*given, **named):
        if until == "draw":
            mark()
        yield from drawn(*given, **named)
        given[0].context.finish()
        mark()
    return drawing
class Marking:
    def find_spec(self, name, path=None, target=None):
        if name != "visualizer.renderer.renderer":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module
        def executed(module):
            execute(module)
            module.Renderer.draw = at_once(module.Renderer.draw)
            if hasattr(module.Renderer, "drawing"):  # with which the window draws
                module.Renderer.drawing = in_steps(module.Renderer.drawing)
        spec.loader.exec_module = executed
        return spec
if until != "end":
    sys.meta_path.insert(0, Marking())
from visualizer.cli.main import run
run()
"""
"""A command that prints when it begins to draw (`draw`), or has drawn its first picture (`picture`), and ends then."""


@dataclass(frozen=True)
class Step:
    """What is measured of a command. until: "end", "draw": the first picture begins to be drawn, or "picture": it is
    drawn."""

    command: str
    until: str
    options: tuple[str, ...] = ()


STEPS = (
    Step("check", "end"),
    Step("info", "end"),
    Step("still", "draw", ("-t", "0", "-o", "start.png", *TINY)),
    Step("still", "end", ("-t", "0", "-o", "start.png", *TINY)),
    Step("watch", "picture"),
)


@dataclass(frozen=True)
class StartRow:
    """Wall-clock time of starting one command with one scene.

    checkout: "this", or the folder of another revision. cache: "cold": the cache folder is empty; "warm": a run before
    has filled it. count: processes that were measured. median, least: milliseconds. cpu: the least CPU time,
    milliseconds, of all threads; None where the system does not tell. Other processes affect the minimum and the CPU
    time least.
    """

    scene: str
    command: str
    until: str
    checkout: str
    cache: str
    count: int
    median: float
    least: float
    cpu: float | None


@dataclass(frozen=True)
class StartReport:
    """rows: in the order measured. left_out: one sentence each, with the reason. machine: architecture and Python."""

    machine: str
    rows: tuple[StartRow, ...]
    left_out: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "machine": self.machine,
            "rows": [asdict(row) for row in self.rows],
            "left_out": list(self.left_out),
        }

    def table(self) -> str:
        """Return the report as text."""
        wide = max([len(row.scene) for row in self.rows], default=8)
        folder = max(len(name) for name in ("checkout", *(row.checkout for row in self.rows)))
        lines = [f"{self.machine}; milliseconds from the start of the process", ""]
        lines.append(
            f"{'scene':{wide + 2}}{'command':9}{'until':9}{'checkout':{folder + 2}}{'cache':7}{'median':>8}{'least':>8}{'CPU':>8}"
        )
        for row in self.rows:
            lines.append(
                f"{row.scene:{wide + 2}}{row.command:9}{row.until:9}{row.checkout:{folder + 2}}{row.cache:7}"
                f"{row.median:8.0f}{row.least:8.0f}{'' if row.cpu is None else f'{row.cpu:8.0f}'}"
            )
        return "\n".join([*lines, *(f"left out: {one}" for one in self.left_out)])


def measure_start(
    scenes: Sequence[Path],
    repeats: int,
    *,
    against: Path | None = None,
    refusal: Callable[[float], str] = lambda seconds: "",
) -> StartReport:
    """Start each command with each scene `repeats` times, with a cold and a warm cache, and return how long it took.

    against: the checkout of another revision, measured in turn with this one. refusal: is given the estimated seconds
    of a step, and returns why it is left out, or an empty text. Byte code is always there, as after an installation.
    Raises MachineError with the last line of its messages if a command fails, and if one does not end within five
    minutes.
    """
    rows: list[StartRow] = []
    left_out: list[str] = []
    roots = {"this": ROOT} if against is None else {str(against): against.resolve(), "this": ROOT}
    with tempfile.TemporaryDirectory() as folder:
        runs = {
            name: _Runs(root, Path(folder) / str(number)) for number, (name, root) in enumerate(roots.items())
        }
        slowest = 0.0
        for scene in scenes:
            for step in STEPS:
                what = f"{step.command} of {scene.name} until {step.until}"
                if step.until == "picture" and not _has_screen():
                    left_out.append(f"{what}: there is no screen")
                elif reason := refusal((2 * repeats + 1) * len(runs) * slowest):
                    left_out.append(f"{what}: {reason}")
                else:
                    found = list(_measured(step, scene, repeats, runs))
                    slowest = max(slowest, *(row.median * 1e-3 for row in found))
                    rows += found
    machine = f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} cores"
    return StartReport(machine, tuple(rows), tuple(left_out))


def _measured(step: Step, scene: Path, repeats: int, runs: dict[str, _Runs]) -> Iterator[StartRow]:
    """Yield the rows of one step. The checkouts take turns."""
    took: dict[tuple[str, str], list[tuple[float, float | None]]] = {
        (name, cache): [] for name in runs for cache in ("cold", "warm")
    }
    for own in runs.values():
        own.seconds(step, scene, "warm")  # fills the cache, and that of byte code
    for _ in range(repeats):
        for cache in ("cold", "warm"):
            for name, own in runs.items():
                took[name, cache].append(own.seconds(step, scene, cache))
    for (name, cache), found in took.items():
        wall = [seconds * 1e3 for seconds, _ in found]
        cpu = [seconds * 1e3 for _, seconds in found if seconds is not None]
        yield StartRow(
            scene.name, step.command, step.until, name, cache, repeats,
            statistics.median(wall), min(wall), min(cpu, default=None),
        )  # fmt: skip


class _Runs:
    """Processes of one checkout. folder: of its caches."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._folder.mkdir()
        self._cold = 0

    def seconds(self, step: Step, scene: Path, cache: str) -> tuple[float, float | None]:
        """Return the seconds from the start of a process until what the step waits for, and its CPU time, if known."""
        self._cold += cache == "cold"
        kept = self._folder / (f"cold{self._cold}" if cache == "cold" else "warm")
        environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        } | {
            VARIABLE: str(kept),
            "PYTHONPATH": str(self._root),
            "PYTHONPYCACHEPREFIX": str(self._folder / "bytecode"),
        }
        arguments = [
            sys.executable,
            "-P",
            "-c",
            _CHILD,
            step.until,
            step.command,
            str(scene.resolve()),
            *step.options,
        ]
        before, start = _cpu_of_children(), time.monotonic()
        try:
            done = subprocess.run(
                arguments, env=environment, cwd=self._folder, capture_output=True, text=True, timeout=_TIMEOUT
            )
        except subprocess.TimeoutExpired:
            raise MachineError(f"visualizer {step.command} {scene} did not reach its {step.until}") from None
        end, after = time.monotonic(), _cpu_of_children()
        if done.returncode:
            told = done.stderr.strip().splitlines() or ["without a message"]
            raise MachineError(f"visualizer {step.command} {scene} failed: {told[-1]}")
        until = end if step.until == "end" else float(done.stdout.splitlines()[-1])
        return until - start, None if before is None or after is None else after - before


def _has_screen() -> bool:
    """Return whether a window can be opened."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))


def _cpu_of_children() -> float | None:
    """Return the CPU time of all processes that were started and have ended, s, or None where the system does not
    tell."""
    try:
        import resource
    except ImportError:  # on Windows
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
