"""Checks beyond one value: that names exist, that nothing hangs on itself."""

from __future__ import annotations

import types
import typing
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from visualizer.actors.base import Actor
from visualizer.properties import REFERENCE
from visualizer.scene.aim import Aim
from visualizer.scene.choices import choices, nearest
from visualizer.scene.model import FilmModel, ShotModel
from visualizer.scene.paths import Path
from visualizer.scene.problems import shown
from visualizer.scene.reading import Reading
from visualizer.timeline.frames import FrameGrid


def check_references(
    reading: Reading,
    classes: Mapping[str, type[Actor[Any]]],
    tables: Mapping[str, Mapping[str, BaseModel | None]],
    unread: Container[str] = (),
) -> None:
    """Report every reference to an actor or anchor that does not exist, and circles of attachments.

    unread: names of actors that could not be read. What refers to them is not at fault.
    """
    known = [name for name, cls in classes.items()]
    known += [f"{name}.{anchor}" for name, cls in classes.items() for anchor in cls.anchors]
    hangs_on: dict[str, str] = {}
    for table, entries in tables.items():
        for name, model in entries.items():
            if model is None:
                continue
            for path, reference in references(model):
                if reference.partition(".")[0] in unread:
                    continue
                if reference not in known and not _mesh_of(reference, classes, path):
                    reading.problem((table, name, *path), _unknown_reference(reference, classes))
                elif table == "actor" and path == ("attach",):
                    hangs_on[name] = reference.partition(".")[0]
    for name in hangs_on:
        chain = [name]
        while chain[-1] in hangs_on:
            following = hangs_on[chain[-1]]
            if following in chain:
                if following == name:
                    circle = " -> ".join([*chain, following])
                    reading.problem(("actor", name, "attach"), f"attachments form a circle: {circle}")
                break
            chain.append(following)


def check_seen(reading: Reading, film: FilmModel | None, shots: Sequence[ShotModel | None]) -> None:
    """Warn of shots that no frame of the film shows, after its end or between two frames, and of a first that starts late."""
    if film is None or reading.problems:
        return  # what is wrong may be the times themselves
    grid = FrameGrid.of(film.duration, film.fps)
    placed = sorted((shot.start, number) for number, shot in enumerate(shots) if shot is not None)
    for index, (start, number) in enumerate(placed):
        last = index + 1 == len(placed)
        end = max(grid.seconds, start) if last else placed[index + 1][0]
        if index == 0 and start > 0.0:
            text = "no shot starts at 0 s or before: this one is shown from the film's beginning"
            reading.warning(("shot", number, "start"), f"{text} {shown(start)}")
        if grid.span(start if index else min(start, 0.0), end) or (start == end and not last):
            continue  # seen; or one of two that start together, which is an error
        if start >= grid.seconds:
            text = f"the film ends at {film.duration:g} s, so this shot is never seen"
        elif end <= 0.0:
            text = f"the next shot starts at {end:g} s, so this one is over before the film begins"
        else:
            text = f"no frame shows this shot: it ends at {end:g} s, before the next frame"
        reading.warning(("shot", number, "start"), f"{text} {shown(start)}")


def _unknown_reference(reference: str, classes: Mapping[str, type[Actor[Any]]]) -> str:
    """Return what is wrong with a reference to an actor or anchor that does not exist, and what there is."""
    actor, _, anchor = reference.partition(".")
    if actor in classes:
        anchors = classes[actor].anchors
        text = f"no anchor is called '{reference}'"
        if near := nearest(anchor, anchors):
            return f"{text}; did you mean '{actor}.{near}'?"
        return text + choices(anchor, anchors, noun=f"anchors of '{actor}'")
    text = f"no actor is called '{reference}'"
    near = nearest(actor, classes)
    if near and anchor in classes[near].anchors:
        return f"{text}; did you mean '{near}.{anchor}'?"
    return text + choices(actor, classes, noun="actors")


def _mesh_of(reference: str, classes: Mapping[str, type[Actor[Any]]], path: Path) -> bool:
    """Whether the reference may name a mesh of an actor; meshes are known when actors are built."""
    return bool(path) and path[-1] == "mesh" and reference.partition(".")[0] in classes


def references(model: BaseModel) -> Iterator[tuple[Path, str]]:
    """Yield the path and the text of every reference that a validated model holds."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, Aim):
            several = len(value.track.keys) > 1
            for number, text in value.names:
                yield ((name, number, "v") if several else (name,)), text
        elif isinstance(value, BaseModel):
            for path, text in references(value):
                yield (name, *path), text
        elif isinstance(value, str) and (REFERENCE in info.metadata or _mentions(info.annotation)):
            yield (name,), value
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                if isinstance(item, BaseModel):
                    for path, text in references(item):
                        yield (name, number, *path), text
                elif isinstance(item, str) and _mentions(info.annotation):
                    yield (name, number), item


def _mentions(annotation: Any) -> bool:
    """Return whether a field's type holds a Reference, alone or in a union or list."""
    if typing.get_origin(annotation) is typing.Annotated:
        return REFERENCE in annotation.__metadata__
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is not None:
        return any(_mentions(part) for part in typing.get_args(annotation))
    return False
