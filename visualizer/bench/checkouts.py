"""Two checkouts that draw or evaluate the same shots in alternation: the ratio of their times per shot.

Timings of one machine vary by half within minutes. Two processes that take turns shot by shot are slowed alike, and the
minimum of several rounds is what other programs affect least.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualizer.bench.host_worker import SAMPLES, SIZE
from visualizer.bench.workers import HERE, Worker
from visualizer.errors import InputError

Times = Mapping[str, Mapping[str, float]]
"""Milliseconds by shot, as a worker measures them.

checkout_worker: of a frame, "draw" (wall time), "cpu" (of all threads), and each pass (wall time). host_worker: of a
sub-frame, see `host_worker.costs`.
"""


@dataclass(frozen=True)
class Comparison:
    """before, after: least of all rounds, of the other checkout and of this one. columns: names that are shown for each
    shot."""

    size: tuple[int, int]
    samples: int
    rounds: int
    before: Times
    after: Times
    columns: tuple[str, ...] = ("draw", "cpu")

    def ratio(self, shot: str, name: str = "draw") -> float:
        """Return the time of this checkout over that of the other, for a shot; NaN where the other has no such pass."""
        return _over(self.after[shot].get(name), self.before[shot].get(name))

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values."""
        return {
            "size": list(self.size),
            "samples": self.samples,
            "rounds": self.rounds,
            "before": {shot: dict(row) for shot, row in self.before.items()},
            "after": {shot: dict(row) for shot, row in self.after.items()},
        }

    def table(self) -> str:
        """Return the comparison as text."""
        lines = [
            f"{self.size[0]}x{self.size[1]}, {self.samples} samples; milliseconds, least of {self.rounds} rounds",
            "",
            f"{'shot':16}"
            + "".join(f"{f'{name}: before':>18}{'after':>9}{'ratio':>7}" for name in self.columns),
        ]
        for shot in [*self.before, "mean", "worst"]:
            cells = "".join(self._compared(shot, name, 18) for name in self.columns)
            lines.append(f"{shot:16}{cells}")
        lines += ["", f"{'mean':16}{'before':>9}{'after':>9}{'ratio':>7}"]
        lines += [
            f"{name:16}{self._compared('mean', name, 9)}"
            for name in dict.fromkeys(
                name for times in (self.before, self.after) for row in times.values() for name in row
            )
        ]
        return "\n".join(lines)

    def _compared(self, shot: str, name: str, width: int) -> str:
        before, after = self._cell(self.before, shot, name), self._cell(self.after, shot, name)
        return f"{before:{width}.2f}{after:9.2f}{_over(after, before):7.2f}"

    def _cell(self, times: Times, shot: str, name: str) -> float:
        if shot in times:
            return times[shot].get(name, 0.0)
        values = [row.get(name, 0.0) for row in times.values()]
        return max(values) if shot == "worst" else statistics.fmean(values)


def compare_drawing(
    other: Path,
    scene: Path,
    size: tuple[int, int],
    samples: int,
    repeats: int,
    rounds: int,
    shots: Sequence[str] = (),
) -> Comparison:
    """Draw shots of a scene with this checkout and with another, in alternation, and return the least times.

    other: root of the other checkout; it runs with this Python and its packages. A scene inside this checkout is drawn
    by the other as its own file of that name. repeats: frames per shot. shots: all that both have if empty. Raises
    InputError if a checkout cannot draw the scene.
    """
    arguments = [*map(str, (*size, samples, repeats))]
    times = _alternating("checkout_worker.py", other, scene, arguments, rounds, shots)
    return Comparison(size, samples, rounds, *times)


def compare_host(
    other: Path, scene: Path, repeats: int, rounds: int, shots: Sequence[str] = ()
) -> Comparison:
    """Measure the CPU time of sub-frames in this checkout and in another, in alternation; arguments as in
    `compare_drawing`."""
    times = _alternating("host_worker.py", other, scene, [str(repeats)], rounds, shots)
    return Comparison(SIZE, SAMPLES, rounds, *times, columns=("sub-frame", "sample", "issue"))


def _alternating(
    worker: str, other: Path, scene: Path, arguments: Sequence[str], rounds: int, shots: Sequence[str]
) -> tuple[Times, Times]:
    """Return what a worker measures in the other checkout and in this one, the least of all rounds."""
    path = scene.resolve()
    inside = other.resolve() / path.relative_to(HERE) if path.is_relative_to(HERE) else path
    with ExitStack() as stack:
        before = stack.enter_context(Worker(other, worker, [str(inside), *arguments]))
        after = stack.enter_context(Worker(HERE, worker, [str(path), *arguments]))
        shots_before, shots_after = before.read(), after.read()
        there = [name for name in shots_before if name in shots_after]
        chosen = list(shots) or there
        for name in chosen:
            if name not in there:
                raise InputError(f"no shot '{name}' in both checkouts: there are {', '.join(there)}")
        found: list[tuple[str, dict[str, float], dict[str, float]]] = []
        for _ in range(rounds):
            found += [(name, before.ask(name), after.ask(name)) for name in chosen]
    return (
        {name: _least([row for shot, row, _ in found if shot == name]) for name in chosen},
        {name: _least([row for shot, _, row in found if shot == name]) for name in chosen},
    )


def _least(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the least of each value, over rows that have it."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: min(row[name] for row in rows if name in row) for name in names}


def _over(after: float | None, before: float | None) -> float:
    return after / before if after is not None and before else float("nan")
