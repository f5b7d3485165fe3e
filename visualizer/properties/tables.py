"""Tables of a scene file, and tables made of a frame's dataclasses: the same fields, each a value or keyframes."""

from __future__ import annotations

from dataclasses import fields
from functools import cached_property
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import numpy as np
from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler  # pydantic 2.9 has it only there
from pydantic_core import PydanticCustomError

from visualizer.declarations import declared_by
from visualizer.properties.conditions import Needs, with_length
from visualizer.properties.declaring import declare
from visualizer.properties.kinds import HAS_LENGTH, NUMBER, VECTOR
from visualizer.properties.tracks import Property
from visualizer.properties.values import nested, number_of, numbers_of, problem
from visualizer.properties.wording import marked, worded
from visualizer.timeline.track import Track

D = TypeVar("D")


class Table(BaseModel):
    """A table of the scene file. Unknown keys are errors, no type is converted, and nothing changes after loading.

    NEEDS: properties that have an effect only beside others; loading warns of those that are set without effect.
    """

    NEEDS: ClassVar[Needs] = ()

    # strict: a number in quotes, or true, is no number.
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True, strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _worded(cls, values: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return handler(values)
        except ValidationError as error:
            raise worded(cls, values, error) from None

    @field_validator("*", mode="before")
    @classmethod
    def _shaped(cls, value: object, info: ValidationInfo) -> object:
        return _shaped(value, cls.model_fields[str(info.field_name)].annotation)

    @field_validator("*", mode="after")
    @classmethod
    def _finite(cls, value: object) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            number_of(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], int | float):
            numbers_of(value, len(value))
        return value

    @model_validator(mode="after")
    def _directions_have_a_length(self) -> Self:
        for name in marked(type(self), HAS_LENGTH):
            if getattr(self, name) is not None:
                with_length(self, name)
        return self

    @cached_property
    def steady(self) -> bool:
        """Whether no property has keyframes: what the table says is the same at all times."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return all(value.constant for value in values if isinstance(value, Track))


class KeyedTable(Table, Generic[D]):
    """A table made of a dataclass whose fields are `declared`: ``class GradeModel(KeyedTable[Grade])``.

    It has a property for each field, with the field's sentence, unit, limits and default. A subclass adds rules, and
    declares anew what a file may leave out though the dataclass needs it.
    """

    _plain: ClassVar[type[Any]]

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Track[Any]: ...

    else:

        def __class_getitem__(cls, plain: type[Any]) -> type[KeyedTable[Any]]:
            hints = get_type_hints(plain, include_extras=True)
            properties = {
                one.name: (
                    Annotated[(Track[Any], _property(hints[one.name]), *_marks(hints[one.name]))],
                    declare(one.default, about=declared_by(one)),
                )
                for one in fields(plain)
            }
            made = create_model(
                f"{plain.__name__}Table", __base__=cls, __module__=cls.__module__, **properties
            )
            made._plain = plain
            return made

    def at(self, time: float) -> D:
        """Return the dataclass with the values at a time, s. A property that was left out has the dataclass's
        default."""
        return self._made(time) if self._constant is None else self._constant

    @cached_property
    def _constant(self) -> D | None:
        """The dataclass if no property has keyframes, else None: the sub-frames of all times share it."""
        return self._made(0.0) if self.steady else None

    @cached_property
    def _values(self) -> tuple[dict[str, Any], tuple[tuple[str, Track[Any]], ...]]:
        """The values of properties without keyframes, and the tracks of the others, by name."""
        tracks = {name: getattr(self, name) for name in type(self).model_fields}
        given = {name: track for name, track in tracks.items() if track is not None}
        still = {name: _for_frame(track.at(0.0)) for name, track in given.items() if track.constant}
        return still, tuple((name, track) for name, track in given.items() if not track.constant)

    def _made(self, time: float) -> D:
        still, moving = self._values
        made: D = self._plain(**still, **{name: _for_frame(track.at(time)) for name, track in moving})
        return made


def _for_frame(value: Any) -> Any:
    """Return the value of a track as a frame has it."""
    return tuple(value.tolist()) if isinstance(value, np.ndarray) else value


def _shaped(value: object, wanted: Any) -> object:
    """Return a TOML value in Python's types: a list as a tuple, 4.0 as 4, where the annotation `wanted` has these.

    Raises a validation error for a list of another length than that of the tuple.
    """
    if isinstance(value, float) and wanted is int and value.is_integer():
        return int(value)
    if not isinstance(value, list):
        return value
    if get_origin(wanted) is list:
        (kind,) = get_args(wanted)
        return [_shaped_item(number, item, kind) for number, item in enumerate(value)]
    if get_origin(wanted) is tuple:
        kinds = get_args(wanted)
        if kinds[-1] is ...:
            kinds = (kinds[0],) * len(value)
        if len(kinds) != len(value):
            raise problem(f"a list of {len(kinds)} is needed")
        return tuple(
            _shaped_item(number, *pair) for number, pair in enumerate(zip(value, kinds, strict=True))
        )
    either = get_args(wanted) if get_origin(wanted) in (Union, UnionType) else ()
    choices = (get_args(kind)[0] if get_origin(kind) is Annotated else kind for kind in either)
    return next((_shaped(value, kind) for kind in choices if get_origin(kind) in (list, tuple)), value)


def _shaped_item(number: int, item: object, wanted: Any) -> object:
    try:
        return _shaped(item, wanted)
    except PydanticCustomError as error:
        raise nested(error, number) from None


def _marks(hint: Any) -> tuple[Any, ...]:
    """Return what an annotation says besides its type."""
    marks: tuple[Any, ...] = getattr(hint, "__metadata__", ())
    return marks


def _property(hint: Any) -> Property:
    """Return how a field of a dataclass is read: as its annotation says, else a number or a vector."""
    for one in _marks(hint):
        if isinstance(one, Property):
            return one
    return NUMBER if hint is float else VECTOR
