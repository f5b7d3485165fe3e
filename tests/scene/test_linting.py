"""Linting: each rule finds its kind of mistake, with its place, and nothing in a scene without it."""

import json

import numpy as np
import pytest

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.data import data_folder
from visualizer.geometry.mesh import Mesh
from visualizer.geometry.primitives import box, icosphere
from visualizer.geometry.winding import Bodies, winding_number
from visualizer.scene.linting import RULES, lint
from visualizer.scene.loading import load, load_text

KEYED = "position = [{ t = 0, v = [0, 1, 4] }, { t = 1, v = [0, 1, 5] }]"
FAST = GOOD + '[[caption]]\ntext = "a"\nstart = 1.0\nend = 1.5\n'

MISTAKES = {
    "unused camera": (GOOD + "[camera.spare]\nfov = 40\n", "camera.spare: no shot uses this camera [unused]"),
    "unused look": (GOOD + "[look.spare.grade]\nbloom = 0\n", "look.spare: no shot uses this look [unused]"),
    "hidden actor": (
        GOOD + '[actor.spare]\nkind = "shape"\nvisible = false\n',
        "actor.spare.visible: this actor is never visible, and nothing refers to it [unused]",
    ),
    "keyframe after the film": (
        GOOD
        + '[actor.spare]\nkind = "shape"\nroughness = [{ t = 1, v = 0 }, { t = 5, v = 1 }, { t = 6, v = 0 }]\n',
        "actor.spare.roughness[2]: the keyframe at 6 s has no effect: the film ends at 4 s [late-key]",
    ),
    "keyframe after the camera's last shot": (
        GOOD.replace(
            "position = [0, 1, 4]", "fov = [{ t = 3, v = 40 }, { t = 4, v = 50 }, { t = 9, v = 60 }]"
        ),
        "camera.still.fov[2]: the keyframe at 9 s has no effect",
    ),
    "three equal keyframes": (
        GOOD.replace(
            "position = [0, 1, 4]",
            "fov = [{ t = 0, v = 40 }, { t = 1, v = 40 }, { t = 2, v = 40 }, { t = 3, v = 50 }]",
        ),
        "camera.still.fov[1]: the keyframe at 1 s has no effect: it is equal to both beside it [equal-key]",
    ),
    "short caption": (FAST, "caption[0].end: 0.5 s is short for a caption"),
    "long caption": (FAST.replace("end = 1.5", "end = 9"), "caption[0].end: 8 s is long for a caption"),
    "marker after the film": (
        GOOD + '[[marker]]\nname = "late"\ntime = "two+3"\n',
        "marker[0].time: the marker at 5 s is outside of the film, which lasts 4 s [marker-outside]",
    ),
    "particles": (
        GOOD + "[emitter.e]\nrate = 1000000\nlife = 2.0\n",
        "emitter.e: 2,600,126 particles are evaluated at 3.5 s, more than 1,000,000",
    ),
    "camera in a body": (
        GOOD.replace("position = [0, 1, 4]", "position = [0, 0.5, 0]"),
        "camera.still.position: at 0 s, in shot 'one', the camera is inside of a body of 'stone.shape' [camera-inside]",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_kind_of_mistake_is_found(mistake):
    text, expected = MISTAKES[mistake]
    found = [f"{one.path}: {one.message}" for one in lint(load_text(text))]
    assert any(one.startswith(expected) for one in found), found


def test_there_is_a_mistake_for_every_rule_and_none_in_a_good_scene():
    assert lint(load_text(GOOD)) == ()
    named = {
        one.message.rpartition("[")[2][:-1] for text, _ in MISTAKES.values() for one in lint(load_text(text))
    }
    assert named == {rule.name for rule in RULES}


def test_keyframes_that_have_a_part_in_what_is_shown_are_not_found():
    """The one after the end, towards which the value moves; and the one before the start of a camera's shot."""
    for track in ("[{ t = 1, v = 40 }, { t = 9, v = 60 }]", "[{ t = -5, v = 40 }, { t = 2, v = 60 }]"):
        assert lint(load_text(GOOD.replace("position = [0, 1, 4]", f"fov = {track}"))) == ()


def test_a_comment_keeps_a_rule_quiet_about_its_line_and_no_other_rule():
    text = GOOD + "[camera.spare]{}\nfov = 40\n"
    assert lint(load_text(text.format(" # lint: allow unused"))) == ()
    assert len(lint(load_text(text.format(" # lint: allow late-key")))) == 1


def test_rules_can_be_chosen_and_the_exit_status_says_whether_there_is_anything(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD + "[camera.spare]\nfov = 40\n", encoding="utf-8")
    found = run("lint", path, "--json")
    (one,) = json.loads(found.stdout)
    assert found.returncode == 1 and one["path"] == "camera.spare" and one["line"] == 24
    assert run("lint", path, "--only", "particles").returncode == 0
    assert "choose from camera-inside" in run("lint", path, "--only", "nothing").stderr


def test_the_winding_number_of_closed_bodies_is_one_inside_and_zero_outside():
    ball = icosphere(1.0, 2)
    corners = ball.vertices["position"].astype(np.float64)[ball.triangles]
    for point, number in (
        ((0, 0, 0), 1.0),
        ((0.5, -0.6, 0.2), 1.0),
        ((2, 0, 0), 0.0),
        ((0.8, 0.8, 0.8), 0.0),
    ):
        assert winding_number(corners, np.array(point, float)) == pytest.approx(number, abs=1e-6)


def test_a_body_encloses_a_point_at_its_pose_and_one_of_no_size_encloses_nothing():
    mesh: Mesh = box((1.0, 1.0, 1.0))
    poses = np.zeros((2, 3, 4))
    poses[0, :, :3], poses[0, :, 3] = 2.0 * np.eye(3), (10.0, 0.0, 0.0)
    bodies = Bodies(mesh)
    middle = (mesh.bounds[0] + mesh.bounds[1]) / 2.0
    assert bodies.enclose(poses, 2.0 * middle + (10.8, 0.0, 0.0))
    assert not bodies.enclose(poses, 2.0 * middle + (11.2, 0.0, 0.0))
    assert not bodies.enclose(poses, np.zeros(3))


@pytest.mark.parametrize("path", sorted(data_folder("scenes").glob("*/*.toml")), ids=lambda path: path.stem)
def test_shipped_scenes_have_nothing_to_lint(path):
    if "launch" not in path.parent.name:
        scene = load(path)
        assert lint(scene) == () and scene.warnings == ()
