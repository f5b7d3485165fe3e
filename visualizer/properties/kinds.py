"""Kinds of properties: numbers, vectors, colours, rotations, flags, names; all of them may be keyed."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from visualizer.properties.limits import Limits
from visualizer.properties.schemas import NUMBER_SCHEMA, list_schema
from visualizer.properties.tracks import Keyed, Property
from visualizer.properties.values import (
    HEX_COLOUR,
    colour_of,
    flag_of,
    name_of,
    number_of,
    numbers_of,
    turn_of,
)

_LIGHT_SCHEMA = {**list_schema(3), "items": {**NUMBER_SCHEMA, "minimum": 0.0}}
_COLOUR_SCHEMA = {"anyOf": [_LIGHT_SCHEMA, {"type": "string", "pattern": HEX_COLOUR.pattern}]}
_ROTATION_SCHEMA = {
    **list_schema(3, 4),
    "description": "heading, pitch and roll in degrees, interpolated as numbers (0 to 360 is a full turn); or a"
    " quaternion x, y, z, w, interpolated along the shorter arc",
}

NUMBER = Property("number", number_of, NUMBER_SCHEMA)


def vector(size: int) -> Property:
    """Return the property of lists of `size` numbers."""
    return Property("vector", lambda value: numbers_of(value, size), list_schema(size))


VECTOR = vector(3)
COLOUR = Property("vector", colour_of, _COLOUR_SCHEMA, limits=Limits(low=0.0))
ROTATION = Property("rotation", turn_of, _ROTATION_SCHEMA)
FLAG = Property("step", flag_of, {"type": "boolean"}, eased=False)
NAME = Property("step", name_of, {"type": "string"}, eased=False)


class HasLength:
    """Marks the fields that are directions."""


HAS_LENGTH = HasLength()


class IsRotation:
    """Marks the fields that are rotations and cannot be keyed."""


IS_ROTATION = IsRotation()

# A field's range and choices are given by `declare`; Pydantic hands them on through the field's metadata.
Number = Annotated[Keyed[float], NUMBER]
Vector3 = Annotated[Keyed[Any], VECTOR]
Colour = Annotated[Keyed[Any], COLOUR]
Rotation = Annotated[Keyed[Any], ROTATION]
Direction = Annotated[Keyed[Any], VECTOR, HAS_LENGTH]
"""Three numbers with a length at every time: `Table` checks it."""
FixedDirection = Annotated[tuple[float, float, float], HAS_LENGTH]
"""The same, not keyed."""
FixedRotation = Annotated[
    tuple[float, ...], Field(min_length=3, max_length=4), BeforeValidator(turn_of), IS_ROTATION
]
"""Heading, pitch and roll, degrees, or a unit quaternion x, y, z, w; not keyed."""
Flag = Annotated[Keyed[bool], FLAG]
Name = Annotated[Keyed[str], NAME]
