"""Tracks from a scene file: one value, or a list of keyframes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, overload
from weakref import WeakValueDictionary

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from visualizer.properties.limits import Limits
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

    limits: of every value, between keyframes too. eased: whether its keyframes may have an easing.
    """

    kind: Kind
    read: Callable[[object], Any]
    schema: Mapping[str, Any]
    limits: Limits = field(default=Limits(), kw_only=True)
    eased: bool = field(default=True, kw_only=True)
    _known: WeakValueDictionary[str, Track[Any]] = field(
        default_factory=WeakValueDictionary, init=False, repr=False
    )  # tracks of plain values, as long as a table has them

    takes_keyframes: ClassVar[bool] = True
    word: ClassVar[str] = "key"
    """What messages call a row of a list."""
    place: ClassVar[str] = "t"
    """The key of a row that holds its position on the axis: a time, unless a subclass has another axis."""

    def limited(self, limits: Limits) -> Self:
        """Return this property with these limits too."""
        return replace(self, limits=limits.within(self.limits))

    def track(self, value: object, info: ValidationInfo | None) -> Track[Any]:
        """Return the track of a file's value: one value, or a list of keys. A track is held to the limits."""
        if isinstance(value, Track):
            for key in value.keys:
                self.limits.check(key.value)
            return value.limited(self.limits.low, self.limits.high)
        if isinstance(value, list) and (not value or isinstance(value[0], dict)):
            return self._track(self._keys(value, info))
        if not isinstance(value, bool | int | float | str | tuple):
            return self._track([Keyframe(0.0, self._value(value))])
        # Most tables have the defaults of most properties, and share their tracks.
        text = repr(value)  # tells True from 1 and 0.0 from -0.0
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._track([Keyframe(0.0, self._value(value))])
        return found

    def placed(self, value: object, info: ValidationInfo | None) -> float:
        """Return a row's position on the axis: its time, seconds."""
        return time_of(value, info)

    def disorder(self, place: float, before: float) -> str:
        """Return the message for a row at `place` that follows one at `before`, which is not below it."""
        if place == before:
            return f'two keys are at the same time, {place:g} s; a jump is a key with ease = "step" before it'
        return f"keys are in ascending order of time; {place:g} s comes after {before:g} s"

    def _track(self, keys: list[Keyframe]) -> Track[Any]:
        return Track(keys, self.kind, low=self.limits.low, high=self.limits.high)

    def _value(self, value: object) -> Any:
        """Return one value, read and held to the limits."""
        return self.limits.check(self.read(value))

    def _keys(self, rows: list[object], info: ValidationInfo | None) -> list[Keyframe]:
        """Return the keyframes of a list: each is complete, they ascend, and rotations are all of one form."""
        if not rows:
            raise problem(f"a list of {self.word}s has at least one {self.word}")
        keys: list[Keyframe] = []
        for number, row in enumerate(rows):
            try:
                key = self._key(row, info)
                if self.kind == "rotation" and keys and len(key.value) != len(keys[0].value):
                    text = "a list of rotations is all angles (three numbers) or all quaternions (four)"
                    raise problem(text, "v")
                if keys and key.time <= keys[-1].time:
                    raise problem(self.disorder(key.time, keys[-1].time), self.place)
            except PydanticCustomError as error:
                raise nested(error, number, prefix=f"{self.word} {number + 1}: ") from None
            keys.append(key)
        return keys

    def _key(self, row: object, info: ValidationInfo | None) -> Keyframe:
        """Return one row of a list as a keyframe."""
        word, place = self.word, self.place
        if not isinstance(row, dict):
            raise problem(f"a {word} is a table such as {{ {place} = 0, v = 1 }}")
        known = [place, "v", "ease"]
        if unknown := sorted(set(row) - set(known)):
            name = unknown[0]
            raise problem(f"unknown key '{name}'", name, key=True, given=name, known=known)
        if missing := [name for name in (place, "v") if name not in row]:
            raise problem(f"'{missing[0]}' is missing")
        part = place
        try:
            time = self.placed(row[place], info)
            part = "v"
            value = self._value(row["v"])
            part = "ease"
            return Keyframe(time, value, self._ease(row))
        except PydanticCustomError as error:
            raise nested(error, part) from None

    def _ease(self, row: Mapping[str, object]) -> str:
        """Return the easing of a row, by default linear."""
        ease = name_of(row.get("ease", "linear"))
        try:
            easing(ease)
        except UnknownEasing as error:
            raise problem(str(error), given=error.meant, known=[*sorted(EASINGS), SMOOTH]) from None
        except ValueError as error:
            raise problem(str(error)) from None
        if not self.eased and "ease" in row and ease not in ("step", "step-end"):
            raise problem("this goes from value to value in one step; leave 'ease' out, or write 'step'")
        return ease

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Pydantic puts the limits that `declare` adds inside this, but outside of `Property | None`: see `Limits`.
        limits, inner = Limits.taken_from(handler(source))
        return core_schema.with_info_before_validator_function(self.limited(limits).track, inner)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return schema_of_track(dict(self.schema), eased=self.eased)
