"""Fields: what can be set of a table of the scene: each property with its kind, its declaration and its default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from visualizer.declarations import Declaration
from visualizer.particles.curves import Curve
from visualizer.properties import COLOUR, HAS_LENGTH, IS_ROTATION, declaration_of, is_time
from visualizer.properties.references import named_table
from visualizer.properties.tracks import Property
from visualizer.properties.wording import marks_of
from visualizer.scene.aim import Aim
from visualizer.scene.explaining import plain
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.scene.skies import SkyModel, sky_parameters
from visualizer.scene.tables import FileModel
from visualizer.timeline.easing import EASINGS, SMOOTH
from visualizer.timeline.track import Track

Kind = Literal[
    "number",
    "whole",
    "flag",
    "vector",
    "colour",
    "direction",
    "rotation",
    "choice",
    "name",
    "text",
    "time",
    "rate",
    "aim",
    "list",
    "other",
]
"""How a property is shown and changed. whole: a whole number. choice: one of `Field.choices`. name: of something in the
scene.

rate: frames a second, a number or a fraction. aim: a point or a name. list: its items are fields of their own, which
follow it. other: what is changed as TOML text.
"""

_EASINGS = (*sorted(EASINGS), SMOOTH)
_EASING = Declaration("the easing from this stop to the next")

_NO_TURN = [0.0, 0.0, 0.0, 1.0]

FILM, TITLE = ("film",), ("title",)
"""Paths of the film's table, and of the title, which a file has outside of it."""

REQUIRED = object()
"""The default of a property that a file must set."""

