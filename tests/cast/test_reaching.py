"""Hands and feet reach what they name: exactly where they can, and stretched towards it where they cannot."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.shape import Shape
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.actor import Figure
from visualizer.cast.figure.reaching import PALM, PALM_THICK
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError
from visualizer.timeline.track import Track

FILM = FilmContext(seed=7, duration=8.0)
NEAR, FAR = (0.3, 1.2, 0.35), (0.4, 2.6, 1.5)


def graph(place: tuple[float, float, float], limb: str = "left_hand", **reach: Any) -> SceneGraph:
    shape = Shape("mark", Shape.Properties(position=place, rotation=(40.0, 0.0, 0.0)), FILM)
    reaches: Any = [{"limb": limb, "target": "mark", **reach}]
    person = Figure("jor", Figure.Properties(reaches=reaches, height=1.7), FILM)
    return SceneGraph({"mark": shape, "jor": person})


def skeleton(scene: SceneGraph, at: float = 1.0) -> tuple[np.ndarray, Any]:
    """Return world_from_model and the skeleton of the figure as drawn."""
    person, snapshot = scene.actors["jor"], Snapshot(scene, at)
    assert isinstance(person, Figure)
    return snapshot.world_from("jor"), person._reaching(person.motion.bodies((at,)), [snapshot])[0]


def palm(scene: SceneGraph, at: float = 1.0, out: float = 0.0) -> np.ndarray:
    """Return the middle of the left palm in the world. out: from the middle of the hand towards its surface, metres."""
    world, body = skeleton(scene, at)
    return np.asarray((world @ body.bones[bones.HAND_L] @ [*(PALM - [out, 0.0, 0.0]), 1.0])[:3])


def test_a_palm_is_exactly_where_it_reaches_to():
    np.testing.assert_allclose(palm(graph(NEAR)), NEAR, atol=1e-6)


def test_a_palm_lies_on_a_surface_with_the_fingers_along_it():
    scene = graph(NEAR, offset=(0.0, 0.05, 0.02), normal=(0.0, 1.0, 0.3), along=(0.2, 0.0, 1.0))
    place = (scene.world_from("mark", 1.0) @ [0.0, 0.05, 0.02, 1.0])[:3]
    np.testing.assert_allclose(palm(scene, out=PALM_THICK), place, atol=1e-6)
    world, body = skeleton(scene)
    out = scene.world_from("mark", 1.0)[:3, :3] @ [0.0, 1.0, 0.3]
    hand = world[:3, :3] @ body.bones[bones.HAND_L, :3, :3]
    assert -hand[:, 0] @ out / np.linalg.norm(out) / np.linalg.norm(hand[:, 0]) == pytest.approx(-1.0)
    assert (-hand[:, 1]) @ scene.world_from("mark", 1.0)[:3, 2] > 0.0


@pytest.mark.parametrize("along", [(1.0, 0.0, 0.0), (-1.0, 0.0, 0.4), (0.0, 0.0, 1.0)])
@pytest.mark.parametrize("normal", [(0.0, 1.0, 0.3), (1.0, 0.2, 0.0), (0.0, -1.0, 0.0)])
def test_a_wrist_bends_no_farther_than_a_wrist_does_and_the_palm_stays_in_its_place(along, normal):
    scene = graph(NEAR, normal=normal, along=along)
    _, body = skeleton(scene)
    forearm, hand = -body.bones[bones.FOREARM_L, :3, 1], -body.bones[bones.HAND_L, :3, 1]
    assert np.degrees(np.arccos(forearm @ hand)) < 85.0, "without a limit up to 150 degrees"
    np.testing.assert_allclose(palm(scene, out=PALM_THICK), NEAR, atol=1e-6)


def test_an_arm_is_stretched_towards_what_it_cannot_reach():
    scene = graph(FAR)
    world, body = skeleton(scene)
    shoulder = (world @ body.bones[bones.ARM_L])[:3, 3]
    way, wanted = palm(scene) - shoulder, np.array(FAR) - shoulder
    np.testing.assert_allclose(way / np.linalg.norm(way), wanted / np.linalg.norm(wanted), atol=0.01)
    arm = (bones.UPPER_ARM + bones.FOREARM - PALM[1]) * 1.7 / 1.8
    assert 0.99 * arm < np.linalg.norm(way) < 1.01 * arm


def test_bones_keep_their_lengths_in_and_beyond_reach():
    for place in (NEAR, FAR, (0.2, 1.35, 0.05)):
        for way in ({}, {"normal": (0.0, 1.0, 0.0)}, {"weight": 0.5}):
            _, body = skeleton(graph(place, **way))
            joints = body.bones[[bones.ARM_L, bones.FOREARM_L, bones.HAND_L], :3, 3]
            lengths = np.linalg.norm(np.diff(joints, axis=0), axis=1)
            np.testing.assert_allclose(lengths, [bones.UPPER_ARM, bones.FOREARM], atol=1e-6)
            np.testing.assert_allclose(np.linalg.det(body.bones[:, :3, :3]), 1.0, atol=1e-6)


def test_a_foot_stands_where_it_reaches_to_and_the_body_stays():
    scene, plain = graph((0.12, 0.2, 0.3), "left_foot"), graph((0.12, 0.2, 0.3), "left_foot", weight=0.0)
    world, body = skeleton(scene)
    np.testing.assert_allclose((world @ body.bones[bones.FOOT_L])[:3, 3], (0.12, 0.2, 0.3), atol=1e-6)
    for bone in (bones.HIPS, bones.CHEST, bones.FOOT_R, bones.HAND_L):
        np.testing.assert_array_equal(body.bones[bone], skeleton(plain)[1].bones[bone])


def test_a_weight_moves_the_hand_to_it_from_the_pose_without_a_jump():
    scene = graph(NEAR, weight=Track.of((1.0, 0.0, "in-out-sine"), (2.0, 1.0)))
    assert palm(scene, 0.9)[1] < 1.0, "at weight 0 it hangs"
    np.testing.assert_allclose(palm(scene, 2.5), NEAR, atol=1e-6)
    path = np.array([palm(scene, at) for at in np.arange(0.9, 2.1, 0.02)])
    assert np.linalg.norm(np.diff(path, axis=0), axis=1).max() < 0.04


@pytest.mark.parametrize("normal", [(0.0, 1.0, 0.3), (0.0, -1.0, 0.3), (-1.0, 0.0, 0.2), (0.6, 0.3, -0.7)])
def test_a_hand_on_its_way_turns_evenly_and_never_flips(normal):
    scene = graph(NEAR, normal=normal, weight=Track.of((1.0, 0.0, "linear"), (2.0, 1.0)))
    turns = np.array(
        [skeleton(scene, at)[1].bones[bones.HAND_L, :3, :3] for at in np.arange(1.0, 2.01, 0.02)]
    )
    cosine = 0.5 * ((turns[1:] * turns[:-1]).sum(axis=(-2, -1)) - 1.0)
    assert np.degrees(np.arccos(np.minimum(cosine, 1.0))).max() < 10.0, "degrees in a fiftieth of the way"


def test_no_direction_of_an_arm_but_inwards_behind_the_head_flips_its_elbow():
    upright, straight = np.eye(3)[None], np.zeros(1)
    random = np.random.default_rng(5)
    for _ in range(400):
        way = random.normal(size=3)
        way /= np.linalg.norm(way)
        if way @ [0.39, -0.59, 0.71] < -0.8:
            continue
        ways = np.array([way, way + 0.01 * random.normal(size=3)])
        bends = []
        for one in ways:
            found = bones.bent_elbows(one[None, None], upright, straight, slice(1))[0, 0]
            found = found - (found @ one) * one / (one @ one)
            bends.append(found / np.linalg.norm(found))
        assert np.linalg.norm(bends[0] - bends[1]) < 0.15, way


def test_what_is_attached_to_a_hand_is_where_it_reaches_to():
    scene = graph(NEAR)
    assert np.linalg.norm(scene.world_from("jor.left_hand", 1.0)[:3, 3] - NEAR) < 0.03
    assert np.linalg.norm(scene.world_from("jor.right_hand", 1.0)[:3, 3] - NEAR) > 0.3


def test_what_is_attached_to_a_hand_is_in_an_exposure_where_it_is_at_that_time_alone():
    scene = graph(NEAR, weight=Track.of((0.0, 0.2), (2.0, 0.9)))
    times = [1.0, 1.01, 1.02]
    for one in Snapshot.of_exposure(scene, times):
        alone = scene.world_from("jor.left_hand", one.time)
        np.testing.assert_allclose(one.world_from("jor.left_hand"), alone, rtol=0.0, atol=1e-12)


SCENE = """format = 1
[film]
duration = 1.0
[[shot]]
start = 0
name = "one"
camera = "c"
[camera.c]
[actor.ball]
kind = "shape"
{ball}
[actor.jor]
kind = "figure"
reaches = [{{ limb = "left_hand", target = "ball" {reach} }}]
"""


def problem_of(text: str, folder: Path) -> str:
    path = folder / "scene.toml"
    path.write_text(text)
    with pytest.raises(SceneError) as caught:
        load(path)
    (problem,) = caught.value.problems
    return str(problem)


def test_a_hand_that_reaches_for_what_it_holds_is_an_error(tmp_path):
    text = SCENE.format(ball='attach = "jor.left_hand"', reach="")
    problem = problem_of(text, tmp_path)
    assert "'jor.left_hand' depends on itself: jor.left_hand -> ball -> jor.left_hand" in problem


def test_a_direction_of_a_reach_has_a_length(tmp_path):
    problem = problem_of(SCENE.format(ball="", reach=", normal = [0, 0, 0]"), tmp_path)
    assert "a direction has a length" in problem
