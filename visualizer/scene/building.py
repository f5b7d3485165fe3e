"""Building: makes a Scene from validated tables: actors, their graph, emitters, shots."""

from __future__ import annotations

import zlib
from functools import partial
from typing import Any

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph, related
from visualizer.actors.timing import names_in
from visualizer.errors import ActorError
from visualizer.frame import Library
from visualizer.geometry.mesh import Mesh
from visualizer.particles.emitter import Emitter, ParentMotion
from visualizer.scene.captions import TimedCaption
from visualizer.scene.choices import choices
from visualizer.scene.emitters import EmitterModel, compiled_emitter
from visualizer.scene.film import Marker, Shot, film_of
from visualizer.scene.model import FilmModel, MarkerModel, ShotModel
from visualizer.scene.order import cycles, dependencies_first
from visualizer.scene.problems import reason, shown
from visualizer.scene.reading import Reading
from visualizer.scene.reuse import Same
from visualizer.scene.scene import Scene
from visualizer.scene.tables import Models


def built(reading: Reading, models: Models, captions: tuple[TimedCaption, ...]) -> Scene | None:
    """Return the scene of tables that are all valid, or None, with problems, where an actor or emitter cannot be
    built."""
    film: FilmModel = models.one("film")
    shots: list[ShotModel] = models.listed("shot")
    actors, unprepared = _actors(reading, models, FilmContext(seed=film.seed, duration=film.duration))
    if reading.problems:
        return None
    graph = SceneGraph(actors)
    failed: set[str] = set()
    for name in unprepared:
        try:
            actors[name].prepare(graph)
        except Exception as error:  # a kind may come from another package, whose code may raise anything
            reading.problem(("actor", name), f"cannot be built: {reason(error)}", cause=error)
            failed.add(name)
    library = _library(reading, models, graph, failed)
    if reading.problems:
        return None
    return Scene(
        path=reading.root,
        files=tuple(reading.files),
        documents=reading.documents,
        tables=dict(models.by_path),
        film=film_of(film, reading.data.get("title", "")),
        shots=_shots(shots, film.duration),
        markers=_markers(models.listed("marker")),
        cameras=models.named("camera"),
        looks=models.named("look"),
        lights=models.named("light"),
        fog=models.named("fog"),
        probes=models.named("probe"),
        captions=captions,
        graph=graph,
        library=library,
    )


def _actors(reading: Reading, models: Models, film: FilmContext) -> tuple[dict[str, Actor[Any]], list[str]]:
    """Return all actors by name, and the names of those that are not prepared yet. Reports what cannot be made.

    An actor of the load before is used again if its name, kind and properties and the film are the same; one of a kind
    that is prepared, if that holds of all actors that it is related to.
    """
    results, tables = reading.results, models.named("actor")
    own = {name: (name, models.kinds[name], Same(properties), film) for name, properties in tables.items()}
    names = {name: results.about(properties, names_in) for name, properties in tables.items()}
    actors: dict[str, Actor[Any]] = {}
    unprepared: list[str] = []
    for name, properties in tables.items():
        kind = models.kinds[name]
        prepared = kind.prepare is not Actor.prepare
        key = ("actor", own[name], tuple(own[one] for one in related(name, names) if prepared))
        if prepared and not results.has(key):
            unprepared.append(name)
        try:
            actors[name] = results.of(key, partial(kind, name, properties, film))
        except Exception as error:  # as above
            reading.problem(("actor", name), f"cannot be built: {reason(error)}", cause=error)
    return actors, unprepared


def _library(reading: Reading, models: Models, graph: SceneGraph, failed: set[str]) -> Library:
    """Return the meshes and emitters of prepared actors, and the emitters of the scene. Reports what cannot be built.

    failed: names of actors that could not be prepared.
    """
    meshes: dict[str, Mesh] = {}
    emitters: dict[str, Emitter] = {}
    for name, actor in graph.actors.items():
        meshes |= {actor.mesh_name(local): mesh for local, mesh in actor.meshes.items()}
        emitters |= {f"{name}.{local}": emitter for local, emitter in actor.emitters.items()}
    own = models.named("emitter")
    compiled = _compiled(reading, models.one("film"), own, graph, meshes, failed)
    # In the order of the file, which is the order in which they are drawn.
    emitters |= {name: compiled[name] for name in own if name in compiled}
    return Library(meshes, emitters)


