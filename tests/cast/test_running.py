"""Running is running: a lean, times without a foot on the ground, knees that come up; and a stop has weight."""

import numpy as np

from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.actor import Figure
from visualizer.frame import Camera, Frame, Library
from visualizer.renderer.renderer import Renderer
from visualizer.timeline.track import Track
from visualizer.transforms import camera_from_world

FILM = FilmContext(seed=7, duration=6.0)
SPEED = 4.3
RUN = Track.of((0.0, (0.0, 0.0, -8.0), "linear"), (6.0, (0.0, 0.0, -8.0 + 6.0 * SPEED)))
WALK = Track.of((0.0, (0.0, 0.0, 0.0), "linear"), (6.0, (0.0, 0.0, 7.8)))
STOP = Track.of((0.0, (0.0, 0.0, 0.0), "linear"), (2.0, (0.0, 0.0, 7.6), "out-quad"), (2.7, (0.0, 0.0, 8.93)))
STRIDE = np.arange(2.0, 3.4, 1.0 / 48.0)


def bodies(path: Track[tuple[float, float, float]], times: np.ndarray) -> np.ndarray:
    person = Figure("jor", Figure.Properties(position=path), FILM)
    return np.asarray(person.motion.bodies(tuple(times.tolist())).bones)


def pitch(body: np.ndarray) -> np.ndarray:
    """Return the degrees by which the chest leans forward."""
    return np.asarray(np.degrees(np.arctan2(body[:, bones.CHEST, 2, 1], body[:, bones.CHEST, 1, 1])))


def test_one_who_runs_leans_forward_and_one_who_walks_hardly() -> None:
    assert pitch(bodies(RUN, STRIDE)).mean() > 15.0
    assert pitch(bodies(WALK, STRIDE)).mean() < 8.0


def test_a_run_has_times_without_a_foot_on_the_ground_and_a_walk_has_none() -> None:
    def airborne(path: Track[tuple[float, float, float]]) -> float:
        feet = bodies(path, STRIDE)[:, [bones.FOOT_L, bones.FOOT_R], 1, 3]
        return float((feet.min(axis=1) > 0.015).mean())

    assert airborne(RUN) > 0.3, "share of the time"
    assert airborne(WALK) == 0.0


def test_knees_of_a_runner_come_up_before_the_body_and_heels_behind_it() -> None:
    body = bodies(RUN, STRIDE)
    hips = body[:, None, bones.HIPS, :3, 3]
    knees = body[:, [bones.SHIN_L, bones.SHIN_R]][..., :3, 3] - hips
    feet = body[:, [bones.FOOT_L, bones.FOOT_R]][..., :3, 3] - hips
    assert knees[..., 1].max() > -0.25, "metres from the height of the hips"
    assert knees[..., 2].max() > 0.30
    kicked = np.where(feet[..., 2] < -0.2, feet[..., 1], -np.inf)
    assert kicked.max() > -0.60, "a heel is kicked up"
    at, side = np.unravel_index(kicked.argmax(), kicked.shape)
    toes = body[at, [bones.FOOT_L, bones.FOOT_R][side], 1, 2]
    assert toes < -0.8, "and its toes point down"
    height = body[:, bones.HIPS, 1, 3]
    assert 0.05 < np.ptp(height) < 0.16, "metres that the body rises and falls"


def test_thighs_of_a_runner_do_not_turn_about_themselves() -> None:
    thigh = bodies(RUN, STRIDE)[:, bones.THIGH_L : bones.THIGH_R + 1, :3, 0]
    assert thigh[..., 0].min() > 0.8, "the axis of the knee stays across the body"


def test_one_who_stops_short_throws_the_trunk_back_and_gives_at_the_knees_with_the_feet_ahead() -> None:
    times = np.arange(1.8, 4.4, 1.0 / 24.0)
    body = bodies(STOP, times)
    back = pitch(body)
    worst = int(back.argmin())
    assert back[worst] < -6.0
    assert 2.1 < times[worst] < 3.0
    feet = body[worst, [bones.FOOT_L, bones.FOOT_R], 2, 3].mean() - body[worst, bones.HIPS, 2, 3]
    assert feet > 0.02, "metres that the feet are ahead of the hips, on average"
    assert body[-1, bones.HIPS, 1, 3] - body[:, bones.HIPS, 1, 3].min() > 0.08
    assert abs(back[-1]) < 6.0, "it recovers"
    arms = body[worst, [bones.HAND_L, bones.HAND_R], 2, 3] - body[worst, bones.CHEST, 2, 3]
    assert arms.max() > 0.2, "an arm goes out ahead"


def test_one_who_stops_a_walk_just_stops() -> None:
    walked = Track.of(
        (0.0, (0.0, 0.0, 0.0), "linear"), (2.0, (0.0, 0.0, 2.6), "out-quad"), (2.4, (0.0, 0.0, 2.9))
    )
    assert pitch(bodies(walked, np.arange(1.8, 4.4, 1.0 / 24.0))).min() > -3.0


def test_in_the_picture_a_runner_leaves_the_ground_and_the_cape_streams() -> None:
    found = {}
    with Renderer((160, 120)) as renderer:
        for speed in (1.3, SPEED):
            path = Track.of((0.0, (0.0, 0.0, 0.0), "linear"), (6.0, (0.0, 0.0, 6.0 * speed)))
            person = Figure("jor", Figure.Properties(position=path, cape=True), FILM)
            library = Library({person.mesh_name(local): mesh for local, mesh in person.meshes.items()}, {})
            gaps, trails = [], []
            for at in np.arange(2.0, 2.8, 1.0 / 12.0):
                z = speed * float(at)
                camera = Camera(camera_from_world((6.0, 0.9, z), (0.0, 0.9, z)), fov=24.0)
                drawn = []
                for draws in (
                    (),
                    person.contribution(Snapshot(SceneGraph({"jor": person}), float(at))).draws,
                ):
                    renderer.draw(Frame(library, float(at), camera=camera, draws=tuple(draws)))
                    drawn.append(renderer.pixels().astype(int))
                body = np.argwhere(np.abs(drawn[1] - drawn[0]).max(axis=2) > 3)
                metre = 120 / (2.0 * 6.0 * np.tan(np.radians(12.0)))
                gaps.append((60.0 + 0.9 * metre - body[:, 0].max()) / metre)
                trails.append((body[:, 1].max() - 80.0) / metre)
            found[speed] = max(gaps), max(trails)
    assert found[SPEED][0] > found[1.3][0] + 0.04, "metres of air below the lower foot"
    assert found[SPEED][1] > max(0.75, found[1.3][1] + 0.25), "metres that cloth reaches behind the body"
