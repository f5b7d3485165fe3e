"""JSON Schema of single values and of properties."""

from typing import Any

from pydantic.json_schema import JsonSchemaValue

from visualizer.timeline.easing import EASINGS, SMOOTH

NAMES = "x-names"
"""Key of the schema of a text that names something: the table that has the names, "actor" for actors and their anchors,
"mesh", or "moment" for times relative to a shot or marker. Validators ignore it; the language server completes and
finds names by it."""

TIME_SCHEMA: dict[str, Any] = {
    "description": "seconds, or the name of a shot or marker with an offset such as 'launch+0.5'",
    "anyOf": [{"type": "number"}, {"type": "string", NAMES: "moment"}],
}
NUMBER_SCHEMA: dict[str, Any] = {"type": "number"}


def list_schema(low: int, high: int | None = None) -> dict[str, Any]:
    """Return the schema of a list of `low` to `high` numbers, or of `low` numbers exactly."""
    return {"type": "array", "items": NUMBER_SCHEMA, "minItems": low, "maxItems": high or low}


def schema_of_track(one: dict[str, Any], *, eased: bool = True) -> JsonSchemaValue:
    """Return the JSON Schema of a property whose single values have the schema `one`: a value, or keys.

    eased: whether its keys may have an ease; names and flags go from value to value in one step.
    """
    ease: dict[str, Any] = {
        "anyOf": [{"enum": [*EASINGS, SMOOTH]}, {"type": "string"}],
        "description": "the easing from this key to the next",
        "default": "linear",
    }
    if not eased:
        ease = {"const": "step", "description": "values change in one step"}
    key = {
        "type": "object",
        "additionalProperties": False,
        "required": ["t", "v"],
        "properties": {"t": TIME_SCHEMA, "v": {"description": "the value at that time", **one}, "ease": ease},
    }
    return {"anyOf": [one, {"type": "array", "items": key, "minItems": 1}]}
