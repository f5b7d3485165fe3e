"""Times of an emitter as texels: the knots of its births, the samples of its table, and buckets for finding a sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.tables import Table

MOST_BUCKETS = 1 << 18
"""Largest number of buckets of an emitter."""


@dataclass(frozen=True, eq=False)
class Buckets:
    """Consecutive spans of time of equal length. start: of the first, s. rate: spans per second.

    ranges: (n, 2) uint32: first and last number of the samples that are the latest one at some time in the span.
    """

    start: float
    rate: float
    ranges: NDArray[np.uint32]

    @property
    def count(self) -> int:
        """Number of buckets."""
        return len(self.ranges)


def buckets_of(times: NDArray[np.float64]) -> Buckets:
    """Return buckets of samples at times (n,), s: twice as many, so that a sample is found in one or two steps."""
    start, length = float(times[0]), max(float(times[-1] - times[0]), 1e-3)
    count = int(min(2 * len(times), MOST_BUCKETS))
    width = length / count
    # Shaders may find a time near the end of a bucket in the next one, because float32 rounds it.
    slack = 0.01 * width + 2.0**-21 * max(abs(start), abs(start + length))
    begin = start + width * np.arange(count)
    low = np.searchsorted(times, begin - slack, side="right") - 1
    high = np.searchsorted(times, begin + width + slack, side="right") - 1
    ranges = np.clip(np.stack([low, high], axis=1), 0, len(times) - 1)
    return Buckets(start, 1.0 / width, ranges.astype(np.uint32))


def knot_texels(
    times: NDArray[np.float64], firsts: NDArray[np.int64], table: Table, buckets: Buckets
) -> NDArray[np.uint32]:
    """Return the texels of `u_knots`, (n, 4): the knots of births, the times of samples, the buckets.

    Times are two float32 numbers whose sum they are. A knot: first, high, low, 0. A sample: bits of 1 / time to the next, 0
    for none; high; low; 0. A bucket: its first and its last sample.
    """
    texels = np.zeros((len(times) + len(table.times) + buckets.count, 4), np.uint32)
    knots, samples, rest = np.split(texels, [len(times), len(times) + len(table.times)])
    knots[:, 0], knots[:, 1:3] = firsts, halves(times)
    gap = np.append(np.diff(table.times), 0.0)
    inverse = np.divide(1.0, gap, out=np.zeros_like(gap), where=gap > 0.0)
    samples[:, 0], samples[:, 1:3] = inverse.astype(np.float32).view(np.uint32), halves(table.times)
    rest[:, :2] = buckets.ranges
    return texels


def halves(times: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return the bits of two float32 numbers, (n, 2), whose sum is each of the times (n,), to some 1e-15 of it."""
    high = times.astype(np.float32)
    low = (times - high).astype(np.float32)
    return np.stack([high, low], axis=1).view(np.uint32)
