"""Fields that are not keyed: times, names that a file gives, and references to what has a name."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from visualizer.properties.schemas import NAMES, TIME_SCHEMA
from visualizer.properties.values import composed, identifier_of, name_of, time_of


def _time(value: object, info: ValidationInfo) -> float:
    return time_of(value, info)


class _TimeSchema:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(_time)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(TIME_SCHEMA)


def is_time(field: FieldInfo) -> bool:
    """Return whether a field is declared as a `Time`."""
    return any(isinstance(one, _TimeSchema) for one in field.metadata)


class _ReferenceSchema:
    """Whether the name exists is checked when all actors are known: see scene/loading.py."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(name_of)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "type": "string",
            "description": "an actor, or an anchor of one such as 'jor.head'",
            NAMES: "actor",
        }


class _IdentifierSchema:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(identifier_of)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # JSON Schema's patterns are those of ECMAScript with Unicode (RFC 9485 has the common part).
        return {"type": "string", "pattern": r"^[\p{L}_][\p{L}\p{M}\p{N}_]*$"}


Identifier = Annotated[str, _IdentifierSchema()]
"""A name that a file gives to something, and uses in references and times."""

Time = Annotated[float, _TimeSchema()]
"""A moment of the film, seconds."""


class _NameIn:
    """The name of a table of a scene file, such as a camera. Whether there is such a one is checked when all are
    known."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(composed, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core), NAMES: self.table}


CameraName = Annotated[str, _NameIn("camera")]
LookName = Annotated[str, _NameIn("look")]
ProbeName = Annotated[str, _NameIn("probe")]
EmitterName = Annotated[str, _NameIn("emitter")]

REFERENCE = _ReferenceSchema()
"""Marks the fields that hold references, so that loading finds and checks them."""

Reference = Annotated[str, REFERENCE]
"""The name of an actor, or of an anchor of one."""


def named_table(marks: Iterable[object]) -> str:
    """Return the table of which a field holds a name: "actor" for a reference; "" for another field.

    marks: what its type is made of, as `wording.marks_of` gives it.
    """
    for one in marks:
        if one is REFERENCE:
            return "actor"
        if isinstance(one, _NameIn):
            return one.table
    return ""
