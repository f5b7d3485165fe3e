"""Scene graphs of a single actor, for tests of actors."""

from typing import Any, TypeVar

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot

A = TypeVar("A", bound=Actor[Any])


def alone(
    kind: type[A], *, name: str = "it", duration: float = 108.0, **properties: Any
) -> tuple[A, SceneGraph]:
    """Return an actor and the graph that holds only it."""
    actor = kind(name, kind.Properties(**properties), FilmContext(seed=7, duration=duration))
    graph = SceneGraph({name: actor})
    actor.prepare(graph)
    return actor, graph


def snapshot_at(graph: SceneGraph, time: float) -> Snapshot:
    """Return a new snapshot, with nothing cached."""
    return Snapshot(graph, time)
