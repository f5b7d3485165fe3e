"""No body jumps within a shot: from one frame to the next no joint of a figure moves far more than before and after.

Pictures as small as those of `test_neighbouring_frames` do not see it if one of two figures jumps by 0.1 m.
"""

import numpy as np
import pytest

from visualizer.actors.graph import Snapshot
from visualizer.cast.figure import skeleton as bones
from visualizer.timeline.frames import FrameGrid

JOINTS = {
    "hips": bones.HIPS,
    "chest": bones.CHEST,
    "head": bones.HEAD,
    "left hand": bones.HAND_L,
    "right hand": bones.HAND_R,
}
"""Not those of the legs: a foot that is set down stops within a frame."""
MORE = 2.5
"""Times the motion in the frames before and after, as often as which a joint may move in one frame."""
LEAST = 0.015
"""What it may move more than that, metres."""


def jumps(places):
    """Return the indices, (k, 2), of frames and joints that jump: places, (n, joints, 3), metres, one per frame."""
    moved = np.linalg.norm(np.diff(places, axis=0), axis=-1)
    around = np.maximum(moved[:-2], moved[2:])
    around = np.concatenate([moved[1:2], around, moved[-2:-1]])
    return np.argwhere(moved > MORE * around + LEAST) + [1, 0]


@pytest.mark.parametrize("who", ["jor", "kara", "lara"])
def test_no_body_jumps_within_a_shot(film, who):
    actor, grid = film.graph.actors[who], FrameGrid.of(film.film.duration, film.film.fps)
    found = []
    for shot in film.shots:
        times = tuple(t for t in map(grid.time, film.frames_of(shot, grid)) if actor.properties.visible.at(t))
        if len(times) < 4:
            continue
        body, _, world, _ = actor._posed(times, [Snapshot(film.graph, t) for t in times])
        places = (world[:, None] @ body.bones)[:, list(JOINTS.values())][..., :3, 3]
        found += [(shot.name, round(times[n] - shot.start, 3), list(JOINTS)[j]) for n, j in jumps(places)]
    assert not found, "shot, seconds from its start, and joint that is far from where it was one frame before"


def test_a_chest_that_jumps_is_found():
    places = np.zeros((12, 1, 3))
    places[:, 0, 0] = 0.004 * np.arange(12)
    assert not len(jumps(places))
    places[5:, 0, 1] += 0.05
    assert jumps(places).tolist() == [[5, 0]]


def test_a_body_that_starts_to_walk_does_not_jump():
    t = np.arange(24) / 24.0
    places = np.zeros((24, 1, 3))
    places[:, 0, 2] = np.where(t < 0.5, 0.5 * t**2 * 6.0, 0.75 + 3.0 * (t - 0.5))
    assert not len(jumps(places))
