"""Level of detail: which particles of a batch are drawn, and in which dispatches."""

from __future__ import annotations

from collections.abc import Iterator

from visualizer.particles.emitter import Batch
from visualizer.renderer.particles.glsl import BLOCK

CHUNK = 1 << 20
"""Most particles in one dispatch: a driver stops what runs for seconds, and what memory must hold is bounded."""


def stride(batch: Batch) -> int:
    """Return how many blocks of particles there are for one that is drawn."""
    return 1 << int(batch.level)


def leaving(batch: Batch) -> float:
    """Return how far half of the drawn blocks are on their way to being left out, 0..1."""
    return batch.level - int(batch.level)


def begin(batch: Batch) -> int:
    """Return the number that drawn particles are counted from: the batch's first, or a whole number of what is left out."""
    if batch.level <= 0.0:
        return batch.first
    whole = BLOCK * stride(batch)
    return batch.first // whole * whole


def drawn(batch: Batch) -> int:
    """Return how many particles come by, counted from `begin`."""
    if batch.level <= 0.0:
        return batch.count
    return -(-(batch.first + batch.count - begin(batch)) // (BLOCK * stride(batch))) * BLOCK


def draws(batch: Batch) -> Iterator[tuple[int, int]]:
    """Yield (first, instances) of each draw call where particles come by as instances: none is too long."""
    count = drawn(batch)
    for start in range(0, count, CHUNK):
        yield begin(batch) + start * stride(batch), min(CHUNK, count - start)


def chunks(batch: Batch) -> Iterator[tuple[int, int, int]]:
    """Yield (begin, first, end) of each dispatch: particles first to end - 1, in blocks counted from `begin`."""
    last, whole = batch.first + batch.count, BLOCK * stride(batch)
    start = batch.first // whole * whole
    while start < last:
        end = min(start + CHUNK * stride(batch), last)
        yield start, max(start, batch.first), end
        start = end
