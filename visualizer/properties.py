"""Properties: what an actor, camera, light or emitter lets a scene file set.

A property is declared once, as an annotated field of a Pydantic model, and everything else comes from
that line: validation, the JSON Schema, the manual and the editor. Every property is a `Track`: the file
gives one value, or a list of keyframes, and law 2 needs no further code.

    class Properties(ActorProperties):
        crack: Number = declare(0.0, "share of the wall that is cracked", unit="0..1", low=0.0, high=1.0)

In a file: ``crack = 0.5``, or ``crack = [{ t = 0, v = 0.0, ease = "out-expo" }, { t = "fissure+0.5", v = 1.0 }]``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from visualizer.timeline.easing import EASINGS, SMOOTH, UnknownEasing, easing
from visualizer.timeline.track import Keyframe, Kind, Track
from visualizer.values import (
    HEX_COLOUR,
    colour_of,
    composed,
    flag_of,
    identifier_of,
    name_of,
    number_of,
    numbers_of,
    problem,
    time_of,
    turn_of,
)


@dataclass(frozen=True, eq=False)  # by identity, so that `Number | None` can be written: a dict has no hash
class Property:
    """How one kind of property is read. read: turns a file's value into a plain one. schema: of one value.

    low, high: what every value of this kind is held to, between keys too. eased: whether its keys may have an ease.
    """

    kind: Kind
    read: Callable[[object], Any]
    schema: Mapping[str, Any]
    low: float | None = field(default=None, kw_only=True)
    high: float | None = field(default=None, kw_only=True)
    eased: bool = field(default=True, kw_only=True)

    word: ClassVar[str] = "key"
    """What messages call a row of a list."""
    place: ClassVar[str] = "t"
    """Under which name a row says where it stands."""

    def track(self, value: object, info: ValidationInfo | None) -> Track[Any]:
        """Return the track of a file's value: one value, or a list of keys."""
        if isinstance(value, Track):
            return value.limited(self.low, self.high)
        if isinstance(value, list) and (not value or isinstance(value[0], dict)):
            return self._keyed(value, info)
        return self._track([Keyframe(0.0, self.read(value))])

    def placed(self, value: object, info: ValidationInfo | None) -> float:
        """Return where a row stands: its time, s."""
        return time_of(value, info)

    def disorder(self, place: float, before: float) -> str:
        """Return what is wrong with a row at `place` that comes after one at `before`."""
        if place == before:
            return f'two keys are at the same time, {place:g} s; a jump is a key with ease = "step" before it'
        return f"keys are in ascending order of time; {place:g} s comes after {before:g} s"

    def _keyed(self, rows: list[object], info: ValidationInfo | None) -> Track[Any]:
        word, place = self.word, self.place
        if not rows:
            raise problem(f"a list of {word}s has at least one {word}")
        keys: list[Keyframe] = []
        for number, row in enumerate(rows):
            where = f"{word} {number + 1}: "
            if not isinstance(row, dict):
                raise problem(f"{where}a {word} is a table such as {{ {place} = 0, v = 1 }}", index=number)
            if unknown := sorted(set(row) - {place, "v", "ease"}):
                raise problem(
                    f"{where}unknown key '{unknown[0]}'",
                    given=unknown[0],
                    known=[place, "v", "ease"],
                    index=number,
                    part=unknown[0],
                )
            for needed in (place, "v"):
                if needed not in row:
                    raise problem(f"{where}'{needed}' is missing", index=number)
            part = place
            try:
                time = self.placed(row[place], info)
                part = "v"
                value = self.read(row["v"])
                part = "ease"
                ease = name_of(row.get("ease", "linear"))
                easing(ease)
                if not self.eased and "ease" in row and ease not in ("step", "step-end"):
                    raise problem(
                        "this goes from value to value in one step; leave 'ease' out, or write 'step'"
                    )
                if self.kind == "rotation" and keys and len(value) != len(keys[0].value):
                    part = "v"
                    raise problem(
                        "a list of rotations is all angles (three numbers) or all quaternions (four)"
                    )
            except PydanticCustomError as error:
                context = dict(error.context or {})
                raise problem(
                    where + str(context.pop("message")), **{**context, "index": number, "part": part}
                ) from None
            except UnknownEasing as error:
                raise problem(
                    f"{where}{error}",
                    given=error.meant,
                    known=[*sorted(EASINGS), SMOOTH],
                    index=number,
                    part="ease",
                ) from None
            except ValueError as error:
                raise problem(f"{where}{error}", index=number, part="ease") from None
            if keys and time <= keys[-1].time:
                raise problem(where + self.disorder(time, keys[-1].time), index=number, part=place)
            keys.append(Keyframe(time, value, ease))
        return self._track(keys)

    def _track(self, keys: list[Keyframe]) -> Track[Any]:
        return Track(keys, self.kind, low=self.low, high=self.high)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Pydantic puts what `declare` adds (the limits) inside this: read first, then hold to the limits.
        return core_schema.with_info_before_validator_function(self.track, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return schema_of_track(dict(self.schema), eased=self.eased)


def schema_of_track(one: dict[str, Any], *, eased: bool = True) -> JsonSchemaValue:
    """Return the JSON Schema of a property whose single values have the schema `one`: a value, or keys.

    eased: whether its keys may have an ease; names and flags go from value to value in one step.
    """
    ease: dict[str, Any] = {
        "type": "string",
        "description": "the easing from this key to the next",
        "default": "linear",
    }
    if not eased:
        ease = {"const": "step", "description": "values change in one step"}
    key = {
        "type": "object",
        "additionalProperties": False,
        "required": ["t", "v"],
        "properties": {"t": TIME_SCHEMA, "v": one, "ease": ease},
    }
    return {"anyOf": [one, {"type": "array", "items": key, "minItems": 1}]}


@dataclass(frozen=True)
class Limits:
    """What a property's values are held to. low, high: inclusive, at every time. choices: allowed names.

    A key beyond them is an error; where an easing leads beyond them between two keys, the value stops at the limit.
    """

    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: Any) -> Any:
        """Return a track or plain value that keeps the limits. Raises a validation error for one that does not."""
        keys = value.keys if isinstance(value, Track) else (Keyframe(0.0, value),)
        for number, key in enumerate(keys):
            where, place = (
                (f"key {number + 1}: ", {"index": number, "part": "v"}) if len(keys) > 1 else ("", {})
            )
            if self.choices and key.value not in self.choices:
                raise problem(
                    f"{where}unknown name",
                    given=key.value,
                    known=list(self.choices),
                    value=key.value,
                    **place,
                )
            if self.low is None and self.high is None:
                continue
            several = isinstance(key.value, list | tuple)
            for count, part in enumerate(key.value if several else (key.value,)):
                at = {**place, "item": count} if several else place
                if self.low is not None and part < self.low:
                    raise problem(f"{where}must be at least {self.low:g}", value=part, **at)
                if self.high is not None and part > self.high:
                    raise problem(f"{where}must be at most {self.high:g}", value=part, **at)
        return value.limited(self.low, self.high) if isinstance(value, Track) else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def describe(self, schema: dict[str, Any]) -> None:
        """Write the limits into a property's JSON Schema, for its one value and for the value of each key."""
        extra: dict[str, Any] = {}
        if self.low is not None:
            extra["minimum"] = self.low
        if self.high is not None:
            extra["maximum"] = self.high
        if self.choices:
            extra["enum"] = list(self.choices)
        places = [schema]
        if "anyOf" in schema and "items" in schema["anyOf"][-1]:
            one, keys = dict(schema["anyOf"][0]), schema["anyOf"][-1]
            schema["anyOf"] = [one, keys]
            keys["items"]["properties"]["v"] = one
            places = [one]
        for place in places:
            if place.get("type") == "array":
                for part in ("items", "prefixItems"):
                    inner = place.get(part)
                    if isinstance(inner, dict):
                        place[part] = {**inner, **extra}
                    elif isinstance(inner, list):
                        place[part] = [{**item, **extra} for item in inner]
            else:
                place.update(extra)


