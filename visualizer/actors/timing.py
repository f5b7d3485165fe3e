"""Times and names in an actor's properties: when its motion may change abruptly, and which actors it may depend on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from visualizer.properties import is_time
from visualizer.timeline.track import Track

NEVER = 1e9
"""Later than the end of any film, s: the default of properties that give the time of an event."""


def times_in(value: Any) -> Iterator[float]:
    """Yield the times, s, of all keyframes and of all properties that are times, in no order."""
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


def tracks_in(value: Any) -> Iterator[Track[Any]]:
    """Yield all tracks in properties."""
    if isinstance(value, Track):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from tracks_in(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from tracks_in(item)


def names_in(value: Any) -> Iterator[str]:
    """Yield all strings in properties, those of keyframes too: any of them may name an actor or an anchor."""
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
