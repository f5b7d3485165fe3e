"""Wires over the picture: they lie where what they stand for is, and inside the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.frame import Camera
from visualizer.player.wires import Wire, projected, wires_of
from visualizer.scene.loading import load_text
from visualizer.transforms import camera_from_world

TEXT = """format = 1
title = "Wires"

[film]
duration = 4.0
fps = 24
size = [160, 90]

[[shot]]
name = "one"
start = 0.0
camera = "eye"

[camera.eye]
position = [{ t = 0, v = [3, 2, 4] }, { t = 4, v = [-3, 2, 4] }]
look_at = [0, 0.5, 0]

[light.lamp]
position = [0, 3, 0]

[emitter.sparks]
rate = 50
shape = "box"
position = [1, 1, 0]
extent = [0.5, 0.25, 1]
colliders = [{ shape = "sphere", position = [0, 0, -2], radius = 0.75 }]
"""
coordinates = st.floats(-20.0, 20.0)
point = st.tuples(coordinates, coordinates, coordinates)


@given(st.lists(point, min_size=2, max_size=6), point, st.floats(5.0, 120.0))
def test_every_line_is_inside_the_picture_and_on_its_wire(
    corners: list[tuple[float, float, float]], eye: tuple[float, float, float], fov: float
) -> None:
    camera = Camera(camera_from_world(eye, (0.1, 0.2, 0.3)), fov=fov)
    for line in projected([Wire("path", np.array(corners))], camera, 16 / 9):
        for x, y in (line.start, line.end):
            assert -1e-9 <= x <= 1.0 + 1e-9 and -1e-9 <= y <= 1.0 + 1e-9


def test_a_point_in_the_middle_of_the_view_is_in_the_middle_of_the_picture() -> None:
    camera = Camera(camera_from_world((3.0, 2.0, 9.0), (0.0, 1.0, 0.0), 30.0))
    (line,) = projected([Wire("light", np.array([[0.0, 1.0, 0.0], [0.0, 1.5, 0.0]]), "name")], camera, 2.0)
    assert line.start == pytest.approx((0.5, 0.5)) and line.label == "name" and line.end[1] < 0.5


def test_a_scene_has_wires_of_its_camera_path_lights_emitters_and_colliders() -> None:
    scene = load_text(TEXT)
    frame = scene.at(2.0)
    found = wires_of(scene, frame, frame.camera)
    kinds = {wire.kind for wire in found}
    assert kinds == {"camera", "path", "light", "emitter", "collider"}
    box = np.concatenate([wire.points for wire in found if wire.kind == "emitter"])
    assert np.allclose(box.min(axis=0), (0.5, 0.75, -1.0)) and np.allclose(box.max(axis=0), (1.5, 1.25, 1.0))
    ball = np.concatenate([wire.points for wire in found if wire.kind == "collider"])
    assert np.allclose(np.linalg.norm(ball - (0.0, 0.0, -2.0), axis=1), 0.75)
    path = max((wire.points for wire in found if wire.kind == "path"), key=len)
    assert np.allclose(path[0], (3.0, 2.0, 4.0)) and np.allclose(path[-1], (-3.0, 2.0, 4.0), atol=0.01)
    assert {"eye", "look_at", "key light", "sparks"} <= {wire.label for wire in found}
    assert not any(wire.kind == "camera" for wire in wires_of(scene, frame, None)), "not seen through itself"
