"""The target of a camera: interpolation between targets at rest or in motion, with every easing."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.scene.aim import Aim
from visualizer.timeline.easing import EASINGS
from visualizer.timeline.track import Keyframe, Track

coordinate = st.floats(-10.0, 10.0)
point = st.tuples(coordinate, coordinate, coordinate)


def aim(*keys):
    return Aim(Track([Keyframe(*key) for key in keys], "step"))


@given(
    points=st.lists(point, min_size=2, max_size=5),
    ease=st.sampled_from([*EASINGS, "smooth"]),
    t=st.floats(-1.0, 6.0),
)
def test_looking_at_points_interpolates_like_a_vector_track(points, ease, t):
    keys = [(float(k), point, ease) for k, point in enumerate(points)]
    wanted = Track[Any]([Keyframe(*key) for key in keys], "vector").at(t)
    np.testing.assert_allclose(aim(*keys).at(t, np.array), wanted, atol=1e-9)


def moving(time):
    """Return the position of each of three actors at a time, s."""
    places = {"a": (time, 0.0, 0.0), "b": (0.0, 3.0 + np.sin(time), 0.0), "c": (4.0, 1.0, -time)}
    return lambda target: np.array(places[target] if isinstance(target, str) else target, float)


ACTORS = aim(
    (0.0, "a", "smooth"), (1.0, "b", "smooth"), (2.0, (1.0, 1.0, 1.0), "smooth"), (3.0, "c", "smooth")
)


def test_a_smooth_aim_at_actors_that_move_is_on_each_at_its_key_and_has_no_corner():
    for number, key in enumerate(ACTORS.track.keys):
        np.testing.assert_allclose(ACTORS.at(key.time, moving(key.time)), moving(key.time)(key.value))
        if 0 < number < 3:
            step = 1e-5
            before, here, after = (
                ACTORS.at(t, moving(t)) for t in (key.time - step, key.time, key.time + step)
            )
            np.testing.assert_allclose((here - before) / step, (after - here) / step, atol=1e-3)


def test_a_smooth_aim_is_not_the_linear_one():
    straight = Aim(Track([Keyframe(k.time, k.value, "linear") for k in ACTORS.track.keys], "step"))
    assert np.linalg.norm(ACTORS.at(0.5, moving(0.5)) - straight.at(0.5, moving(0.5))) > 0.05


@pytest.mark.parametrize("t", np.linspace(0.0, 3.0, 13))
def test_a_smooth_aim_stays_between_the_two_targets(t):
    left = min(int(t), 2)
    place = moving(t)
    a, b = (place(key.value) for key in ACTORS.track.keys[left : left + 2])
    found = ACTORS.at(t, place)
    assert np.all(found >= np.minimum(a, b) - 1e-9) and np.all(found <= np.maximum(a, b) + 1e-9)
