"""Actors on a stage, made in code, for tests of actors."""

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot


def staged(
    kind: type[Actor], *, name: str = "it", duration: float = 108.0, **properties: object
) -> tuple[Actor, SceneGraph]:
    """Return one actor and the stage it stands on."""
    actor = kind(name, kind.Properties(**properties), FilmContext(seed=7, duration=duration))
    graph = SceneGraph({name: actor})
    actor.prepare(graph)
    return actor, graph


def moment_of(graph: SceneGraph, time: float) -> Snapshot:
    """Return a fresh moment."""
    return Snapshot(graph, time)
