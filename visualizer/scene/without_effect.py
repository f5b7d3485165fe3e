"""Warnings of properties that have no effect in combination with the scene's other properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from visualizer.properties.conditions import ever, without_effect
from visualizer.scene.paths import Path
from visualizer.scene.problems import shown
from visualizer.scene.reading import Reading
from visualizer.scene.tables import held


def warn_without_effect(reading: Reading, models: Mapping[Path, BaseModel | None]) -> None:
    """Warn of each property of any table that is set and has no effect, according to the `NEEDS` of its model."""
    for path, model in models.items():
        if model is not None:
            for inner, needed in reading.results.about(model, _needless):
                reading.warning((*path, *inner), f"this has no effect: it needs {needed}", key=True)


def _needless(model: BaseModel) -> Iterator[tuple[Path, str]]:
    """Yield each property of a model, and of the tables in it, that is set and has no effect, with what it needs."""
    for inner, table in held(model):
        for key, needed in without_effect(table, getattr(table, "NEEDS", ())):
            yield (*inner, key), needed


def warn_of_unseen_births(reading: Reading, emitters: Mapping[str, Any], duration: float | None) -> None:
    """Warn of emitters that emit nothing, and of bursts at or after the film's end.

    emitters: by name, each an EmitterModel or None. duration: of the film, s; None if it is not known.
    """
    for name, emitter in emitters.items():
        if emitter is None or emitter.parent is not None:
            continue
        for number, burst in enumerate(emitter.bursts):
            if duration is not None and burst.t >= duration:
                text = f"the film ends at {duration:g} s, so this burst is never seen {shown(burst.t)}"
                reading.warning(("emitter", name, "bursts", number, "t"), text)
        if not ever(emitter.rate) and not any(burst.count for burst in emitter.bursts):
            text = "this emits no particles: it needs a rate, bursts or a parent"
            reading.warning(("emitter", name), text, key=True)
