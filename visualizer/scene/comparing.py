"""Comparing two scenes: which properties differ, and in which frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.scene.aim import Aim
from visualizer.scene.explaining import plain, properties, short
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.timeline.track import Keyframe, Track

MISSING = "missing"
"""What a property is in a scene that does not have it."""

MOST_KEYS = 4
"""Keyframes that are listed."""


@dataclass(frozen=True)
class Difference:
    """A property that differs. path: of it. first, second: what it is in each scene, as text; MISSING where there is
    none.

    spans: times at which its value differs, s: from the first frame to the end of the last one, in ascending order; ()
    if it is not a value over time, such as a name of a shot.
    """

    path: str
    first: str
    second: str
    spans: tuple[tuple[float, float], ...] = ()


def compare(first: Scene, second: Scene) -> list[Difference]:
    """Return the properties in which two scenes differ, in the order of the first scene, then what only the second one
    has.

    A shot is compared with the shot of the same name. Values over time are compared at each frame of the longer film,
    at the first scene's rate, and what a file does not say is compared by its default.
    """
    ours, theirs = _named(first), _named(second)
    grid = max(first.film.grid(first.film.fps), second.film.grid(first.film.fps), key=lambda one: one.count)
    times = np.array([grid.time(number) for number in range(grid.count + 1)])
    return list(_differences(ours, theirs, times))


def _differences(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], times: NDArray[np.float64]
) -> Iterator[Difference]:
    for path in [*ours, *(path for path in theirs if path not in ours)]:
        a, b = ours.get(path, MISSING), theirs.get(path, MISSING)
        if isinstance(a, Track) and isinstance(b, Track):
            if _same_keys(a, b):
                continue
            differ = [not np.array_equal(a.at(float(time)), b.at(float(time))) for time in times[:-1]]
            yield Difference(path, *_tracks(a, b), _spans(differ, times))
        elif _text(a) != _text(b):
            yield Difference(path, _text(a), _text(b))


def _tracks(a: Track[Any], b: Track[Any]) -> tuple[str, str]:
    """Return two tracks as texts: the keyframes that only one of them has, if both have some in common."""
    ours = [key for key in a.keys if not any(_same(key, other) for other in b.keys)]
    theirs = [key for key in b.keys if not any(_same(key, other) for other in a.keys)]
    if a.constant or b.constant or len(ours) == len(a.keys):
        return _text(a), _text(b)
    return _listed(ours), _listed(theirs)


def _listed(keys: list[Keyframe]) -> str:
    told = [f"{short(plain(key.value))} at {key.time:g} s ({key.ease})" for key in keys[:MOST_KEYS]]
    more = f" and {len(keys) - MOST_KEYS} more keys" if len(keys) > MOST_KEYS else ""
    return ", ".join(told) + more or "no such key"


def _same(one: Keyframe, other: Keyframe) -> bool:
    return one.time == other.time and one.ease == other.ease and np.array_equal(one.value, other.value)


def _same_keys(a: Track[Any], b: Track[Any]) -> bool:
    return len(a.keys) == len(b.keys) and all(map(_same, a.keys, b.keys))


def _spans(differ: list[bool], times: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """Return the spans of frames that differ. differ: for each frame. times: of each frame, and of the end, s."""
    edges = np.flatnonzero(np.diff([False, *differ, False]))
    return tuple((float(times[a]), float(times[b])) for a, b in zip(edges[::2], edges[1::2], strict=True))


def _named(scene: Scene) -> dict[str, Any]:
    """Return all properties of a scene by their path; shots and markers are named, not numbered."""
    found = {}
    for path, model in scene.tables.items():
        for inner, _, name, value in properties(path, model):
            whole: Path = (*inner, name)
            if path[0] in ("shot", "marker"):
                whole = (path[0], model.name, *whole[2:])
            found[dotted(whole)] = value.track if isinstance(value, Aim) else value
    return found


def _text(value: Any) -> str:
    if isinstance(value, Track):
        if value.constant:
            return short(plain(value.keys[0].value))
        return f"{len(value.keys)} keys from {value.times[0]:g} s to {value.times[-1]:g} s"
    return short(plain(value))
