"""When the value of a stepped track last changed, for cross-fades from the value before."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import TypeVar

from visualizer.timeline.track import Track

K = TypeVar("K")

START = itemgetter(0)
"""The time of a key."""


def keys_of(track: Track[K]) -> list[tuple[float, K]]:
    """Return (time in s, value) for each change of a stepped track; the first is its initial value, at -1e9 s."""
    found = [(-1e9, track.at(-1e9))]
    for time in track.times:
        value = track.at(time)
        if value != found[-1][1]:
            found.append((time, value))
    return found


def elapsed_of(keys: Sequence[tuple[float, K]], time: float) -> tuple[float, K, K | None]:
    """Return the seconds since the latest change, the value since then, and the value before it (None if it is the
    first).

    keys: as `keys_of` returns them. time: s.
    """
    number = max(bisect_right(keys, time, key=START) - 1, 0)
    return time - keys[number][0], keys[number][1], keys[number - 1][1] if number else None
