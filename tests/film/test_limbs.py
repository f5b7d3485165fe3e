"""Limbs move from frame to frame as limbs do: no bone of a figure flips within a shot."""

import numpy as np
import pytest

from visualizer.actors.graph import Snapshot
from visualizer.timeline.frames import FrameGrid

FASTEST = 60.0
"""Degrees that a bone turns at most from one frame to the next: the forearm of one who runs fast turns 57."""


@pytest.mark.parametrize("who", ["jor", "kara", "lara"])
def test_no_bone_flips_within_a_shot(film, who):
    actor, grid = film.graph.actors[who], FrameGrid.of(film.film.duration, film.film.fps)
    found = {}
    for shot in film.shots:
        times = tuple(t for t in map(grid.time, film.frames_of(shot, grid)) if actor.properties.visible.at(t))
        if len(times) < 2:
            continue
        snapshots = [Snapshot(film.graph, t) for t in times]
        body, *_ = actor._posed(times, snapshots)
        turns = body.bones[..., :3, :3]
        # The trace of the rotation from one frame to the next is 1 + 2 cos(angle).
        cosine = 0.5 * ((turns[1:] * turns[:-1]).sum(axis=(-2, -1)) - 1.0)
        angle = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
        for at, bone in np.argwhere(angle > FASTEST):
            found[shot.name, round(times[at + 1] - shot.start, 3), int(bone)] = round(float(angle[at, bone]))
    assert not found, "degrees that bones (shot, seconds from its start, bone) turn in one frame"
