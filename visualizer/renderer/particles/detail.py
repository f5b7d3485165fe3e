"""Level of detail: which particles of a batch are drawn, and in which dispatches."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.particles.emitter import Batch
from visualizer.renderer.particles.glsl import BLOCK

CHUNK = 1 << 20
"""Largest number of particles in one dispatch: drivers abort dispatches of seconds, and buffers grow with this
number."""


def stride(batch: Batch) -> int:
    """Return the step from one drawn block of particles to the next: 1 draws all, 2 every other, and so on."""
    return 1 << int(batch.level)


def leaving(batch: Batch) -> float:
    """Return the progress, 0..1, with which every other drawn block fades out towards the next level of detail."""
    return batch.level - int(batch.level)


def begin(batch: Batch) -> int:
    """Return the number of the first particle that is evaluated: the batch's first, or that of the drawn block at or
    before it."""
    if batch.level <= 0.0:
        return batch.first
    whole = BLOCK * stride(batch)
    return batch.first // whole * whole


def drawn(batch: Batch) -> int:
    """Return how many particles are evaluated, from `begin` on. With a level of detail they are whole blocks."""
    if batch.level <= 0.0:
        return batch.count
    return -(-(batch.first + batch.count - begin(batch)) // (BLOCK * stride(batch))) * BLOCK


def draws(batch: Batch) -> Iterator[tuple[int, int]]:
    """Yield (first particle, instances) of each draw call that draws particles as instances: at most CHUNK each."""
    count = drawn(batch)
    for start in range(0, count, CHUNK):
        yield begin(batch) + start * stride(batch), min(CHUNK, count - start)


def chunks(batch: Batch) -> Iterator[tuple[int, int, int]]:
    """Yield (begin, first, end) of each dispatch: particles first to end - 1, in blocks from particle `begin` on."""
    last, whole = batch.first + batch.count, BLOCK * stride(batch)
    start = batch.first // whole * whole
    while start < last:
        end = min(start + CHUNK * stride(batch), last)
        yield start, max(start, batch.first), end
        start = end
