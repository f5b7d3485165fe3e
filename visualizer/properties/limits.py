"""Limits: the range, or the names, that a property's values are held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from operator import ge as _ge
from operator import gt as _gt
from operator import le as _le
from operator import lt as _lt
from typing import Any, Protocol, cast, runtime_checkable

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from visualizer.properties.values import problem
from visualizer.timeline.track import Track


@runtime_checkable
class Limited(Protocol):
    """A reader of values that holds them to limits itself."""

    def limited(self, limits: Limits) -> Limited:
        """Return a reader that keeps these limits too."""
        ...

    def track(self, value: object, info: ValidationInfo | None) -> Track[Any]:
        """Return the track of a file's value."""
        ...


@dataclass(frozen=True)
class Limits:
    """What a property's values are held to. low, high: inclusive, at every time. above, below: the same, exclusive, for
    values that are not keyed. choices: allowed names.

    A keyframe beyond them is an error. Between keyframes, where an easing overshoots them, the value is clamped, with a
    warning.
    """

    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    above: float | None = None
    below: float | None = None

    def check(self, value: Any) -> Any:
        """Return a value of which all components are within the limits. Raises a validation error for another."""
        if self.choices and value not in self.choices:
            raise problem("unknown name", given=value, known=list(self.choices))
        several = isinstance(value, list | tuple)
        for number, part in enumerate(value if several else (value,)):
            for outside, relation, bound in (
                (_lt, "at least", self.low),
                (_gt, "at most", self.high),
                (_le, "more than", self.above),
                (_ge, "less than", self.below),
            ):
                if bound is not None and outside(part, bound):
                    raise problem(f"must be {relation} {bound:g}", *((number,) if several else ()))
        return value

    def within(self, other: Limits) -> Limits:
        """Return limits that hold to both ranges. The choices are those of `self`, unless it has none."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return replace(
            self,
            low=max(lows, default=None),
            high=min(highs, default=None),
            choices=self.choices or other.choices,
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._held(handler(source))

    def _held(self, schema: Any) -> CoreSchema:
        """Return a schema that keeps the limits. A property (`Property | None`) keeps them while it reads keyframes."""
        if schema["type"] == "nullable":
            return core_schema.nullable_schema(self._held(schema["schema"]))
        reader = _bound_to(schema)
        if isinstance(reader, Limited):
            function = {**schema["function"], "function": reader.limited(self).track}
            return cast(CoreSchema, {**schema, "function": function})
        return core_schema.no_info_after_validator_function(self.check, schema)

    @staticmethod
    def taken_from(schema: Any) -> tuple[Limits, CoreSchema]:
        """Return the limits that a schema of `Limits` checks, and the schema without them; no limits for another
        schema."""
        limits = _bound_to(schema)
        return (limits, schema["schema"]) if isinstance(limits, Limits) else (Limits(), schema)

    def describe(self, schema: dict[str, Any]) -> None:
        """Write the limits into the JSON Schema of a field, for its one value and for the value of each keyframe."""
        bounds = {
            "minimum": self.low,
            "maximum": self.high,
            "exclusiveMinimum": self.above,
            "exclusiveMaximum": self.below,
        }
        extra: dict[str, Any] = {key: bound for key, bound in bounds.items() if bound is not None}
        if self.choices:
            extra["enum"] = list(self.choices)
        schema.update(_described(schema, extra))


def _bound_to(schema: Any) -> object:
    """Return the object whose method validates in a schema of Pydantic, or None."""
    return getattr(schema.get("function", {}).get("function"), "__self__", None)


def _described(schema: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema with `extra` in the schema of each number or name that it has."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_described(one, extra) for one in schema["anyOf"]]}
    if "v" in schema.get("properties", ()):  # a keyframe, or a stop of a curve
        values = {**schema["properties"], "v": _described(schema["properties"]["v"], extra)}
        return {**schema, "properties": values}
    if schema.get("type") == "array":
        parts = {
            key: schema[key] for key in ("items", "prefixItems") if isinstance(schema.get(key), dict | list)
        }
        return {
            **schema,
            **{
                key: [_described(one, extra) for one in part]
                if isinstance(part, list)
                else _described(part, extra)
                for key, part in parts.items()
            },
        }
    if schema.get("type") == "null" or ("pattern" in schema and "enum" not in extra):
        return dict(schema)
    return {**schema, **extra}
