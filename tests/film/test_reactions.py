"""People who wait look at what happens and shift their weight."""

import numpy as np
import pytest

from visualizer.actors.graph import Snapshot
from visualizer.cast.figure import skeleton as bones

WITHIN = 1.25
"""Seconds of a shot in which everyone who is seen must move."""
LEAST = 0.0055
"""Metres that the middle of the face moves at least in that time: a breath moves it by three or four millimetres."""
SHOTS = 3
"""Shots that show each of them throughout, at least."""


@pytest.mark.parametrize("who", ["jor", "kara", "lara"])
def test_everyone_in_the_picture_moves_within_each_second_or_so(who, film, story):
    actor = film.graph.actors[who]
    found: dict[str, list[tuple[float, float]]] = {}
    examined = 0
    for shot in film.shots:
        times = tuple(np.arange(shot.start + 0.02, shot.end - 0.02, 1.0 / 8.0).tolist())
        shown = (times[0], times[len(times) // 2], times[-1])
        if actor.properties.action.at(times[-1]) == "sit" or not all(
            actor.properties.visible.at(t) and story.in_picture(f"{who}.head", t) for t in shown
        ):
            continue
        examined += 1
        body, _, world, _ = actor._posed(times, [Snapshot(film.graph, t) for t in times])
        face = (world @ body.bones[:, bones.HEAD] @ [0.0, 0.12, 0.1, 1.0])[:, :3]
        window = min(round(WITHIN * 8.0), len(times))
        for first in range(len(times) - window + 1):
            moved = np.ptp(face[first : first + window], axis=0).max()
            if moved < LEAST:
                found.setdefault(shot.name, []).append(
                    (round(times[first] - shot.start, 2), round(float(moved), 4))
                )
    assert examined >= SHOTS, "too few shots show them throughout"
    assert not found, "seconds from the start of a shot from which on a face rests, and metres that it moves"


REACTIONS = [
    ("kara", "kelex.head", "nod", 0.6),
    ("kara", "jor.head", "fissure", 2.4),
    ("lara", "jor.head", "fissure", 2.4),
    ("lara", "kara.head", "fissure", 4.1),
    ("jor", "kara.head", "fissure", 4.1),
    ("jor", "lara.head", "fissure", 5.6),
    ("jor", "kara_ship", "light_runs", 1.3),
    ("lara", "kal_ship", "light_runs", 1.3),
    ("lara", "kara.head", "embrace", 1.3),
]
"""Who looks at what: figure, mark, shot, seconds from its start."""
MOST = 10.0
"""Degrees between the face and the way to the mark at most; the eyes make the rest."""


@pytest.mark.parametrize(("who", "mark", "shot", "offset"), REACTIONS)
def test_people_look_at_what_happens(who, mark, shot, offset, film, story):
    actor, snapshot = film.graph.actors[who], Snapshot(film.graph, story.time(shot, offset))
    body, _, world, _ = actor._posed((snapshot.time,), [snapshot])
    head = world[0] @ body.bones[0, bones.HEAD]
    way = (
        snapshot.position(mark) - (head @ [0.0, 0.12, 0.0, 1.0])[:3]
    )  # from the middle of the head, not the neck
    front = head[:3, 2] / np.linalg.norm(head[:3, 2])
    angle = np.degrees(np.arccos(front @ way / np.linalg.norm(way)))
    assert angle < MOST
