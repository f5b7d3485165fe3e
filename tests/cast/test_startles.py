"""People react by themselves to what happens near them: they duck, look round, and recover."""

from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.shocks import Shock
from visualizer.cast.falling_crystal.actor import FallingCrystal
from visualizer.cast.figure import poses
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.actor import Figure
from visualizer.cast.figure.startles import LASTS, startled, startles_of
from visualizer.cast.robot.actor import Robot
from visualizer.frame import Camera, Frame, Library
from visualizer.renderer.renderer import Renderer
from visualizer.timeline.track import Track
from visualizer.transforms import camera_from_world

FILM = FilmContext(seed=7, duration=8.0)
FALL = FallingCrystal(
    "fall", FallingCrystal.Properties(release=1.0, position=(0.0, 6.0, 0.0), size=2.5), FILM
)
IMPACT = FALL.impact_time


def person(away: float, *others: Actor[Any], frightened: bool = True) -> Figure:
    """Return a figure `away` metres from where the crystal falls, to the left of its front: the impact is on its
    right."""
    made = Figure(
        "jor",
        Figure.Properties(
            position=(away, 0.0, 0.0),
            startled_by=[other.name for other in (FALL, *others)] if frightened else [],
        ),
        FILM,
    )
    made.prepare(SceneGraph({other.name: other for other in (FALL, *others, made)}))
    return made


def heads(one: Figure, times: np.ndarray) -> np.ndarray:
    return np.asarray(one.motion.bodies(tuple(times.tolist())).bones[:, bones.HEAD, :3, 3])


TIMES = np.arange(IMPACT - 0.5, IMPACT + 4.0, 1.0 / 24.0)


def test_one_near_an_impact_ducks_after_it_and_comes_up_again() -> None:
    height = heads(person(2.0), TIMES)[:, 1]
    before = height[IMPACT > TIMES]
    lowest = int(height.argmin())
    assert before.min() - height[lowest] > 0.15, "metres"
    assert 0.1 < TIMES[lowest] - IMPACT < 0.9, "s"
    assert abs(height[-1] - before.mean()) < 0.03
    assert np.ptp(before) < 0.02, "it does not know before"


def test_who_stands_farther_away_reacts_less_and_who_is_far_not_at_all() -> None:
    calm = heads(person(2.0, frightened=False), TIMES)
    ducks = [
        np.abs(heads(person(away), TIMES) - heads(person(away, frightened=False), TIMES)).max()
        for away in (1.0, 5.0, 7.0, 30.0)
    ]
    assert ducks[0] > ducks[1] > ducks[2] > 0.01
    assert ducks[3] == 0.0
    assert np.ptp(calm[:, 1]) < 0.04, "by default nobody is startled"


def test_the_forearm_on_that_side_shields_the_face_and_the_head_turns_there() -> None:
    for away, arm in ((2.0, bones.HAND_R), (-2.0, bones.HAND_L)):
        one = person(away)
        body = one.motion.bodies((IMPACT + 0.4,)).bones[0]
        assert body[arm, 1, 3] > body[bones.HEAD, 1, 3] - 0.12, "the hand is at the height of the face"
        looks = one.motion.bodies((IMPACT + 0.9,)).bones[0, bones.HEAD, 0, 2]
        assert looks * -np.sign(away) > 0.4


@pytest.mark.parametrize("frightened", [False, True])
def test_no_joint_jumps_as_one_is_startled(frightened: bool) -> None:
    body = person(1.0, frightened=frightened).motion.bodies(tuple(TIMES.tolist())).bones
    joints = body[:, [bones.HEAD, bones.HAND_L, bones.HAND_R]][..., :3, 3]
    assert np.linalg.norm(np.diff(joints, axis=0), axis=-1).max() < 0.22, "metres in a frame"


def test_a_robot_that_rushes_past_makes_people_duck_as_it_comes() -> None:
    path = Track.of((2.0, (-1.5, 1.6, -12.0), "linear"), (4.0, (-1.5, 1.6, 12.0)))
    robot = Robot("kelex", Robot.Properties(position=path), FILM)
    slow = Robot(
        "kelex", Robot.Properties(position=Track.of((2.0, (-1.5, 1.6, -3.0)), (6.0, (-1.5, 1.6, 3.0)))), FILM
    )
    times = np.arange(2.0, 6.0, 1.0 / 24.0)
    fell = []
    for other in (robot, slow):
        one = Figure("jor", Figure.Properties(startled_by=["kelex"]), FILM)
        one.prepare(SceneGraph({"jor": one, "kelex": other}))
        fell.append(float(np.ptp(heads(one, times)[:, 1])))
        begins = [startle.start for startle in one.motion.startles]
        assert all(2.5 < begin < 2.9 for begin in begins), "before it is nearest, at 3 s"
    assert fell[0] > 0.09
    assert fell[1] < 0.04


