"""Viewing: what is hidden or shown alone is so in the frames, and nothing of the files or of what is drawn from them
changes."""

from pathlib import Path

import pytest

from tests.player.scenes import TINY
from visualizer.editor.viewing import Viewing
from visualizer.frame import Frame
from visualizer.scene.loading import load_text
from visualizer.scene.scene import Scene

MORE = """
[actor.ball]
kind = "shape"
shape = "sphere"
position = [1, 0, 0]

[emitter.dust]
appearance = "dust"
rate = 50
speed = 1.0

[light.lamp]
position = [0, 3, 0]

[light.other]
position = [0, 4, 0]

[fog.mist]
shape = "box"
density = 0.1

[camera.far]
position = [0, 2, 40]
look_at = [0, 0, 0]
"""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return load_text(TINY + MORE, Path.cwd())


def seen(frame: Frame) -> tuple[int, int, int, int]:
    """Return how many draws, batches, lights and fog volumes a frame has."""
    return len(frame.draws), len(frame.batches), len(frame.point_lights), len(frame.fog)


def test_with_nothing_hidden_the_scene_is_the_same_object(scene: Scene) -> None:
    assert Viewing().scene(scene) is scene
    assert seen(scene.at(5.0)) == (2, 1, 2, 1)


@pytest.mark.parametrize(
    ("path", "left"),
    [
        (("actor", "box"), (1, 1, 2, 1)), (("emitter", "dust"), (2, 0, 2, 1)),
        (("light", "lamp"), (2, 1, 1, 1)), (("fog", "mist"), (2, 1, 2, 0)),
    ],
)  # fmt: skip
def test_what_is_hidden_is_not_in_the_frames(
    scene: Scene, path: tuple[str, str], left: tuple[int, ...]
) -> None:
    viewing = Viewing()
    viewing.toggle(viewing.hidden, path)
    assert seen(viewing.scene(scene).at(5.0)) == left and not viewing.shows(path)
    viewing.toggle(viewing.hidden, path)
    assert viewing.scene(scene) is scene


def test_what_is_shown_alone_hides_what_else_is_seen_but_no_lights(scene: Scene) -> None:
    viewing = Viewing(solo={("actor", "ball")})
    assert seen(viewing.scene(scene).at(5.0)) == (1, 0, 2, 0)
    viewing.toggle(viewing.solo, ("emitter", "dust"))
    assert seen(viewing.scene(scene).at(5.0)) == (1, 1, 2, 0)
    assert seen(Viewing(solo={("light", "lamp")}).scene(scene).at(5.0)) == (2, 1, 1, 1)


def test_one_camera_at_most_is_used_in_all_shots(scene: Scene) -> None:
    viewing = Viewing()
    viewing.toggle(viewing.solo, ("camera", "eye"))
    viewing.toggle(viewing.solo, ("camera", "far"))
    assert viewing.solo == {("camera", "far")}
    assert viewing.scene(scene).at(5.0).camera.eye[2] == pytest.approx(40.0)
    assert scene.at(5.0).camera.eye[2] == pytest.approx(4.0)
