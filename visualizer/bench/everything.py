"""`visualizer bench all`: one page that says what a machine can do, for a person to paste and for a program to read."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from visualizer import __version__
from visualizer.bench.budget import Budget
from visualizer.bench.parts import PARTS, Facts, Part, Result
from visualizer.doctor import Finding, examine
from visualizer.errors import VisualizerError
from visualizer.scene.scene import Scene


@dataclass(frozen=True)
class PartReport:
    """A table of the report. rows: by column. left_out: one sentence each, with the reason. seconds: that it took."""

    name: str
    title: str
    seconds: float
    rows: Sequence[Facts]
    left_out: Sequence[str]

    def text(self) -> str:
        """Return the table as text."""
        lines = [f"{self.title} ({self.seconds:.0f} s)", *_table(self.rows)]
        return "\n".join([*lines, *(f"left out: {one}" for one in self.left_out)])


@dataclass(frozen=True)
class MachineReport:
    """What a machine can do. version: of this program. findings: of `visualizer doctor`. parts: the measurements."""

    version: str
    findings: Sequence[Finding]
    parts: Sequence[PartReport] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "version": self.version,
            "machine": {one.what: one.found for one in self.findings},
            "parts": {
                part.name: {
                    "title": part.title,
                    "seconds": part.seconds,
                    "rows": [dict(row) for row in part.rows],
                    "left_out": list(part.left_out),
                }
                for part in self.parts
            },
        }

    def text(self) -> str:
        """Return the report as one page of text."""
        head = [f"visualizer {self.version}, {platform.machine()}"]
        head += [f"{one.what:14} {one.found}" for one in self.findings]
        return "\n\n".join(["\n".join(head), *(part.text() for part in self.parts)])


def measure_all(
    scene: Scene,
    *,
    parts: Sequence[Part] = PARTS,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[str], None] = lambda text: None,
) -> MachineReport:
    """Measure all parts with a scene, each within its budget.

    clock: returns seconds. progress: is called with the title of each part before it is measured.
    An error of one part is a sentence in its `left_out`: the others are measured all the same.
    """
    found = []
    for part in parts:
        progress(part.title)
        start = clock()
        rows: list[Facts] = []
        left_out: list[str] = []
        try:
            for result in part.measure(Budget(part.seconds, clock), scene):
                _add(result, rows, left_out)
        except VisualizerError as error:
            left_out.append(f"the rest: {error}")
        found.append(PartReport(part.name, part.title, clock() - start, tuple(rows), tuple(left_out)))
    return MachineReport(__version__, tuple(examine()), tuple(found))


def _add(result: Result, rows: list[Facts], left_out: list[str]) -> None:
    if isinstance(result, str):
        left_out.append(result)
    else:
        rows.append(result)


def _table(rows: Sequence[Facts]) -> list[str]:
    """Return rows as lines of text with aligned columns."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    cells = [columns, *([_cell(row.get(name)) for name in columns] for row in rows)]
    wide = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(line, wide, strict=True)).rstrip()
        for line in cells
        if columns
    ]


def _cell(value: str | int | float | None) -> str:
    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) < 1e5 else f"{value:.0f}"
    return "-" if value is None else str(value)
