"""What gizmos do: a motion in the world becomes values that give that motion, in the bytes of these values alone."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.editor.edits_of_scenes import Unsaved
from tests.player.scenes import one_shot
from visualizer.editor import writing
from visualizer.editor.fields import Fields
from visualizer.editor.held import Held, held
from visualizer.editor.motions import Placements, moved, scaled, turned
from visualizer.scene.loading import load_text
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene
from visualizer.transforms import euler, heading_pitch_roll, rotation

TEXT = (
    one_shot(10.0)
    + """
[camera.eye]
position = [3, 2, 4]   # a comment that stays
look_at = [0, 0.5, 0]

[camera.rider]
attach = "cart"
position = [0, 2, -3]
look_at = "box"

[actor.cart]
kind = "shape"
position = [{ t = 0, v = [5, 0, 1] }, { t = 10, v = [-5, 0, 1] }]
rotation = [30, 10, 0]
scale = 2.0

[actor.box]
kind = "shape"
attach = "cart"
position = [0.5, 1.0, 0.25]

[actor.child]
kind = "robot"

[light.lamp]
attach = "cart"
shape = "rectangle"
position = [0, 3, 0]
rotation = [0, 90, 0]
width = 2.0

[light.bulb]

[emitter.sparks]
rate = 50
shape = "box"
position = [1, 1, 0]
extent = [0.5, 0.25, 1]

[emitter.debris]
parent = "sparks"

