"""Cryptomatte: which objects and materials a pixel shows, and how much of it each covers, for compositors.

Follows the Cryptomatte specification 1.2.0 (Psyop): a name is hashed to 32 bits, which are stored as a float.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

RANKS = 6
"""How many names a pixel holds at most, those that cover most of it first."""

_BITS = 0xFFFFFFFF
_EXPONENT, _EXPONENT_BITS = 23, 0xFF  # of a float of 32 bits


def murmur3(text: str, seed: int = 0) -> int:
    """Return the third 32-bit murmur hash (Appleby) of a text in UTF-8."""
    data = text.encode("utf-8")
    found = seed
    whole = len(data) // 4 * 4
    for place in range(0, whole, 4):
        found ^= _mixed(int.from_bytes(data[place : place + 4], "little"))
        found = _turned(found, 13) * 5 + 0xE6546B64 & _BITS
    if whole < len(data):
        found ^= _mixed(int.from_bytes(data[whole:], "little"))
    found ^= len(data)
    found = (found ^ found >> 16) * 0x85EBCA6B & _BITS
    found = (found ^ found >> 13) * 0xC2B2AE35 & _BITS
    return found ^ found >> 16


def _mixed(block: int) -> int:
    return _turned(block * 0xCC9E2D51 & _BITS, 15) * 0x1B873593 & _BITS


def _turned(value: int, bits: int) -> int:
    return (value << bits | value >> 32 - bits) & _BITS


def identity(name: str) -> int:
    """Return the bits of the float that stands for a name: its hash, changed where the float would be no normal
    number."""
    found = murmur3(name)
    if found >> _EXPONENT & _EXPONENT_BITS in (0, _EXPONENT_BITS):
        found ^= 1 << _EXPONENT
    return found


def channels(layer: str, numbers: NDArray[np.uint32], names: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the channels of a layer by name.

    numbers: (samples, height, width), place of the name in `names` from 1 in each sample of a pixel; 0 for none.
    Coverage is the share of the samples. Names of equal coverage are ordered by their place.
    """
    count, height, width = numbers.shape
    ids = np.zeros(1 + len(names), np.uint32)
    ids[1:] = [identity(name) for name in names]
    present = np.unique(numbers)
    present = present[present > 0]
    shares = np.zeros((len(present), height, width), np.float32)
    for place, number in enumerate(present):
        shares[place] = (numbers == number).sum(axis=0, dtype=np.float32) / count
    order = np.argsort(-shares, axis=0, kind="stable")[:RANKS]
    found: dict[str, NDArray[np.float32]] = {}
    for rank in range(RANKS):
        pair = "RG" if rank % 2 == 0 else "BA"
        share = np.zeros((height, width), np.float32)
        bits = np.zeros((height, width), np.uint32)
        if rank < len(order):
            share = np.take_along_axis(shares, order[rank : rank + 1], axis=0)[0]
            bits = np.where(share > 0.0, ids[present[order[rank]]], np.uint32(0)).astype(np.uint32)
        found[f"{layer}{rank // 2:02d}.{pair[0]}"] = bits.view(np.float32)
        found[f"{layer}{rank // 2:02d}.{pair[1]}"] = share
    return found


def header(layer: str, names: Sequence[str]) -> Mapping[str, str]:
    """Return the attributes of a layer for the header of the file."""
    key = f"cryptomatte/{identity(layer):08x}"[: len("cryptomatte/") + 7]
    manifest = {name: f"{identity(name):08x}" for name in names}
    return {
        f"{key}/name": layer,
        f"{key}/hash": "MurmurHash3_32",
        f"{key}/conversion": "uint32_to_float32",
        f"{key}/manifest": json.dumps(manifest, ensure_ascii=False, separators=(",", ":")),
    }
