"""Parts of tables: whatever has a place or a direction can be moved and turned, in the bytes of its values alone."""

import types
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.editor.edits_of_scenes import Unsaved
from visualizer.data import data_folder
from visualizer.editor import motions, writing
from visualizer.editor.fields import Fields, _bare
from visualizer.editor.held import held
from visualizer.editor.parts import Part, part_at, parts_of
from visualizer.particles.colliders import Collider
from visualizer.properties import HAS_LENGTH, IS_ROTATION, declaration_of
from visualizer.properties.wording import marks_of
from visualizer.scene.kinds import kinds
from visualizer.scene.loading import load, load_text
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene
from visualizer.scene.tables import TABLES
from visualizer.transforms import euler, rotation

TEXT = """format = 1
title = "Parts"

[film]
duration = 10.0

[[shot]]
name = "one"
start = 0.0
camera = "eye"
look = "day"

[camera.eye]
position = [3, 2, 4]
look_at = [0, 0.5, 0]
up = [0, 1, 0.25]   # a comment that stays

[look.day]
probe = "set"
key.direction = [{ t = 0, v = [0.5, -1, 0.25] }, { t = 10, v = [0, -1, 0] }]

[look.day.sky]
material = "gradient"

[probe.set]
position = [0, 1, 0]
centre = [0.5, 1, 0]
size = [4, 4, 4]

[actor.cart]
kind = "shape"
position = [2, 0, 1]
rotation = [30, 10, 0]
scale = 2.0

[actor.person]
kind = "figure"
heading = 40

[[actor.person.reaches]]
limb = "left_hand"
target = "cart"
offset = [0, 0.5, 0]
normal = [0, 1, 0]

[fog.beam]
shape = "cone"
attach = "cart"
position = [0, 4, 0]

[emitter.sparks]
attach = "cart"
space = "local"
rate = 50
velocity = [0, 2, 0]
wind = [1, 0, 0]
drag = 0.5
attraction = 2.0
attractor = [0, 3, 0]
vortex = 1.0
colliders = [
    { shape = "box", rotation = [20, 0, 10], extent = [1, 0.5, 1] },  # a comment that stays too
    { shape = "plane", position = [0, -1, 0] },
    { shape = "capsule", position = [1, 0, 0], end = [1, 2, 0], radius = 0.25 },
]

[emitter.line]
rate = 10
rotation = [0, 90, 0]
shape = "curve"
points = [[0, 0, 0], [0, 0, 2], [1, 0, 3]]
"""
SCENE = load_text(TEXT)


def every_part(scene: Scene) -> list[Part]:
    fields = Fields()
    return [part for table in scene.tables for part in parts_of(scene, fields, table)]


PARTS = every_part(SCENE)
LABELS: dict[Path, list[str]] = {
    ("camera", "eye"): ["look_at", "up"],
    ("look", "day"): ["key.direction"],
    ("probe", "set"): ["probe.set", "position", "centre"],
    ("actor", "person"): ["reaches 1"],
    ("fog", "beam"): [],
    ("emitter", "sparks"): ["velocity", "wind", "vortex_axis", "attractor", "colliders 1", "colliders 2", "colliders 3",
                            "colliders 3.position", "colliders 3.end"],
    ("emitter", "line"): ["points 1", "points 2", "points 3"],
}  # fmt: skip


@pytest.mark.parametrize("table", LABELS)
def test_the_parts_of_a_table_are_what_a_file_sets_or_what_has_an_effect(table: Path) -> None:
    assert [part.label for part in parts_of(SCENE, Fields(), table)] == LABELS[table]


def moved_as_asked(scene: Scene, part: Part, time: float, offset: Any, turns: Any) -> None:
    """Fail unless a part is where it was moved to and points where it was turned to, and undo gives the same bytes."""
    one = held(scene, Fields(), part.path, time)
    assert one is not None
    assert set(one.refusals) < {"move", "turn", "scale"}, f"{part.path}: nothing can be done with it"
    turn = rotation(euler(*turns))[:3, :3]
    if "move" not in one.refusals:
        again = held(after(scene, motions.moved(scene, one, offset, 1e-3), time), Fields(), part.path, time)
        assert again is not None
        assert np.allclose(again.origin, one.origin + offset, atol=5e-3), part.path
    if "turn" not in one.refusals:
        again = held(after(scene, motions.turned(scene, one, turn), time), Fields(), part.path, time)
        assert again is not None
        ahead = turn @ one.world_from_object[:3, 2]
        assert np.allclose(again.world_from_object[:3, 2], ahead, atol=5e-3), part.path
    if "scale" not in one.refusals:
        assert after(scene, motions.scaled(scene, one, (1.5, 1.5, 1.5)), time) is not scene


