"""People who stand are alive: the weight on one leg, hips and shoulders at counter angles, arms that are not alike,
breath; each in a time of their own."""

from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.actor import Figure
from visualizer.cast.gait.footsteps import BREATHLESS, RATE, WINDED, walk_of
from visualizer.frame import Camera, Frame, Library
from visualizer.renderer.renderer import Renderer
from visualizer.timeline.track import Track
from visualizer.transforms import camera_from_world

FILM = FilmContext(seed=7, duration=12.0)
TIMES = tuple(np.arange(0.0, 9.0, 1.0 / 8.0).tolist())
NAMES = ("jor", "kara", "lara", "somebody", "someone")


def figure(name: str = "jor", **values: Any) -> Figure:
    return Figure(name, Figure.Properties(**values), FILM)


def rolls(frames: np.ndarray) -> np.ndarray:
    """Return the angles, degrees, by which the left side of bones is higher than the right."""
    return np.asarray(np.degrees(np.arcsin(frames[..., 1, 0])))


@pytest.mark.parametrize("name", NAMES)
def test_arms_never_hang_alike(name: str) -> None:
    body = figure(name).motion.bodies(TIMES).bones
    chest = np.linalg.inv(body[:, bones.CHEST])
    left, right = (
        (chest @ body[:, hand])[:, :3, 3] * [side, 1.0, 1.0]
        for hand, side in ((bones.HAND_L, 1.0), (bones.HAND_R, -1.0))
    )
    apart = np.linalg.norm(left - right, axis=1)
    assert np.percentile(apart, 10) > 0.035, "metres, but for the moment in which the weight moves over"
    assert min(left[:, 0].min(), right[:, 0].min()) > 0.20, "metres off the middle of the body"


@pytest.mark.parametrize("name", NAMES)
def test_hips_and_shoulders_are_at_counter_angles(name: str) -> None:
    body = figure(name).motion.bodies(TIMES).bones
    hips, chest = rolls(body[:, bones.HIPS]), rolls(body[:, bones.CHEST])
    assert np.median(np.abs(hips)) > 3.0
    assert np.median(np.abs(hips - chest)) > 5.0
    assert (hips * chest <= 0.05).all(), "one is up on the left where the other is down"
    # The hip above the foot that bears the weight is the higher one.
    assert (hips * body[:, bones.HIPS, 0, 3] > -0.01).all()


def test_toes_of_one_who_stands_point_outwards_and_one_foot_is_ahead() -> None:
    still = figure().motion.body(1.0).bones
    stopped = figure(position=Track.of((0.0, (0.0, 0.0, 0.0)), (3.0, (0.0, 0.0, 4.0)))).motion.body(5.0).bones
    for body in (still, stopped):
        assert body[bones.FOOT_L, 0, 2] - body[bones.FOOT_R, 0, 2] > 0.15
    assert abs(still[bones.FOOT_L, 2, 3] - still[bones.FOOT_R, 2, 3]) > 0.08


def test_one_who_has_run_breathes_harder_than_one_who_has_not_and_calms_down() -> None:
    def breaths(person: Figure, start: float) -> float:
        """Return the metres that a shoulder rises and falls, summed over two seconds."""
        times = tuple(np.arange(start, start + 2.0, 1.0 / 24.0).tolist())
        height = person.motion.bodies(times).bones[:, bones.ARM_L, 1, 3]
        return float(np.abs(np.diff(height)).sum())

    ran = figure(position=Track.of((0.0, (0.0, 0.0, -18.0), "linear"), (4.5, (0.0, 0.0, 0.0))))
    assert breaths(ran, 5.0) > 2.0 * breaths(figure(), 5.0)
    assert breaths(ran, 10.0) < 0.7 * breaths(ran, 5.0)


def test_how_hard_one_breathes_is_at_most_all_and_does_not_depend_on_what_comes_later() -> None:
    times = np.arange(0.0, 20.0, 1.0 / RATE)
    path = np.stack([0.0 * times, 0.0 * times, 5.0 * times], axis=1)
    one_run, whole = (
        walk_of(times[:count], path[:count], ()).table[:, WINDED] for count in (120, len(times))
    )
    np.testing.assert_allclose(one_run[:100], whole[:100], atol=1e-3)
    assert (np.diff(whole) >= 0.0).all() and 0.98 < whole[-1] <= 1.0
    assert 0.55 < np.interp(BREATHLESS, times, whole) < 0.7


def test_people_of_different_names_do_not_move_in_step() -> None:
    hips = [figure(name).motion.bodies(TIMES).bones[:, bones.HIPS, 0, 3] for name in NAMES]
    for number, one in enumerate(hips):
        assert all(np.abs(one - other).max() > 0.02 for other in hips[:number])


def test_the_picture_of_one_who_stands_is_not_its_mirror_image() -> None:
    person = figure()
    library = Library({person.mesh_name(local): mesh for local, mesh in person.meshes.items()}, {})
    camera = Camera(camera_from_world((0.0, 1.0, 6.0), (0.0, 0.95, 0.0)), fov=22.0)
    shares = []
    with Renderer((96, 96)) as renderer:
        renderer.draw(Frame(library, 1.0, camera=camera))
        empty = renderer.pixels().astype(int)
        for at in (0.5, 2.5, 4.5, 6.5):
            drawn = person.contribution(Snapshot(SceneGraph({"jor": person}), at)).draws
            renderer.draw(Frame(library, 1.0, camera=camera, draws=tuple(drawn)))
            body = np.abs(renderer.pixels().astype(int) - empty).max(axis=2) > 3
            # Mirrored about its own middle, so that a figure that stands aside is not taken for another pose.
            middle = round(float(np.argwhere(body)[:, 1].mean()))
            half = min(middle, 95 - middle)
            near = body[:, middle - half : middle + half + 1]
            shares.append((near != near[:, ::-1]).sum() / near.sum())
    assert np.median(shares) > 0.10, "share of the silhouette"
