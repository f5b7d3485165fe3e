"""Checks of what keys say between keys: where an easing leads beyond a property's limits, the value stops there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from visualizer.scene.paths import Path
from visualizer.scene.reading import Reading
from visualizer.timeline.track import Track


def warn_of_excursions(reading: Reading, tables: Mapping[str, Mapping[str, BaseModel | None]]) -> None:
    """Warn, at its place, of each easing that leads beyond the limits of its property."""
    for table, entries in tables.items():
        for name, model in entries.items():
            for path, track in tracks(model) if model is not None else ():
                for number, farthest in track.excursions():
                    below = track.low is not None and farthest < track.low
                    limit = f"at least {track.low:g}" if below else f"at most {track.high:g}"
                    text = (
                        f"'{track.keys[number].ease}' would lead to {farthest:.4g} on the way to the next key;"
                        f" this is {limit}, and stops there"
                    )
                    reading.warning((table, name, *path, number, "ease"), text)


def tracks(model: BaseModel) -> Iterator[tuple[Path, Track[Any]]]:
    """Yield the path and the track of every property that a validated model and the tables in it hold."""
    values = {name: getattr(model, name) for name in type(model).model_fields} | (model.model_extra or {})
    for name, value in values.items():
        for path, item in _items(value):
            if isinstance(item, Track):
                yield (name, *path), item
            elif isinstance(item, BaseModel):
                yield from (((name, *path, *inner), track) for inner, track in tracks(item))


def _items(value: object) -> Iterator[tuple[Path, object]]:
    if isinstance(value, list | tuple):
        yield from (((number,), item) for number, item in enumerate(value))
    else:
        yield (), value
