"""Jumps: velocities, past positions and what depends on them are never computed across one."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.actors.graphs import alone
from visualizer.actors.base import Actor, ActorProperties, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot, velocity
from visualizer.actors.shape import Shape
from visualizer.actors.stretches import Stretch, Stretches, jump, jumps_of
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.actor import Figure
from visualizer.cast.gait.footsteps import HEADING, SPEED
from visualizer.cast.robot.actor import Robot
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate
from visualizer.timeline.track import Track
from visualizer.transforms import compose

STEP = 1.0 / 240.0
CUT = 3.0
AWAY = Track.of(
    (0.0, (0.0, 0.0, 0.0), "linear"),
    (CUT - 0.5, (0.0, 0.0, 3.0), "step"),
    (CUT, (40.0, 0.0, -8.0), "linear"),
    (7.0, (46.0, 0.0, -8.0)),
)
"""Walks, stands, jumps at the cut, and walks in another direction."""


def places(graph: SceneGraph, reference: str, times: np.ndarray) -> np.ndarray:
    return np.array([graph.world_from(reference, float(t))[:3, 3] for t in times])


def speeds(graph: SceneGraph, reference: str, start: float, end: float) -> np.ndarray:
    """Return speeds, m/s, between samples from `start` to `end`, s."""
    found = places(graph, reference, np.arange(start, end - 0.5 * STEP, STEP))
    lengths: np.ndarray = np.linalg.norm(np.diff(found, axis=0), axis=1)
    return lengths / STEP


class Lamp(Actor["Lamp.Properties"]):
    """A kind that jumps at a time that is in none of its properties, with an anchor that trails behind it."""

    kind = "lamp"
    anchors = ("tail",)

    class Properties(ActorProperties):
        """No properties of its own."""

    def key_times(self):
        return [*super().key_times(), 2.0]

    def placement(self, snapshot: Snapshot) -> np.ndarray:
        t = snapshot.time
        return compose((t, 50.0 if t >= 2.0 else 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))

    def anchor(self, name: str, snapshot: Snapshot) -> np.ndarray:
        return np.linalg.inv(snapshot.world_from(self.name)) @ snapshot.past(self.name, 0.5)


@pytest.mark.parametrize(("kind", "anchor"), [(Figure, "head"), (Figure, "left_hand"), (Robot, "head")])
def test_a_figure_that_jumps_does_not_move_faster_around_the_jump(kind, anchor):
    _, graph = alone(kind, name="it", duration=8.0, position=AWAY)
    for start, end in ((CUT - 0.6, CUT), (CUT, CUT + 0.6)):
        assert (
            speeds(graph, f"it.{anchor}", start, end).max() < 6.0
        )  # walking at 1.5 m/s, with hands that swing


def test_a_figure_that_walks_after_a_jump_is_in_mid_stride_and_robe_and_hair_trail():
    person, _ = alone(Figure, name="it", duration=8.0, position=AWAY, hair_style="long", cape=True)
    for t in (CUT, CUT + 1.0 / 24.0, CUT + 1.0):
        row = person.motion.walk_at(t).at(t)
        assert row[SPEED] == pytest.approx(1.5, abs=0.02)  # m/s
        assert row[HEADING] == pytest.approx(math.pi / 2.0, abs=0.01)  # faces +x
        trail = person.motion.air((t,))[0].trail
        assert trail[:, 2] == pytest.approx(-1.5 * person.motion.air((t,))[0].DELAYS, abs=0.02)
        assert np.abs(trail[:, :2]).max() < 0.02


def test_cloth_moves_no_more_than_the_body_after_a_jump():
    person, graph = alone(Figure, name="it", duration=8.0, position=AWAY, hair_style="long", cape=True)

    def cloth(t: float) -> np.ndarray:
        points = person.wardrobe.cloth_points(person.motion.body(t), person.motion.air((t,))[0])
        hair = person.wardrobe.hair_points(person.motion.body(t), person.motion.air((t,))[0])
        world = graph.world_from("it", t)
        return np.concatenate([points, hair]) @ world[:3, :3].T + world[:3, 3]

    def most(t: float) -> float:
        return float(np.linalg.norm(cloth(t + 1.0 / 24.0) - cloth(t), axis=1).max())

    steady = max(most(t) for t in np.arange(4.5, 5.6, 1.0 / 24.0))
    for k in range(4):
        assert most(CUT + k / 24.0) < 1.3 * steady


@pytest.mark.parametrize("kind", [Figure, Robot])
def test_a_figure_that_stands_after_a_jump_keeps_its_heading(kind):
    track = Track.of((0.0, (0.0, 0.0, 0.0)), (2.0, (6.0, 0.0, 0.0), "step"), (3.0, (0.0, 0.0, 50.0)))
    _, graph = alone(
        kind, name="it", duration=6.0, position=track, **({"hover": 0.0} if kind is Robot else {})
    )
    assert graph.world_from("it", 4.0)[:3, 2] == pytest.approx([1.0, 0.0, 0.0], abs=0.02)


def test_actions_are_not_cross_faded_across_a_jump():
    values = {
        "action": Track.of((0.0, "go"), (CUT, "kneel")),
        "carrying": Track.of((0.0, True), (CUT, False)),
    }
    person, _ = alone(Figure, name="it", duration=8.0, position=AWAY, **values)
    still, _ = alone(Figure, name="it", duration=8.0, position=AWAY, action="kneel")
    input = [person.motion.body(CUT).bones[k] for k in range(len(person.motion.body(CUT).bones))]
    assert np.allclose(input, still.motion.body(CUT).bones, atol=0.05)
    staying, _ = alone(Figure, name="it", duration=8.0, **values)
    assert np.allclose(staying.motion.body(CUT).bones, staying.motion.body(CUT - 1e-6).bones, atol=1e-3)


def test_a_leap_ends_at_a_jump():
    person, _ = alone(
        Figure,
        name="it",
        duration=8.0,
        position=AWAY,
        leaps=[{"start": CUT - 0.5, "end": CUT - 0.05, "height": 0.6}],
    )
    plain, _ = alone(Figure, name="it", duration=8.0, position=AWAY)
    assert np.array_equal(person.motion.body(CUT).bones, plain.motion.body(CUT).bones)


def test_a_robot_does_not_bank_because_of_a_jump():
    robot, graph = alone(Robot, name="it", duration=8.0, position=AWAY, hover=0.0)
    for t in np.arange(CUT, CUT + 1.0, 0.05):
        assert graph.world_from("it", float(t))[:3, 2] == pytest.approx([1.0, 0.0, 0.0], abs=0.08)
    assert robot._pieces([CUT])[0] == pytest.approx(robot._pieces([CUT + 1e-7])[0], abs=1e-4)


@pytest.mark.parametrize("kind", [Figure, Robot])
@settings(max_examples=15)
@example(
    steps=[(0.15625, "step"), (1.0, "step-start")], seed=1
)  # at another position for one instant between two jumps
@given(
    steps=st.lists(
        st.tuples(
            st.floats(0.02, 1.5), st.sampled_from(["step", "step-start", "linear", "steps(3)", "in-sine"])
        ),
        min_size=1,
        max_size=5,
    ),
    seed=st.integers(0, 99),
)
def test_emitted_particles_do_not_inherit_the_speed_of_a_jump(kind, steps, seed):
    """The path is slow between far jumps: particles emitted at the head inherit only the speed along the path."""
    random = np.random.default_rng(seed)
    keys: list[Any] = []
    t, place = 0.5, np.zeros(3)
    for length, ease in steps:
        keys.append((t, tuple(place), ease))
        t += length
        walks = ease in ("linear", "in-sine")
        place = place + random.normal(size=3) * [1.0, 0.0, 1.0] * (0.5 * length if walks else 50.0)
    keys.append((t, tuple(place)))
    track = Track.of(*keys)
    _, graph = alone(kind, name="it", duration=t + 1.0, position=track)
    bursts = [{"t": at, "count": 2} for at in {*track.times, *track.breaks}]
    emitter = compiled(
        EmitterProperties.model_validate({"bursts": bursts, "inherit": 1.0, "gravity": (0.0, 0.0, 0.0)}),
        seed=1,
        duration=t + 1.0,
        world_from_emitter=graph.parent_motion("it.head"),
    )
    for at in {*track.times, *track.breaks}:
        for batch in emitter.batches("it", at + 1e-3):
            numbers = np.arange(batch.first, batch.first + batch.count)
            assert np.linalg.norm(evaluate(emitter, numbers, at + 1e-3).velocity, axis=1).max() < 12.0


@pytest.mark.parametrize("ease", ["step", "step-start", "steps(3)", "steps(7, jump-both)"])
def test_a_jump_is_found_exactly_just_before_and_just_after_its_time(ease):
    track = Track.of((0.1, (0.0, 0.0, 0.0), ease), (0.9, (7.0, 0.0, 0.0)), (1.7, (9.0, 0.0, 0.0)))
    found = jumps_of(track)
    assert len(found) == len(track.breaks)
    for time in found:
        assert abs(track.at(time)[0] - track.at(math.nextafter(time, -math.inf))[0]) > 0.8
        assert track.at(time)[0] == pytest.approx(track.at(time + 1e-9)[0], abs=1e-6)


def test_fast_motion_is_no_jump():
    assert jump(lambda t: [3e5 * t, 0.0], 1.0) is None
    assert jump(lambda t: [3e5 * t + (t >= 1.0), 0.0], 1.0) is None  # too small beside the motion
    assert jump(lambda t: [30.0 * t + (t >= 1.0), 0.0], 1.0) == 1.0
    assert jump(lambda t: [1e-6 * (t >= 1.0), 0.0], 1.0) is None  # too small to be visible


def test_beyond_a_stretch_a_function_is_extrapolated_linearly():
    stretch = Stretch(1.0, 2.0)
    found = stretch.values(lambda t: [t, 100.0 if t >= 2.0 else 3.0 * t], [0.0, 1.0, 1.5, 2.0, 3.0])
    wanted = np.array([[0.0, 0.0], [1.0, 3.0], [1.5, 4.5], [2.0, 6.0], [3.0, 9.0]])
    assert found == pytest.approx(wanted)
    instants = stretch.values(
        lambda t: 500.0 if t in (1.0, math.nextafter(2.0, 0.0)) else 3.0 * t, wanted[:, 0]
    )
    assert instants == pytest.approx(wanted[:, 1])
    short = Stretch(1.0, 1.0 + 1e-4)
    assert short.values(lambda t: 1e3 * (t - 1.0), [2.0]) == pytest.approx([0.1 + 0.1 * 60.0], rel=1e-3)
    instant = Stretch(1.0, math.nextafter(1.0, 2.0))
    assert instant.values(lambda t: 5.0 * t, [0.0, 4.0]) == pytest.approx([5.0, 5.0])


def test_each_stretch_is_computed_once_from_the_one_before():
    made = Stretches((1.0, 2.0), lambda stretch, before: [*(before or []), stretch.start])
    assert made.at(0.5) == [-math.inf]
    assert made.at(1.0) == [-math.inf, 1.0] and made.at(math.nextafter(2.0, 0.0)) == made.at(1.0)
    assert made.at(9.0) == [-math.inf, 1.0, 2.0]


def test_a_velocity_is_never_computed_across_a_jump():
    _, graph = alone(Shape, name="it", position=AWAY)
    for t in (CUT - 1e-6, math.nextafter(CUT, 0.0)):
        assert velocity(graph, "it", t) == pytest.approx([0.0, 0.0, 0.0])
    for t in (CUT, CUT + 1e-6, CUT + 1.0):
        assert velocity(graph, "it", t) == pytest.approx([1.5, 0.0, 0.0])


def test_an_attached_actor_has_the_jumps_of_what_it_is_attached_to():
    film = FilmContext(duration=8.0)
    actors: dict[str, Actor[Any]] = {
        "base": Shape("base", Shape.Properties(position=AWAY), film),
        "man": Figure("man", Figure.Properties(attach="base"), film),
        "flag": Shape("flag", Shape.Properties(attach="man.left_hand"), film),
        "lamp": Lamp("lamp", Lamp.Properties(), film),
    }
    graph = SceneGraph(actors)
    assert graph.jumps("base") == graph.jumps("man.head") == graph.jumps("flag") == (CUT,)
    assert graph.jumps("lamp") == (2.0,)
    with pytest.raises(KeyError):
        graph.jumps("nobody")


def test_past_positions_are_extrapolated_from_after_the_last_jump():
    lamp = Lamp("lamp", Lamp.Properties(), FilmContext(duration=8.0))
    graph = SceneGraph({"lamp": lamp})
    for t in (1.0, 1.999, 2.0, 2.25, 5.0):
        height = 50.0 if t >= 2.0 else 0.0
        assert places(graph, "lamp.tail", np.array([t]))[0] == pytest.approx([t - 0.5, height, 0.0])


def test_jumps_are_computed_once(monkeypatch):
    _, graph = alone(Shape, name="it", position=AWAY)
    velocity(graph, "it", 1.0)
    monkeypatch.setattr(Shape, "key_times", None)  # fails if it is called
    velocity(graph, "it", 2.0)


def test_the_same_figure_at_the_same_time_whatever_was_asked_before():
    first, second = (alone(Figure, name="it", duration=8.0, position=AWAY)[0] for _ in range(2))
    times = [CUT + 0.1, CUT - 0.1, 0.0, CUT, 6.0]
    for one, other in zip(
        [first.motion.body(t) for t in times],
        reversed([second.motion.body(t) for t in reversed(times)]),
        strict=True,
    ):
        assert np.array_equal(one.bones, other.bones)
    assert all(a < b for a, b in pairwise(first.motion.walk_at(CUT).times))


def test_the_step_rate_of_a_figure_is_limited_at_any_speed():
    far = Track.of(
        (0.0, (0.0, 0.0, 0.0)),
        (1.0, (1e7, 0.0, 0.0)),
        (1.0001, (5e7, 0.0, 0.0), "step"),
        (2.0, (0.0, 0.0, 0.0)),
    )
    person, _ = alone(Figure, name="it", duration=4.0, position=far)
    for t in (0.5, 1.00005, 1.5, 3.0):
        assert all(len(steps) < 60 for steps in person.motion.walk_at(t).steps)
        assert np.abs(person.motion.body(t).bones[bones.HEAD, :3, 3]).max() < 2.0
