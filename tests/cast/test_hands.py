"""Hands of figures: fingers bend at two joints, clench in a run, and lie flat on what a hand touches."""

import numpy as np
import pytest

from tests.cast.test_figure import FILM, RUN
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.figure.actor import Figure
from visualizer.cast.figure.hands import JOINTS, KNUCKLES, finger_poses, fingers
from visualizer.timeline.track import Track

FIRST = 4  # number of the first piece of fingers in the skin: the roots of the left hand


def curls(at: float, **values: object) -> tuple[float, float]:
    """Return the degrees by which the roots of the fingers of the left and of the right hand are bent."""
    person = Figure("a", Figure.Properties(**values), FILM)  # type: ignore[arg-type]  # checked by the model
    poses = person.contribution(Snapshot(SceneGraph({"a": person}), at)).draws[1].poses.astype(np.float64)
    found = []
    for hand, roots in ((2, FIRST), (3, FIRST + 2)):
        turn = poses[hand, :, :3].T @ poses[roots, :, :3] / np.linalg.norm(poses[hand, :, 0]) ** 2
        found.append(float(np.degrees(np.arccos(np.clip(turn[1, 1], -1.0, 1.0)))))
    return found[0], found[1]


@pytest.mark.parametrize("curl", [0.0, 0.4, 1.0])
def test_fingers_stay_joined_as_they_bend(curl) -> None:
    for hand in (0, 2):
        roots, ends = finger_poses(np.full((1, 2), curl))[0, hand : hand + 2]
        np.testing.assert_allclose(roots @ [0.0, KNUCKLES, 0.0, 1.0], [0.0, KNUCKLES, 0.0, 1.0], atol=1e-12)
        np.testing.assert_allclose(
            ends @ [0.0, JOINTS, 0.0, 1.0], roots @ [0.0, JOINTS, 0.0, 1.0], atol=1e-12
        )


@pytest.mark.parametrize(("side", "which"), [(1.0, 1), (-1.0, 3)])
def test_the_tips_of_a_fist_are_on_the_side_of_the_palm(side, which) -> None:
    tips = fingers(side, True).vertices["position"].astype(np.float64)
    straight, fist = (
        (tips @ pose[:3, :3].T + pose[:3, 3]).mean(axis=0)
        for pose in (finger_poses(np.full((1, 2), curl))[0, which] for curl in (0.0, 1.0))
    )
    assert (straight - fist)[0] * side > 0.02, "towards the middle of the body"
    assert fist[1] > straight[1] + 0.03, "and back towards the wrist"


def test_hands_are_relaxed_in_one_who_stands_and_clenched_in_one_who_runs() -> None:
    stands, runs = curls(1.0), curls(2.0, position=RUN)
    assert min(stands) > 15.0 and max(stands) < 45.0
    assert min(runs) > max(stands) + 12.0


def test_the_fingers_of_a_hand_that_touches_bend_as_it_asks_for_and_the_others_do_not() -> None:
    reach = {"limb": "left_hand", "target": "a", "offset": (0.2, 1.1, 0.4), "normal": (0.0, 1.0, 0.0)}
    rest = curls(1.0)
    flat, bent = (curls(1.0, reaches=[{**reach, "curl": curl}]) for curl in (0.0, 0.8))
    assert flat[0] < 1.0 and bent[0] > 50.0
    assert flat[1] == pytest.approx(rest[1]) and bent[1] == pytest.approx(rest[1])
    half = curls(1.0, reaches=[{**reach, "curl": 0.0, "weight": Track.of((0.0, 0.5))}])
    assert half[0] == pytest.approx(0.5 * rest[0], abs=0.5)
