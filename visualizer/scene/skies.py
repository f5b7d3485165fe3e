"""Skies: a shader file's own parameters, read from its text, so that a scene is checked without a GPU."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from visualizer.conditions import with_length
from visualizer.data import data_folder
from visualizer.frame import Sky, UniformValue
from visualizer.properties import Limits
from visualizer.properties import Property as TrackReader
from visualizer.timeline.track import Track
from visualizer.values import colour_of, number_of, numbers_of, problem

_UNIFORM = re.compile(r"^\s*uniform\s+(\w+)\s+u_(\w+)\s*;(?:\s*//(.*))?", re.MULTILINE)
_RANGE = re.compile(r"^\s*\[\s*([^,\]]+),\s*([^\])]+)[\])]")
_DEFAULT_GRADIENT = {
    "zenith": (0.02, 0.03, 0.06),
    "horizon": (0.08, 0.09, 0.11),
    "ground": (0.02, 0.02, 0.02),
}


_COMPONENTS = {"vec2": 2, "vec3": 3, "vec4": 4}


@dataclass(frozen=True)
class SkyParameter:
    """A parameter of a sky. kind: its GLSL type. limits: what it is held to at every time. direction: it has a length."""

    kind: str
    limits: Limits
    direction: bool = False

    def track(self, value: object, info: ValidationInfo | None) -> Track[Any]:
        """Return the track of a file's value: one value, or a list of keys. Raises a validation error."""
        if self.kind in _COMPONENTS:
            reader = TrackReader("vector", self._components, {})
        else:
            reader = TrackReader("number", number_of, {"type": "number"})
        track: Track[Any] = self.limits.check(reader.track(value, info))
        return track

    def _components(self, value: object) -> tuple[float, ...]:
        if self.kind == "vec3" and isinstance(value, str):
            return colour_of(value)
        return numbers_of(value, _COMPONENTS[self.kind])


def sky_names() -> list[str]:
    """Return the skies that there are: the files of shaders/skies."""
    return sorted(path.stem for path in (data_folder("shaders") / "skies").glob("*.glsl"))


def sky_parameters(material: str) -> dict[str, SkyParameter]:
    """Return the parameters of a sky by name.

    The comment behind a uniform begins with its range, if it has one: ``// [0, 1] strength``, ``// [0, inf) radiance``;
    or with "unit" if it is a direction: ``// unit: towards the sun``.
    """
    text = (data_folder("shaders") / "skies" / f"{material}.glsl").read_text(encoding="utf-8")
    return {
        name: SkyParameter(kind, _limits(comment), comment.split(":")[0].strip() == "unit")
        for kind, name, comment in _UNIFORM.findall(text)
    }


def _limits(comment: str) -> Limits:
    found = _RANGE.match(comment)
    low, high = (float(found[1]), float(found[2])) if found else (-math.inf, math.inf)
    return Limits(low if math.isfinite(low) else None, high if math.isfinite(high) else None)


class SkyModel(BaseModel):
    """[look.NAME.sky]: a file of shaders/skies, and a value or keyframes for each of its parameters."""

    model_config = ConfigDict(extra="allow", arbitrary_types_allowed=True, frozen=True)

    material: str = Field("gradient", description="a sky: the name of a file in shaders/skies")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, values: Any, info: ValidationInfo) -> Any:
        if not isinstance(values, dict):
            return values
        material = values.get("material", "gradient")
        if not isinstance(material, str):
            needed = InitErrorDetails(type=problem("a text is needed"), loc=("material",), input=material)
            raise ValidationError.from_exception_data(cls.__name__, [needed])
        if material not in sky_names():
            unknown = problem(f"no sky is called '{material}'", given=material, known=sky_names())
            raise ValidationError.from_exception_data(
                str(material), [InitErrorDetails(type=unknown, loc=("material",), input=material)]
            )
        wanted = sky_parameters(material)
        read: dict[str, Any] = {"material": material}
        wrong: list[InitErrorDetails] = []

        def refuse(error: PydanticCustomError, value: object, *loc: str) -> None:
            wrong.append(InitErrorDetails(type=error, loc=loc, input=value))

        for name, value in values.items():
            if name == "material":
                continue
            if name not in wanted:
                text = f"the sky '{material}' has no parameter '{name}'"
                refuse(problem(text, given=name, known=sorted(wanted)), value, name)
                continue
            try:
                read[name] = wanted[name].track(value, info)
            except PydanticCustomError as error:
                refuse(error, value, name)
        for name in wanted:
            if name not in values:
                if material == "gradient":
                    read[name] = wanted[name].track(list(_DEFAULT_GRADIENT[name]), info)
                else:
                    refuse(problem(f"the sky '{material}' needs '{name}'"), values)
        if wrong:
            raise ValidationError.from_exception_data(str(material), wrong)
        return read

    @model_validator(mode="after")
    def _directions_have_a_length(self) -> SkyModel:
        for name, parameter in sky_parameters(self.material).items():
            if parameter.direction:
                with_length(self, name)
        return self

    def at(self, time: float) -> Sky:
        """Return the sky at a time."""
        uniforms: dict[str, UniformValue] = {}
        for name, track in (self.model_extra or {}).items():
            assert isinstance(track, Track)
            value = track.at(time)
            uniforms[name] = value if isinstance(value, float) else tuple(float(v) for v in value)
        return Sky(self.material, uniforms or {name: tuple(v) for name, v in _DEFAULT_GRADIENT.items()})
