"""Shapes: what a scene file may hold at a path, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from visualizer.properties.schemas import NAMES
from visualizer.scene.paths import Path
from visualizer.scene.schema import scene_schema

Shape = Mapping[str, Any]
"""A part of the schema."""


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Return the schema of scene files."""
    return scene_schema()


def shapes_at(path: Path, data: Any) -> list[Shape]:
    """Return the alternatives of what may be written at a path. data: the values of the file, from which kinds of
    actors are known."""
    found, value = list(_alternatives(schema())), data
    for step in path:
        found = [inner for one in found for inner in _inside(one, step)]
        value = _child(value, step)
        found = [one for one in found if _fits(one, value)]
    return found


def inner_shapes(shape: Shape, step: str | int) -> list[Shape]:
    """Return the alternatives of what a shape allows at a key or a list position."""
    return list(_inside(shape, step))


def properties_of(shapes: list[Shape]) -> dict[str, Shape]:
    """Return the keys that a table may have at a path, with their shapes."""
    found: dict[str, Shape] = {}
    for one in shapes:
        for name, inner in one.get("properties", {}).items():
            found.setdefault(name, inner)
    return found


def texts_of(shapes: list[Shape]) -> list[str]:
    """Return the texts that may be written, as far as they are fixed."""
    found: dict[str, None] = {}
    for one in shapes:
        for value in (*one.get("enum", ()), *([one["const"]] if "const" in one else [])):
            if isinstance(value, str):
                found[value] = None
    return list(found)


def named_by(shapes: list[Shape]) -> set[str]:
    """Return what the texts that may be written are names of: see NAMES."""
    return {one[NAMES] for one in shapes if NAMES in one}


def has_type(shapes: list[Shape], name: str) -> bool:
    """Return whether a value of a JSON type may be written."""
    return any(one.get("type") == name for one in shapes)


def is_colour(shapes: list[Shape]) -> bool:
    """Return whether a colour may be written: as #rrggbb, or as three numbers."""
    return any("#" in one.get("pattern", "") for one in shapes)


def _alternatives(shape: Shape) -> Iterator[Shape]:
    """Yield a shape, or what it refers to, and all shapes that it allows instead."""
    if "$ref" in shape:
        yield from _alternatives(schema()["$defs"][shape["$ref"].rpartition("/")[2]])
        return
    yield shape
    for key in ("anyOf", "oneOf"):
        for one in shape.get(key, ()):
            yield from _alternatives(one)


def _inside(shape: Shape, step: str | int) -> Iterator[Shape]:
    if isinstance(step, int):
        fixed = shape.get("prefixItems", ())
        inner = fixed[step] if step < len(fixed) else shape.get("items")
    else:
        inner = shape.get("properties", {}).get(step, shape.get("additionalProperties"))
    if isinstance(inner, Mapping):
        yield from _alternatives(inner)


def _child(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (LookupError, TypeError):
        return None


def _fits(shape: Shape, value: Any) -> bool:
    """Return whether a table may be of this shape, as far as its fixed texts say, such as the kind of an actor."""
    if not isinstance(value, Mapping):
        return True
    return all(
        "const" not in inner or name not in value or value[name] == inner["const"]
        for name, inner in shape.get("properties", {}).items()
    )
