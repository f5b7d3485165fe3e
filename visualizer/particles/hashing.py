"""The random numbers of a particle: integer hashes of its number, identical to those of shaders/common/hash.glsl.

PCG (Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", Journal of Computer Graphics Techniques 9(3)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Words = NDArray[np.uint32]

PCG_MULTIPLIER, PCG_INCREMENT = np.uint32(1664525), np.uint32(1013904223)
"""Of the linear congruential generator within pcg3d and pcg4d."""
GOLDEN_UINT = np.uint32(2654435769)
"""2^32 over the golden ratio: its multiples, modulo 2^32, are spread evenly."""
UINT24_TO_UNIT, UINT16_TO_UNIT = 2.0**-24, 2.0**-16
"""Factors from numbers of 24 and of 16 bits to [0, 1)."""

STREAMS = ("LIFE", "SHAPE", "SHAPE_MORE", "SPEED", "VELOCITY", "TURN", "LIGHT")
"""What the hashes of a particle are for: each stream gives four others. Shaders name them STREAM_LIFE and so on."""
LIFE, SHAPE, SHAPE_MORE, SPEED, VELOCITY, TURN, LIGHT = range(len(STREAMS))


def hash_particle(k: NDArray[np.integer], seed: int, stream: int) -> Words:
    """Return four hashes per particle, (n, 4) uint32: pcg4d of (k, seed, stream, k xor seed). stream: see `STREAMS`."""
    number = np.asarray(k).astype(np.uint32)
    constant = np.full_like(number, seed & 0xFFFFFFFF)
    v = np.stack([number, constant, np.full_like(number, stream), number ^ constant])
    v = v * PCG_MULTIPLIER + PCG_INCREMENT
    for turn in range(2):
        v[0] += v[1] * v[3]
        v[1] += v[2] * v[0]
        v[2] += v[0] * v[1]
        v[3] += v[1] * v[2]
        if turn == 0:
            v ^= v >> np.uint32(16)
    return v.T.copy()


def unit(words: Words) -> Array:
    """Return numbers in [0, 1) with 24 bits: exact in single precision, so equal on the GPU."""
    result: Array = (words >> np.uint32(8)).astype(np.float64) * UINT24_TO_UNIT
    return result


def normal(a: Words, b: Words) -> Array:
    """Return standard normal numbers from two hashes each: sums of four uniform ones (Irwin 1927, Hall 1927)."""
    half = np.uint32(16)
    mask = np.uint32((1 << half) - 1)
    total = sum(
        (part.astype(np.float64) for part in (a & mask, a >> half, b & mask, b >> half)), np.zeros(a.shape)
    )
    result: Array = (total * UINT16_TO_UNIT - 2.0) * np.sqrt(3.0)
    return result
