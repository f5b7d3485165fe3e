"""The draws of one frame as they are in another frame of the same exposure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from visualizer.frame import Draw, Frame


def counterparts(draws: Sequence[Draw], others: Sequence[Draw]) -> list[Draw]:
    """Return for each of `draws` the corresponding draw of another time: the n-th draw of a mesh is the n-th one there.

    A draw without a counterpart, or with one that has another number of poses, is its own counterpart: it has no
    motion.
    """
    if [draw.mesh for draw in draws] == [draw.mesh for draw in others]:  # as in nearly all exposures
        return [
            other if len(other.poses) == len(draw.poses) else draw
            for draw, other in zip(draws, others, strict=True)
        ]
    there: defaultdict[str, list[Draw]] = defaultdict(list)
    for draw in others:
        there[draw.mesh].append(draw)
    seen: Counter[str] = Counter()
    found = []
    for draw in draws:
        same = there[draw.mesh][seen[draw.mesh] :][:1]
        seen[draw.mesh] += 1
        found.append(same[0] if same and len(same[0].poses) == len(draw.poses) else draw)
    return found


def earlier(frames: Sequence[Frame], index: int) -> list[Draw]:
    """Return the draws of sub-frame `index` of an exposure, each as it was one sub-frame earlier.

    The first sub-frame has the motion to the second. A draw that has no counterpart there, such as one that appears,
    does not move.
    """
    draws = frames[index].draws
    if index:
        return counterparts(draws, frames[index - 1].draws)
    return [
        draw if draw is other else replace(draw, poses=2.0 * draw.poses - other.poses)
        for draw, other in zip(draws, counterparts(draws, frames[1].draws), strict=True)
    ]
