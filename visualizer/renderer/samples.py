"""The offsets of sub-frames: within the pixel, on the lens, and on the disc of the key light.

One picture is the mean of several sub-frames, each at its own offset: that gives anti-aliasing, depth of field and soft
shadows (Cook et al. 1984, "Distributed Ray Tracing").
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

R2 = (0.7548776662466927, 0.5698402909980532)
"""Steps of the two-dimensional R2 sequence (Roberts 2018, "The Unreasonable Effectiveness of
Quasirandom Sequences"): powers of the inverse of the plastic number."""


def sequence(index: int, offset: float = 0.5) -> NDArray[np.float64]:
    """Return point `index` of the R2 sequence in [0, 1)²."""
    return np.mod(offset + (index + 1) * np.array(R2), 1.0)


def sample_offsets(index: int, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (pixel, lens) offsets of sub-frame `index` of `count`: (2,) each. Both are zero if count is 1.

    pixel: in pixels, distributed as a tent two pixels wide (a soft film filter).
    lens: on the unit disc (Shirley and Chiu 1997, concentric map). The mean of each over the sub-frames is zero, so the
    picture does not shift with the number of sub-frames.
    """
    pixels, lenses = _offsets(count)
    return pixels[index], lenses[index]


@lru_cache(maxsize=64)
def _offsets(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the offsets of all sub-frames: two of (count, 2)."""
    if count <= 1:
        return np.zeros((1, 2)), np.zeros((1, 2))
    u = np.stack([sequence(index) for index in range(count)])
    pixels = np.where(u < 0.5, np.sqrt(2.0 * u) - 1.0, 1.0 - np.sqrt(2.0 * (1.0 - u)))
    a, b = np.moveaxis(np.stack([2.0 * sequence(index, 0.25) - 1.0 for index in range(count)]), 1, 0)
    wide = np.abs(a) > np.abs(b)
    radius, other = np.where(wide, a, b), np.where(wide, b, a)
    angle = np.pi / 4.0 * other / np.where(radius == 0.0, 1.0, radius)
    angle = np.where(wide, angle, np.pi / 2.0 - angle)
    lenses = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return pixels - pixels.mean(axis=0), lenses - lenses.mean(axis=0)
