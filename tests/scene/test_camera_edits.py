"""Poses written into a scene's cameras: what is read back is the pose, and all else is as it was."""

import math
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from visualizer.scene import sight
from visualizer.scene.camera_edits import Pose, PoseKey, camera_cut, camera_keys, free_name
from visualizer.scene.document import EditError
from visualizer.scene.loading import load_text, rewritten
from visualizer.scene.scene import Scene
from visualizer.scene.splices import Splice, spliced
from visualizer.transforms import camera_from_world

TEXT = """format = 1
title = "Cameras"

[film]
duration = 12.0
fps = 24
size = [160, 90]

[[shot]]
name = "one"
start = 0.0
camera = "keyed"  # the first

[[shot]]
name = "two"
start = 4.0
camera = "plain"

[[shot]]
name = "three"
start = 8.0
camera = "rider"

[camera.keyed]
position = [  # a path
    { t = "one", v = [3, 2, 4], ease = "smooth" },  # from here
    { t = "one+2", v = [0, 2, 5] },
]
look_at = [{ t = 0, v = "box" }]
fov = 40

[camera.plain]  # all else is left out
fov = 50
up = [0.3, 1, 0.1]

[camera.rider]
attach = "box"
position = [0, 1, 3]
look_at = [0, 0, 0]
near = 0.5
roll = 5

[actor.box]
kind = "shape"
position = [{ t = 0, v = [0, 0, 0] }, { t = 12, v = [3, 1, 0] }]
rotation = [{ t = 0, v = [0, 0, 0] }, { t = 12, v = [50, 20, 10] }]
"""

SCENE = load_text(TEXT)


def with_splices(scene: Scene, splices: list[Splice]) -> Scene:
    return rewritten(scene, spliced(scene.documents, splices))


coordinates = st.floats(-50.0, 50.0)
poses = st.builds(
    lambda position, heading, pitch, away, roll, fov: Pose(
        position,
        (
            position[0] + away * math.cos(pitch) * math.cos(heading),
            position[1] + away * math.sin(pitch),
            position[2] + away * math.cos(pitch) * math.sin(heading),
        ),
        roll,
        fov,
    ),
    st.tuples(coordinates, coordinates, coordinates),
    st.floats(0.0, 6.0),
    st.floats(-1.2, 1.2),
    st.floats(0.5, 200.0),
    st.floats(-170.0, 170.0),
    st.floats(10.0, 90.0),
)


def is_seen(scene: Scene, time: float, pose: Pose) -> None:
    """Fail unless the film's camera has a pose at a time, to the digits that are written."""
    camera, away = scene.at(time).camera, pose.distance
    expected = camera_from_world(pose.position, pose.look_at, pose.roll)
    assert np.allclose(camera.eye, pose.position, atol=1e-3 * away)
    assert np.allclose(camera.camera_from_world[:3, :3], expected[:3, :3], atol=2e-3)
    assert camera.fov == pytest.approx(pose.fov, abs=1e-2)


KEYED = (0.0, 2.0)
"""Times of the keyframes of the film, s."""


@settings(max_examples=15, deadline=None)
@example(0.0078125, Pose((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), 0.0, 10.0))
@given(st.floats(0.0, 11.9), poses)
def test_a_pose_that_is_keyed_is_that_of_the_film_there_and_other_shots_are_the_same(
    time: float, pose: Pose
) -> None:
    edited = with_splices(SCENE, camera_keys(SCENE, time, pose))
    # A keyframe within a quarter of a frame is changed in place of a second one beside it.
    there = next((key for key in KEYED if abs(key - time) <= 0.25 / 24.0), time)
    # The way to the pose may pass the pole, about which the picture turns for a while: here it does not.
    with patch.object(sight, "CAP", (1e-6, 2e-6)):
        is_seen(edited, there, pose)
    here = SCENE.shot_at(time)
    for shot in SCENE.shots:
        if shot is not here:
            for at in (shot.start, shot.start + 1.5):
                assert np.array_equal(
                    edited.at(at).camera.camera_from_world, SCENE.at(at).camera.camera_from_world
                )


