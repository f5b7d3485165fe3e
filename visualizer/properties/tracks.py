"""Tracks from a scene file: one value, or a list of keyframes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from visualizer.properties.schemas import schema_of_track
from visualizer.properties.values import name_of, nested, problem, time_of
from visualizer.timeline.easing import EASINGS, SMOOTH, UnknownEasing, easing
from visualizer.timeline.track import Keyframe, Kind, Track

V = TypeVar("V")

if TYPE_CHECKING:

    class Keyed(Generic[V]):
        """The type of a property for type checkers: it is read as a track, and set to a track, a value or keyframes.

        Type checkers take the parameters of a model's constructor from `__set__`. They do not for `Keyed[V] | None`:
        typed code sets such a property with `model_validate`. At run time this is `Track`.
        """

        @overload
        def __get__(self, table: None, kind: Any = None) -> Any: ...
        @overload
        def __get__(self, table: object, kind: Any = None) -> Track[V]: ...
        def __get__(self, table: object, kind: Any = None) -> Any: ...
        def __set__(self, table: object, value: V | Track[V] | Sequence[Mapping[str, Any]]) -> None: ...

else:
    Keyed = Track


@dataclass(frozen=True, eq=False)  # by identity, so that `Number | None` can be written: a dict has no hash
class Property:
    """How one kind of property is read. read: turns a file's value into a plain one. schema: of one value.

    low, high: limits of every value of this kind, between keyframes too. eased: whether its keyframes may have an easing.
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
    """The key of a row that holds its position on the axis: a time, unless a subclass has another axis."""

    def track(self, value: object, info: ValidationInfo | None) -> Track[Any]:
        """Return the track of a file's value: one value, or a list of keys."""
        if isinstance(value, Track):
            return value.limited(self.low, self.high)
        if isinstance(value, list) and (not value or isinstance(value[0], dict)):
            return self._keyed(value, info)
        return self._track([Keyframe(0.0, self.read(value))])

    def placed(self, value: object, info: ValidationInfo | None) -> float:
        """Return a row's position on the axis: its time, seconds."""
        return time_of(value, info)

    def disorder(self, place: float, before: float) -> str:
        """Return the message for a row at `place` that follows one at `before`, which is not below it."""
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
                raise problem(f"{where}a {word} is a table such as {{ {place} = 0, v = 1 }}", number)
            if unknown := sorted(set(row) - {place, "v", "ease"}):
                raise problem(
                    f"{where}unknown key '{unknown[0]}'",
                    number,
                    unknown[0],
                    key=True,
                    given=unknown[0],
                    known=[place, "v", "ease"],
                )
            for needed in (place, "v"):
                if needed not in row:
                    raise problem(f"{where}'{needed}' is missing", number)
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
                raise nested(error, number, part, prefix=where) from None
            except UnknownEasing as error:
                raise problem(
                    f"{where}{error}",
                    number,
                    "ease",
                    given=error.meant,
                    known=[*sorted(EASINGS), SMOOTH],
                ) from None
            except ValueError as error:
                raise problem(f"{where}{error}", number, "ease") from None
            if keys and time <= keys[-1].time:
                raise problem(where + self.disorder(time, keys[-1].time), number, place)
            keys.append(Keyframe(time, value, ease))
        return self._track(keys)

    def _track(self, keys: list[Keyframe]) -> Track[Any]:
        return Track(keys, self.kind, low=self.low, high=self.high)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Pydantic wraps this in what `declare` adds: the value is read first, then checked against the limits.
        return core_schema.with_info_before_validator_function(self.track, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return schema_of_track(dict(self.schema), eased=self.eased)
