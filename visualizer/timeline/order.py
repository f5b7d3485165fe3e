"""Order: whether one track stays above another at every time, not only at its keys."""

from __future__ import annotations

import itertools

import numpy as np

from visualizer.timeline.track import Track

_SAMPLES = 32  # between two keys of either track: the fastest easing, in-out-elastic, swings five times there
_REFINEMENTS = 3


def closest(lower: Track[float], upper: Track[float]) -> tuple[float, float]:
    """Return the time at which `upper` is least above `lower`, s, and by how much: below 0 where it is beneath it.

    Every way between two neighbouring keys is sampled and refined about its least sample: between samples an easing's
    swing can be missed by less than a thousandth of its height.
    """

    def gap(time: float) -> float:
        return upper.at(time) - lower.at(time)

    times = sorted({*lower.times, *upper.times})
    least = min((gap(time), time) for time in times)
    for start, end in itertools.pairwise(times):
        for _ in range(_REFINEMENTS):
            # The end itself is a key, where a step takes the next value.
            inner = [float(time) for time in np.linspace(start, end, _SAMPLES, endpoint=False)]
            number, (value, time) = min(enumerate((gap(t), t) for t in inner), key=lambda found: found[1])
            least = min(least, (value, time))
            start, end = inner[max(number - 1, 0)], [*inner, end][number + 1]
    return least[1], least[0]
