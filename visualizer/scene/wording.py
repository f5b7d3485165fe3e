"""Wording: Pydantic's errors as problems of a scene: message in plain words, place of the key or value at fault."""

from __future__ import annotations

import re
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from visualizer.scene.aim import Aim
from visualizer.scene.choices import choices
from visualizer.scene.paths import Path
from visualizer.scene.problems import shown
from visualizer.scene.reading import Reading
from visualizer.timeline.track import Track


def report(reading: Reading, cls: type[BaseModel], path: Path, detail: dict[str, Any]) -> None:
    """Add what Pydantic found wrong with a table of the model `cls` at `path` to a reading's problems, in our words."""
    loc: Path = tuple(detail["loc"])
    context = detail.get("ctx") or {}
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _fields(cls, loc[:-1])
        reading.problem((*path, *loc), f"unknown key{choices(loc[-1], known)}", key=True)
        return
    if kind == "missing":
        if isinstance(loc[-1], int):  # an item of a list
            length = _length(cls, loc[:-1]) or loc[-1] + 1
            reading.problem((*path, *loc[:-1]), f"a list of {length} is needed {shown(detail.get('input'))}")
        else:
            reading.problem((*path, *loc[:-1]), f"'{loc[-1]}' is missing")
        return
    if kind == "visualizer":
        value = detail.get("input")
        for part in context["within"]:
            try:
                value = value[part]  # type: ignore[index]  # whatever the file has there
            except (LookupError, TypeError):
                break
        value = context.get("value", value)
        named = "given" in context and "known" in context
        hint = choices(context["given"], context["known"]) if named else ""
        place = (*path, *loc, *context["within"])
        text = f"{context['message']} {shown(value)}{hint}"
        reading.problem(place, text, key=context.get("key", False))
        return
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", str(context.get("expected")))
        given = detail.get("input")
        if names and isinstance(given, str):
            reading.problem((*path, *loc), f"unknown name {shown(given)}{choices(given, names)}")
            return
    message = _plain(detail)
    reading.problem((*path, *loc), f"{message} {shown(detail.get('input'))}")


def _fields(cls: type[BaseModel], loc: Path) -> list[str]:
    """Return the keys that the table at `loc` inside a model may have."""
    for part in loc:
        if isinstance(part, int):  # a row of a list of tables
            continue
        info = cls.model_fields.get(str(part))
        inner = None if info is None else _table_of(info)
        if inner is None:
            return []
        cls = inner
    return list(cls.model_fields)


def _length(cls: type[BaseModel], loc: Path) -> int | None:
    """Return how many items the list at `loc` inside a model has, or None where there is no such number."""
    *outer, name = (part for part in loc if not isinstance(part, int))
    for part in outer:
        info = cls.model_fields.get(str(part))
        inner = None if info is None else _table_of(info)
        if inner is None:
            return None
        cls = inner
    info = cls.model_fields.get(str(name))
    for candidate in () if info is None else (info.annotation, *get_args(info.annotation)):
        if get_origin(candidate) is tuple:
            return len(get_args(candidate))
    return None


def _table_of(info: FieldInfo) -> type[BaseModel] | None:
    """Return the model of the tables that a field holds, alone or in a list, or None."""
    for candidate in (info.annotation, *get_args(info.annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def keys_not_taken(cls: type[BaseModel], table: Any, loc: Path) -> Path | None:
    """Return the part of `loc` where a table of the model `cls` has keys for a property that takes none, or None."""
    value = table
    for depth, part in enumerate(loc, 1):
        try:
            value = value[part]
        except (LookupError, TypeError):
            return None
        if isinstance(part, int):
            continue
        info = cls.model_fields.get(part)
        if info is None:
            return None
        inner = _table_of(info)
        if inner is None:
            return loc[:depth] if _are_keys(value) and not _takes_keys(info.annotation) else None
        cls = inner
    return None


def _are_keys(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and {"t", "v"} & set(row) for row in value)
    )


def _takes_keys(annotation: Any) -> bool:
    """Return whether a field's type is read from keys, alone or in a union."""
    kind = get_origin(annotation) or annotation
    return kind in (Track, Aim) or any(_takes_keys(part) for part in get_args(annotation))


def _plain(detail: dict[str, Any]) -> str:
    """Return one of Pydantic's messages in our words."""
    kind, context = detail["type"], detail.get("ctx") or {}
    words = {
        "int_type": "a whole number is needed",
        "int_parsing": "a whole number is needed",
        "int_from_float": "a whole number is needed",
        "float_type": "a number is needed",
        "float_parsing": "a number is needed",
        "finite_number": "a finite number is needed",
        "string_type": "a text is needed",
        "bool_type": "true or false is needed",
        "bool_parsing": "true or false is needed",
        "list_type": "a list is needed",
        "tuple_type": "a list is needed",
        "dict_type": "a table is needed",
        "model_type": "a table is needed",
        "model_attributes_type": "a table is needed",
        "string_too_short": "this is empty",
    }
    if kind in words:
        return words[kind]
    if kind in ("too_long", "too_short"):
        return f"a list of {context.get('max_length', context.get('min_length'))} is needed"
    bounds = {
        "greater_than_equal": ("at least", "ge"),
        "greater_than": ("more than", "gt"),
        "less_than_equal": ("at most", "le"),
        "less_than": ("less than", "lt"),
    }
    if kind in bounds:
        relation, name = bounds[kind]
        return f"must be {relation} {context[name]:g}"
    message = str(detail["msg"])
    return message[:1].lower() + message[1:]
