"""The quintic fade of noises over a lattice: C2 smooth (Perlin 2002, "Improving Noise"). See
shaders/common/fade.glsl."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

QUINTIC = (6.0, 15.0, 10.0)
"""Coefficients of f^5, of -f^4 and of f^3."""
QUINTIC_SLOPE = 30.0
"""Factor of the derivative, which is f^2 (f - 1)^2 but for it."""


def quintic_fade(f: Array) -> Array:
    """Return the weights of the right neighbour at places f in a cell, [0, 1]: any shape."""
    a, b, c = QUINTIC
    return f * f * f * (f * (f * a - b) + c)


def quintic_fade_slope(f: Array) -> Array:
    """Return the derivatives of `quintic_fade` at places f in a cell, [0, 1]: any shape."""
    return QUINTIC_SLOPE * f * f * (f * (f - 2.0) + 1.0)
