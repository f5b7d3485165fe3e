"""What does not change over an exposure is worked out once, and its frames share it."""

from typing import Any

from visualizer.actors.base import Contribution, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.shape import Shape

TIMES = (1.0, 1.01, 1.02)
UP: list[dict[str, Any]] = [{"t": 0.0, "v": (0.0, 0.0, 0.0)}, {"t": 2.0, "v": (0.0, 1.0, 0.0)}]
FADING: list[dict[str, Any]] = [{"t": 0.0, "v": (1.0, 0.0, 0.0)}, {"t": 2.0, "v": (0.0, 1.0, 0.0)}]


def added(**given: Any) -> list[Contribution]:
    """Return what a shape adds to the sub-frames of one exposure."""
    shape = Shape("it", Shape.Properties(**given), FilmContext())
    graph = SceneGraph({"it": shape})
    return shape.contributions([Snapshot(graph, t, TIMES, k) for k, t in enumerate(TIMES)])


def test_an_actor_that_rests_adds_one_object_to_all_sub_frames() -> None:
    first, *others = added()
    assert all(other is first for other in others)


def test_an_actor_that_moves_adds_draws_that_share_their_parameters() -> None:
    draws = [one.draws[0] for one in added(position=UP)]
    assert all(draw.uniforms is draws[0].uniforms for draw in draws)
    assert len({float(draw.poses[0, 1, 3]) for draw in draws}) == len(TIMES)


def test_an_actor_whose_look_changes_adds_draws_that_share_their_poses() -> None:
    draws = [one.draws[0] for one in added(colour=FADING)]
    assert all(draw.poses is draws[0].poses for draw in draws)
    assert len({draw.uniforms["colour"] for draw in draws}) == len(TIMES)
