"""Rotations over time: angles interpolate as numbers, quaternions along the shorter arc, and `smooth` works for
both."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.timeline.easing import EASINGS
from visualizer.timeline.track import Keyframe, Track
from visualizer.transforms import axis_angle, conjugate, euler, multiply, rotation, rotation_vector, slerp

angle = st.floats(-720.0, 720.0)
angles = st.tuples(angle, angle, angle)
component = st.floats(-1.0, 1.0)


@st.composite
def quaternions(draw):
    q = np.array([draw(component) for _ in range(4)])
    length = float(np.linalg.norm(q))
    return tuple(q / length) if length > 1e-3 else (0.0, 0.0, 0.0, 1.0)


@st.composite
def turns(draw, of=quaternions(), eases=("smooth",), least=2):  # noqa: B008 - strategies are values
    times = sorted(draw(st.lists(st.integers(0, 60), min_size=least, max_size=6, unique=True)))
    return [Keyframe(t / 10.0, draw(of), draw(st.sampled_from(eases))) for t in times]


def between(a, b):
    """Return the angle between two rotations, degrees."""
    return float(np.degrees(np.linalg.norm(rotation_vector(multiply(conjugate(a), b)))))


def angle_track(*keys):
    return Track([Keyframe(*key) for key in keys], "rotation")


@pytest.mark.parametrize(
    ("end", "quarter"), [(360.0, 90.0), (270.0, 67.5), (-720.0, -180.0), (180.0, 45.0), (3600.0, 900.0)]
)
def test_angles_turn_as_they_are_written(end, quarter):
    track = angle_track((0.0, (0.0, 0.0, 0.0)), (2.0, (end, 0.0, 0.0)))
    np.testing.assert_allclose(rotation(track.at(0.5)), rotation(axis_angle((0, 1, 0), quarter)), atol=1e-12)


@given(keys=turns(angles, (*EASINGS, "smooth")), t=st.floats(-1.0, 7.0))
def test_each_angle_goes_as_the_number_it_is_would_go(keys, t):
    parts = [
        Track[float]([Keyframe(k.time, k.value[n], k.ease) for k in keys], "number").at(t) for n in range(3)
    ]
    assert between(Track(keys, "rotation").at(t), euler(*parts)) < 1e-4


@given(a=quaternions(), b=quaternions(), share=st.floats(0.0, 1.0))
def test_quaternions_take_the_shorter_arc(a, b, share):
    track: Track[Any] = Track([Keyframe(0.0, a), Keyframe(1.0, b)], "rotation")
    np.testing.assert_allclose(rotation(track.at(share)), rotation(slerp(a, b, share)), atol=1e-9)
    assert between(a, track.at(share)) <= 180.0 * share + 0.2


@given(keys=turns(eases=(*EASINGS, "smooth")))
def test_a_rotation_is_exact_at_its_keys_and_held_beyond_them(keys):
    track: Track[Any] = Track(keys, "rotation")
    for key in keys:
        np.testing.assert_array_equal(track.at(key.time), key.value)
    np.testing.assert_array_equal(track.at(-9.0), keys[0].value)
    np.testing.assert_array_equal(track.at(99.0), keys[-1].value)


def speed(track, time, side, step=1e-5):
    """Return the angular velocity at a keyframe from one side, (3,) rad/s, in the frame of the rotation there."""
    here = track.at(time)
    return rotation_vector(multiply(conjugate(here), track.at(time + side * step))) / (side * step)


@given(keys=turns(least=3))
def test_a_smooth_turn_has_no_corner_at_a_key(keys):
    track: Track[Any] = Track(keys, "rotation")
    for key in keys[1:-1]:
        before, after = speed(track, key.time, -1), speed(track, key.time, 1)
        np.testing.assert_allclose(before, after, atol=2e-2 * (1.0 + float(np.linalg.norm(before))))


@given(keys=turns(), share=st.floats(0.0, 1.0), number=st.integers(0, 4))
def test_a_smooth_turn_stays_near_the_direct_one(keys, share, number):
    number = min(number, len(keys) - 2)
    a, b = keys[number], keys[number + 1]
    track: Track[Any] = Track(keys, "rotation")
    swing = between(slerp(a.value, b.value, share), track.at(a.time + share * (b.time - a.time)))
    assert swing <= between(a.value, b.value) * 1.0 + 1e-3


@given(keys=turns(), number=st.integers(0, 4), share=st.floats(0.0, 1.0))
def test_a_smooth_turn_does_not_jump(keys, number, share):
    number = min(number, len(keys) - 2)
    a, b = keys[number], keys[number + 1]
    track: Track[Any] = Track(keys, "rotation")
    span, step = b.time - a.time, 1e-3
    t = a.time + share * (span - step * span)
    assert between(track.at(t), track.at(t + step * span)) <= 12.0 * 180.0 * step


@given(headings=st.lists(st.floats(-80.0, 80.0), min_size=2, max_size=6), t=st.floats(0.0, 5.0))
def test_a_smooth_turn_about_one_axis_goes_as_a_smooth_number(headings, t):
    # Steps of less than half a turn, so that the shorter arc is that of the numbers.
    turned = [Keyframe(float(k), tuple(axis_angle((0, 1, 0), h)), "smooth") for k, h in enumerate(headings)]
    number = Track[float]([Keyframe(float(k), h, "smooth") for k, h in enumerate(headings)], "number").at(t)
    assert between(Track(turned, "rotation").at(t), axis_angle((0, 1, 0), number)) < 1e-3


def test_a_smooth_turn_is_not_the_linear_one():
    keys = [(0.0, 0.0), (1.0, 10.0), (2.0, 90.0)]
    smooth: Track[Any] = Track(
        [Keyframe(t, tuple(axis_angle((0, 1, 0), h)), "smooth") for t, h in keys], "rotation"
    )
    assert between(smooth.at(1.0), smooth.at(1.1)) < 5.0 < between(smooth.at(1.4), smooth.at(1.6))


def test_a_list_that_mixes_angles_and_quaternions_is_refused():
    with pytest.raises(ValueError, match="all angles or all quaternions"):
        angle_track((0.0, (0.0, 0.0, 0.0)), (1.0, (0.0, 0.0, 0.0, 1.0)))