def declare(
    default: Any = ...,
    description: str = "",
    *,
    unit: str | None = None,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    """Declare a property: its default (... for none), one sentence, its unit, and its limits.

    The default is held to the limits too.
    """
    sentence = f"{description} [{unit}]" if unit else description
    limits = Limits(low, high, tuple(choices))
    limited = limits != Limits()
    info = Field(
        default,
        description=sentence,
        validate_default=default is not None,
        json_schema_extra=limits.describe if limited else None,
    )
    if limited:
        info.metadata.append(limits)
    return info


TIME_SCHEMA: dict[str, Any] = {
    "description": "seconds, or a shot's name with an offset such as 'launch+0.5'",
    "anyOf": [{"type": "number"}, {"type": "string"}],
}
_NUMBER_SCHEMA: dict[str, Any] = {"type": "number"}


def _list_schema(low: int, high: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": _NUMBER_SCHEMA, "minItems": low, "maxItems": high or low}


_LIGHT_SCHEMA = {**_list_schema(3), "items": {**_NUMBER_SCHEMA, "minimum": 0.0}}
_COLOUR_SCHEMA = {"anyOf": [_LIGHT_SCHEMA, {"type": "string", "pattern": HEX_COLOUR.pattern}]}
_ROTATION_SCHEMA = {
    **_list_schema(3, 4),
    "description": "heading, pitch and roll in degrees, which turn as they are written (0 to 360 is a whole turn); or a"
    " quaternion x, y, z, w, which turns to the next the short way",
}

NUMBER = Property("number", number_of, _NUMBER_SCHEMA)


def vector(size: int) -> Property:
    """Return the property of lists of `size` numbers."""
    return Property("vector", lambda value: numbers_of(value, size), _list_schema(size))


VECTOR = vector(3)
COLOUR = Property("vector", colour_of, _COLOUR_SCHEMA, low=0.0)
ROTATION = Property("rotation", turn_of, _ROTATION_SCHEMA)
FLAG = Property("step", flag_of, {"type": "boolean"}, eased=False)
NAME = Property("step", name_of, {"type": "string"}, eased=False)

# A field's range and choices are given by `declare`; Pydantic hands them on through the field's metadata.
Number = Annotated[Track[float], NUMBER]
Vector3 = Annotated[Track[Any], VECTOR]
Colour = Annotated[Track[Any], COLOUR]
Rotation = Annotated[Track[Any], ROTATION]
Flag = Annotated[Track[bool], FLAG]
Name = Annotated[Track[str], NAME]


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
        return {"type": "string", "description": "an actor, or an anchor of one such as 'jor.head'"}


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

NameOf = Annotated[str, AfterValidator(composed)]
"""The name of a camera, a look or an emitter. Whether there is such a one is checked when all are known."""

REFERENCE = _ReferenceSchema()
"""Marks the fields that hold references, so that loading finds and checks them."""

Reference = Annotated[str, REFERENCE]
"""The name of an actor, or of an anchor of one."""
