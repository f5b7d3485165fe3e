"""The roll of the camera when it looks straight up or down: continuous on every path, and upright elsewhere."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene.texts import GOOD, replaced
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError
from visualizer.scene.scene import Scene
from visualizer.scene.sight import CAP, TURN, Sight
from visualizer.timeline.track import Keyframe, Track
from visualizer.transforms import camera_from_world, quaternion_of, rotation_vector

STEP = 1.0 / 240.0
Y = np.array([0.0, 1.0, 0.0])


def sight(eye, target=lambda t: np.zeros(3), up=Y):
    """Return the Sight of a camera; eye and target are functions of time."""

    def line(time):
        way = np.asarray(target(time), float) - np.asarray(eye(time), float)
        return way / np.linalg.norm(way), np.asarray(up, float)

    return Sight(line, 0.0)


def frame(view, time):
    """Return the camera's axes at a time, (3, 3): right, up, back."""
    direction, up = view._line(time)
    found = view.right(time)
    if found is None:
        return camera_from_world((0, 0, 0), direction, 0.0, tuple(up))[:3, :3]
    right = found[0]
    assert abs(float(right @ direction)) < 1e-9 and np.linalg.norm(right) == pytest.approx(1.0)
    return np.array([right, np.cross(right, direction), -direction])


def degrees(a, b):
    """Return the angle between two rotations or two directions, degrees."""
    if a.ndim == 1:
        return math.degrees(math.atan2(np.linalg.norm(np.cross(a, b)), float(a @ b)))
    full = np.eye(4)
    full[:3, :3] = a @ b.T
    return math.degrees(np.linalg.norm(rotation_vector(quaternion_of(full))))


def keyed(points, ease="smooth", span=2.0):
    track: Track[Any] = Track(
        [Keyframe(k * span, tuple(point), ease) for k, point in enumerate(points)], "vector"
    )
    return track.at


def steps_of(view, start, end, step=STEP):
    """Return the largest rotation of the picture per time step in excess of that of the direction, degrees."""
    worst, before = 0.0, None
    for time in np.arange(start, end, step):
        here = (frame(view, time), view._line(time)[0])
        if before is not None:
            turned, moved = degrees(before[0], here[0]), degrees(before[1], here[1])
            worst = max(worst, turned - moved / math.sin(math.radians(CAP[0])))
        before = here
    return worst


MOST = 360.0 * 2.0 / TURN * STEP
"""Degrees per step: two simultaneous half turns of the picture at their fastest. Without spreading them it would be
180."""

PATHS = {
    "straight over": keyed([(0, 5, 5), (0, 5, -5)], "linear"),
    "straight under": keyed([(0, -5, 5), (0, -5, -5)], "linear"),
    "arrives above": keyed([(4, 2, 3), (0, 5, 0)], "in-out-sine"),
    "arrives above, rests and leaves": keyed([(4, 2, 3), (0, 5, 0), (0, 5, 0), (-1, 1, 5)], "in-out-sine"),
    "begins above": keyed([(0, 5, 0), (0, 5, 0), (5, 2, 1)], "in-out-sine"),
    "a hair beside": keyed([(0.001, 5, 5), (0.001, 5, -5)], "linear"),
    "beside": keyed([(0.3, 5, 5), (0.3, 5, -5)], "linear"),
    "fast": keyed([(0, 5, 50), (0, 5, -50)], "linear"),
    "there and back": keyed([(0, 5, 3), (0, 5, -1), (0, 5, 3)], "in-out-sine", 1.0),
    "over the top of a circle": lambda t: (0.0, 5 * math.sin(t), 5 * math.cos(t)),
    "around the pole": lambda t: (0.2 * math.sin(t), 5.0, 0.2 * math.cos(t)),
    "always above": lambda t: (0.0, 5.0, 0.0),
}


@pytest.mark.parametrize("name", PATHS)
def test_no_path_over_the_pole_turns_the_picture_abruptly(name):
    assert steps_of(sight(PATHS[name]), -0.5, 6.5, 2.0 * STEP) <= 2.0 * MOST


@pytest.mark.parametrize("name", ["straight over", "a hair beside", "arrives above"])
def test_a_moving_target_is_passed_over_as_smoothly(name):
    view = sight(PATHS[name], lambda t: (0.2 * math.sin(3 * t), 0.0, 0.5 * t - 0.5))
    assert steps_of(view, -0.5, 4.5, 2.0 * STEP) <= 2.0 * MOST


