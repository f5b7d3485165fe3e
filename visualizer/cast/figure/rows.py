"""Rows of points of hanging cloth, as arrays (..., rows, columns) of each coordinate."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def stacked(x: Array, y: Array, z: Array) -> Array:
    """Return points (..., rows, columns, 3) of their coordinates; x has the shape of the result, y and z may be broadcast."""
    points = np.empty((*x.shape, 3))
    points[..., 0], points[..., 1], points[..., 2] = x, y, z
    return points


def steps(top: Array, rows: Array) -> Array:
    """Return the differences, (..., m, k), of each row to the one above it; `top`, (..., k), is above the first."""
    found = rows.copy()
    found[..., 0, :] -= top
    found[..., 1:, :] -= rows[..., :-1, :]
    return found