[fog.pool]
attach = "cart"
position = [0, 0.5, 0]
size = [2, 1, 3]
"""
)
SCENE = load_text(TEXT)
MOVABLE = [("actor", "box"), ("actor", "cart"), ("camera", "eye"), ("camera", "rider"), ("light", "lamp"), ("light", "bulb"),
           ("emitter", "sparks"), ("fog", "pool"), ("camera", "eye", "look_at")]  # fmt: skip
TURNABLE = [("actor", "box"), ("actor", "cart"), ("light", "lamp"), ("emitter", "sparks"), ("fog", "pool")]
numbers = st.floats(-20.0, 20.0)
angles = st.floats(-180.0, 180.0)


def found(scene: Scene, path: Path, time: float, through: str = "") -> Held:
    one = held(scene, Fields(), path, time, through)
    assert one is not None
    return one


def after(values: Placements, time: float) -> Scene:
    """Return the scene with values, after a check that undo gives the same bytes."""
    edits = Unsaved(SCENE)
    edits.change(writing.values_written(SCENE, values, time), "gizmo")
    changed = edits.scene
    if changed is not SCENE:
        edits.undo()
    assert edits.scene.documents.files[0].source == TEXT.encode()
    return changed


def assert_else_unchanged(scene: Scene, *properties: str) -> None:
    """Fail if a line of the text differs that is not of one of the properties."""
    old, new = TEXT.splitlines(), scene.documents.files[0].source.decode().splitlines()
    lost = [line for line in old if line not in new]
    assert all(line.split(" =")[0] in properties for line in lost), lost


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MOVABLE), st.tuples(numbers, numbers, numbers), st.integers(0, 80))
def test_what_is_moved_is_where_it_was_moved_to_and_no_other_line_has_changed(
    path: Path, offset: tuple[float, float, float], eighths: int
) -> None:
    time = eighths / 8.0  # the time of a frame, in whole milliseconds, as times of keyframes are written
    one = found(SCENE, path, time)
    scene = after(moved(SCENE, one, offset, 1e-3), time)
    assert np.allclose(found(scene, path, time).origin, one.origin + offset, atol=5e-3)
    assert_else_unchanged(scene, "position", "look_at")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TURNABLE), st.tuples(angles, st.floats(-80.0, 80.0), angles))
def test_what_is_turned_has_the_axes_to_which_it_was_turned(
    path: Path, turns: tuple[float, float, float]
) -> None:
    turn = rotation(euler(*turns))[:3, :3]
    one = found(SCENE, path, 2.0)
    scene = after(turned(SCENE, one, turn), 2.0)
    assert np.allclose(
        found(scene, path, 2.0).world_from_object[:3, :3], turn @ one.world_from_object[:3, :3], atol=2e-3
    )
    assert_else_unchanged(scene, "rotation")


@given(st.tuples(angles, st.floats(-89.0, 89.0), angles))
def test_angles_of_a_rotation_give_that_rotation(turns: tuple[float, float, float]) -> None:
    matrix = rotation(euler(*turns))
    assert np.allclose(rotation(euler(*heading_pitch_roll(matrix))), matrix, atol=1e-9)


@pytest.mark.parametrize("pitch", [90.0, -90.0])
def test_angles_straight_up_and_down_have_no_roll(pitch: float) -> None:
    matrix = rotation(euler(30.0, pitch, 20.0))
    heading, found_pitch, roll = heading_pitch_roll(matrix)
    assert roll == 0.0 and found_pitch == pytest.approx(pitch, abs=1e-4)
    assert np.allclose(rotation(euler(heading, found_pitch, roll)), matrix, atol=1e-6)


def value(values: Placements, name: str) -> Any:
    (found_,) = [new for one, new in values if one.path[-1] == name]
    return found_


def test_a_turn_past_half_a_turn_goes_on_counting() -> None:
    text = TEXT.replace("rotation = [30, 10, 0]", "rotation = [350, 0, 0]")
    scene = load_text(text)
    turn = rotation(euler(30.0, 0.0, 0.0))[:3, :3]
    assert value(turned(scene, found(scene, ("actor", "cart"), 0.0), turn), "rotation") == [380.0, 0.0, 0.0]


def test_a_property_with_keyframes_gets_one_at_the_playhead_and_a_constant_stays_one() -> None:
    cart, box = (found(SCENE, ("actor", name), 5.0) for name in ("cart", "box"))
    text = after(moved(SCENE, cart, (0.0, 1.0, 0.0), 0.01), 5.0).documents.files[0].source.decode()
    assert "{ t = 5.0, v = [0.0, 1.0, 1.0] }" in text
    (line,) = [
        line
        for line in after(moved(SCENE, box, cart.world_from_object[:3, 0] * 2.0, 0.01), 5.0)
        .documents.files[0]
        .source.decode()
        .splitlines()
        if line.startswith("position = [1.5")
    ]
    assert line == "position = [1.5, 1.0, 0.25]", (
        "one metre of a cart that is twice as large is two of the world"
    )


def test_numbers_that_hardly_change_stay_as_they_are_written() -> None:
    one = found(SCENE, ("camera", "eye"), 0.0)
    assert value(moved(SCENE, one, (0.12345, 1e-9, 0.0), 0.01), "position") == [3.12, 2.0, 4.0]


@pytest.mark.parametrize(
    ("path", "factors", "values"),
    [
        (("actor", "cart"), (1.0, 1.5, 1.0), {"scale": 3.0}),
        (("light", "lamp"), (0.5, 1.0, 1.0), {"width": 1.0}),
        (("light", "lamp"), (2.0, 3.0, 1.0), {"width": 4.0, "height": 3.0}),
        (("emitter", "sparks"), (1.0, 2.0, 1.0), {"extent": [0.5, 0.5, 1.0]}),
        (("fog", "pool"), (1.0, 1.0, 1 / 3), {"size": [2.0, 1.0, 1.0]}),
        (("light", "bulb"), (1e-9, 1.0, 1.0), {"radius": 0.001}),
    ],
)
def test_each_kind_is_sized_by_what_gives_it_its_size(
    path: Path, factors: Any, values: dict[str, Any]
) -> None:
    sized = scaled(SCENE, found(SCENE, path, 0.0), factors)
    assert {str(one.path[-1]): new for one, new in sized} == values
    after(sized, 0.0)


def test_a_camera_turns_by_the_point_that_it_looks_at_and_about_its_line_of_sight_by_its_roll() -> None:
    one = found(SCENE, ("camera", "eye"), 0.0)
    turn = rotation(euler(90.0, 0.0, 0.0))[:3, :3]
    scene = after(turned(SCENE, one, turn), 0.0)
    again = found(scene, ("camera", "eye"), 0.0)
    assert np.allclose(again.world_from_object[:3, 2], turn @ one.world_from_object[:3, 2], atol=2e-3)
    assert_else_unchanged(scene, "look_at")
    forward = -one.world_from_object[:3, 2]
    half = math.radians(20.0) / 2.0
    about = rotation([*(forward * math.sin(half)), math.cos(half)])[:3, :3]
    values = turned(SCENE, one, about)
    assert value(values, "roll") == pytest.approx(-20.0, abs=0.01)
    rolled = found(after(values, 0.0), ("camera", "eye"), 0.0)
    assert np.allclose(rolled.world_from_object[:3, :3], about @ one.world_from_object[:3, :3], atol=1e-3)


@pytest.mark.parametrize(
    ("path", "through", "mode", "words"),
    [
        (("camera", "eye"), "eye", "move", "seen through camera.eye"),
        (("camera", "rider"), "", "turn", "looks at box"),
        (("camera", "rider", "look_at"), "", "move", "looks at box"),
        (("camera", "eye"), "", "scale", "fov"),
        (("actor", "child"), "", "turn", "by how it moves"),
        (("light", "bulb"), "", "turn", "in all directions"),
        (("emitter", "debris"), "", "move", "born of the particles of emitter.sparks"),
    ],
)
def test_what_a_gizmo_cannot_do_is_said_in_words(path: Path, through: str, mode: Any, words: str) -> None:
    text = TEXT.replace('kind = "robot"', 'kind = "falling_crystal"\nrelease = 0.0\nrotation = [0, 0, 40]')
    assert words in found(load_text(text), path, 1.0, through).refusals[mode]


def test_what_has_no_place_in_the_world_is_not_held() -> None:
    for path in [("film",), ("shot", 0), (), ("actor", "nobody")]:
        assert held(SCENE, Fields(), path, 0.0) is None


def test_every_size_of_a_gizmo_is_within_the_limits_of_its_property() -> None:
    for path in MOVABLE:
        one = found(SCENE, path, 0.0)
        lows = {size.path: size.low or 0.0 for size, _ in one.sizes}
        for size, new in scaled(SCENE, one, (1e-9, 1e-9, 1e-9)):
            assert np.all(np.asarray(new) >= lows[size.path])
