"""Random numbers of particles, cells and stars: integer hashes, identical to those of shaders/common/hash.glsl.

PCG (Jarzynski and Olano 2020, "Hash Functions for GPU Rendering", Journal of Computer Graphics Techniques 9(3)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Words = NDArray[np.uint32]

PCG_MULTIPLIER, PCG_INCREMENT = np.uint32(1664525), np.uint32(1013904223)
"""Of the linear congruential generator within pcg3d and pcg4d."""
PCG_STATE_MULTIPLIER, PCG_STATE_INCREMENT = np.uint32(747796405), np.uint32(2891336453)
PCG_WORD_MULTIPLIER = np.uint32(277803737)
"""Of the hash of one number."""
GOLDEN_UINT = np.uint32(2654435769)
"""2^32 over the golden ratio: its multiples, modulo 2^32, are spread evenly."""
CELL_PRIMES = np.array([73856093, 19349663, 83492791], np.uint32)
"""Factors of the coordinates of a cell, by which neighbours differ (Teschner et al. 2003)."""
UINT24_TO_UNIT, UINT16_TO_UNIT = 2.0**-24, 2.0**-16
"""Factors from numbers of 24 and of 16 bits to [0, 1)."""
UINT_TO_UNIT = 2.0**-32
"""From numbers of 32 bits to [0, 1]."""

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


def hash_uint(x: Words) -> Words:
    """Return a hash of each number, of any shape, uint32."""
    state = x * PCG_STATE_MULTIPLIER + PCG_STATE_INCREMENT
    word = ((state >> ((state >> np.uint32(28)) + np.uint32(4))) ^ state) * PCG_WORD_MULTIPLIER
    found: Words = (word >> np.uint32(22)) ^ word
    return found


def hash_cell(cells: NDArray[np.integer]) -> Words:
    """Return three hashes of each cell of a lattice, (n, 3) uint32: pcg3d. cells: (n, 3)."""
    v = cells.T.astype(np.uint32) * PCG_MULTIPLIER + PCG_INCREMENT
    for turn in range(2):
        v[0] += v[1] * v[2]
        v[1] += v[2] * v[0]
        v[2] += v[0] * v[1]
        if turn == 0:
            v ^= v >> np.uint32(16)
    return v.T.copy()


def hash13(cells: NDArray[np.integer]) -> Array:
    """Return a number in [0, 1] for each cell of a lattice, (n,). cells: (n, 3)."""
    x, y, z = cells.T.astype(np.uint32) * CELL_PRIMES[:, None]
    return hash_uint(x ^ y ^ z).astype(np.float64) * UINT_TO_UNIT


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
