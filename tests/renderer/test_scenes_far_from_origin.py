"""A scene file with everything far from the origin and ten hours later gives the same pictures."""

import numpy as np
import pytest

from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load

SIZE = (64, 36)
EARLY, LATE = 0.5, 36_000.0  # s
PLACES = {
    "100 km": (1e5, 0.0, 0.0),
    "an Earth's radius, up": (0.0, 6.371e6, 0.0),
    "1 AU": (0.0, 0.0, -1.496e11),
    "1 AU, diagonally": (8.976e10, -7.1808e10, 9.5744e10),
}

SCENE = """format = 1
[film]
duration = 36000.0
size = [64, 36]
[[shot]]
name = "one"
start = 0
camera = "still"
look = "day"
[camera.still]
position = [{x}, {y} + 1, {z} + 4]
look_at = "ball.middle"
[look.day]
mirror = {y}
[look.day.key]
colour = [3, 3, 3]
[look.day.medium]
density = 0.02
floor = {y}
falloff = 0.1
[look.day.grade]
grain = 0.0
[actor.ball]
kind = "shape"
shape = "sphere"
position = [{x}, {y}, {z}]
[actor.ground]
kind = "shape"
shape = "plane"
size = [6, 1, 6]
position = [{x}, {y}, {z}]
[light.lamp]
position = [{x} + 1, {y} + 1, {z} + 1]
colour = [2, 1, 0.5]
"""


def scene(tmp_path, offset, **more):
    """Load the scene moved by `offset` metres; sums in the text are evaluated."""
    text = SCENE + "".join(more.values())
    for name, metres in zip("xyz", offset, strict=True):
        for sum_ in (1, 4):
            text = text.replace(f"{{{name}}} + {sum_}", repr(metres + sum_))
        text = text.replace(f"{{{name}}}", repr(metres))
    path = tmp_path / "far.toml"
    path.write_text(text)
    return load(path)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def picture(renderer, made, time, samples):
    renderer.draw(made.exposure(time, samples))
    return renderer.pixels().astype(int)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("samples", [1, 4])
def test_a_ball_of_a_metre_looks_the_same_far_away_and_late(tmp_path, renderer, place, samples):
    expected = picture(renderer, scene(tmp_path, (0.0, 0.0, 0.0)), EARLY, samples)
    assert len(np.unique(expected)) > 30
    there = scene(tmp_path, PLACES[place])
    for time in (EARLY, LATE):
        assert np.abs(picture(renderer, there, time, samples) - expected).max() <= 1


def test_shadows_fall_where_the_camera_looks_unless_the_scene_says_where(tmp_path):
    assert scene(tmp_path, (3.0, 0.0, -4.0)).at(0.0).key_light.centre == (0.0, 0.0, 0.0)
    assert scene(tmp_path, (1e5 + 3.0, 0.0, 0.0)).at(0.0).key_light.centre == (1e5, 0.0, 0.0)
