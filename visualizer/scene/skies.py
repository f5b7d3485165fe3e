"""Skies: [look.NAME.sky], checked against the parameters that the sky's shader file declares; no GPU is needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from visualizer.data import data_folder
from visualizer.frame import Sky, UniformValue
from visualizer.parameters import Parameter, ParameterError, header
from visualizer.properties import COLOUR, NUMBER, Limits, Property, declare, schema_of_track, vector
from visualizer.properties.conditions import with_length
from visualizer.properties.values import problem
from visualizer.scene.sources import digest
from visualizer.timeline.track import Track

DEFAULT_SKY = Sky().material
"""The sky of a look that names none."""


def sky_names() -> list[str]:
    """Return the skies that there are: the files of shaders/skies."""
    return sorted(path.stem for path in (data_folder("shaders") / "skies").glob("*.glsl"))


def sky_parameters(material: str) -> Mapping[str, Parameter]:
    """Return the parameters of a sky by name. Raises OSError, UnicodeError, ParameterError if its file cannot be
    read."""
    path = data_folder("shaders") / "skies" / f"{material}.glsl"
    return header(path.read_text(encoding="utf-8"), f"shaders/skies/{path.name}").parameters


def skies_digest() -> bytes:
    """Return a digest of the files of all skies, against which the tables of looks are checked."""
    folder = data_folder("shaders") / "skies"
    return b"".join(digest(folder / f"{name}.glsl") for name in sky_names())


def _reader(parameter: Parameter) -> Property:
    """Return how the values of a parameter are read from a scene file."""
    about = parameter.about
    kind = COLOUR if parameter.kind == "colour" else NUMBER if parameter.size == 1 else vector(parameter.size)
    return kind.limited(Limits(about.low, about.high))


def skies_schema() -> dict[str, Any]:
    """Return the JSON Schema of [look.NAME.sky]: one variant for each sky, with its parameters."""
    variants = []
    for name in sky_names():
        parameters = sky_parameters(name)
        material: dict[str, Any] = {"const": name, "description": "the sky: a file of shaders/skies"}
        needed = [one.name for one in parameters.values() if one.default is None]
        if name == DEFAULT_SKY:
            material["default"] = name
        else:
            needed.insert(0, "material")
        variants.append(
            {
                "type": "object",
                "title": f"sky {name}",
                "additionalProperties": False,
                "properties": {"material": material, **{p.name: _schema(p) for p in parameters.values()}},
                "required": needed,
            }
        )
    return {"oneOf": variants}


def _schema(parameter: Parameter) -> dict[str, Any]:
    reader = _reader(parameter)
    schema: dict[str, Any] = schema_of_track(dict(reader.schema))
    reader.limits.describe(schema)
    schema["description"] = parameter.about.text
    if parameter.default is not None:
        schema["default"] = (
            list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
        )
    return schema


class SkyModel(BaseModel):
    """[look.NAME.sky]: a file of shaders/skies, and a value or keyframes for each of its parameters."""

    model_config = ConfigDict(extra="allow", arbitrary_types_allowed=True, frozen=True)

    material: str = declare(DEFAULT_SKY, "a sky: the name of a file in shaders/skies")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, values: Any, info: ValidationInfo) -> Any:
        if not isinstance(values, dict):
            return values
        material = values.get("material", DEFAULT_SKY)
        if not isinstance(material, str):
            needed = InitErrorDetails(type=problem("a text is needed"), loc=("material",), input=material)
            raise ValidationError.from_exception_data(cls.__name__, [needed])
        if material not in sky_names():
            unknown = problem(f"no sky is called '{material}'", given=material, known=sky_names())
            raise ValidationError.from_exception_data(
                str(material), [InitErrorDetails(type=unknown, loc=("material",), input=material)]
            )
        try:
            wanted = sky_parameters(material)
        except ParameterError as error:
            broken = InitErrorDetails(type=problem(str(error)), loc=("material",), input=material)
            raise ValidationError.from_exception_data(material, [broken]) from None
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
                read[name] = _reader(wanted[name]).track(value, info)
            except PydanticCustomError as error:
                refuse(error, value, name)
        for name, parameter in wanted.items():
            if name not in values:
                if parameter.default is not None:
                    read[name] = Track.constant_of(parameter.default)
                else:
                    refuse(problem(f"the sky '{material}' needs '{name}'"), values)
        if wrong:
            raise ValidationError.from_exception_data(str(material), wrong)
        return read

    @model_validator(mode="after")
    def _directions_have_a_length(self) -> SkyModel:
        for name, parameter in sky_parameters(self.material).items():
            if parameter.kind == "direction":
                with_length(self, name)
        return self

    def at(self, time: float) -> Sky:
        """Return the sky at a time."""
        return self._made(time) if self._constant is None else self._constant

    @cached_property
    def _constant(self) -> Sky | None:
        """The sky if no parameter has keyframes, else None: the sub-frames of all times share it."""
        tracks = (self.model_extra or {}).values()
        return self._made(0.0) if all(track.constant for track in tracks) else None

    def _made(self, time: float) -> Sky:
        uniforms: dict[str, UniformValue] = {}
        for name, track in (self.model_extra or {}).items():
            assert isinstance(track, Track)
            value = track.at(time)
            uniforms[name] = value if isinstance(value, float) else tuple(float(v) for v in value)
        return Sky(self.material, uniforms)