coordinate = st.floats(-4.0, 4.0)


@settings(max_examples=12, deadline=None)
@given(
    points=st.lists(st.tuples(coordinate, st.floats(3.0, 6.0), coordinate), min_size=2, max_size=4),
    middle=st.sampled_from([(0, 5, 0), (1e-9, 5, 0), (0.02, 5, 0.01)]),
    ease=st.sampled_from(["linear", "smooth", "in-out-sine", "out-back"]),
    up=st.sampled_from([(0, 1, 0), (0, -1, 0), (0.6, 0.8, 0)]),
)
def test_random_paths_through_the_pole_do_not_snap(points, middle, ease, up):
    path = keyed([*points[:1], np.array(up) * 5.0 if up[0] else middle, *points[1:]], ease, 1.5)
    # A path may cross the pole's region once per segment. Steps are larger here: an abrupt turn is equally large in
    # any.
    most = 4.0 * MOST * len(points)
    assert steps_of(sight(path, up=np.array(up, float)), 0.0, 1.5 * len(points), 4.0 * STEP) <= most


@settings(max_examples=10, deadline=None)
@given(times=st.lists(st.floats(-1.0, 7.0), min_size=2, max_size=6))
def test_a_picture_does_not_depend_on_the_pictures_asked_for_before(times):
    for name in ("straight over", "arrives above, rests and leaves"):
        once = sight(PATHS[name])
        forwards = [frame(once, t) for t in times]
        backwards = [frame(once, t) for t in reversed(times)]
        alone = [frame(sight(PATHS[name]), t) for t in times]
        np.testing.assert_array_equal(forwards, backwards[::-1])
        np.testing.assert_array_equal(forwards, alone)


def test_before_and_after_a_pass_the_picture_is_upright():
    view = sight(PATHS["straight over"])  # over the pole at 1 s
    for time in (0.0, 1.0 - TURN, 1.0 + TURN, 2.0):
        direction, up = view._line(time)
        np.testing.assert_allclose(
            frame(view, time), camera_from_world((0, 0, 0), direction, 0.0, tuple(up))[:3, :3], atol=1e-9
        )
    half = frame(view, 1.0)  # above the target half of the turn is done
    assert degrees(half[0], frame(view, 0.0)[0]) == pytest.approx(90.0, abs=4.0)


def test_a_camera_that_arrives_above_keeps_the_heading_that_it_came_with():
    view = sight(PATHS["arrives above"])  # arrives at 2 s, from x = 4, z = 3
    came = np.array([-4.0, 0.0, -3.0]) / 5.0
    for time in (2.0, 2.3, 5.0, 60.0):
        np.testing.assert_allclose(frame(view, time)[1], came, atol=1e-6)


def test_a_camera_that_is_always_above_has_minus_z_at_the_top():
    view = sight(PATHS["always above"])
    np.testing.assert_allclose(frame(view, 3.0)[1], [0.0, 0.0, -1.0], atol=1e-12)


def test_far_from_the_pole_nothing_is_turned():
    view = sight(lambda t: (5 * math.sin(t), 2 * math.sin(3 * t), 5 * math.cos(t)))
    assert all(view.right(t) is None for t in np.linspace(0.0, 10.0, 50))


def test_a_jump_over_the_pole_is_not_spread():
    view = sight(keyed([(0, 1, 5), (0, 5, 0.0), (0, 1, -5)], "step", 1.0))
    for time in (0.5, 0.999, 2.0, 2.01):
        direction, up = view._line(time)
        np.testing.assert_allclose(
            frame(view, time), camera_from_world((0, 0, 0), direction, 0.0, tuple(up))[:3, :3], atol=1e-9
        )


OVER = """position = [{ t = 0, v = [0, 5, 4] }, { t = 2, v = [0, 5, -4] }]
look_at = [0, 0, 0]"""


def loaded(tmp_path, lines) -> Scene:
    text = replaced('position = [0, 1, 4]\nlook_at = "stone.top"', lines)
    (tmp_path / "s.toml").write_text(text)
    return load(tmp_path / "s.toml")


def turns(scene, start, end):
    views = [scene.at(float(t)).camera.camera_from_world[:3, :3] for t in np.arange(start, end, STEP)]
    return max(degrees(a, b) for a, b in itertools.pairwise(views))