@pytest.mark.parametrize("time", [1.0, 3.0, 6.0, 10.0])
def test_the_start_of_the_shot_keeps_its_pose_where_something_was_not_keyed_before(time: float) -> None:
    pose = Pose((1.0, 2.0, 9.0), (0.0, 1.0, 0.0), 3.0, 33.0)
    edited = with_splices(SCENE, camera_keys(SCENE, time, pose))
    shot = SCENE.shot_at(time)
    if time < 4.0:
        assert np.allclose(edited.at(0.0).camera.eye, SCENE.at(0.0).camera.eye)
    if time == 10.0:
        assert np.allclose(edited.at(8.0).camera.camera_from_world, SCENE.at(8.0).camera.camera_from_world)
        assert edited.at(8.0).camera.fov == SCENE.at(shot.start).camera.fov


def test_only_keyframes_are_added_in_the_way_that_those_beside_them_are_written() -> None:
    pose = Pose((1.0, 2.5, 9.0), (0.0, 1.0, 0.0), 0.0, 40.0)
    edited = with_splices(SCENE, camera_keys(SCENE, 1.25, pose)).documents.files[0].source.decode()
    added = [line for line in edited.splitlines() if line not in TEXT.splitlines()]
    assert added == [
        '    { t = "one+1.25", v = [1.0, 2.5, 9.0] },',
        'look_at = [{ t = 0, v = "box" }, { t = 1.25, v = [0.0, 1.0, 0.0] }]',
    ]
    lost = [line for line in TEXT.splitlines() if line not in edited.splitlines()]
    assert lost == ['look_at = [{ t = 0, v = "box" }]']


def test_a_keyframe_at_that_frame_is_changed_and_keeps_its_easing_and_comment() -> None:
    pose = Pose((1.0, 2.5, 9.0), (0.0, 1.0, 0.0), 0.0, 40.0)
    edited = with_splices(SCENE, camera_keys(SCENE, 0.0, pose)).documents.files[0].source.decode()
    assert '    { t = "one", v = [1.0, 2.5, 9.0], ease = "smooth" },  # from here\n' in edited
    assert edited.count("{ t =") == TEXT.count("{ t =")


@pytest.mark.parametrize("time", [1.0, 6.0, 79 / 12, 10.0])
def test_a_new_camera_begins_with_a_cut_at_its_time_and_nothing_before_is_changed(time: float) -> None:
    pose = Pose((1.0, 2.0, 9.0), (0.0, 1.0, 0.0), 12.0, 33.0)
    name = free_name(SCENE, "free")
    edited = with_splices(SCENE, camera_cut(SCENE, name, [PoseKey(time, pose)]))
    assert name == "free_1" and free_name(edited, "free") == "free_2"
    assert edited.shot_at(time - 0.01).name == SCENE.shot_at(time).name
    assert edited.shot_at(time).name == name and edited.shot_at(time).end == SCENE.shot_at(time).end
    is_seen(edited, time, pose)
    assert edited.at(time).camera.near == SCENE.at(time).camera.near
    before, after = TEXT.splitlines(), iter(edited.documents.files[0].source.decode().splitlines())
    assert all(line in after for line in before), "all lines are there, in their order"


def test_where_a_shot_begins_it_gets_the_new_camera_and_a_name_that_is_taken_is_refused() -> None:
    pose = Pose((1.0, 2.0, 9.0), (0.0, 1.0, 0.0), 0.0, 33.0)
    edited = with_splices(SCENE, camera_cut(SCENE, "new", [PoseKey(4.0, pose)]))
    assert [shot.camera for shot in edited.shots] == ["keyed", "new", "rider"]
    is_seen(edited, 4.0, pose)
    with pytest.raises(EditError, match="called 'plain'"):
        camera_cut(SCENE, "plain", [PoseKey(5.0, pose)])


def test_shots_that_are_written_in_one_list_are_refused_with_a_message(tmp_path: Path) -> None:
    scene = load_text(
        'format = 1\ntitle = "T"\nshot = [{ name = "a", start = 0, camera = "c" }]\n'
        "[film]\nduration = 2\nfps = 24\nsize = [16, 9]\n[camera.c]\nfov = 40\n"
    )
    with pytest.raises(EditError, match="not written as a table"):
        camera_cut(scene, "new", [PoseKey(1.0, Pose((1.0, 2.0, 9.0), (0.0, 1.0, 0.0), 0.0, 33.0))])
