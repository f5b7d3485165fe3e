"""Limbs are limbs: no bone of a figure flips within a shot, and no arm goes through the body of another."""

import numpy as np
import pytest

from visualizer.actors.graph import Snapshot
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.reaching import PALM
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


PEOPLE = ("jor", "kara", "lara")
TRUNK = np.array([0.17, 0.115])
"""Half width and half depth of a chest of build 1 without its robe, metres."""
ALONG = np.linspace(0.0, 1.0, 12)[:, None]


def test_no_forearm_or_palm_goes_through_the_body_of_another(film):
    found: dict[tuple[str, str, str], list[float]] = {}
    for shot in film.shots:
        times = tuple(t for t in np.arange(shot.start + 0.01, shot.end - 0.01, 0.25).tolist())
        snapshots = [Snapshot(film.graph, t) for t in times]
        placed = {}
        for name in PEOPLE:
            actor = film.graph.actors[name]
            there = [bool(actor.properties.visible.at(t)) for t in times]
            body, _, world, _ = actor._posed(times, snapshots)
            placed[name] = world[:, None] @ body.bones, actor.properties.build, np.array(there)
        for name, (frames, _, seen) in placed.items():
            for fore, hand in ((bones.FOREARM_L, bones.HAND_L), (bones.FOREARM_R, bones.HAND_R)):
                elbow, wrist = frames[:, fore, None, :3, 3], frames[:, hand, None, :3, 3]
                palm = (frames[:, hand] @ [*PALM, 1.0])[:, None, :3]
                arm = np.concatenate(
                    [elbow + (wrist - elbow) * ALONG, wrist + (palm - wrist) * ALONG[1:]], axis=1
                )
                for other, (bodies, build, visible) in placed.items():
                    if other == name:
                        continue
                    chest = np.linalg.inv(bodies[:, bones.CHEST])
                    x, y, z = np.moveaxis(
                        arm @ chest[:, :3, :3].swapaxes(1, 2) + chest[:, None, :3, 3], -1, 0
                    )
                    across, deep = x / (TRUNK[0] * build), z / TRUNK[1]
                    inside = (np.hypot(across, deep) < 1.0) & (y > -0.05) & (y < 0.36)
                    for at in np.flatnonzero(inside.any(axis=1) & seen & visible):
                        found.setdefault((shot.name, name, other), []).append(
                            round(times[at] - shot.start, 2)
                        )
    assert not found, "seconds from the start of the shot at which an arm of one is inside of the other"
