"""Wires over the picture: they lie where what they stand for is, and inside the picture."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.player.scenes import one_shot
from visualizer.frame import Camera
from visualizer.player.wires import Line, Wire, nearest_path, projected, wires_of
from visualizer.scene.loading import load_text
from visualizer.transforms import camera_from_world

TEXT = (
    one_shot(4.0)
    + """
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

[fog.pool]
position = [0, 0.5, 0]
size = [2, 1, 3]

[fog.beam]
shape = "cone"
position = [0, 4, 0]
direction = [0, -1, 0]
length = 4
angle = 90

[actor.cart]
kind = "shape"
position = [5, 0, 0]
"""
)
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
    assert kinds == {"camera", "path", "light", "fog", "emitter", "collider"}
    box = np.concatenate([wire.points for wire in found if wire.kind == "emitter"])
    assert np.allclose(box.min(axis=0), (0.5, 0.75, -1.0)) and np.allclose(box.max(axis=0), (1.5, 1.25, 1.0))
    ball = np.concatenate([wire.points for wire in found if wire.kind == "collider"])
    assert np.allclose(np.linalg.norm(ball - (0.0, 0.0, -2.0), axis=1), 0.75)
    path = max((wire.points for wire in found if wire.kind == "path"), key=len)
    assert np.allclose(path[0], (3.0, 2.0, 4.0)) and np.allclose(path[-1], (-3.0, 2.0, 4.0), atol=0.01)
    assert {"eye", "look_at", "key light", "sparks"} <= {wire.label for wire in found}
    assert not any(wire.kind == "camera" for wire in wires_of(scene, frame, None)), "not seen through itself"
    fog = np.concatenate([wire.points for wire in found if wire.path == ("fog", "pool")])
    assert np.allclose(fog.min(axis=0), (-1.0, 0.0, -1.5)) and np.allclose(fog.max(axis=0), (1.0, 1.0, 1.5))
    beam = np.concatenate([wire.points for wire in found if wire.path == ("fog", "beam")])
    assert np.allclose(beam.min(axis=0), (-4.0, 0.0, -4.0), atol=1e-6) and beam[:, 1].max() == pytest.approx(
        4.0
    )


def test_colliders_in_local_space_move_with_what_their_emitter_is_attached_to() -> None:
    scene = load_text(TEXT.replace('shape = "box"', 'shape = "box"\nspace = "local"\nattach = "cart"'))
    found = wires_of(scene, scene.at(2.0), None)
    ball = np.concatenate([wire.points for wire in found if wire.kind == "collider"])
    assert np.allclose(np.linalg.norm(ball - (5.0, 0.0, -2.0), axis=1), 0.75)


def test_each_wire_stands_for_the_table_that_a_click_on_it_selects() -> None:
    scene = load_text(TEXT)
    frame = scene.at(2.0)
    found = wires_of(scene, frame, frame.camera)
    paths = {wire.label: wire.path for wire in found if wire.label}
    assert paths["eye"] == ("camera", "eye") and paths["lamp"] == ("light", "lamp")
    assert paths["sparks"] == ("emitter", "sparks") and paths["pool"] == ("fog", "pool")
    assert paths["look_at"] == ("camera", "eye", "look_at")
    assert {wire.path for wire in found if wire.kind == "collider"} == {("emitter", "sparks", "colliders", 0)}


def test_the_probe_and_the_key_light_of_the_look_have_wires_that_stand_for_them() -> None:
    look = """camera = "eye"
look = "day"

[look.day]
probe = "set"

[probe.set]
position = [0, 1, 0]
centre = [0.5, 1, 0]
size = [4, 2, 6]

[probe.of_no_look]
position = [0, 1, 0]
centre = [0, 1, 0]
size = [2, 2, 2]
"""
    scene = load_text(TEXT.replace('camera = "eye"\n', look, 1))
    found = wires_of(scene, scene.at(2.0), None)
    probe = np.concatenate([wire.points for wire in found if wire.kind == "probe"])
    assert np.allclose(probe.min(axis=0), (-1.5, 0.0, -3.0)) and np.allclose(
        probe.max(axis=0), (2.5, 2.0, 3.0)
    )
    assert {wire.path for wire in found if wire.kind == "probe"} == {("probe", "set")}
    (light,) = {wire.path for wire in found if wire.label == "key light"}
    assert light == ("look", "day", "key")


def test_a_click_selects_the_nearest_line_and_none_that_is_far() -> None:
    lines = (
        Line("light", (0.1, 0.1), (0.9, 0.1), "", ("light", "high")),
        Line("light", (0.1, 0.2), (0.9, 0.2), "", ("light", "low")),
        Line("light", (0.5, 0.0), (0.5, 1.0)),
    )
    assert nearest_path(lines, (0.5, 0.11), (640.0, 360.0)) == ("light", "high")
    assert nearest_path(lines, (0.89, 0.19), (640.0, 360.0)) == ("light", "low")
    assert nearest_path(lines, (0.5, 0.5), (640.0, 360.0)) == (), "a line without a table is none to select"
    assert nearest_path(lines, (0.95, 0.2), (640.0, 360.0)) == (), "beyond the end of a line"
