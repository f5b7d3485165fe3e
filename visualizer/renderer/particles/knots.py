"""Times of an emitter as texels: the knots of its births, the samples of its table, and buckets for finding a
sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.blocks import Field, Struct
from visualizer.particles.tables import Table

_TIME = Field("time", "uvec2", "film time, s: bits of two floats whose sum it is")
KNOT = Struct(
    "Knot", (_TIME, Field("first", "uint", "number of the first particle that is born from here on"))
)
"""A knot of births, as a texel of `u_knots`."""
SAMPLE = Struct(
    "Sample", (_TIME, Field("rate", "uint", "bits of 1 / the time to the next sample, 1/s; 0 for none"))
)
"""A sample of an emitter's table, as a texel."""
BUCKET = Struct(
    "Bucket",
    (Field("range", "uvec2", "number of its first and of its last sample"), Field("none", "uvec2", "0")),
)
"""One of `Buckets`, as a texel."""
KNOTS_GLSL = "".join(struct.readers("uvec4 texel", "texel") for struct in (KNOT, SAMPLE, BUCKET))
"""A function for each field, which reads it from a texel: shaders include it as generated/knots.glsl."""

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

    They are declared as `KNOT`, `SAMPLE` and `BUCKET`.
    """
    knots, samples = np.zeros(len(times), KNOT.dtype), np.zeros(len(table.times), SAMPLE.dtype)
    spans = np.zeros(buckets.count, BUCKET.dtype)
    knots["time"], knots["first"] = halves(times), firsts
    gap = np.append(np.diff(table.times), 0.0)
    inverse = np.divide(1.0, gap, out=np.zeros_like(gap), where=gap > 0.0)
    samples["time"], samples["rate"] = halves(table.times), inverse.astype(np.float32).view(np.uint32)
    spans["range"] = buckets.ranges
    return np.concatenate([part.view(np.uint32).reshape(-1, 4) for part in (knots, samples, spans)])


def halves(times: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return the bits of two float32 numbers, (n, 2), whose sum is each of the times (n,), to some 1e-15 of it."""
    high = times.astype(np.float32)
    low = (times - high).astype(np.float32)
    return np.stack([high, low], axis=1).view(np.uint32)
