"""Choosing size and samples so that rendering a film takes no longer than a given time on this machine."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.output.job import Job
    from visualizer.scene.scene import Scene

LADDER: tuple[tuple[tuple[int, int], int], ...] = (
    ((1920, 1080), 16),
    ((1920, 1080), 8),
    ((1280, 720), 8),
    ((1280, 720), 4),
    ((960, 540), 4),
    ((854, 480), 4),
    ((768, 432), 4),
    ((640, 360), 4),
    ((640, 360), 3),
    ((640, 360), 2),
    ((576, 324), 2),
    ((512, 288), 2),
    ((480, 270), 2),
    ((448, 252), 2),
    ((416, 234), 2),
    ((384, 216), 2),
    ((352, 198), 2),
    ((320, 180), 2),
)
"""(size, samples) from the best quality down. Only the number of pixels of a size is used: the film has its own
shape."""

WORKERS_GAIN = 1.4
"""How much faster two workers of one thread draw than one process with two threads on a software rasteriser
(BENCHMARKS.md)."""


def gain(workers: int, *, software: bool) -> float:
    """Return how much faster so many workers draw than one process does."""
    return WORKERS_GAIN if software and workers > 1 else 1.0


_UNITS = 3  # fewer multiples of the smallest exact size would miss the wanted size by too much
_PROBES = 8
_PROBE_PIXELS = 640 * 360
_PROBE_SAMPLES = 3
_PIXEL_SHARE = 0.7
"""Share of a sample's cost, at the size of the probe, that grows with its pixels; the rest is vertices and CPU work."""


@dataclass(frozen=True)
class Choice:
    """size: pixels. samples: sub-frames per frame. seconds: estimated time of rendering the film."""

    size: tuple[int, int]
    samples: int
    seconds: float


def choose(
    scene: Scene,
    frames: int,
    seconds: float,
    *,
    largest: tuple[int, int],
    samples: int | None = None,
    detail: DetailChoice = "auto",
) -> Choice:
    """Draw a few frames spread over the film and return the best entry of its ladder whose estimate is within
    `seconds`.

    largest: the ladder's first size, pixels. samples: replaces the ladder's samples in the result; the size is chosen
    without it. detail: of the renderer. If no entry is fast enough, the last one is returned.
    """
    cost = _measured(scene, detail)
    rungs = ladder(largest)
    fitting = (rung for rung in rungs if frames * estimate(cost, *rung) <= seconds)
    size, own = next(fitting, rungs[-1])
    taken = own if samples is None else samples
    return Choice(size, taken, frames * estimate(cost, size, taken))


def seconds_of(scene: Scene, job: Job, *, software: bool) -> float:
    """Draw a few frames spread over the film and return an estimate of the seconds that a job takes. software: a CPU
    draws.

    job: with the detail and workers that are used.
    """
    cost = _measured(scene, job.detail)
    return job.count * estimate(cost, job.size, job.samples) / gain(job.workers or 1, software=software)


def ladder(film: tuple[int, int]) -> list[tuple[tuple[int, int], int]]:
    """Return (size, samples) for a film of a size, from the best down: its own size first, then smaller ones of its
    shape.

    No size is larger than the film's, or odd in a side that is even in the film's.
    """
    pixels = film[0] * film[1]
    best = LADDER[0][0][0] * LADDER[0][0][1]
    found = [(film, samples) for samples in (16, 8)] if pixels > best else []
    for (width, height), samples in LADDER:
        rung = (
            film if width * height >= pixels else scaled(film, math.sqrt(width * height / pixels)),
            samples,
        )
        if rung not in found:
            found.append(rung)
    return found


def scaled(film: tuple[int, int], share: float) -> tuple[int, int]:
    """Return a size, pixels, of a film's shape and about `share` of its width: even, and no larger than the film.

    The shape is kept exactly where there is such a size nearby, and to the nearest even number elsewhere.
    """
    divisor = math.gcd(*film)
    unit = [side // divisor for side in film]
    if unit[0] % 2 or unit[1] % 2:
        unit = [2 * side for side in unit]
    count = min(round(share * film[0] / unit[0]), film[0] // unit[0])
    if count >= _UNITS:
        return count * unit[0], count * unit[1]
    width, height = (max(2 * min(round(share * side / 2), side // 2), min(side, 2)) for side in film)
    return width, height


def estimate(cost: Cost, size: tuple[int, int], samples: int) -> float:
    """Return the seconds of one frame, from the costs at the size of the probe."""
    pixels = size[0] * size[1] / cost.pixels
    per_sample = cost.per_sample * (1.0 - _PIXEL_SHARE + _PIXEL_SHARE * pixels)
    return cost.per_frame * pixels + per_sample * samples


@dataclass(frozen=True)
class Cost:
    """Seconds of a frame of `pixels` pixels. per_frame: post-processing and reading back. per_sample: each
    sub-frame."""

    per_frame: float
    per_sample: float
    pixels: int = _PROBE_PIXELS


def _measured(scene: Scene, detail: DetailChoice) -> Cost:
    film = scene.film.size
    size = scaled(film, min(1.0, math.sqrt(_PROBE_PIXELS / (film[0] * film[1]))))
    grid = scene.film.grid()
    with Renderer(size, detail=detail) as renderer:
        times = [grid.time(grid.count * (2 * k + 1) // (2 * _PROBES)) for k in range(_PROBES)]

        def seconds(samples: int) -> float:
            start = time.perf_counter()
            for t in times:
                renderer.draw(scene.exposure(t, samples))
                renderer.pixels()
            return (time.perf_counter() - start) / _PROBES

        seconds(1)  # shaders compile and meshes are uploaded on first use
        one, several = seconds(1), seconds(_PROBE_SAMPLES)
    per_sample = max((several - one) / (_PROBE_SAMPLES - 1), 0.1 * one)
    return Cost(max(one - per_sample, 0.0), per_sample, size[0] * size[1])
