"""Warnings of easings that overshoot a property's limits between two keyframes, where the value is clamped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from visualizer.scene.paths import Path
from visualizer.scene.reading import Reading
from visualizer.scene.tables import held, items_of, values_of
from visualizer.timeline.track import Track


def warn_of_excursions(reading: Reading, models: Mapping[Path, BaseModel | None]) -> None:
    """Warn of each easing that overshoots the limits of its property, with the place of the easing."""
    for place, model in models.items():
        if model is not None:
            for path, text in reading.results.about(model, _excursions):
                reading.warning((*place, *path), text)


def _excursions(model: BaseModel) -> Iterator[tuple[Path, str]]:
    """Yield the path of each easing of a model that overshoots, with the warning."""
    for path, track in tracks(model):
        for number, farthest in track.excursions():
            below = track.low is not None and farthest < track.low
            limit = f"at least {track.low:g}" if below else f"at most {track.high:g}"
            text = (
                f"'{track.keys[number].ease}' reaches {farthest:.4g} before the next keyframe;"
                f" the value must be {limit} and is clamped"
            )
            yield (*path, number, "ease"), text


def tracks(model: BaseModel) -> Iterator[tuple[Path, Track[Any]]]:
    """Yield the path and the track of every property that a validated model and the tables in it hold."""
    for path, table in held(model):
        for name, value in values_of(table).items():
            for inner, item in items_of(value):
                if isinstance(item, Track):
                    yield (*path, name, *inner), item
