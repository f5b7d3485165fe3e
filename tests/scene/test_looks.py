"""Looks: the tables of light and grade have the fields of the frame's dataclasses."""

import re
from dataclasses import MISSING, fields, replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from tests.renderer.frames import still_life
from visualizer.data import data_folder
from visualizer.declarations import declared_by
from visualizer.frame import Ambient, Contact, Grade, KeyLight, Medium
from visualizer.properties import declaration_of
from visualizer.properties.tables import KeyedTable
from visualizer.renderer.view import key_light_view
from visualizer.renderer.view_block import OF_SHADOWS
from visualizer.scene.model import (
    AmbientModel,
    ContactModel,
    GradeModel,
    KeyLightModel,
    LookModel,
    MediumModel,
)

TABLES = [
    (KeyLightModel, KeyLight),
    (AmbientModel, Ambient),
    (ContactModel, Contact),
    (MediumModel, Medium),
    (GradeModel, Grade),
]


@pytest.mark.parametrize(("table", "plain"), TABLES)
def test_a_table_of_a_look_has_the_fields_of_its_dataclass_with_their_declarations(
    table: "type[KeyedTable[Any]]", plain: type
) -> None:
    assert list(table.model_fields) == [one.name for one in fields(plain)]
    for one in fields(plain):
        assert one.default is not MISSING
        if (table, one.name) != (KeyLightModel, "centre"):  # a file may leave it out: see the camera
            assert declaration_of(table.model_fields[one.name]) == declared_by(one)


@pytest.mark.parametrize(("table", "plain"), TABLES)
def test_an_empty_look_has_the_defaults_of_its_dataclass(table: "type[KeyedTable[Any]]", plain: type) -> None:
    assert table().at(3.0) == plain()


def test_every_table_of_a_look_that_a_frame_has_is_listed_here() -> None:
    annotations = [field.annotation for field in LookModel.model_fields.values()]
    made = {one for one in annotations if isinstance(one, type) and issubclass(one, KeyedTable)}
    assert made == {table for table, _ in TABLES}


def test_a_keyed_value_reaches_the_dataclass_and_keeps_its_limits() -> None:
    keys = [{"t": 0.0, "v": 0.0}, {"t": 2.0, "v": 1.0}]
    assert GradeModel.model_validate({"bloom": keys}).at(1.0) == Grade(bloom=0.5)
    assert GradeModel.model_validate({"tint": "#ffffff"}).at(0.0).tint == (1.0, 1.0, 1.0)
    with pytest.raises(ValidationError, match="must be at most 1"):
        GradeModel.model_validate({"bloom": [{"t": 0.0, "v": 0.0}, {"t": 2.0, "v": 1.5}]})
    with pytest.raises(ValidationError, match="no negative component"):
        MediumModel.model_validate({"glow": [0.0, -1.0, 0.0]})


@pytest.mark.parametrize(
    ("plain", "prefix"),
    [
        (Grade, "u_grade_"),
        (Medium, "view.medium_"),
        (Ambient, "view.ambient_"),
        (Contact, "view.contact_"),
        (KeyLight, "view.key_"),
    ],
)
def test_every_value_of_a_look_is_read_by_a_shader(plain: type, prefix: str) -> None:
    files = [*data_folder("shaders").rglob("*.frag"), *data_folder("shaders").rglob("*.glsl")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    for one in fields(plain):
        if plain is KeyLight and one.name in OF_SHADOWS:
            continue  # see the next test
        name = "u_exposure" if (plain, one.name) == (Grade, "exposure") else f"{prefix}{one.name}"
        assert re.search(rf"\b{re.escape(name)}\b", text), f"no shader reads {name}"


@pytest.mark.parametrize("name", OF_SHADOWS)
def test_every_value_of_the_key_light_that_no_shader_reads_changes_the_shadow_map(name: str) -> None:
    plain = still_life()
    changes: dict[str, Any] = {name: (1.0, 2.0, 3.0) if name == "centre" else 3.0}
    changed = replace(plain.key_light, **changes)
    origin = np.zeros(3)
    before = key_light_view(plain, 1, 4, origin)
    assert not np.allclose(before, key_light_view(replace(plain, key_light=changed), 1, 4, origin))
