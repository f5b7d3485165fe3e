"""Aim: what a camera looks at: a point or a name, or keyframes of these with easing between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from visualizer.properties import Property, schema_of_track
from visualizer.properties.schemas import NAMES
from visualizer.properties.values import name_of, numbers_of
from visualizer.timeline.easing import SMOOTH, easing
from visualizer.timeline.smooth import hermite, monotone_slopes
from visualizer.timeline.track import Keyframe, Track

Array = NDArray[np.float64]
Target = str | tuple[float, ...]


def _target(value: object) -> Target:
    return name_of(value) if isinstance(value, str) else numbers_of(value, 3)


_SCHEMA = {
    "anyOf": [
        {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
        {"type": "string", "description": "an actor, or an anchor of one such as 'jor.head'", NAMES: "actor"},
    ]
}
_READER = Property("step", _target, _SCHEMA)


class Aim:
    """Targets over time: points (3,) in metres, or names of actors and anchors."""

    takes_keyframes: ClassVar[bool] = True

    def __init__(self, track: Track[Target]) -> None:
        self.track = track

    @classmethod
    def fixed(cls, target: Target) -> Aim:
        """Return an aim that never changes."""
        return cls(Track([Keyframe(0.0, target)], "step"))

    @property
    def names(self) -> list[tuple[int, str]]:
        """The names among the targets, with the index of their keyframe."""
        return [
            (number, key.value) for number, key in enumerate(self.track.keys) if isinstance(key.value, str)
        ]

    @property
    def breaks(self) -> tuple[float, ...]:
        """The times at which the target jumps, seconds, ascending: those of keyframes after a step."""
        targets = [key.value for key in self.track.keys]
        keys = [replace(key, value=float(targets.index(key.value))) for key in self.track.keys]
        return Track(keys, "number").breaks

    @property
    def points(self) -> Track[Array] | None:
        """The same as a track of points (3,), metres, with the same values at every time; None if a name is among the
        targets."""
        if self.names:
            return None
        keys = [
            Keyframe(key.time, np.array(key.value, dtype=np.float64), key.ease) for key in self.track.keys
        ]
        return Track(keys, "vector")

    def at(self, time: float, place: Callable[[Target], Array]) -> Array:
        """Return the world point looked at, (3,). place: where a target is at that time, world."""
        keys, times = self.track.keys, self.track.times
        left = max(0, bisect_right(times, time) - 1)
        here = place(keys[left].value)
        if left + 1 >= len(keys) or time <= times[left]:
            return here
        span = times[left + 1] - times[left]
        share = (time - times[left]) / span
        if keys[left].ease == SMOOTH:
            # A spline through all targets, at their positions at this time.
            targets = [place(key.value) for key in keys]
            slopes = monotone_slopes(times, targets)
            found: Array = hermite(share, span, here, targets[left + 1], slopes[left], slopes[left + 1])
            return found
        share = easing(keys[left].ease)(share)
        return here + (place(keys[left + 1].value) - here) * share

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, info: ValidationInfo) -> Aim:
            return value if isinstance(value, Aim) else cls(_READER.track(value, info))

        return core_schema.with_info_plain_validator_function(
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda aim: aim.track.keys[0].value
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return schema_of_track(dict(_SCHEMA))
