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
    return (leaf for leaf in _leaves(value) if isinstance(leaf, Track))


def names_in(value: Any) -> Iterator[str]:
    """Yield all strings in properties, those of keyframes too: any of them may name an actor or an anchor."""
    for leaf in _leaves(value):
        if isinstance(leaf, Track):
            yield from names_in([key.value for key in leaf.keys])
        elif isinstance(leaf, str):
            yield leaf


def _leaves(value: Any) -> Iterator[Any]:
    """Yield what properties hold, without the models and lists that hold it."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _leaves(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