@pytest.mark.parametrize("more", ["", "\ntremor = 0.02", "\nroll = 30", '\nattach = "stone"'])
def test_a_camera_of_a_scene_passes_over_its_target_without_a_snap(more, tmp_path):
    assert turns(loaded(tmp_path, OVER + more), 0.7, 1.3) < 4.0


def test_a_camera_that_hovers_and_shakes_above_its_target_does_not_spin(tmp_path):
    scene = loaded(tmp_path, "position = [0, 5, 0]\nlook_at = [0, 0, 0]\ntremor = 0.05")
    tops = [scene.at(float(t)).camera.camera_from_world[1, :3] for t in np.arange(0.0, 3.0, 0.1)]
    assert max(degrees(top, np.array([0.0, 0.0, -1.0])) for top in tops) < 5.0


def test_up_is_upwards_in_the_picture_and_may_be_keyed(tmp_path):
    scene = loaded(
        tmp_path,
        "position = [0, 0, 5]\nlook_at = [0, 0, 0]\nup = [{ t = 0, v = [1, 0, 0] }, { t = 1, v = [0, 1, 0] }]",
    )
    for time, top in ((0.0, (1.0, 0.0, 0.0)), (1.0, (0.0, 1.0, 0.0))):
        np.testing.assert_allclose(scene.at(time).camera.camera_from_world[1, :3], top, atol=1e-12)
    np.testing.assert_allclose(
        load_plain(tmp_path).at(0.0).camera.camera_from_world,
        camera_from_world((0, 1, 4), (0, 1, 0)),
        atol=1e-12,
    )


def load_plain(tmp_path) -> Scene:
    (tmp_path / "plain.toml").write_text(GOOD)
    return load(tmp_path / "plain.toml")


def test_a_direction_that_passes_through_nothing_is_an_error_with_its_place(tmp_path):
    turned = "up = [{ t = 0, v = [0, 1, 0] }, { t = 2, v = [0, -1, 0] }]"
    with pytest.raises(SceneError, match=r"s.toml:18:7: camera.still.up\[0\]: .* at 1 s this has none"):
        loaded(tmp_path, f"position = [0, 1, 4]\n{turned}")
    with pytest.raises(SceneError, match=r"camera.still.up: a direction has a length"):
        loaded(tmp_path, "position = [0, 1, 4]\nup = [0, 0, 0]")


@pytest.mark.parametrize("at", [2.0, 2.013])  # at a sample of the path, and between two
def test_a_jump_over_the_pole_is_not_spread_over_time(at):
    eye: Track[Any] = Track(
        [Keyframe(0.0, (0.0, 5.0, 0.3), "step"), Keyframe(at, (0.0, 5.0, -0.3))], "vector"
    )
    plain = sight(eye.at)
    view = Sight(plain._line, 0.0, lambda: eye.breaks)
    for time in (at - 0.3, math.nextafter(at, 0.0), at, at + 1e-4, at + 0.3):
        direction, up = view._line(time)
        upright = camera_from_world((0, 0, 0), direction, 0.0, tuple(up))[:3, :3]
        np.testing.assert_allclose(frame(view, time), upright, atol=1e-9)
        assert (
            degrees(frame(plain, time), upright) > 10.0
        )  # which is spread over time unless the jump is known


def test_a_camera_does_not_spin_when_its_target_jumps_across_the_pole(tmp_path):
    scene = tmp_path / "scene.toml"
    text = replaced('position = [0, 1, 4]\nlook_at = "stone.top"', 'position = [0, 9, 0]\nlook_at = "stone"')
    path = '[{ t = 0, v = [0, 0, 0.4], ease = "step" }, { t = 1.5, v = [0, 0, -0.4] }]'
    scene.write_text(text.replace('kind = "shape"', f'kind = "shape"\nposition = {path}'))
    loaded = load(scene)
    for time in (1.4, 1.49):
        first = loaded.at(time).camera.camera_from_world[:3, :3]
        np.testing.assert_allclose(first, loaded.at(0.0).camera.camera_from_world[:3, :3], atol=1e-9)
    for time in (1.5, 1.6):
        second = loaded.at(time).camera.camera_from_world[:3, :3]
        np.testing.assert_allclose(second, loaded.at(3.9).camera.camera_from_world[:3, :3], atol=1e-9)
