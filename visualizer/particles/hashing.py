"""The random numbers of a particle: integer hashes of its number, identical to those of shaders/common/hash.glsl.

PCG (Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", Journal of Computer Graphics Techniques 9(3)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Words = NDArray[np.uint32]


def hash_particle(k: NDArray[np.integer], seed: int, stream: int) -> Words:
    """Return four hashes per particle, (n, 4) uint32: pcg4d of (k, seed, stream, k xor seed)."""
    number = np.asarray(k).astype(np.uint32)
    constant = np.full_like(number, seed & 0xFFFFFFFF)
    v = np.stack([number, constant, np.full_like(number, stream), number ^ constant])
    v = v * np.uint32(1664525) + np.uint32(1013904223)
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
    result: Array = (words >> np.uint32(8)).astype(np.float64) / 16777216.0
    return result


def normal(a: Words, b: Words) -> Array:
    """Return standard normal numbers from two hashes each: sums of four uniform ones (Irwin 1927, Hall 1927)."""
    mask, half = np.uint32(65535), np.uint32(16)
    total = sum(
        (part.astype(np.float64) for part in (a & mask, a >> half, b & mask, b >> half)), np.zeros(a.shape)
    )
    result: Array = (total / 65536.0 - 2.0) * np.sqrt(3.0)
    return result
