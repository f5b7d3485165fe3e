"""Two checkouts drawing the same shots in alternation: the ratio of their times per shot and per pass.

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

from visualizer.bench.workers import HERE, Worker
from visualizer.errors import InputError

Times = Mapping[str, Mapping[str, float]]
"""Milliseconds of a frame, by shot: "draw" (wall time), "cpu" (of all threads), and each pass (wall time)."""


@dataclass(frozen=True)
class Comparison:
    """before, after: least of all rounds, of the other checkout and of this one."""

    size: tuple[int, int]
    samples: int
    rounds: int
    before: Times
    after: Times

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
            f"{self.size[0]}x{self.size[1]}, {self.samples} samples; milliseconds of a frame, least of {self.rounds} rounds",
            "",
            f"{'shot':16}{'before':>9}{'after':>9}{'ratio':>7}{'CPU before':>12}{'after':>9}{'ratio':>7}",
        ]
        for shot in [*self.before, "mean", "worst"]:
            cells = [f"{shot:16}"]
            for name, width in (("draw", 9), ("cpu", 12)):
                before, after = self._cell(self.before, shot, name), self._cell(self.after, shot, name)
                ratio = _over(after, before)
                cells.append(f"{before:{width}.1f}{after:9.1f}{ratio:7.2f}")
            lines.append("".join(cells))
        lines += ["", f"{'pass, mean':16}{'before':>9}{'after':>9}{'ratio':>7}"]
        for name in dict.fromkeys(
            name for times in (self.before, self.after) for row in times.values() for name in row
        ):
            before, after = self._cell(self.before, "mean", name), self._cell(self.after, "mean", name)
            lines.append(f"{name:16}{before:9.1f}{after:9.1f}{_over(after, before):7.2f}")
        return "\n".join(lines)

    def _cell(self, times: Times, shot: str, name: str) -> float:
        if shot in times:
            return times[shot].get(name, 0.0)
        values = [row.get(name, 0.0) for row in times.values()]
        return max(values) if shot == "worst" else statistics.fmean(values)


def compare_checkouts(
    other: Path,
    scene: Path,
    size: tuple[int, int],
    samples: int,
    repeats: int,
    rounds: int,
    shots: Sequence[str] = (),
) -> Comparison:
    """Draw shots of a scene with this checkout and with another, in alternation, and return the least times.

    other: root of the other checkout; it runs with this Python and its packages. A scene inside this checkout is drawn by the
    other as its own file of that name. repeats: frames per shot. shots: all that both have if empty.
    Raises InputError if a checkout cannot draw the scene.
    """
    path = scene.resolve()
    inside = other.resolve() / path.relative_to(HERE) if path.is_relative_to(HERE) else path
    arguments = [*map(str, (*size, samples, repeats))]
    with ExitStack() as stack:
        before = stack.enter_context(Worker(other, "checkout_worker.py", [str(inside), *arguments]))
        after = stack.enter_context(Worker(HERE, "checkout_worker.py", [str(path), *arguments]))
        shots_before, shots_after = before.read(), after.read()
        there = [name for name in shots_before if name in shots_after]
        chosen = list(shots) or there
        for name in chosen:
            if name not in there:
                raise InputError(f"no shot '{name}' in both checkouts: there are {', '.join(there)}")
        found: list[tuple[str, dict[str, float], dict[str, float]]] = []
        for _ in range(rounds):
            found += [(name, before.ask(name), after.ask(name)) for name in chosen]
    return Comparison(
        size,
        samples,
        rounds,
        {name: _least([row for shot, row, _ in found if shot == name]) for name in chosen},
        {name: _least([row for shot, _, row in found if shot == name]) for name in chosen},
    )


def _least(rows: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the least of each value, over rows that have it."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: min(row[name] for row in rows if name in row) for name in names}


def _over(after: float | None, before: float | None) -> float:
    return after / before if after is not None and before else float("nan")
