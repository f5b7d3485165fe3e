"""Limits: the range, or the names, that a property's values are held to."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from visualizer.properties.values import problem
from visualizer.timeline.track import Keyframe, Track


@dataclass(frozen=True)
class Limits:
    """What a property's values are held to. low, high: inclusive, at every time. above, below: the same, exclusive, for
    values that are not keyed. choices: allowed names.

    A keyframe beyond them is an error. Between keyframes, where an easing overshoots them, the value is clamped, with a warning.
    """

    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    above: float | None = None
    below: float | None = None

    def check(self, value: Any) -> Any:
        """Return a track or plain value that keeps the limits. Raises a validation error for one that does not."""
        if value is None:
            return None
        keys = value.keys if isinstance(value, Track) else (Keyframe(0.0, value),)
        for number, key in enumerate(keys):
            several_keys = len(keys) > 1
            where = f"key {number + 1}: " if several_keys else ""
            place: tuple[str | int, ...] = (number, "v") if several_keys else ()
            if self.choices and key.value not in self.choices:
                raise problem(
                    f"{where}unknown name",
                    *place,
                    given=key.value,
                    known=list(self.choices),
                    value=key.value,
                )
            several = isinstance(key.value, list | tuple)
            for count, part in enumerate(key.value if several else (key.value,)):
                at = (*place, count) if several else place
                # Without `value` the message shows the value as the file has it.
                fault = {"value": part} if several or isinstance(value, Track) else {}
                if self.low is not None and part < self.low:
                    raise problem(f"{where}must be at least {self.low:g}", *at, **fault)
                if self.high is not None and part > self.high:
                    raise problem(f"{where}must be at most {self.high:g}", *at, **fault)
                if self.above is not None and part <= self.above:
                    raise problem(f"{where}must be more than {self.above:g}", *at, **fault)
                if self.below is not None and part >= self.below:
                    raise problem(f"{where}must be less than {self.below:g}", *at, **fault)
        return value.limited(self.low, self.high) if isinstance(value, Track) else value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def describe(self, schema: dict[str, Any]) -> None:
        """Write the limits into a property's JSON Schema, for its one value and for the value of each key."""
        bounds = {
            "minimum": self.low,
            "maximum": self.high,
            "exclusiveMinimum": self.above,
            "exclusiveMaximum": self.below,
        }
        extra: dict[str, Any] = {key: bound for key, bound in bounds.items() if bound is not None}
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
