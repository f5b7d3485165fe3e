"""Lanes: what of a scene's text has times, by object: the keyframes of each property, and the properties that are
times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from visualizer.declarations import Declaration
from visualizer.properties import declaration_of, is_time
from visualizer.properties.tracks import Property
from visualizer.properties.wording import marks_of
from visualizer.scene.aim import Aim
from visualizer.scene.documents import Documents
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.scene.tables import held, items_of, values_of
from visualizer.timeline.track import Track


class Mark(NamedTuple):
    """Something that has a time: a keyframe of a property, or a property that is a time.

    path: of the property. number: of the keyframe, from 0; None for a property that is a time.
    """

    path: Path
    number: int | None = None

    @property
    def written(self) -> Path:
        """The path at which its time is written."""
        return self.path if self.number is None else (*self.path, self.number, "t")


@dataclass(frozen=True, eq=False)
class Lane:
    """A property with keyframes, or one that is a time.

    path: of the property. table: path of the object that it belongs to, such as ("camera", "dolly"). track: over time;
    None for a time. times: of its keyframes, or itself, s. declaration: what it was declared with, if anything. eased:
    whether keyframes may have an easing.
    """

    path: Path
    table: Path
    track: Track[Any] | None
    times: tuple[float, ...]
    declaration: Declaration | None
    eased: bool

    @property
    def name(self) -> str:
        """The path of the property within its object."""
        return dotted(self.path[len(self.table) :])

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Its keyframes, or itself."""
        if self.track is None:
            return (Mark(self.path),)
        return tuple(Mark(self.path, number) for number in range(len(self.times)))


class Lanes:
    """The lanes of scenes, each worked out once for each table of a scene that does not change."""

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._known: dict[Path, tuple[BaseModel, tuple[Lane, ...]]] = {}
        self._all: dict[Path, tuple[Lane, ...]] = {}

    def of(self, scene: Scene) -> dict[Path, tuple[Lane, ...]]:
        """Return the lanes of each object that has any, by its path, in the order of the scene's tables."""
        if scene is not self._scene:
            known = {}
            for path, model in scene.tables.items():  # tables that are alike may be one model
                old = self._known.get(path)
                same = old is not None and old[0] is model
                known[path] = (
                    old
                    if old is not None and same
                    else (model, tuple(lanes_of(path, model, scene.documents)))
                )
            self._scene, self._known = scene, known
            self._all = {path: lanes for path, (_, lanes) in known.items() if lanes}
        return self._all


def lanes_of(path: Path, model: BaseModel, documents: Documents) -> Iterator[Lane]:
    """Yield the lanes of one table of a scene. path: of it. Curves over something else than time have none."""
    for inner, table in held(model):
        fields = type(table).model_fields
        for name, value in values_of(table).items():
            if name in fields and name not in table.model_fields_set:
                continue  # a default
            field = fields.get(name)
            declaration = None if field is None else declaration_of(field)
            marks = () if field is None else tuple(marks_of(field))
            reader = next((one for one in marks if isinstance(one, Property)), None)
            for step, item in items_of(value):
                where = (*path, *inner, name, *step)
                if isinstance(item, Aim):
                    item = item.points or item.track
                if isinstance(item, Track):
                    if _keyed(where, documents):
                        eased = reader is None or reader.eased
                        yield Lane(where, path, item, item.times, declaration, eased)
                elif field is not None and is_time(field) and isinstance(item, float):
                    yield Lane(where, path, None, (item,), declaration, False)


def _keyed(path: Path, documents: Documents) -> bool:
    """Return whether keyframes are written at a path."""
    found = documents.find(path)
    return found is not None and (*found[1], 0, "t") in found[0].values
