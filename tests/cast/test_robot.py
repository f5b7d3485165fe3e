"""The robot nods, banks into turns, and faces the direction of its flight."""

from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.robot.actor import Robot
from visualizer.timeline.track import Track

FILM = FilmContext(seed=7, duration=6.0)


def robot(**values: Any) -> Robot:
    return Robot("kelex", Robot.Properties(**{"position": (0.0, 1.5, 0.0), "hover": 0.0, **values}), FILM)


def anchor(actor: Robot, name: str, at: float) -> np.ndarray:
    return SceneGraph({"kelex": actor}).world_from(f"kelex.{name}", at)


def test_a_nod_bows_the_head_and_brings_it_back() -> None:
    nodding = robot(nod=Track.of((1.0, 0.0), (1.3, 1.0), (1.6, 0.0)))
    up, down, again = (anchor(nodding, "head", at) for at in (0.9, 1.3, 1.7))
    assert down[1, 3] < up[1, 3] - 0.02 and down[2, 3] > up[2, 3] + 0.05
    assert down[1, 2] < -0.5, "its eye looks down"
    assert again[1, 3] == pytest.approx(up[1, 3], abs=0.005)


def test_it_looks_where_it_flies_and_turns_with_its_path() -> None:
    path = Track.of((0.0, (0.0, 1.5, -6.0)), (2.0, (0.0, 1.5, 4.0), "in-out-sine"), (4.0, (0.0, 1.5, -8.0)))
    flying = robot(position=path)
    graph = SceneGraph({"kelex": flying})
    assert graph.world_from("kelex", 1.0)[2, 2] > 0.7
    assert graph.world_from("kelex", 3.2)[2, 2] < -0.7


def test_it_banks_into_a_curve() -> None:
    times = np.linspace(0.0, 4.0, 41)
    left = Track.of(*((float(t), (4.0 - 4.0 * np.cos(t), 1.5, 4.0 * np.sin(t))) for t in times))
    side = SceneGraph({"kelex": robot(position=left)}).world_from("kelex", 2.0)[:3, 0]
    assert side[1] < -0.1, "the wing on the inside of the curve is lower"


def test_it_leans_back_to_brake() -> None:
    path = Track.of((0.0, (0.0, 1.5, -8.0)), (1.5, (0.0, 1.5, 2.0), "out-cubic"), (3.0, (0.0, 1.5, 4.0)))
    graph = SceneGraph({"kelex": robot(position=path)})
    assert graph.world_from("kelex", 1.7)[1, 2] > 0.05


def test_its_eye_lights_what_is_before_it() -> None:
    lit, dark = robot(glow=2.0), robot(glow=0.0)
    snapshot = Snapshot(SceneGraph({"kelex": lit}), 1.0)
    light = lit.contribution(snapshot).point_lights[0]
    assert light.position[2] > 0.1 and min(light.colour) > 0.0
    assert not dark.contribution(Snapshot(SceneGraph({"kelex": dark}), 1.0)).point_lights


def test_an_instant_is_a_function_of_time_alone() -> None:
    path = Track.of((0.0, (0.0, 1.5, -6.0)), (2.0, (3.0, 1.5, 4.0)))
    first, second = robot(position=path, hover=1.0), robot(position=path, hover=1.0)
    first.contribution(Snapshot(SceneGraph({"kelex": first}), 1.9))
    a = first.contribution(Snapshot(SceneGraph({"kelex": first}), 0.7)).draws[0].poses
    b = second.contribution(Snapshot(SceneGraph({"kelex": second}), 0.7)).draws[0].poses
    np.testing.assert_array_equal(a, b)


def test_its_shell_is_clear_crystal_around_opaque_works() -> None:
    actor = robot()
    draws = {
        draw.mesh: draw for draw in actor.contribution(Snapshot(SceneGraph({"kelex": actor}), 1.0)).draws
    }
    assert draws["kelex.shell"].layer == "transmissive" and draws["kelex.works"].layer == "opaque"
    shell, works = (actor.meshes[name].vertices["tint"][:, 3] for name in ("shell", "works"))
    assert shell.max() < 1.5 < works.min()
    assert actor.meshes["shell"].pieces == actor.meshes["works"].pieces == 8
