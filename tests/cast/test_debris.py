"""The debris field: the striker hits its target at the given time, and no rock comes near what it must avoid."""

from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import Actor, ActorProperties, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.debris.actor import CHIPS, Debris
from visualizer.cast.rocks import rock

STRIKE = 3.0
SIZE = 2.5


class Marker(Actor[ActorProperties]):
    """An actor without draws that moves."""

    kind = "marker"


@pytest.fixture(scope="module")
def graph() -> SceneGraph:
    film = FilmContext(seed=7, duration=8.0)
    path = [{"t": 0.0, "v": [-5.0, 1.0, 0.0], "ease": "linear"}, {"t": 8.0, "v": [-5.0, 1.0, 200.0]}]
    other = [{"t": 0.0, "v": [6.0, -1.0, 4.0], "ease": "linear"}, {"t": 8.0, "v": [9.0, 2.0, 215.0]}]
    actors: dict[str, Actor[Any]] = {
        "larger": Marker("larger", ActorProperties(position=path), film),
        "smaller": Marker("smaller", ActorProperties(position=other), film),
        "rocks": Debris(
            "rocks",
            Debris.Properties(
                count=200, speed=27.0, depth=240.0, width=60.0, clearance=2.0, target="larger", strike=STRIKE,
                avoid="smaller", berth=3.0, striker_size=SIZE, touch=(0.0, 3.0, -4.0), position=(0.0, 0.0, -5.0), grit=0.05,
            ),
            film,
        ),
    }  # fmt: skip
    whole = SceneGraph(actors)
    for actor in actors.values():
        actor.prepare(whole)
    return whole


def rocks(graph: SceneGraph) -> Debris:
    actor = graph.actors["rocks"]
    assert isinstance(actor, Debris)
    return actor


def test_the_striker_touches_its_target_at_the_given_time_and_side(graph):
    striker = graph.world_from("rocks.striker", STRIKE)[:3, 3]
    target = graph.world_from("larger", STRIKE)[:3, 3]
    assert np.allclose(striker - target, np.array([0.0, 0.6, -0.8]) * SIZE, atol=1e-6)


def test_the_striker_never_penetrates_its_target(graph):
    """Relative to the target it approaches from outside and leaves to the outside."""
    for away in np.linspace(-1.0, 1.0, 41):
        striker = graph.world_from("rocks.striker", STRIKE + away)[:3, 3]
        target = graph.world_from("larger", STRIKE + away)[:3, 3]
        assert (striker - target) @ [0.0, 0.6, -0.8] >= SIZE - 1e-6


def test_the_striker_comes_from_afar_and_leaves_again(graph):
    def apart(time: float) -> float:
        return float(
            np.linalg.norm(
                graph.world_from("rocks.striker", time)[:3, 3] - graph.world_from("larger", time)[:3, 3]
            )
        )

    ways = [apart(STRIKE + away) for away in (-2.0, -1.0, 0.0, 1.0, 2.0)]
    assert ways[0] > ways[1] > 5.0 and ways[4] > ways[3] > 2.0 and ways[2] < SIZE + 0.5


def test_the_smaller_ship_is_never_hit(graph):
    field = rocks(graph)
    for time in np.linspace(0.0, 8.0, 161):
        places = field.places(Snapshot(graph, float(time))) + np.array([0.0, 0.0, -5.0])
        apart = np.linalg.norm(places - graph.world_from("smaller", float(time))[:3, 3], axis=1) - field.size
        assert apart.min() > 1.0


def test_rocks_come_in_many_sizes_and_fewer_are_large(graph):
    size = rocks(graph).size
    assert size.max() / size.min() > 15.0
    assert np.median(size) < 0.3 * size.max()


def test_sparks_fly_when_it_hits_and_not_before(graph):
    sparks = rocks(graph).emitters["sparks"]
    assert not sparks.batches("s", STRIKE - 0.01)
    assert sparks.batches("s", STRIKE + 0.2)


def test_the_field_is_a_function_of_time(graph):
    first = {t: rocks(graph).contribution(Snapshot(graph, t)).draws[0].poses for t in (1.0, 3.0, 5.0)}
    for t in (5.0, 1.0, 3.0):
        np.testing.assert_array_equal(first[t], rocks(graph).contribution(Snapshot(graph, t)).draws[0].poses)


def test_the_impact_knocks_chips_off_the_striker(graph):
    chips = rocks(graph).emitters["chips"]
    assert not chips.batches("chips", STRIKE - 0.01)
    assert sum(batch.count for batch in chips.batches("chips", STRIKE + 1.0)) == CHIPS
    assert chips.mesh is not None
    assert np.ptp(chips.mesh.vertices["position"], axis=0).max() < 1.3, "its size is its diameter"


def test_a_rock_is_smooth_except_at_creases():
    mesh = rock(3, subdivisions=2)
    vertices = mesh.vertices[mesh.triangles.reshape(-1)]
    assert len(mesh.vertices) < 0.8 * len(vertices)  # those without a crease between them are shared
    normal, corner = vertices["normal"].reshape(-1, 3, 3), vertices["position"].reshape(-1, 3, 3)
    np.testing.assert_allclose(np.linalg.norm(normal, axis=2), 1.0, atol=1e-5)
    flat = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    lean = np.degrees(np.arccos(np.clip(np.einsum("nkj,nj->nk", normal, flat), -1.0, 1.0)))
    assert np.median(lean) > 3.0 and lean.max() < 34.0
    # At a point on a crease there are different normals.
    _, point = np.unique(corner.reshape(-1, 3).round(6), axis=0, return_inverse=True)
    apart = [np.ptp(normal.reshape(-1, 3)[point.ravel() == k], axis=0).max() for k in range(40)]
    assert max(apart) > 0.3


def test_the_striker_comes_in_a_given_direction_at_a_given_speed():
    way = np.array([-0.8, 0.0, 0.6])
    made: dict[str, Any] = {
        "count": 3,
        "target": "larger",
        "strike": STRIKE,
        "touch": (1.0, 0.2, -0.3),
        "grit": 0.0,
    }
    film = FilmContext(seed=7, duration=8.0)
    path = [{"t": 0.0, "v": [-5.0, 1.0, 0.0], "ease": "linear"}, {"t": 8.0, "v": [-5.0, 1.0, 200.0]}]
    actors: dict[str, Actor[Any]] = {
        "larger": Marker("larger", ActorProperties(position=path), film),
        "rocks": Debris("rocks", Debris.Properties(**made, approach=tuple(way), closing=20.0), film),
    }
    whole = SceneGraph(actors)
    for actor in actors.values():
        actor.prepare(whole)

    def apart(time: float) -> np.ndarray:
        return whole.world_from("rocks.striker", time)[:3, 3] - whole.world_from("larger", time)[:3, 3]

    assert np.allclose(apart(STRIKE - 0.2) - apart(STRIKE - 0.7), 0.5 * 20.0 * way, atol=1e-6)


def test_a_striker_that_would_come_out_of_its_target_is_refused():
    with pytest.raises(ValueError, match="approach must lead against touch"):
        Debris.Properties(touch=(1.0, 0.0, 0.0), approach=(0.5, 1.0, 0.0))
