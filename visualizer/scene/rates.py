"""Rates: a film's frames a second in a scene file: a number, or a fraction such as "30000/1001"."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from visualizer.properties.values import problem
from visualizer.timeline.frames import HIGHEST_RATE, LOWEST_RATE, rate_of


def _read(value: object) -> Fraction:
    if isinstance(value, str) and "/" not in value:
        raise problem("text is a fraction such as '30000/1001'; a number has no quotes")
    try:
        return rate_of(value)
    except ValueError as error:
        raise problem(str(error)) from None


class _RateSchema:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        number = {"type": "number", "minimum": LOWEST_RATE, "maximum": HIGHEST_RATE}
        return {"anyOf": [number, {"type": "string", "pattern": r"^\s*[0-9]+\s*/\s*[0-9]+\s*$"}]}


FrameRate = Annotated[Fraction, _RateSchema()]
"""Frames a second, exact."""