def _compiled(
    reading: Reading,
    film: FilmModel,
    emitters: dict[str, EmitterModel],
    graph: SceneGraph,
    meshes: dict[str, Mesh],
    failed: set[str],
) -> dict[str, Emitter]:
    """Return the emitters of the scene by name, each parent before those that are born of it.

    failed: names of actors that could not be prepared: that their meshes are missing is not reported again.
    """
    compiled: dict[str, Emitter] = {}
    for name in _parents_first(reading, emitters):
        emitter = emitters[name]
        if emitter.mesh is not None and emitter.mesh not in meshes:
            actor = emitter.mesh.partition(".")[0]
            if actor not in failed:
                known = [mesh for mesh in meshes if mesh.startswith(f"{actor}.")]
                hint = choices(emitter.mesh, known, noun=f"meshes of '{actor}'")
                text = f"no mesh is called {shown(emitter.mesh)[1:-1]}{hint}"
                reading.problem(("emitter", name, "mesh"), text)
            continue
        if emitter.parent is not None and emitter.parent not in compiled:
            continue  # the parent could not be built, which has been reported
        # The seed is made from the name, so that adding an emitter does not change the others.
        # A name does not begin with a digit, so the text of a given seed is never the name of another emitter.
        source = name if emitter.seed is None else str(emitter.seed)
        try:
            seed = zlib.crc32(source.encode(), film.seed & 0xFFFF_FFFF)
            parent = None if emitter.parent is None else compiled[emitter.parent]
            # All that it is made of: the same actors move it in the same way.
            motion = None if emitter.attach is None else _motion(reading, graph, emitter.attach)
            mesh = None if emitter.mesh is None else meshes[emitter.mesh]
            used = tuple(map(Same, (emitter, motion, mesh, parent)))
            make = partial(
                compiled_emitter, emitter, motion, mesh, seed=seed, duration=film.duration, parent=parent
            )
            compiled[name] = reading.results.of(("emitter", used, seed, film.duration), make)
        except (ValueError, ArithmeticError, LookupError, ActorError) as error:
            reading.problem(("emitter", name), f"cannot be built: {reason(error)}", cause=error)
    return compiled


def _motion(reading: Reading, graph: SceneGraph, reference: str) -> ParentMotion:
    """Return the motion of an actor or an anchor: that of the load before, if the same actors move it."""
    movers = tuple(map(Same, graph.movers(reference)[0]))
    return reading.results.of(("motion", reference, movers), partial(graph.parent_motion, reference))


def _parents_first(reading: Reading, emitters: dict[str, EmitterModel]) -> list[str]:
    """Return the emitters' names, each after its parent. Reports parents that do not exist, and cycles."""
    parents = {name: emitter.parent for name, emitter in emitters.items()}
    for name, parent in parents.items():
        if parent is not None and parent not in parents:
            known = [other for other in emitters if other != name]
            text = f"no emitter is called {shown(parent)[1:-1]}{choices(parent, known)}"
            reading.problem(("emitter", name, "parent"), text)
    for cycle in cycles(parents):
        around = " of ".join([*cycle, cycle[0]])
        reading.problem(
            ("emitter", cycle[-1], "parent"),
            f"'{cycle[0]}' is its own parent, directly or through others: {around}",
        )
    return dependencies_first(parents)


def _shots(models: list[ShotModel], duration: float) -> tuple[Shot, ...]:
    """Return the shots in the order of their starts; each ends where the next starts, or with the film."""
    ordered = sorted(models, key=lambda shot: float(shot.start))
    following = [*(float(shot.start) for shot in ordered[1:]), duration]
    return tuple(
        Shot(s.name, float(s.start), max(float(s.start), min(after, duration)), s.camera, s.look)
        for s, after in zip(ordered, following, strict=True)
    )


def _markers(models: list[MarkerModel]) -> tuple[Marker, ...]:
    """Return the markers in the order of their times."""
    return tuple(sorted((Marker(one.name, float(one.time)) for one in models), key=lambda one: one.time))
