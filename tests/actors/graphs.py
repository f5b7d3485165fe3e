"""Graphs of a single actor, made in code, for tests of actors."""

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot


def alone(
    kind: type[Actor], *, name: str = "it", duration: float = 108.0, **properties: object
) -> tuple[Actor, SceneGraph]:
    """Return one actor and the graph that holds it alone."""
    actor = kind(name, kind.Properties(**properties), FilmContext(seed=7, duration=duration))
    graph = SceneGraph({name: actor})
    actor.prepare(graph)
    return actor, graph


def snapshot_at(graph: SceneGraph, time: float) -> Snapshot:
    """Return a snapshot that remembers nothing yet."""
    return Snapshot(graph, time)
