"""Rows of points of hanging cloth, as arrays (..., rows, columns) of each coordinate."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def skinned(first: Array, second: Array, share: Array) -> Array:
    """Return points that move with two bones as a matrix, (8, n): the product of both frames, (3, 8), with it is their
    places.

    first, second: (n, 3) in the frames of the bones. share: (n,) of the second bone. The frames are the upper rows of
    model_from_bone, side by side.
    """
    one = np.ones((len(first), 1))
    parts = np.hstack([first, one]) * (1.0 - share)[:, None], np.hstack([second, one]) * share[:, None]
    return np.ascontiguousarray(np.hstack(parts).T)


def stacked(x: Array, y: Array, z: Array) -> Array:
    """Return points (..., rows, columns, 3) of their coordinates; x has the shape of the result, y and z may be
    broadcast."""
    points = np.empty((*x.shape, 3))
    points[..., 0], points[..., 1], points[..., 2] = x, y, z
    return points


def as_points(places: Array) -> Array:
    """Return coordinates (..., 3, rows, columns) as points (..., rows, columns, 3): a view."""
    return places.swapaxes(-3, -1).swapaxes(-3, -2)


def steps(top: Array, rows: Array) -> Array:
    """Return the differences, (..., m, k), of each row to the one above it; `top`, (..., k), is above the first."""
    found = rows.copy()
    found[..., 0, :] -= top
    found[..., 1:, :] -= rows[..., :-1, :]
    return found


def by_instant(instants: tuple[int, ...], work: Callable[..., Array], *arrays: Array | list[Any]) -> Array:
    """Return work(*arrays), worked out for one instant after the other.

    instants: the shape of the leading axes of instants, which all arrays and the result have. Intermediate results of
    one instant fit into the processor's cache: functions with large ones take a third to a fifth of the time.
    """
    return np.array(each_instant(instants, work, *arrays))


def each_instant(instants: tuple[int, ...], work: Callable[..., Array], *arrays: Array | list[Any]) -> Any:
    """Return work(*arrays) as `by_instant` does, but as a list, of lists if there are several axes: large arrays are
    not copied."""
    if not instants:
        return work(*arrays)
    return [each_instant(instants[1:], work, *parts) for parts in zip(*arrays, strict=True)]
