"""Tracks: exact at keyframes, bounded between them, constant beyond them, in any order of evaluation."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.timeline.easing import EASINGS
from visualizer.timeline.track import Keyframe, Kind, Track
from visualizer.transforms import axis_angle, rotation

values = st.floats(-1e6, 1e6, allow_nan=False)
BOUNDED = [name for name in EASINGS if not name.endswith(("back", "elastic"))]


@st.composite
def keyed(draw, eases=(*BOUNDED, "smooth")):
    times = sorted(draw(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8, unique=True)))
    return [Keyframe(t / 10.0, draw(values), draw(st.sampled_from(eases))) for t in times]


@given(keys=keyed())
def test_a_track_is_exact_at_its_keys(keys):
    track: Track[Any] = Track(keys, "number")
    for key in keys:
        assert track.at(key.time) == key.value


@given(keys=keyed(), t=st.floats(-200, 200))
def test_between_two_keys_the_value_lies_between_theirs(keys, t):
    track: Track[Any] = Track(keys, "number")
    before = [k for k in keys if k.time <= t] or keys[:1]
    after = [k for k in keys if k.time > t] or keys[-1:]
    low, high = sorted((before[-1].value, after[0].value))
    assert low - 1e-6 * max(1.0, abs(low)) <= track.at(t) <= high + 1e-6 * max(1.0, abs(high))


@given(keys=keyed())
def test_a_track_holds_before_its_first_key_and_after_its_last(keys):
    track: Track[Any] = Track(keys, "number")
    assert track.at(keys[0].time - 1e5) == keys[0].value
    assert track.at(keys[-1].time + 1e5) == keys[-1].value


@given(keys=keyed(), times=st.lists(st.floats(-200, 200), min_size=1, max_size=20))
def test_reading_backwards_gives_what_reading_forwards_gave(keys, times):
    track: Track[Any] = Track(keys, "number")
    forwards = [track.at(t) for t in sorted(times)]
    backwards = [track.at(t) for t in sorted(times, reverse=True)]
    assert forwards == backwards[::-1]


@given(keys=keyed(), times=st.lists(st.floats(-200, 200), min_size=1, max_size=20))
def test_many_times_at_once_are_the_same_as_one_by_one(keys, times):
    track: Track[Any] = Track(keys, "number")
    np.testing.assert_array_equal(track.sample(np.array(times)), [track.at(t) for t in times])


@given(
    kind=st.sampled_from(["number", "step", "vector", "rotation"]),
    places=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 1)), min_size=1, max_size=8, unique_by=lambda p: p[0]
    ),
    ease=st.sampled_from(["linear", "smooth", "step", "out-back"]),
    span=st.tuples(st.integers(-4, 88), st.integers(0, 24)),
    shares=st.lists(st.floats(0.0, 1.0), max_size=9),
)
def test_a_value_that_is_held_is_the_same_at_all_times_of_the_span(kind, places, ease, span, shares):
    value: Any = {
        "number": float,
        "step": str,
        "vector": lambda v: (v, 2.0, 3.0),
        "rotation": lambda v: (0.6 + 0.2 * v, 0.8 - 0.2 * v, 0.0, 0.0),
    }[kind]
    track: Track[Any] = Track([Keyframe(0.1 * t, value(v), ease) for t, v in sorted(places)], kind)
    start, length = 0.05 * span[0], 0.05 * span[1]
    times = np.array(sorted([start, *(start + share * length for share in shares), start + length]))
    found = [np.asarray(track.at(t)).tolist() for t in times.tolist()]
    if track.held(start, start + length):
        assert all(one == found[0] for one in found)
    if len({v for _, v in places}) == 1 and kind != "rotation":
        assert track.held(start, start + length)
    over = track.over(times)
    assert over.tolist() in (found, found[:1])
    assert len(over) == 1 or not track.held(times[0], times[-1])


@given(
    numbers=st.lists(st.floats(0, 1), min_size=2, max_size=6), times=st.lists(st.floats(-1, 8), max_size=20)
)
def test_vectors_within_limits_at_many_times_are_the_same_as_one_by_one(numbers, times):
    keys = [Keyframe(float(k), (x, 1.0 - x), "out-back") for k, x in enumerate(numbers)]
    limits: list[dict[str, float]] = [{"low": 0.0, "high": 1.0}, {"high": 1.0}, {}]
    for limit in limits:
        track: Track[Any] = Track(keys, "vector", **limit)
        one_by_one = np.array([track.at(t) for t in times]).reshape(-1, 2)
        np.testing.assert_array_equal(track.sample(np.array(times)).reshape(-1, 2), one_by_one)


@given(
    headings=st.lists(st.floats(-400, 400), min_size=1, max_size=5),
    ease=st.sampled_from(["smooth", "in-out-sine", "step"]),
    times=st.lists(st.floats(-1, 6), max_size=20),
)
def test_smooth_vectors_and_angles_at_many_times_are_the_same_as_one_by_one(headings, ease, times):
    keys = [Keyframe(float(k), (x, 0.1 * x, 30.0 - x), ease) for k, x in enumerate(headings)]
    kinds: tuple[tuple[Kind, int], ...] = (("vector", 3), ("rotation", 4))
    for kind, width in kinds:
        track: Track[Any] = Track(keys, kind)
        one_by_one = np.array([track.at(t) for t in times]).reshape(-1, width)
        np.testing.assert_array_equal(track.sample(np.array(times)).reshape(-1, width), one_by_one)


@given(numbers=st.lists(st.floats(-100, 100), min_size=3, max_size=8), share=st.floats(0, 1))
def test_smooth_rises_where_its_keys_rise(numbers, share):
    rising = np.cumsum(np.abs(numbers)).tolist()
    track = Track.of(*((float(k), v, "smooth") for k, v in enumerate(rising)))
    t = share * (len(rising) - 1)
    assert track.at(t + 0.01) >= track.at(t) - 1e-9


def test_smooth_has_no_corner_at_a_key():
    track = Track.of((0.0, 0.0, "smooth"), (1.0, 1.0, "smooth"), (2.0, 3.0, "smooth"))
    before, after = (
        (track.at(1.0) - track.at(1.0 - 1e-5)) / 1e-5,
        (track.at(1.0 + 1e-5) - track.at(1.0)) / 1e-5,
    )
    assert before == pytest.approx(after, rel=1e-3)


def test_a_keys_easing_shapes_the_way_to_the_next_key():
    track = Track.of((0.0, 0.0, "in-quad"), (1.0, 1.0, "linear"), (2.0, 2.0, "in-quad"))
    assert track.at(0.5) == pytest.approx(0.25)
    assert track.at(1.5) == pytest.approx(1.5)


def test_names_and_booleans_hold_until_the_next_key():
    track = Track.of((0.0, "run"), (2.0, "leap"))
    assert [track.at(t) for t in (-1.0, 0.0, 1.999, 2.0, 9.0)] == ["run", "run", "run", "leap", "leap"]


def test_a_rotation_takes_the_short_way_round_as_a_quaternion():
    track = Track.of((0.0, tuple(axis_angle((0, 1, 0), 0))), (1.0, tuple(axis_angle((0, 1, 0), 90))))
    np.testing.assert_allclose(rotation(track.at(0.5)), rotation(axis_angle((0, 1, 0), 45)), atol=1e-12)


def test_a_value_that_was_read_cannot_be_written_to():
    value: Any = Track.constant_of((1.0, 2.0, 3.0)).at(0.0)
    with pytest.raises(ValueError, match="read-only"):
        value[0] = 5.0


@pytest.mark.parametrize("keys", [[], [(1.0, 0.0), (1.0, 1.0)], [(2.0, 0.0), (1.0, 1.0)]])
def test_no_keys_and_keys_out_of_order_are_refused(keys):
    with pytest.raises(ValueError, match="key"):
        Track([Keyframe(*key) for key in keys], "number")


def test_a_track_tells_where_its_value_jumps():
    keys = [
        Keyframe(0.0, 0.0, "steps(2)"),
        Keyframe(2.0, 1.0, "step"),
        Keyframe(3.0, 5.0, "step"),
        Keyframe(4.0, 5.0),
        Keyframe(5.0, 6.0),
    ]
    track: Track[Any] = Track(keys, "number")
    assert track.breaks == (1.0, 2.0, 3.0)
    for time in track.breaks:
        assert abs(track.at(time + 1e-6) - track.at(time - 1e-6)) >= 0.5
    assert Track.of((0.0, "run"), (2.0, "leap"), (3.0, "leap")).breaks == (2.0,)
    assert Track.constant_of(1.0).breaks == ()
