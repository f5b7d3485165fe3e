"""Curves: factors of size, opacity and colour over a particle's life, or over its speed.

A curve is written as a list of stops. All curves of an emitter are baked into one small table, which shaders and the
float64 reference interpolate in the same way, so the cost of a curve does not depend on its easings.

    size_curve = [{ at = 0.0, v = 0.2, ease = "out-cubic" }, { at = 0.3, v = 1.0 }, { at = 1.0, v = 0.0 }]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from visualizer.properties import COLOUR, NUMBER, Property
from visualizer.properties.tracks import Keyed
from visualizer.properties.values import number_of, problem
from visualizer.timeline.track import Track

Array = NDArray[np.float64]

SAMPLES = 64
"""Samples of a baked curve, which is linear between them."""

CURVE_ROWS = ("LIFE", "SIZE", "SPEED")
"""Rows of the table. LIFE: rgb: colour, a: opacity; SIZE: r: size; both over life. SPEED: rgb: colour, a: size."""

LIFE, SIZE, SPEED = range(len(CURVE_ROWS))


@dataclass(frozen=True, eq=False)
class Curve(Property):
    """A property that is a curve: a list of stops, each at a position from 0 to `end`. over: the meaning of the
    position."""

    over: str
    end: float | None

    word = "stop"
    place = "at"

    def track(self, value: object, info: ValidationInfo | None) -> Track[Any]:
        """Return a curve as a track, with positions as times."""
        if not isinstance(value, Track | list):
            raise problem("a list of stops is needed, such as [{ at = 0, v = 1 }, { at = 1, v = 0 }]")
        if isinstance(value, list):
            return self._track(self._keys(value, info))
        return super().track(value, info)

    def placed(self, value: object, info: ValidationInfo | None) -> float:
        """Return a stop's position. Raises a problem if it is outside the range."""
        place = number_of(value)
        if place < 0.0:
            raise problem(f"{self.over} is at least 0")
        if self.end is not None and place > self.end:
            raise problem(f"{self.over} is at most {self.end:g}")
        return place

    def disorder(self, place: float, before: float) -> str:
        """Return the error message for a stop at `place` that comes after one at `before`."""
        if place == before:
            return (
                f'two stops are at the same place, {place:g}; a jump is a stop with ease = "step" before it'
            )
        return f"stops are in ascending order; {place:g} comes after {before:g}"

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        at = {"type": "number", "minimum": 0.0, "description": self.over}
        if self.end is not None:
            at["maximum"] = self.end
        ease = {
            "type": "string",
            "description": "the easing from this stop to the next",
            "default": "linear",
        }
        stop = {
            "type": "object",
            "additionalProperties": False,
            "required": ["at", "v"],
            "properties": {"at": at, "v": dict(self.schema), "ease": ease},
        }
        return {"type": "array", "items": stop, "minItems": 1}


_OF_LIFE, _SPEED = "a share of life", "a speed, m/s,"

NumberOverLife = Annotated[Keyed[float], Curve("number", NUMBER.read, NUMBER.schema, _OF_LIFE, 1.0)]
NumberOverSpeed = Annotated[Keyed[float], Curve("number", NUMBER.read, NUMBER.schema, _SPEED, None)]
ColourOverLife = Annotated[
    Keyed[Any], Curve("vector", COLOUR.read, COLOUR.schema, _OF_LIFE, 1.0, limits=COLOUR.limits)
]
ColourOverSpeed = Annotated[
    Keyed[Any], Curve("vector", COLOUR.read, COLOUR.schema, _SPEED, None, limits=COLOUR.limits)
]


@dataclass(frozen=True, eq=False)
class CurveTable:
    """An emitter's curves, sampled. rows: (len(CURVE_ROWS), SAMPLES, 4) float32.

    slowest, fastest: m/s, the first and the last speed of the row SPEED, which is constant beyond them.
    """

    rows: NDArray[np.float32]
    slowest: float
    fastest: float

    @property
    def largest(self) -> float:
        """Product of the largest factors of the size over life and over speed: an upper bound of the factor of any
        particle."""
        return float(self.rows[SIZE, :, 0].max() * self.rows[SPEED, :, 3].max())

    def at_share(self, row: int, share: Array) -> Array:
        """Return a row at shares (n,), 0..1, of its range: (n, 4), interpolated as in the shaders."""
        values = self.rows[row].astype(np.float64)
        place = np.clip(share, 0.0, 1.0) * (SAMPLES - 1)
        left = np.minimum(place.astype(np.int64), SAMPLES - 2)
        between = (place - left)[:, None]
        result: Array = values[left] * (1.0 - between) + values[left + 1] * between
        return result

    def at_speed(self, speed: Array) -> Array:
        """Return the row SPEED at speeds (n,), m/s: (n, 4)."""
        return self.at_share(SPEED, (speed - self.slowest) / (self.fastest - self.slowest))


def baked(
    *,
    size: Track[float] | None,
    opacity: Track[float] | None,
    colour: Track[Any] | None,
    size_by_speed: Track[float] | None,
    colour_by_speed: Track[Any] | None,
) -> CurveTable:
    """Return the table of curves; those that are None are 1 everywhere."""
    rows = np.ones((len(CURVE_ROWS), SAMPLES, 4), np.float32)
    shares = np.linspace(0.0, 1.0, SAMPLES)
    speeds = [time for track in (size_by_speed, colour_by_speed) if track for time in track.times]
    slowest, fastest = (min(speeds), max(speeds)) if speeds else (0.0, 1.0)
    if fastest <= slowest:  # one stop: the same at any speed
        fastest = slowest + 1.0
    places = np.linspace(slowest, fastest, SAMPLES)
    for row, first, last, track, at in (
        (LIFE, 0, 3, colour, shares),
        (LIFE, 3, 4, opacity, shares),
        (SIZE, 0, 1, size, shares),
        (SPEED, 0, 3, colour_by_speed, places),
        (SPEED, 3, 4, size_by_speed, places),
    ):
        if track is not None:
            rows[row, :, first:last] = np.reshape(track.sample(at), (SAMPLES, -1))
    return CurveTable(rows, slowest, fastest)
