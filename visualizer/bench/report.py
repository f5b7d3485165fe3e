"""Report of the particle benchmark: rows, ceilings, and the printed table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from visualizer.gpu.context import Driver


@dataclass(frozen=True)
class Ceilings:
    """Measured upper bounds of this machine, per second.

    hashes: compute invocations that hash their number. atomics: invocations that also add to a random pixel atomically.
    pixels: additive blends to a half-float target. hashes and atomics are None without compute shaders.
    """

    hashes: float | None
    atomics: float | None
    pixels: float


@dataclass(frozen=True)
class Row:
    """One method on one workload.

    n: particles. width, height: of the picture, pixels.
    milliseconds: median wall time of a frame, CPU and GPU. gpu_milliseconds: GPU time alone, None for software drivers.
    ratio: particles per second of this program's particle system divided by those of this method, the median of the
    rounds; None if the particle system was skipped. ceiling_fraction: particles per second divided by
    `Ceilings.atomics`. bytes: size of all buffers and textures. state_bytes: bytes per particle that are kept from
    frame to frame.
    path: "compute" or "points", how this program draws particles here. without_compute: the reason if it is "points".
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
    """rows: in the order measured. skipped: one sentence for each case that was left out, with the reason."""

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
            f"{'workload':10}{'N':>11}{'size':>11}  {'method':9}{'M/s':>8}{'ms':>10}{'speed-up':>9}{'ceiling':>9}{'MB':>8}{'state B':>8}",
        ]
        for row in self.rows:
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
            share = "" if row.ceiling_fraction is None else f"{row.ceiling_fraction:.0%}"
            lines.append(
                f"{row.workload:10}{row.n:11}{f'{row.width}x{row.height}':>11}  {row.method:9}"
                f"{row.particles_per_second / 1e6:8.2f}{row.milliseconds:10.2f}{ratio:>9}{share:>9}"
                f"{row.bytes / 1e6:8.1f}{row.state_bytes:8}"
            )
        return "\n".join([*lines, *(f"left out: {one}" for one in self.skipped)])
