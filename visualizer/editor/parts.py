"""Parts: what has a place, a direction or a size within a table of the scene, found by what is declared of properties.

A part is a property, or a table within a table or an item of a list with several of them. The space in which a property
is a place or a direction is its `Declaration.space`. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.graph import Snapshot
from visualizer.editor import writing
from visualizer.editor.fields import Field, Fields
from visualizer.frame import KeyLight
from visualizer.scene.cameras import placing
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.transforms import compose, directions, inverse, points

Array = NDArray[np.float64]

SPATIAL = ("actor", "camera", "light", "emitter", "fog", "probe", "look")
"""Tables that have a place in the world, or parts that do."""

_OWN = ("position", "rotation")
"""Properties that place a table itself, and are no parts of it."""


@dataclass(frozen=True)
class Part:
    """A part of a table. path: what is selected for it. points: that move it; the first is its place. turn: its
    direction or rotation. sizes: about its place."""

    path: Path
    table: Path
    points: tuple[Field, ...] = ()
    turn: Field | None = None
    sizes: tuple[Field, ...] = ()

    @property
    def label(self) -> str:
        """Its path within the table; items of lists are counted from 1."""
        words = [
            f" {part + 1}" if isinstance(part, int) else f".{part}" for part in self.path[len(self.table) :]
        ]
        return "".join(words).removeprefix(".") or dotted(self.table)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All its properties."""
        return (*self.points, *((self.turn,) if self.turn is not None else ()), *self.sizes)


_KNOWN: WeakKeyDictionary[Scene, dict[Path, tuple[Part, ...]]] = WeakKeyDictionary()
"""Parts that were worked out, as long as their scene exists."""


def parts_of(scene: Scene, fields: Fields, table: Path) -> tuple[Part, ...]:
    """Return the parts of a table, in the order of its properties: those that a file sets or that have an effect."""
    known = _KNOWN.setdefault(scene, {})
    if table not in known:
        groups: dict[Path, list[Field]] = {}
        for field in fields.of(scene, table):
            if space_name(field) and _counts(scene, field):
                groups.setdefault(field.path[:-1], []).append(field)
        known[table] = tuple(
            part for path, group in groups.items() for part in _parts(scene, table, path, group)
        )
    return known[table]


def part_at(scene: Scene, fields: Fields, selected: Path) -> Part | None:
    """Return the part that a path is of, the innermost of several; None if it is of no part."""
    found = [
        part for part in parts_of(scene, fields, selected[:2]) if selected[: len(part.path)] == part.path
    ]
    return max(found, key=lambda part: len(part.path), default=None)


def space_name(field: Field) -> str:
    """Return the space that a property is declared in; "" for one that is no place, direction or size."""
    return field.declaration.space if field.declaration is not None and field.kind != "list" else ""


def space_of(scene: Scene, field: Field, snapshot: Snapshot) -> Array:
    """Return world_from_space, (4, 4), of the numbers of a property, at the time of a snapshot."""
    model = scene.tables[field.table]
    match space_name(field):
        case "parent":
            return parent_of(model, snapshot)
        case "own" if field.table[0] == "actor":
            return snapshot.world_from(str(field.table[1]))
        case "own":
            t = snapshot.time
            return parent_of(model, snapshot) @ compose(model.position.at(t), model.rotation.at(t))
        case "chosen" if model.space == "local":
            return parent_of(model, snapshot)
        case "target":
            return snapshot.world_from(_model_at(model, field).target)
    return np.eye(4)


def place_of(scene: Scene, part: Part, snapshot: Snapshot) -> Array:
    """Return where a part is, (3,) metres, world. What has no place of its own is where its table is; a look is where
    the camera of the shot looks."""
    if part.points:
        point = part.points[0]
        value = value_of(scene, point, snapshot)
        return points(space_of(scene, point, snapshot), value)
    model, kind = scene.tables[part.table], part.table[0]
    if kind == "actor":
        return snapshot.position(str(part.table[1]))
    if kind in ("look", "probe"):
        return _looked_at(scene, snapshot)
    return points(parent_of(model, snapshot), model.position.at(snapshot.time))


def value_of(scene: Scene, field: Field, snapshot: Snapshot) -> Array:
    """Return the vector that a property has at the time of a snapshot, in its own space. The direction of a cone of
    fog that is left out is that of the key light."""
    value = field.at(snapshot.time)
    if value is not None:
        return np.asarray(value, float)
    look = scene.looks.get(scene.shot_at(snapshot.time).look or "")
    along = KeyLight().direction if look is None else look.key.direction.at(snapshot.time)
    return directions(inverse(space_of(scene, field, snapshot)), along)


def _looked_at(scene: Scene, snapshot: Snapshot) -> Array:
    model = scene.cameras[scene.shot_at(snapshot.time).camera]
    found: Array = model.look_at.at(snapshot.time, placing(model, snapshot))
    return found


def _parts(scene: Scene, table: Path, path: Path, group: list[Field]) -> Iterator[Part]:
    """Yield the parts of one table or list. path: of it. group: its properties that count."""
    own = path == table
    plain = isinstance(group[0].path[-1], int)  # of a list of points
    if own and table[0] != "probe":
        group = [field for field in group if str(field.path[-1]) not in _OWN]
    sizes = tuple(field for field in group if space_name(field) == "extent")
    places = [
        field for field in group if field.kind == "aim" or (field.kind, _unit(field)) == ("vector", "m")
    ]
    places = [field for field in places if field not in sizes]
    turns = [field for field in group if field.kind in ("direction", "rotation", "vector")]
    turns = [field for field in turns if field not in places and field not in sizes]
    whole = not plain and (not own or table[0] == "probe") and len(group) > 1
    if whole:
        yield Part(path, table, tuple(places), turns[0] if turns else None, sizes)
        places, turns = places if len(places) > 1 else [], turns[1:]
    for field in group:
        if field in places:
            middle = str(field.path[-1]) == "centre" and own
            yield Part(field.path, table, (field,), None, sizes if middle else ())
        elif field in turns:
            yield Part(field.path, table, (), field)


def _counts(scene: Scene, field: Field) -> bool:
    """Return whether a property has an effect, and a value that is a place or a direction."""
    model = _model_at(scene.tables[field.table], field)
    name = str(field.path[-1])
    needed = [works for names, works, _ in getattr(model, "NEEDS", ()) if name in names]
    if not all(works(model) for works in needed) or (field.kind == "number" and _unit(field) == "degrees"):
        return False
    if field.value is None:
        return False
    if field.kind == "vector" and _unit(field) != "m" and not _ever_long(field):
        return False
    within = len(field.path) > len(field.table) + 1
    return bool(needed) or within or writing.is_written(scene, field)


def _ever_long(field: Field) -> bool:
    track = field.track
    values = [field.value] if track is None else [key.value for key in track.keys]
    return any(bool(np.any(np.asarray(value, float))) for value in values)


def _unit(field: Field) -> str | None:
    return None if field.declaration is None else field.declaration.unit


def _model_at(model: Any, field: Field) -> Any:
    """Return the model that a property is a field of: the table, a table in it, or an item of a list."""
    for part in field.path[len(field.table) : -1]:
        model = model[part] if isinstance(part, int) else getattr(model, str(part))
    return model


def parent_of(model: Any, snapshot: Snapshot) -> Array:
    """Return world_from_parent, (4, 4), of a table that may be attached to an actor."""
    return np.eye(4) if model.attach is None else snapshot.world_from(model.attach)