def after(scene: Scene, values: motions.Placements, time: float) -> Scene:
    """Return the scene with values, after checks that no comment is lost, and that one undo gives the same bytes."""
    edits = Unsaved(scene)
    edits.change(writing.values_written(scene, values, time), "gizmo")
    changed = edits.scene
    before = [one.source for one in scene.documents.files]
    now = [one.source for one in changed.documents.files]
    for old, new in zip(before, now, strict=True):
        assert old.count(b"#") == new.count(b"#")
    if now != before:
        edits.undo()
    assert [one.source for one in edits.scene.documents.files] == before
    return changed


offsets = st.tuples(*[st.floats(-0.3, 0.3)] * 3)
angles = st.tuples(st.floats(-170.0, 170.0), st.floats(-80.0, 80.0), st.floats(-170.0, 170.0))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PARTS), st.integers(0, 80), offsets, angles)
def test_each_part_is_where_it_was_moved_to_and_points_where_it_was_turned_to(
    part: Part, eighths: int, offset: tuple[float, float, float], turns: tuple[float, float, float]
) -> None:
    moved_as_asked(SCENE, part, eighths / 8.0, offset, turns)


@pytest.mark.parametrize("name", ["particles/colliders", "particles/forces", "light/probe", "cast/reach"])
def test_each_part_of_a_shipped_scene_can_be_moved_and_turned(name: str) -> None:
    scene = load(data_folder("scenes") / f"{name}.toml")
    for part in every_part(scene):
        moved_as_asked(scene, part, 1.0, (0.05, 0.02, -0.05), (20.0, 10.0, 0.0))


def test_a_cone_of_fog_without_a_direction_is_turned_from_that_of_the_key_light() -> None:
    one = held(SCENE, Fields(), ("fog", "beam"), 0.0)
    assert one is not None and one.pointed is not None
    light = np.array([0.5, -1.0, 0.25])
    assert np.allclose(one.pointed, light / np.linalg.norm(light))
    turn = rotation(euler(90.0, 0.0, 0.0))[:3, :3]
    again = held(after(SCENE, motions.turned(SCENE, one, turn), 0.0), Fields(), ("fog", "beam"), 0.0)
    assert again is not None and again.pointed is not None
    assert np.allclose(again.pointed, turn @ one.pointed, atol=2e-3)


def test_a_figure_is_turned_by_its_heading() -> None:
    one = held(SCENE, Fields(), ("actor", "person"), 1.0)
    assert one is not None
    turn = rotation(euler(30.0, 0.0, 0.0))[:3, :3]
    ((field, value),) = motions.turned(SCENE, one, turn)
    assert (field.path, value) == (("actor", "person", "heading"), pytest.approx(70.0, abs=0.02))


def test_the_whole_of_a_capsule_moves_with_both_ends_and_one_end_alone() -> None:
    whole = held(SCENE, Fields(), ("emitter", "sparks", "colliders", 2), 0.0)
    end = held(SCENE, Fields(), ("emitter", "sparks", "colliders", 2, "end"), 0.0)
    assert whole is not None and end is not None
    names = [
        [str(field.path[-1]) for field, _ in motions.moved(SCENE, one, (1, 0, 0), 0.01)]
        for one in (whole, end)
    ]
    assert names == [["position", "end"], ["end"]]


def test_a_part_with_which_one_thing_alone_can_be_done_gets_its_handles_in_any_mode() -> None:
    light = held(SCENE, Fields(), ("look", "day"), 0.0)
    point = held(SCENE, Fields(), ("emitter", "line", "points", 1), 0.0)
    assert light is not None and point is not None
    assert (light.mode("move"), light.mode(""), point.mode("turn")) == ("turn", "", "move")


def test_a_property_within_a_part_is_of_that_part() -> None:
    part = part_at(SCENE, Fields(), ("emitter", "sparks", "colliders", 0, "bounce"))
    assert part is not None and part.path == ("emitter", "sparks", "colliders", 0)


def models() -> Iterator[type[BaseModel]]:
    """Yield the models of all tables of scene files, and those within them."""
    todo: list[type[BaseModel]] = [table.model for table in TABLES if table.model is not None]
    todo += [kind.Properties for kind in kinds().values()]
    known: set[type[BaseModel]] = set()
    while todo:
        model = todo.pop()
        if model in known:
            continue
        known.add(model)
        yield model
        for info in model.model_fields.values():
            inner = _bare(info.annotation)
            parts = (
                getattr(inner, "__args__", (inner,)) if isinstance(inner, types.GenericAlias) else (inner,)
            )
            todo += [one for one in parts if isinstance(one, type) and issubclass(one, BaseModel)]


def test_what_is_a_direction_or_a_rotation_says_in_which_space() -> None:
    lost = [
        f"{model.__name__}.{name}"
        for model in models()
        for name, info in model.model_fields.items()
        if any(mark is HAS_LENGTH or mark is IS_ROTATION for mark in marks_of(info))
        and not getattr(declaration_of(info), "space", "")
    ]
    assert not lost, "space = ... is missing in the declaration"
    assert Collider in set(models())