_FALLBACK: dict[Kind, object] = {
    "number": 0.0, "whole": 0, "flag": True, "colour": [1.0, 1.0, 1.0], "direction": [0.0, 1.0, 0.0], "rotation": [0.0, 0.0, 0.0],
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Field:
    """A property of a table.

    path: of the property, in the scene. table: path of the table that the scene has at its top, such as ("look",
    "dawn"). value: a track, a plain value, or None where nothing is set. default: a plain value, None, or REQUIRED.
    size: how many numbers a value has. choices: allowed names. names: the table whose names it takes, "actor" for
    actors and their anchors. keyable: whether it may have keyframes. eased: whether these may have an easing.
    """

    path: Path
    table: Path
    kind: Kind
    value: Any
    default: Any
    declaration: Declaration | None = None
    size: int = 1
    choices: tuple[str, ...] = ()
    names: str = ""
    keyable: bool = False
    eased: bool = False

    @property
    def name(self) -> str:
        """The path of the property within its table."""
        return dotted(self.path[len(self.table) :] or self.path)

    @property
    def group(self) -> str:
        """The path of the table within the scene's table that it belongs to; "" for that itself."""
        return dotted(self.path[len(self.table) : -1])

    @property
    def items(self) -> Path:
        """The path of the list that it is an item of, or a part of one; () for none."""
        places = [number for number, part in enumerate(self.path) if isinstance(part, int)]
        return self.path[: places[-1]] if places and places[-1] > len(self.table) else ()

    @property
    def track(self) -> Track[Any] | None:
        """The value as a track, if it is one."""
        value = self.value.track if isinstance(self.value, Aim) else self.value
        return value if isinstance(value, Track) else None

    @property
    def low(self) -> float | None:
        """The lowest value, or None."""
        about = self.declaration
        return None if about is None else about.low if about.low is not None else about.above

    @property
    def high(self) -> float | None:
        """The highest value, or None."""
        about = self.declaration
        return None if about is None else about.high if about.high is not None else about.below

    def at(self, time: float) -> Any:
        """Return the plain value at a time, s: a rotation as it is written, in degrees or as a quaternion."""
        track = self.track
        if track is None:
            return plain(self.value) if not isinstance(self.value, Fraction) else str(self.value)
        value = plain((self._angles or track).at(time))
        # A default that was given as angles is kept as a quaternion.
        return [0.0, 0.0, 0.0] if track.kind == "rotation" and track.constant and value == _NO_TURN else value

    @cached_property
    def _angles(self) -> Track[Any] | None:
        """Heading, pitch and roll of a rotation that is written so; they are interpolated as numbers."""
        track = self.track
        if track is None or track.kind != "rotation" or len(track.keys[0].value) != 3:
            return None
        return Track(track.keys, "vector")

    @property
    def fallback(self) -> object:
        """A value to begin with where none is set."""
        if self.default not in (None, REQUIRED):
            return self.default
        if self.kind in ("vector",):
            return [0.0] * self.size
        if self.kind == "choice":
            return self.choices[0]
        value = _FALLBACK.get(self.kind, "")
        return max(value, self.low) if isinstance(value, float) and self.low is not None else value


class Fields:
    """The fields of tables, worked out once for each table of a scene that does not change."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[object, tuple[Field, ...]]] = {}

    def of(self, scene: Scene, table: Path) -> tuple[Field, ...]:
        """Return the fields of a table, those of the tables within it after its own; none if the scene has no such
        table."""
        model = scene.tables.get(table)
        if not isinstance(model, BaseModel):
            return ()
        known = self._known.get(table)
        if known is None or known[0] is not model:
            found = sorted(
                _fields(model, table, table),
                key=lambda one: len(one.path) > len(table) + 1 or one.kind == "list",
            )
            known = self._known[table] = model, tuple(found)
        return (_title(scene), *known[1]) if table == FILM else known[1]


def _title(scene: Scene) -> Field:
    """Return the field of the title, which is no part of [film] in the file but is shown with it."""
    info = FileModel.model_fields["title"]
    return Field(TITLE, FILM, "text", scene.film.title, "", declaration_of(info))


def _fields(model: BaseModel, path: Path, table: Path) -> Iterator[Field]:
    if isinstance(model, SkyModel):
        yield from _sky(model, path, table)
        return
    for name, info in type(model).model_fields.items():
        value, here = getattr(model, name), (*path, name)
        if isinstance(value, BaseModel):
            yield from _fields(value, here, table)
            continue
        field = _field(info, value, here, table)
        yield field
        if field.kind == "list":
            yield from _items(info, value, here, table)


def _items(info: FieldInfo, value: Any, path: Path, table: Path) -> Iterator[Field]:
    """Yield the fields of a list's items: of each table all that it has, of a curve's stop its place, value and
    easing."""
    if isinstance(value, Track):
        reader = next(one for one in marks_of(info) if isinstance(one, Curve))
        kind, size = _kind_of(reader, (reader,))
        about = declaration_of(info)
        place = Declaration(f"where the stop is: {reader.over}", low=0.0, high=reader.end)
        for number, key in enumerate(value.keys):
            here = (*path, number)
            yield Field((*here, reader.place), table, "number", key.time, REQUIRED, place)
            yield Field((*here, "v"), table, kind, plain(key.value), REQUIRED, about, size)
            yield Field((*here, "ease"), table, "choice", key.ease, "linear", _EASING, 1, _EASINGS)
        return
    for number, item in enumerate(value or ()):
        if isinstance(item, BaseModel):
            yield from _fields(item, (*path, number), table)
        else:
            (inner,) = {one for one in get_args(_bare(info.annotation)) if one is not Ellipsis}
            one = _field(FieldInfo.from_annotation(inner), item, (*path, number), table)
            yield replace(one, declaration=declaration_of(info))


def _field(info: FieldInfo, value: Any, path: Path, table: Path) -> Field:
    marks = tuple(marks_of(info))
    reader = next((one for one in marks if isinstance(one, Property)), None)
    about = declaration_of(info)
    names = named_table(marks)
    choices = about.choices if about is not None else ()
    default = REQUIRED if info.is_required() else _plain_default(info)
    kind: Kind
    size = 1
    if isinstance(value, Aim):
        kind, names = "aim", "actor"
    elif isinstance(reader, Curve):
        kind, reader = "list", None
    elif reader is not None:
        kind, size = _kind_of(reader, marks)
        kind = "choice" if kind == "name" and choices else kind
    else:
        kind, size, choices = _plain_kind(info, marks, names, choices)
    keyable = reader is not None or isinstance(value, Aim)
    eased = isinstance(value, Aim) or (reader is not None and reader.eased)
    return Field(path, table, kind, value, default, about, size, choices, names, keyable, eased)


def _kind_of(reader: Property, marks: tuple[Any, ...]) -> tuple[Kind, int]:
    """Return how a property that may be keyed is shown, and how many numbers it has."""
    if reader.kind == "number":
        return "number", 1
    if reader.kind == "rotation":
        return "rotation", 3
    if reader.kind == "step":
        return ("flag" if reader.schema.get("type") == "boolean" else "name"), 1
    if reader.schema is COLOUR.schema:
        return "colour", 3
    size = int(reader.schema.get("minItems", 3))
    return ("direction" if any(one is HAS_LENGTH for one in marks) else "vector"), size


def _plain_kind(
    info: FieldInfo, marks: tuple[Any, ...], names: str, choices: tuple[str, ...]
) -> tuple[Kind, int, tuple[str, ...]]:
    """Return how a field that is not keyed is shown, how many numbers it has, and what may be chosen."""
    for one in marks:
        if get_origin(one) is Literal:
            return "choice", 1, tuple(map(str, get_args(one)))
    if choices:
        return "choice", 1, choices
    if is_time(info):
        return "time", 1, ()
    bare = _bare(info.annotation)
    if bare is Fraction:
        return "rate", 1, ()
    if bare is bool:
        return "flag", 1, ()
    if bare is int:
        return "whole", 1, ()
    if bare is float:
        return "number", 1, ()
    if bare is str:
        return ("name" if names else "text"), 1, ()
    parts = get_args(bare)
    if get_origin(bare) is list:
        return "list", 1, ()
    if any(one is IS_ROTATION for one in marks):
        return "rotation", 3, ()
    if get_origin(bare) is tuple and parts and all(_bare(part) in (float, int) for part in parts):
        return ("direction" if any(one is HAS_LENGTH for one in marks) else "vector"), len(parts), ()
    return "other", 1, ()


def _bare(annotation: Any) -> Any:
    """Return a type without None and without what `Annotated` adds."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        parts = [one for one in get_args(annotation) if one is not type(None)]
        if get_origin(annotation) is Annotated:
            parts = parts[:1]
        if len(parts) != 1:
            return annotation
        annotation = parts[0]
    return annotation


def _plain_default(info: FieldInfo) -> Any:
    value = info.get_default(call_default_factory=True)
    if isinstance(value, Aim):
        value = value.track
    if isinstance(value, Track):
        value = value.keys[0].value
    return plain(value)


def _sky(model: SkyModel, path: Path, table: Path) -> Iterator[Field]:
    from visualizer.scene.skies import DEFAULT_SKY, sky_names

    about = declaration_of(SkyModel.model_fields["material"])
    names = tuple(sky_names())
    yield Field((*path, "material"), table, "choice", model.material, DEFAULT_SKY, about, 1, names)
    for name, parameter in sky_parameters(model.material).items():
        kind: Kind = "vector"
        if parameter.kind in ("colour", "direction"):
            kind = parameter.kind  # type: ignore[assignment]
        elif parameter.size == 1:
            kind = "number"
        value = (model.model_extra or {}).get(name)
        default = REQUIRED if parameter.default is None else plain(parameter.default)
        yield Field(
            (*path, name),
            table,
            kind,
            value,
            default,
            replace(parameter.about, space="world") if kind == "direction" else parameter.about,
            parameter.size,
            keyable=True,
            eased=True,
        )
