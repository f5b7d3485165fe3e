"""Checks beyond one value: names that must exist, cycles of attachments, shots that no frame shows."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import BaseModel

from visualizer.actors.base import Actor
from visualizer.properties import REFERENCE
from visualizer.properties.wording import marked
from visualizer.scene.aim import Aim
from visualizer.scene.choices import choices, nearest
from visualizer.scene.model import FilmModel, ShotModel
from visualizer.scene.order import cycles
from visualizer.scene.paths import Path
from visualizer.scene.problems import shown
from visualizer.scene.reading import Reading
from visualizer.scene.tables import Models, held, items_of
from visualizer.timeline.frames import FrameGrid


def check_references(
    reading: Reading,
    classes: Mapping[str, type[Actor[Any]]],
    models: Mapping[Path, BaseModel | None],
    unread: Container[str] = (),
) -> None:
    """Report every reference to an actor or anchor that does not exist, and cycles of attachments.

    unread: names of actors that could not be read: references to them are not reported.
    """
    known = [name for name, cls in classes.items()]
    known += [f"{name}.{anchor}" for name, cls in classes.items() for anchor in cls.anchors]
    attached: dict[str, str | None] = {}
    for path, model in models.items():
        for inner, reference in _references(reading, model):
            if reference.partition(".")[0] in unread:
                continue
            if reference not in known and not _mesh_of(reference, classes, inner):
                reading.problem((*path, *inner), _unknown_reference(reference, classes))
            elif path[0] == "actor" and inner == ("attach",):
                attached[str(path[1])] = reference.partition(".")[0]
    for cycle in cycles(attached):
        for number, name in enumerate(cycle):
            around = " -> ".join([*cycle[number:], *cycle[:number], name])
            reading.problem(("actor", name, "attach"), f"attachments form a cycle: {around}")
    if not reading.problems:
        _check_anchors(reading, classes, models)


def _check_anchors(
    reading: Reading, classes: Mapping[str, type[Actor[Any]]], models: Mapping[Path, BaseModel | None]
) -> None:
    """Report anchors that depend on themselves, such as a hand that reaches for what is attached to it."""
    needs: dict[str, list[str]] = {}
    actors = {
        str(path[1]): model for path, model in models.items() if path[0] == "actor" and model is not None
    }
    for name, model in actors.items():
        attach = getattr(model, "attach", None)
        needs[name] = [] if attach is None else [attach]
        for anchor in classes[name].anchors:
            needs[f"{name}.{anchor}"] = [name, *classes[name].anchor_needs(model, anchor)]
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        ring = error.args[1][:0:-1]  # each depends on the next, and the last on the first
        where = next(
            k
            for k, one in enumerate(ring)
            if "." in one and one.partition(".")[0] != ring[(k + 1) % len(ring)]
        )
        around = [*ring[where:], *ring[:where], ring[where]]
        name = around[0].partition(".")[0]
        place = next(inner for inner, text in _references(reading, actors[name]) if text == around[1])
        reading.problem(("actor", name, *place), f"'{around[0]}' depends on itself: {' -> '.join(around)}")


def check_shots(reading: Reading, models: Models) -> None:
    """Report that there is no shot, shots of one name or one start, and cameras and looks that do not exist."""
    shots, cameras, looks = models.listed("shot"), models.named("camera"), models.named("look")
    if not shots and reading.data.get("shot", []) == []:
        reading.problem(("shot",), "a scene needs at least one [[shot]]")
    seen: dict[str, int] = {}
    starts: dict[float, str] = {}
    for number, shot in enumerate(shots):
        if shot is None:
            continue
        path: Path = ("shot", number)
        if shot.name in seen:
            reading.problem((*path, "name"), f"a shot of this name exists already {shown(shot.name)}")
        seen[shot.name] = number
        if shot.start in starts:
            text = f"starts at the same time as '{starts[shot.start]}'; one of them would never be seen"
            reading.problem((*path, "start"), f"{text} {shown(shot.start)}")
        starts[shot.start] = shot.name
        if shot.camera not in cameras:
            reading.problem(
                (*path, "camera"),
                f"no camera is called {shown(shot.camera)[1:-1]}{choices(shot.camera, cameras)}",
            )
        if shot.look is not None and shot.look not in looks:
            reading.problem(
                (*path, "look"),
                f"no look is called {shown(shot.look)[1:-1]}{choices(shot.look, looks)}",
            )


def check_markers(reading: Reading, models: Models) -> None:
    """Report markers that have the name of a shot or of another marker."""
    seen = {shot.name: "shot" for shot in models.listed("shot") if shot is not None}
    for number, marker in enumerate(models.listed("marker")):
        if marker is None:
            continue
        if marker.name in seen:
            text = f"a {seen[marker.name]} of this name exists already {shown(marker.name)}"
            reading.problem(("marker", number, "name"), text)
        seen.setdefault(marker.name, "marker")


def check_probes(reading: Reading, models: Models) -> None:
    """Report probes that do not exist, and those whose place is outside of their box."""
    probes = models.named("probe")
    for name, look in models.named("look").items():
        if look is not None and look.probe is not None and look.probe not in probes:
            reading.problem(
                ("look", name, "probe"),
                f"no probe is called {shown(look.probe)[1:-1]}{choices(look.probe, probes)}",
            )
    for name, probe in probes.items():
        if probe is not None and any(
            abs(place - middle) >= side / 2.0
            for place, middle, side in zip(probe.position, probe.centre, probe.size, strict=True)
        ):
            text = "must lie inside the box of 'centre' and 'size'"
            reading.problem(("probe", name, "position"), f"{text} {shown(probe.position)}")


def check_seen(reading: Reading, film: FilmModel | None, shots: Sequence[ShotModel | None]) -> None:
    """Warn of shots that no frame of the film shows, after its end or between two frames, and of a first that starts
    late."""
    if film is None or reading.problems:
        return  # what is wrong may be the times themselves
    grid = FrameGrid.of(film.duration, film.fps)
    placed = sorted((shot.start, number) for number, shot in enumerate(shots) if shot is not None)
    for index, (start, number) in enumerate(placed):
        last = index + 1 == len(placed)
        end = max(grid.seconds, start) if last else placed[index + 1][0]
        if index == 0 and start > 0.0:
            text = "no shot starts at or before 0 s: this one is shown from the film's beginning"
            reading.warning(("shot", number, "start"), f"{text} {shown(start)}")
        if grid.span(start if index else min(start, 0.0), end) or (start == end and not last):
            continue  # seen; or one of two that start together, which is an error
        if start >= grid.seconds:
            text = f"the film ends at {film.duration:g} s, so this shot is never seen"
        elif end <= 0.0:
            text = f"the next shot starts at {end:g} s, so this one ends before the film begins"
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
    """Return whether the reference may name a mesh of an actor: meshes are known only when actors are built."""
    return bool(path) and path[-1] == "mesh" and reference.partition(".")[0] in classes


def _references(reading: Reading, model: BaseModel | None) -> Sequence[tuple[Path, str]]:
    if model is None:
        return ()
    return reading.results.about(model, references)


def references(model: BaseModel) -> Iterator[tuple[Path, str]]:
    """Yield the path and the text of every reference that a validated model and the tables in it hold."""
    for path, table in held(model):
        named = marked(type(table), REFERENCE)
        for name in type(table).model_fields:
            value = getattr(table, name)
            if isinstance(value, Aim):
                several = len(value.track.keys) > 1
                for number, text in value.names:
                    yield (*path, name, *((number, "v") if several else ())), text
            elif name in named:
                for inner, item in items_of(value):
                    if isinstance(item, str):
                        yield (*path, name, *inner), item
