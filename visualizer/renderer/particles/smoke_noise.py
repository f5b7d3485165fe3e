"""The noise that erodes smoke sprites: baked once into a small periodic volume, so that pixels need not compute it."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.fade import quintic_fade

CELLS = 8
"""Cells of the coarsest octave along each side, after which the volume repeats."""
SAMPLES = 64
"""Samples along each side."""
OCTAVES = 3
"""Octaves of the noise; each has twice the frequency of the one before."""
GAIN = 0.5
"""Weight of an octave divided by that of the one before."""
_SEED = 20070805


@cache
def smoke_noise() -> NDArray[np.uint8]:
    """Return the noise, (64, 64, 64): octaves of value noise with a quintic fade (Perlin 2002), 0 to 255 for 0 to 1."""
    random = np.random.default_rng(_SEED)
    total = np.zeros((SAMPLES,) * 3)
    weight, weights = 1.0, 0.0
    for octave in range(OCTAVES):
        cells = CELLS << octave
        values = random.random((cells,) * 3)
        left, right, fade = _fades(cells)
        for axis in range(3):
            fades = fade.reshape((-1,) + (1,) * (2 - axis))
            values = values.take(left, axis) * (1.0 - fades) + values.take(right, axis) * fades
        total += weight * values
        weights += weight
        weight *= GAIN
    result: NDArray[np.uint8] = np.rint(255.0 * total / weights).astype(np.uint8)
    return result


def _fades(cells: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (left, right, weight of right), (SAMPLES,) each: of `cells` periodic values, the two to interpolate at
    each sample."""
    place = (np.arange(SAMPLES) + 0.5) * cells / SAMPLES
    left = np.floor(place).astype(np.int64)
    f = place - left
    return left % cells, (left + 1) % cells, quintic_fade(f)
