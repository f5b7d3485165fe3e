"""Extent: bounds of a track's values, and its integral, computed from keyframes and easings rather than by sampling the
film."""

from __future__ import annotations

import itertools
import re

import numpy as np
from numpy.typing import NDArray

from visualizer.timeline.easing import easing, extent
from visualizer.timeline.track import Track

_MARGIN = 1e-4  # of the way: larger than the error of `extent` for named easings
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\d.eE%])")


def bound(ease: str) -> tuple[float, float]:
    """Return shares of the way (lowest, highest) that an easing never leaves. Raises ValueError for an unknown name."""
    low, high = extent(ease)
    name, _, rest = ease.partition("(")
    ways = [float(number) for number in _NUMBER.findall(rest)]
    if name == "linear" and ways:  # a polyline lies between its corners and its ends
        ends = [easing(ease)(0.0), easing(ease)(1.0)]
        return min(0.0, *ways, *ends), max(1.0, *ways, *ends)
    if name == "cubic-bezier":  # a Bezier curve lies within the convex hull of its points
        return min(0.0, ways[1], ways[3]), max(1.0, ways[1], ways[3])
    return (low - _MARGIN if low < 0.0 else 0.0), (high + _MARGIN if high > 1.0 else 1.0)


def highest(track: Track[float]) -> float:
    """Return an upper bound of a track of numbers over all time. It is exact unless an easing overshoots."""
    most = max(float(key.value) for key in track.keys)
    for here, following in itertools.pairwise(track.keys):
        a, b = float(here.value), float(following.value)
        most = max(most, *(a + (b - a) * share for share in bound(here.ease)))
    return most if track.high is None else min(most, track.high)


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)


def integral(track: Track[float], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the integrals (n,) of a track of numbers from low (n,) to high (n,), seconds. Values below 0 count as 0.

    Gauss-Legendre quadrature with six nodes: exact where the track is constant, linear or smooth from low to high. No
    keyframe and no jump may lie between a low and its high.
    """
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    times = middle[:, None] + half[:, None] * _NODES
    values = np.maximum(np.asarray(track.sample(times.ravel()), dtype=np.float64), 0.0).reshape(times.shape)
    result: NDArray[np.float64] = (values @ _WEIGHTS) * half
    return result
