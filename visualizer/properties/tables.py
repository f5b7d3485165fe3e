"""Tables of a scene file, and tables made of a frame's dataclasses: the same fields, each a value or keyframes."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar, get_type_hints

import numpy as np
from pydantic import BaseModel, ConfigDict, create_model

from visualizer.declarations import declared_by
from visualizer.properties.conditions import Needs
from visualizer.properties.declaring import declare
from visualizer.properties.kinds import NUMBER, VECTOR
from visualizer.properties.tracks import Property
from visualizer.timeline.track import Track
from visualizer.transforms import triple

D = TypeVar("D")


class Table(BaseModel):
    """A table of the scene file. Unknown keys are errors; nothing changes after loading.

    NEEDS: properties that have an effect only beside others; loading warns of those that are set without effect.
    """

    NEEDS: ClassVar[Needs] = ()

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)


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
                    Annotated[Track[Any], _property(hints[one.name])],
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
        """Return the dataclass with the values at a time, s. A property that was left out has the dataclass's default."""
        values = {}
        for name in type(self).model_fields:
            track: Track[Any] | None = getattr(self, name)
            if track is not None:
                value = track.at(time)
                values[name] = triple(value) if isinstance(value, np.ndarray) else value
        made: D = self._plain(**values)
        return made


def _property(hint: Any) -> Property:
    """Return how a field of a dataclass is read: as its annotation says, else a number or a vector."""
    for one in getattr(hint, "__metadata__", ()):
        if isinstance(one, Property):
            return one
    return NUMBER if hint is float else VECTOR
