"""Order: whether one track stays above another, or a vector track away from zero, at every time and not only at
keyframes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from visualizer.timeline.track import Track

_SAMPLES = 32  # between two keys of either track: the fastest easing, in-out-elastic, swings five times there
_REFINEMENTS = 3


def closest(lower: Track[float], upper: Track[float]) -> tuple[float, float]:
    """Return the time, s, at which `upper` minus `lower` is smallest, and that difference.

    Each interval between neighbouring keys is sampled, and sampled again around its smallest sample. The result misses
    the extremum of an easing by less than a thousandth of its overshoot.
    """

    return _least(lambda time: upper.at(time) - lower.at(time), [*lower.times, *upper.times])


def shortest(track: Track[Any]) -> tuple[float, float]:
    """Return the time, s, at which a vector is shortest, and its length then; found as in `closest`."""
    return _least(lambda time: float(np.linalg.norm(track.at(time))), track.times)


def _least(value: Callable[[float], float], keys: Iterable[float]) -> tuple[float, float]:
    """Return the time at which a function of time is smallest, and that value. keys: times between which it is
    smooth."""
    times = sorted(set(keys))
    least = min((value(time), time) for time in times)
    for start, end in itertools.pairwise(times):
        for _ in range(_REFINEMENTS):
            # The end is left out: it is a key, at which a step already has its next value.
            inner = [float(time) for time in np.linspace(start, end, _SAMPLES, endpoint=False)]
            number, found = min(enumerate((value(t), t) for t in inner), key=lambda sample: sample[1])
            least = min(least, found)
            start, end = inner[max(number - 1, 0)], [*inner, end][number + 1]
    return least[1], least[0]
