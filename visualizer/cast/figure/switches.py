"""When a stepped track took its value, for cross-fades from the value before."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

from visualizer.timeline.track import Track

K = TypeVar("K")


def keys_of(track: Track[K]) -> list[tuple[float, K]]:
    """Return (time, value) wherever a stepped track takes a new value, the first from before all time."""
    found = [(-1e9, track.at(-1e9))]
    for time in track.times:
        value = track.at(time)
        if value != found[-1][1]:
            found.append((time, value))
    return found


def elapsed_of(keys: Sequence[tuple[float, K]], time: float) -> tuple[float, K, K | None]:
    """Return the seconds since the latest key, its value, and the value before it (None if it is the first)."""
    number = max(bisect_right([key[0] for key in keys], time) - 1, 0)
    return time - keys[number][0], keys[number][1], keys[number - 1][1] if number else None


def eased(share: float) -> float:
    """Return a smooth step of `share`, held within 0 and 1."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)
