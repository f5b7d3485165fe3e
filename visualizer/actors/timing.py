"""When an actor may jump or bend: the times that its properties tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from visualizer.properties import is_time
from visualizer.timeline.track import Track


def times_in(value: Any) -> Iterator[float]:
    """Yield the times, s, of all keys and all moments within properties, in no order."""
    if isinstance(value, Track):
        if not value.constant:
            yield from value.times
            yield from value.breaks
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if isinstance(inner, float) and is_time(field):
                yield inner
            else:
                yield from times_in(inner)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from times_in(item)


def names_in(value: Any) -> Iterator[str]:
    """Yield all texts within properties, those that steps hold too: some may be names of actors and anchors."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Track):
        for key in value.keys:
            yield from names_in(key.value)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from names_in(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from names_in(item)
