"""What a benchmark of particles found: rows, ceilings, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from visualizer.gpu.context import Driver


@dataclass(frozen=True)
class Ceilings:
    """What the machine can do at best, a second. hashes: dispatched invocations that hash their number. atomics: that
    also add to a random pixel. pixels: additions to a half-float target. None without compute shaders."""

    hashes: float | None
    atomics: float | None
    pixels: float


@dataclass(frozen=True)
class Row:
    """One method on one workload. ratio: of ours to it. ceiling_fraction: of the rate of atomics.

    milliseconds: the median frame, host and device. gpu_milliseconds: of the device alone, where the driver has timers.
    ratio: None if ours was left out. bytes: of all buffers and textures. state_bytes: kept of each particle from frame to
    frame. path: "compute" or "points", by which this program draws; without_compute: why not by compute shaders.
    """

    workload: str
    n: int
    width: int
    height: int
    method: str
    particles_per_second: float
    milliseconds: float
    gpu_milliseconds: float | None
    ratio: float | None
    ceiling_fraction: float | None
    bytes: int
    state_bytes: int
    device: str
    path: str
    without_compute: str


@dataclass(frozen=True)
class ParticleReport:
    """rows, in the order measured. skipped: what was left out, and why."""

    driver: Driver
    ceilings: Ceilings
    rows: Sequence[Row]
    skipped: Sequence[str]

    def as_list(self) -> list[dict[str, Any]]:
        """Return the rows as plain values."""
        return [asdict(row) for row in self.rows]

    def table(self) -> str:
        """Return the report as text."""
        c = self.ceilings
        best = ", ".join(
            f"{value / 1e6:.0f} M {what}/s"
            for what, value in (
                ("hashes", c.hashes),
                ("hashes with an atomic addition", c.atomics),
                ("pixels", c.pixels),
            )
            if value is not None
        )
        lines = [
            self.driver.renderer,
            self.driver.path_text,
            f"ceilings: {best}",
            "",
            f"{'workload':10}{'N':>11}{'size':>11}  {'method':9}{'M/s':>8}{'ms':>10}{'ours is':>9}{'ceiling':>9}{'MB':>8}{'B each':>7}",
        ]
        for row in self.rows:
            ratio = "" if row.ratio is None else f"{row.ratio:.1f}x"
            share = "" if row.ceiling_fraction is None else f"{row.ceiling_fraction:.0%}"
            lines.append(
                f"{row.workload:10}{row.n:11}{f'{row.width}x{row.height}':>11}  {row.method:9}"
                f"{row.particles_per_second / 1e6:8.2f}{row.milliseconds:10.2f}{ratio:>9}{share:>9}"
                f"{row.bytes / 1e6:8.1f}{row.state_bytes:7}"
            )
        return "\n".join([*lines, *(f"left out: {one}" for one in self.skipped)])
