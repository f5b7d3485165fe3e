"""The tables of a scene file, each declared once in `TABLES`.

The loader, the JSON Schema, the checks of references and the warnings iterate over that list and the models in it,
so a new table is one entry here. `building.py` reads the models and makes the scene from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, create_model

from visualizer.actors.base import Actor
from visualizer.properties import declare
from visualizer.properties.tables import Table
from visualizer.scene.emitters import EmitterModel
from visualizer.scene.fog import FogModel
from visualizer.scene.lights import LightModel
from visualizer.scene.model import CameraModel, CaptionModel, FilmModel, LookModel, MarkerModel, ShotModel
from visualizer.scene.paths import Path
from visualizer.scene.probes import ProbeModel

FORMAT = 1
"""The version of the format of scene files that this program reads."""

Form = Literal["one", "list", "named"]
"""How a table is written: once, [film]; any number of times, [[shot]]; once for each name, [camera.NAME]."""


@dataclass(frozen=True)
class SceneTable:
    """One table of the scene file. name: its key. about: one sentence for the schema.

    model: what the table holds; None for actors, whose model is that of their kind. required: whether a file must have
    it.
    """

    name: str
    form: Form
    model: type[BaseModel] | None
    about: str
    required: bool = False

    @property
    def annotation(self) -> Any:
        """The type of all that a file has under this name, for the JSON Schema."""
        model: Any = dict[str, Any] if self.model is None else self.model
        if self.form == "list":
            return list[model]
        if self.form == "named":
            return dict[str, model]
        return model if self.required else model | None

    @property
    def declared(self) -> Any:
        """The field with its default, for the JSON Schema."""
        if self.required:
            return declare(description=self.about)
        default: Any = {"one": None, "list": [], "named": {}}[self.form]
        return declare(default, self.about)


TABLES: tuple[SceneTable, ...] = (
    SceneTable("film", "one", FilmModel, "length, rate and size", required=True),
    SceneTable("shot", "list", ShotModel, "what is on screen, in any order"),
    SceneTable("marker", "list", MarkerModel, "moments that have names, in any order"),
    SceneTable("camera", "named", CameraModel, "cameras by name"),
    SceneTable("look", "named", LookModel, "light and grade by name"),
    SceneTable("light", "named", LightModel, "lights by name"),
    SceneTable("fog", "named", FogModel, "fog volumes by name"),
    SceneTable("probe", "named", ProbeModel, "reflections of the set by name"),
    SceneTable("caption", "list", CaptionModel, "texts"),
    SceneTable("actor", "named", None, "actors by name"),
    SceneTable("emitter", "named", EmitterModel, "particle emitters by name"),
)
"""All tables of a scene file."""


class FileModel(Table):
    """The top-level keys of a scene file, before its tables."""

    format: Literal[1] = declare(description="version of this format")
    title: str = declare("", "title of the film")
    include: list[str] = declare([], "scene files below this one's folder")


def scene_model() -> type[BaseModel]:
    """Return the model of a whole scene file, for the JSON Schema. Actors are any tables in it."""
    fields: dict[str, Any] = {table.name: (table.annotation, table.declared) for table in TABLES}
    return create_model("SceneModel", __base__=FileModel, __doc__="The whole file.", **fields)


def top_level_keys() -> tuple[str, ...]:
    """Return the keys and tables that a scene file may have at its top level."""
    return (*FileModel.model_fields, *(table.name for table in TABLES))


@dataclass
class Models:
    """The tables of one scene file, validated.

    by_path: by path, such as ("camera", "dolly") or ("shot", 0), the model of each table that the file has; None for
    one that is wrong. kinds: by name, the class of each actor whose kind is known.
    """

    by_path: dict[Path, Any] = field(default_factory=dict)
    kinds: dict[str, type[Actor[Any]]] = field(default_factory=dict)

    def one(self, table: str) -> Any:
        """Return the model of a table that is written once; None if it is not there, or wrong."""
        return self.by_path.get((table,))

    def listed(self, table: str) -> list[Any]:
        """Return the models of a list of tables, in the order of the file; None for each that is wrong."""
        return [model for path, model in self.by_path.items() if path[0] == table]

    def named(self, table: str) -> dict[str, Any]:
        """Return the models of named tables by name, in the order of the file; None for each that is wrong."""
        return {str(path[1]): model for path, model in self.by_path.items() if path[0] == table}


def held(model: BaseModel) -> Iterator[tuple[Path, BaseModel]]:
    """Yield a validated model with the path (), and each model within it, also in lists, with its path."""
    yield (), model
    for name, value in values_of(model).items():
        for path, item in items_of(value):
            if isinstance(item, BaseModel):
                yield from (((name, *path, *inner), one) for inner, one in held(item))


def values_of(model: BaseModel) -> Mapping[str, Any]:
    """Return the values of a model's fields by name, and of what it holds beyond its fields."""
    return {name: getattr(model, name) for name in type(model).model_fields} | (model.model_extra or {})


def items_of(value: object) -> Iterator[tuple[Path, object]]:
    """Yield the items of a list or tuple with their positions, or a value that is neither with the path ()."""
    if isinstance(value, list | tuple):
        yield from (((number,), item) for number, item in enumerate(value))
    else:
        yield (), value
