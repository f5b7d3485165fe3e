"""The frame of each time, exact for every rate and length of film."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.timeline.frames import HIGHEST_RATE, LOWEST_RATE, FrameGrid, rate_of, rate_text

ntsc = st.sampled_from([24, 30, 48, 60, 120]).map(lambda nominal: Fraction(nominal * 1000, 1001))
fractions = st.builds(Fraction, st.integers(1, 100_000), st.integers(1, 1001)).filter(
    lambda rate: LOWEST_RATE <= rate <= HIGHEST_RATE
)
rates = st.one_of(st.integers(LOWEST_RATE, HIGHEST_RATE).map(Fraction), ntsc, fractions)
numbers = st.integers(0, 9_000_000)
durations = st.floats(1e-3, 36_000.0)


def test_decimals_of_the_ntsc_rates_mean_those_rates():
    assert rate_of(29.97) == rate_of("29.97") == rate_of("30000/1001") == Fraction(30000, 1001)
    assert rate_of(23.976) == rate_of(23.98) == rate_of("24000/1001") == Fraction(24000, 1001)
    assert [rate_of(rate) for rate in (59.94, 119.88, 47.952, 47.95)] == [
        Fraction(nominal * 1000, 1001) for nominal in (60, 120, 48, 48)
    ]
    assert rate_of(float(Fraction(30000, 1001))) == Fraction(30000, 1001)


def test_numpy_numbers_are_accepted_as_rates():
    assert [rate_of(kind(24)) for kind in (np.int64, np.uint8, np.float32, np.float64)] == [24] * 4


def test_other_rates_are_what_they_say():
    assert [rate_of(rate) for rate in (24, 24.0, "24", "24/1", "25.00")] == [24, 24, 24, 24, 25]
    assert rate_of(12.5) == Fraction(25, 2) and rate_of("100/3") == Fraction(100, 3)
    assert rate_of(30.0) == 30 and rate_of(29.9) == Fraction(299, 10)


@pytest.mark.parametrize(
    "value",
    [
        0, -24, 0.5, 241, "1/0", "24/0", "24/1/1", "a", "", "nan", math.nan, math.inf, True, None, [24], "24/-1",
        33.33333333333333, "1e999999999", "-24", "²/1", "1/" + "9" * 5000, "9" * 5000,
    ],
)  # fmt: skip
def test_invalid_rates_are_refused(value):
    with pytest.raises(ValueError, match=r"a number such as 24|at least|at most|too many digits"):
        rate_of(value)


@given(rates)
def test_a_rates_text_is_read_as_the_same_rate(rate):
    assert rate_of(rate_text(rate)) == rate


def test_a_rates_text_is_short():
    assert [rate_text(rate_of(rate)) for rate in (24, 29.97, 23.976, 12.5, "100/3")] == [
        "24", "29.97", "23.976", "12.5", "100/3",
    ]  # fmt: skip


@given(rates, numbers)
def test_from_a_frame_to_its_time_and_back_is_that_frame(rate, frame):
    grid = FrameGrid(rate, 10_000_000)
    time = grid.time(frame)
    assert grid.at(time) == grid.first(time) == grid.nearest(time) == frame
    assert grid.settled(time) == time
    assert time == float(Fraction(frame) / rate)
    assert grid.of_timecode(*map(int, grid.timecode(frame).split(":"))) == frame


@given(rates, st.floats(-100.0, 40_000.0))
def test_a_frame_is_on_screen_from_its_time_until_the_next_ones(rate, time):
    grid = FrameGrid(rate, 10_000_000)
    frame, first, nearest = grid.at(time), grid.first(time), grid.nearest(time)
    assert grid.time(frame) <= time < grid.time(frame + 1)
    assert grid.time(first - 1) < time <= grid.time(first)
    assert abs(grid.time(nearest) - time) == min(abs(grid.time(k) - time) for k in (frame, frame + 1))


@given(rates, durations, st.lists(st.floats(-10.0, 40_000.0), max_size=8, unique=True))
def test_shots_part_the_film_so_that_every_frame_is_in_exactly_one(rate, duration, cuts):
    grid = FrameGrid.of(duration, rate)
    edges = [-1e5, *sorted(cuts), 1e5]
    shots = [grid.span(start, end) for start, end in pairwise(edges)]
    assert sum(map(len, shots)) == grid.count
    following = 0
    for (start, end), frames in zip(pairwise(edges), shots, strict=True):
        if frames:
            assert frames[0] == following
            following = frames[-1] + 1
            assert start <= grid.time(frames[0]) and grid.time(frames[-1]) < end


@given(rates, durations)
def test_a_film_has_as_many_frames_as_are_nearest_to_its_duration(rate, duration):
    grid = FrameGrid.of(duration, rate)
    assert grid.count == 1 or abs(Fraction(grid.count) / rate - Fraction(duration)) <= Fraction(1, 2) / rate
    assert grid.seconds == grid.time(grid.count)
    assert (grid.held(-5), grid.held(0), grid.held(grid.count)) == (0, 0, grid.last)


def test_ten_hours_of_30000_1001_end_where_they_should():
    grid = FrameGrid.of(36_036.0, rate_of(29.97))
    assert grid.count == 1_080_000
    assert grid.time(1_080_000) == 36_036.0
    assert grid.time(1_079_999) == 1_079_999 * 1001 / 30_000


def test_a_span_is_half_open():
    grid = FrameGrid.of(4.0, 24)
    assert grid.span(1.0, 2.0) == range(24, 48)
    assert grid.span(1.01, 2.0) == range(25, 48)
    assert grid.span(0.99, 1.01) == range(24, 25)
    assert len(grid.span(1.01, 1.02)) == len(grid.span(2.0, 1.0)) == len(grid.span(5.0, 6.0)) == 0
    assert grid.span(-3.0, 99.0) == range(96)


def test_times_within_rounding_of_a_frame_are_that_frame():
    grid = FrameGrid.of(4.0, 10)
    assert grid.settled(3 * 0.1) == 0.3 and 3 * 0.1 != 0.3
    assert grid.settled(0.3001) == 0.3001


def test_nan_and_infinite_times_are_refused():
    for time in (math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError, match="not a time"):
            FrameGrid.of(4.0, 24).at(time)


def test_a_timecode_counts_whole_frames_within_a_second():
    grid = FrameGrid.of(10.0, rate_of(29.97))
    assert grid.timecode(0) == "00:00:00:00"
    assert grid.timecode(30 * 83 + 12) == "00:01:23:12"
    with pytest.raises(ValueError, match="30 frames a second"):
        grid.of_timecode(0, 0, 0, 30)
