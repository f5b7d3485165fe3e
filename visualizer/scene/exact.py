"""Exact: plain numbers and flags are what they look like. Pydantic would take '4' or true for a number."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from visualizer.properties import Limits
from visualizer.properties.values import LARGEST
from visualizer.scene.paths import Path


def stand_ins(cls: type[BaseModel], values: dict[str, Any]) -> Iterator[tuple[Path, Any, str]]:
    """Yield path, value and what is needed, for each plain value of a table that only resembles what it should be.

    Tracks, times and references are not looked at: they read their own values, exactly. What Pydantic refuses
    anyway may be among them.
    """
    for name, info in cls.model_fields.items():
        if name in values and not _reads_itself(info.metadata):
            yield from _of(info.annotation, values[name], (name,))


def _reads_itself(metadata: typing.Iterable[Any]) -> bool:
    return any(
        hasattr(item, "__get_pydantic_core_schema__") and not isinstance(item, Limits) for item in metadata
    )


def _of(wanted: Any, value: Any, path: Path) -> Iterator[tuple[Path, Any, str]]:
    origin, parts = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Annotated:
        if not _reads_itself(parts[1:]):
            yield from _of(parts[0], value, path)
    elif origin in (types.UnionType, typing.Union):
        # Only a type or None: what may be of several types is told apart by Pydantic.
        several = [part for part in parts if part is not types.NoneType]
        if len(several) == 1 and value is not None:
            yield from _of(several[0], value, path)
    elif origin in (list, tuple) and isinstance(value, list):
        wants = parts if origin is tuple and ... not in parts else (parts[0],) * len(value)
        for number, (want, item) in enumerate(zip(wants, value, strict=False)):
            yield from _of(want, item, (*path, number))
    elif isinstance(wanted, type) and issubclass(wanted, BaseModel) and isinstance(value, dict):
        for inner, item, message in stand_ins(wanted, value):
            yield (*path, *inner), item, message
    elif needed := _needed(wanted, value):
        yield path, value, needed


def _needed(wanted: Any, value: Any) -> str | None:
    """Return what is needed instead of a single plain value, or None if the value is right."""
    if wanted is bool:
        return None if isinstance(value, bool) else "true or false is needed"
    if wanted is not int and wanted is not float:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "a whole number is needed" if wanted is int else "a number is needed"
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > LARGEST:
        return "a finite number below 1e12 is needed"
    return None
