"""Choosing size and samples so that a film is done in a bearable time on the machine at hand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from visualizer.render.renderer import Renderer

if TYPE_CHECKING:
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
    ((320, 180), 2),
)
"""Sizes and sample counts from the best down."""

_PROBES = 8
_PROBE_SIZE = (640, 360)
_PROBE_SAMPLES = 3
_PIXEL_SHARE = 0.7
"""Share of a sample's cost at the probe size that grows with its pixels; the rest is vertices and host work."""


@dataclass(frozen=True)
class Choice:
    """size: pixels. samples: sub-frames a frame. seconds: how long the film will take, about."""

    size: tuple[int, int]
    samples: int
    seconds: float


def choose(scene: Scene, frames: int, seconds: float) -> Choice:
    """Draw a few frames spread over the film and return the best of LADDER that keeps within `seconds`."""
    cost = _measured(scene)
    best = None
    for size, samples in LADDER:
        best = Choice(size, samples, frames * estimate(cost, size, samples))
        if best.seconds <= seconds:
            break
    assert best is not None
    return best


def estimate(cost: Cost, size: tuple[int, int], samples: int) -> float:
    """Return the seconds of one frame, from the costs at the probe size."""
    pixels = size[0] * size[1] / (_PROBE_SIZE[0] * _PROBE_SIZE[1])
    per_sample = cost.per_sample * (1.0 - _PIXEL_SHARE + _PIXEL_SHARE * pixels)
    return cost.per_frame * pixels + per_sample * samples


@dataclass(frozen=True)
class Cost:
    """Seconds at the probe size. per_frame: the finish and reading back. per_sample: all that each sub-frame costs."""

    per_frame: float
    per_sample: float


def _measured(scene: Scene) -> Cost:
    with Renderer(_PROBE_SIZE) as renderer:
        times = [scene.film.duration * (k + 0.5) / _PROBES for k in range(_PROBES)]

        def seconds(samples: int) -> float:
            start = time.perf_counter()
            for t in times:
                renderer.draw(scene.exposure(t, samples))
                renderer.pixels()
            return (time.perf_counter() - start) / _PROBES

        seconds(1)  # shaders compile and meshes are uploaded on first use
        one, several = seconds(1), seconds(_PROBE_SAMPLES)
    per_sample = max((several - one) / (_PROBE_SAMPLES - 1), 0.1 * one)
    return Cost(max(one - per_sample, 0.0), per_sample)
