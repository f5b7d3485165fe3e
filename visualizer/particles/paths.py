"""Where particles are born along a curve through points: a table of short pieces of equal length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.surface import SurfacePoints
from visualizer.transforms import normalized

Array = NDArray[np.float64]

PIECES = 512
"""Pieces in the table of a curve: a power of two, so that a random number selects the same piece in float32 and
float64."""
_FINE = 64
"""Line segments between two points, along which lengths are measured."""
_SAME = 1e-9  # m: points nearer to each other count as one


def curve_points(points: Sequence[Sequence[float]]) -> SurfacePoints:
    """Return `PIECES` pieces of equal length of the curve through points (n, 3), m.

    An entry holds: start, vector to the end, change of the unit tangent up to the end, unit tangent at the start. A
    curve whose last point is its first is closed. Raises ValueError for fewer than two different points.
    """
    place = np.asarray(points, dtype=np.float64).reshape(-1, 3)
    place = place[
        np.concatenate([[True], np.linalg.norm(np.diff(place, axis=0), axis=1) > _SAME])[: len(place)]
    ]
    if len(place) < 2:
        raise ValueError(
            "the shape 'curve' needs at least 2 different points: points = [[x, y, z], [x, y, z]]"
        )
    fine = _catmull_rom(place)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    marks = np.linspace(0.0, length[-1], PIECES + 1)
    knots = np.stack([np.interp(marks, length, fine[:, axis]) for axis in range(3)], axis=1)
    way = np.diff(knots, axis=0)
    along = normalized(way)
    closed = len(place) > 2 and np.linalg.norm(place[0] - place[-1]) <= _SAME
    ends = (along[-1:], along[:1]) if closed else (along[:1], along[-1:])
    beside = np.concatenate([ends[0], along, ends[1]])
    tangent = normalized(beside[:-1] + beside[1:])
    table = np.zeros((PIECES, 4, 4), np.float32)
    table[:, 0, :3], table[:, 1, :3] = knots[:-1], way
    table[:, 2, :3], table[:, 3, :3] = np.diff(tangent, axis=0), tangent[:-1]
    return SurfacePoints(table, PIECES)


def _catmull_rom(place: Array) -> Array:
    """Return points along the centripetal Catmull-Rom curve through `place` (n, 3), n >= 2, which has no loops or
    cusps.

    Catmull and Rom 1974, "A class of local interpolating splines"; Yuksel, Schaefer and Keyser 2011,
    "Parameterization and applications of Catmull-Rom curves".
    """
    closed = len(place) > 2 and np.linalg.norm(place[0] - place[-1]) <= _SAME
    # One more point beyond each end: the neighbour on a closed curve, else extrapolated.
    before = place[-2] if closed else 2.0 * place[0] - place[1]
    after = place[1] if closed else 2.0 * place[-1] - place[-2]
    p = np.concatenate([[before], place, [after]])
    gap = np.sqrt(np.linalg.norm(np.diff(p, axis=0), axis=1))[:, None]
    slope = np.diff(p, axis=0) / gap
    # The slope at a point is that of the parabola through it and its neighbours.
    at = (slope[:-1] * gap[1:] + slope[1:] * gap[:-1]) / (gap[:-1] + gap[1:])
    s = np.linspace(0.0, 1.0, _FINE, endpoint=False)[None, :, None]
    a, b, span = place[:-1, None], place[1:, None], gap[1:-1, None]
    rise_a, rise_b = at[:-1, None] * span, at[1:, None] * span
    found = (
        (2.0 * s**3 - 3.0 * s**2 + 1.0) * a
        + (s**3 - 2.0 * s**2 + s) * rise_a
        + (3.0 * s**2 - 2.0 * s**3) * b
        + (s**3 - s**2) * rise_b
    )
    return np.concatenate([found.reshape(-1, 3), place[-1:]])