def test_a_robot_that_leaves_in_a_rush_or_jumps_at_a_cut_frightens_nobody() -> None:
    leaves = Track.of((2.0, (0.0, 1.6, 1.0), "linear"), (4.0, (0.0, 1.6, 25.0)))
    starts = Track.of((2.0, (-1.5, 1.6, -0.8), "linear"), (2.2, (-1.5, 1.6, 0.8)))
    # It starts before the cut and goes on after it, each for less time than a rush takes.
    jumps = Track.of(
        (2.0, (-1.5, 1.6, -1.8), "linear"),
        (2.2, (-1.5, 1.6, 0.0), "step"),
        (2.205, (-1.0, 1.6, 0.0), "linear"),
        (2.41, (-1.0, 1.6, 1.8)),
    )
    for path in (leaves, starts, jumps):
        one = Figure("jor", Figure.Properties(startled_by=["kelex"]), FILM)
        robot = Robot("kelex", Robot.Properties(position=path), FILM)
        one.prepare(SceneGraph({"jor": one, "kelex": robot}))
        assert one.motion.startles == ()


def stands(time: float) -> np.ndarray:
    """Return a place and a heading towards +x, so that +z is on the right."""
    return np.array([0.0, 0.0, 0.0, 0.5 * np.pi])


def test_of_shocks_at_almost_the_same_time_the_strongest_is_felt_and_a_weak_one_never() -> None:
    shocks = [
        Shock.at(time, place, strength=strength, reach=8.0)
        for time, place, strength in (
            (1.0, (2.0, 0.0, 0.0), 0.6),
            (1.3, (0.0, 0.0, 2.0), 0.9),
            (3.0, (2.0, 0.0, 0.0), 0.6),
            (5.0, (2.0, 0.0, 0.0), 0.1),
        )
    ]
    right, ahead = startles_of(shocks, stands, 0.0)
    assert 1.3 < right.start < 1.5 and 3.0 < ahead.start < 3.2
    np.testing.assert_allclose([right.ahead, right.aside], [0.0, -1.0], atol=1e-9)
    np.testing.assert_allclose([ahead.ahead, ahead.aside], [1.0, 0.0], atol=1e-9)


def test_who_feels_the_ground_shake_holds_out_both_arms_and_rocks_until_nothing_is_left() -> None:
    (felt,) = startles_of(
        [Shock.at(1.0, (1.0, 0.0, 0.0), strength=1.0, reach=60.0, shakes=True)], stands, 0.0
    )
    still = poses.pose(left=(0.2, -0.5, 0.1), right=(-0.2, -0.5, 0.1))
    times = felt.start + np.arange(0.0, LASTS + 0.1, 1.0 / 24.0)
    rows = np.array([startled(still.copy(), (felt,), time, 0.0, 0.0) for time in times])
    at = int(np.argmax(times > felt.start + 0.4))
    assert rows[at, poses.LEFT][0] > 0.35 and rows[at, poses.RIGHT][0] < -0.35
    assert rows[:, poses.SWAY].max() > 1.0 and rows[:, poses.SWAY].min() < -1.0, "degrees"
    assert np.abs(startled(still.copy(), (felt,), felt.start + LASTS - 0.01, 0.0, 0.0) - still).max() < 0.01


@pytest.mark.parametrize("attached", ["jor", "kelex"])
def test_attached_actors_and_startles_do_not_go_together(attached: str) -> None:
    """The places of shocks and figures would be those of different frames."""
    given = {name: "lift" if name == attached else None for name in ("jor", "kelex")}
    one = Figure("jor", Figure.Properties(startled_by=["kelex"], attach=given["jor"]), FILM)
    robot = Robot("kelex", Robot.Properties(attach=given["kelex"]), FILM)
    with pytest.raises(ValueError, match=f"'{attached}' is attached to 'lift'"):
        one.prepare(SceneGraph({"jor": one, "kelex": robot}))


def test_a_startle_is_seen_in_the_picture() -> None:
    one = person(2.0)
    library = Library({one.mesh_name(local): mesh for local, mesh in one.meshes.items()}, {})
    camera = Camera(camera_from_world((2.0, 1.0, 6.0), (2.0, 0.95, 0.0)), fov=22.0)
    tops = []
    with Renderer((96, 96)) as renderer:
        renderer.draw(Frame(library, 1.0, camera=camera))
        empty = renderer.pixels().astype(int)
        for at in (IMPACT - 0.1, IMPACT + 0.45, IMPACT + 3.5):
            drawn = one.contribution(Snapshot(SceneGraph({"jor": one, "fall": FALL}), at)).draws
            renderer.draw(Frame(library, 1.0, camera=camera, draws=tuple(drawn)))
            body = np.argwhere(np.abs(renderer.pixels().astype(int) - empty).max(axis=2) > 3)
            tops.append(body[:, 0].min())
    assert tops[1] >= tops[0] + 4, "pixels, of which a figure is 73 high"
    assert abs(int(tops[2]) - int(tops[0])) <= 1
