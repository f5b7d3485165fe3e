"""Every field that a scene file may set, of every table, kind of actor and emitter, is declared once and completely."""

import re
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from visualizer.declarations import Declaration
from visualizer.properties import Limits, declaration_of
from visualizer.scene.kinds import built_in_kinds
from visualizer.scene.tables import scene_model
from visualizer.timeline.track import Track

UNIT = re.compile(r"(?:1/)?[a-z][a-zA-Z ]*[²³]?(?:/[a-zA-Z]+[²³]?)?|K")
RANGE = re.compile(r"\.\.|[<>]=?|\[|\bat least \d|\bat most \d|\bbetween \d|\bin metres\b|\bin seconds\b")
LIST_COUNTED = {"colliders", "text"}
"""Fields whose sentence contains a limit on entries or lines, made from the constant that is checked."""


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and all that its fields hold."""
    yield model
    for field in model.model_fields.values():
        rest: list[Any] = [field.annotation]
        while rest:
            one = rest.pop()
            if isinstance(one, type) and issubclass(one, BaseModel):
                yield from models(one)
            rest += typing.get_args(one)


ROOTS = [scene_model(), *(kind.Properties for kind in built_in_kinds().values())]
MODEL_OF: dict[str, type[BaseModel]] = {
    f"{model.__qualname__}.{name}": model
    for root in ROOTS
    for model in models(root)
    for name in model.model_fields
}
FIELDS: dict[str, FieldInfo] = {
    path: model.model_fields[path.rpartition(".")[2]] for path, model in MODEL_OF.items()
}


def test_the_walk_finds_tables_kinds_emitters_and_what_they_hold() -> None:
    assert {"CameraModel.up", "EmitterModel.life", "Collider.shape", "Burst.count", "Leap.start"} <= set(
        FIELDS
    )
    assert len(FIELDS) > 250


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_says_what_it_is_with_a_unit_and_a_range_that_come_from_its_declaration(name: str) -> None:
    field = FIELDS[name]
    about = declaration_of(field)
    assert about is not None, "use `declare`"
    assert about.sentence and not about.sentence.endswith((".", "]"))
    assert field.description == about.text
    assert about.unit is None or UNIT.fullmatch(about.unit), about.unit
    if name.rpartition(".")[2] not in LIST_COUNTED:
        assert not RANGE.search(about.sentence)


@pytest.mark.parametrize("name", FIELDS)
def test_the_default_of_a_field_keeps_its_limits(name: str) -> None:
    field = FIELDS[name]
    limits = [one for one in field.metadata if isinstance(one, Limits)]
    if field.is_required() or field.get_default() is None or not limits:
        return
    default = field.get_default()
    limits[0].check(default if isinstance(default, list | tuple | int | float | str | Track) else None)


def bounds(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield the schema of each number that a field's one value, or the value of a keyframe or stop, is made of."""
    if isinstance(schema, dict) and schema.get("type") in ("number", "integer"):
        yield schema
    elif isinstance(schema, dict):
        # Of a keyframe its value alone: its time has another range.
        inner = schema["properties"]["v"] if "v" in schema.get("properties", ()) else None
        for part in (
            [inner] if inner is not None else [schema.get(key) for key in ("anyOf", "items", "prefixItems")]
        ):
            for one in part if isinstance(part, list) else [part]:
                yield from bounds(one)


@pytest.mark.parametrize("name", FIELDS)
def test_the_schema_and_the_text_of_a_field_show_its_range(name: str) -> None:
    about = declaration_of(FIELDS[name])
    assert about is not None
    if about.low is None and about.high is None:
        return
    schema = MODEL_OF[name].model_json_schema()["properties"][name.rpartition(".")[2]]
    found = list(bounds(schema))
    assert found
    assert {(one.get("minimum"), one.get("maximum")) for one in found} == {(about.low, about.high)}
    assert about.limits in schema["description"]


def test_a_curve_has_a_range() -> None:
    assert (
        FIELDS["EmitterModel.size_curve"].description
        == "factor of the diameter as a function of age / life [at least 0]"
    )
    assert str(FIELDS["EmitterModel.opacity_curve"].description).endswith("[0 to 1]")


@pytest.mark.parametrize(
    ("about", "text"),
    [
        (Declaration("a share", None, 0.0, 1.0), "a share [0 to 1]"),
        (Declaration("a time", "s", 0.0), "a time [s, at least 0]"),
        (Declaration("a height", "m", above=0.3, below=4.0), "a height [m, more than 0.3, less than 4]"),
        (Declaration("a factor", high=2.0), "a factor [at most 2]"),
        (Declaration("a place", "m"), "a place [m]"),
        (Declaration("a colour"), "a colour"),
    ],
)
def test_the_text_of_a_declaration_is_its_sentence_with_unit_and_range(about: Declaration, text: str) -> None:
    assert about.text == text
