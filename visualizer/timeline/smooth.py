"""Smooth: cubic curves through all keys of a track, for numbers, vectors and rotations. Pure functions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.transforms import conjugate, from_rotation_vector, multiply, rotation_vector

Array = NDArray[np.float64]

STEEPEST = 3.0
"""A cubic stays between its ends while its two end slopes, over the slope of the straight line, lie within a circle of
this radius (Fritsch and Carlson 1980, section 4)."""


def hermite(share: float | Array, span: float | Array, a: Any, b: Any, slope_a: Any, slope_b: Any) -> Any:
    """Return the cubic from `a` to `b` at `share`, 0..1, of `span` seconds, each component clamped between `a` and `b`.

    a, b: numbers or arrays, with which `share` and `span` may be arrays too. slope_a, slope_b: the derivatives at the
    two ends, per second.
    """
    s2 = share * share
    s3 = s2 * share
    result = (
        (2 * s3 - 3 * s2 + 1) * a
        + (s3 - 2 * s2 + share) * span * slope_a
        + (3 * s2 - 2 * s3) * b
        + (s3 - s2) * span * slope_b
    )
    if isinstance(result, np.ndarray):
        return np.clip(result, np.minimum(a, b), np.maximum(a, b))
    return min(max(result, min(a, b)), max(a, b))


def monotone_slopes(times: Sequence[float], values: Sequence[Any]) -> list[Any]:
    """Return the slope at each key: Fritsch and Carlson 1980, "Monotone Piecewise Cubic Interpolation", section 4.

    values: one number or one (d,) array a key; slopes have the same shape. At least two keys.
    """
    y = np.array(values, dtype=np.float64)
    y = y.reshape(len(values), -1)
    h = np.diff(times)[:, None]
    secant = np.diff(y, axis=0) / h
    slope = np.zeros_like(y)
    if len(times) > 2:
        slope[1:-1] = (secant[:-1] + secant[1:]) / 2.0
        slope[1:-1][secant[:-1] * secant[1:] <= 0.0] = 0.0
    slope[0], slope[-1] = secant[0], secant[-1]
    for k in range(len(secant)):
        flat = secant[k] == 0.0
        slope[k][flat] = slope[k + 1][flat] = 0.0
        safe = np.where(flat, 1.0, secant[k])
        with np.errstate(over="ignore"):  # an infinite slope lies outside the circle too
            alpha, beta = slope[k] / safe, slope[k + 1] / safe
        length = np.hypot(alpha, beta)
        factor = np.where((length > STEEPEST) & ~flat, STEEPEST / np.maximum(length, 1e-300), 1.0)
        slope[k], slope[k + 1] = slope[k] * factor, slope[k + 1] * factor
    scalar = not isinstance(values[0], np.ndarray)
    return [float(row[0]) for row in slope] if scalar else list(slope)


def turning_speeds(times: Sequence[float], turns: Sequence[Array]) -> list[Array]:
    """Return the angular velocity at each key, (3,) rad/s in the frame of that key's rotation.

    turns: unit quaternions, (4,). The method of `monotone_slopes`, with angular velocities as slopes: the mean of the
    constant velocities that lead to the key and from it along the shorter arcs; zero where these oppose each other; and
    with lengths limited to the same circle. So rotations about one axis are interpolated as their angle would be.
    """
    # The velocity along the shorter arc is the same vector in the frames of both ends: a rotation keeps its axis.
    ways = [
        rotation_vector(multiply(conjugate(a), b)) / (end - start)
        for a, b, start, end in zip(turns, turns[1:], times, times[1:], strict=False)
    ]
    speeds = [ways[0]]
    for before, after in itertools.pairwise(ways):
        together = float(before @ after) > 0.0
        speeds.append((before + after) / 2.0 if together else np.zeros(3))
    speeds.append(ways[-1])
    for k, way in enumerate(ways):
        length = float(np.linalg.norm(way))
        if length == 0.0:
            speeds[k] = speeds[k + 1] = np.zeros(3)
            continue
        steepness = float(np.hypot(np.linalg.norm(speeds[k]), np.linalg.norm(speeds[k + 1]))) / length
        if steepness > STEEPEST:
            speeds[k], speeds[k + 1] = (
                speeds[k] * (STEEPEST / steepness),
                speeds[k + 1] * (STEEPEST / steepness),
            )
    return speeds


def turned(share: float, span: float, a: Array, b: Array, speed_a: Array, speed_b: Array) -> Array:
    """Return the rotation at `share` of `span` seconds from `a` to `b`: a cubic with given angular velocities.

    a, b: unit quaternions. speed_a, speed_b: (3,) rad/s, each in its own frame. The cumulative cubic of Kim, Kim and
    Shin 1995, "A General Construction Scheme for Unit Quaternion Curves with Simple High Order Derivatives", section
    4.2: it has the given rotations and velocities at its ends, so the velocity is continuous where two curves share a
    key.
    """
    s = share
    first, last = from_rotation_vector(speed_a * (span / 3.0)), from_rotation_vector(speed_b * (span / 3.0))
    middle = multiply(multiply(conjugate(first), multiply(conjugate(a), b)), conjugate(last))
    result = multiply(a, from_rotation_vector(speed_a * (span / 3.0) * (1.0 - (1.0 - s) ** 3)))
    result = multiply(result, from_rotation_vector(rotation_vector(middle) * (3.0 - 2.0 * s) * s * s))
    return multiply(result, from_rotation_vector(speed_b * (span / 3.0) * s**3))
