"""The view of time: zoom, pan, fit, ticks and snapping."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.editor.time_view import Snap, TimeView, frame_time
from visualizer.timeline.frames import FrameGrid

FILM = FrameGrid.of(100.0, 24)


def view(start=10.0, seconds=20.0):
    return TimeView(start, seconds, 50.0, 400.0, FILM)


@given(st.floats(0.05, 20.0), st.floats(50.0, 450.0))
def test_zooming_keeps_what_is_under_the_mouse_and_the_film_in_view(factor, x):
    before = view(40.0)
    after = before.zoomed(factor, x)
    if after.start > 0.0 and after.end < FILM.seconds:
        assert after.time_at(x) == pytest.approx(before.time_at(x))
    assert 4.0 / 24.0 <= after.seconds <= 1.1 * FILM.seconds
    assert after.end > 0.0 and after.start < FILM.seconds
    assert after.x_of(after.time_at(x)) == pytest.approx(x)


def test_panning_ends_a_little_outside_of_the_film():
    assert view().panned(40.0).start == pytest.approx(12.0)
    assert -1.0 < view().panned(-1e6).start < 0.0
    assert 0.0 < view().panned(1e6).end - FILM.seconds < 1.0


def test_a_span_is_fitted_with_a_margin_and_what_is_outside_is_followed():
    fitted = view().fitted(30.0, 40.0)
    assert fitted.start < 30.0 < 40.0 < fitted.end < 41.0
    whole = TimeView.whole(FILM)
    assert whole.start < 0.0 and whole.end > 100.0
    assert view().following(20.0) == view()
    assert view().following(31.0).start == pytest.approx(30.6)


def test_ticks_are_labelled_as_there_is_room_with_timecode_or_frames():
    labels = [tick for tick in view().ticks(60.0, frames=False) if tick.label]
    assert [(tick.time, tick.label) for tick in labels] == [
        (10.0, "00:10:00"), (15.0, "00:15:00"), (20.0, "00:20:00"), (25.0, "00:25:00"), (30.0, "00:30:00"),
    ]  # fmt: skip
    near = view(10.0, 0.5).ticks(60.0, frames=True)
    assert [tick.label for tick in near if tick.label] == ["240", "242", "244", "246", "248", "250", "252"]
    assert len(near) == 13
    assert view().placed(0.0, 400.0, FrameGrid.of(12.0, 24)).end < 13.0


@given(st.integers(0, 200), st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(30), Fraction(7)]))
def test_what_begins_at_the_written_time_of_a_frame_begins_in_that_frame(frame, rate):
    film = FrameGrid.of(100.0, rate)
    time = frame_time(film, frame)
    assert film.first(float(time)) == frame
    assert abs(float(time) - film.time(frame)) < 1e-3
    assert time == round(time, 3)


def test_a_time_snaps_to_marks_that_are_near_then_to_frames():
    marks = {"shot": [12.0], "key": [12.1, 15.0]}
    assert view().snapped(12.2, marks, 6.0, frames=True) == Snap(Decimal("12.1"), "key")
    assert view().snapped(12.04, marks, 6.0, frames=True) == Snap(Decimal("12.0"), "shot")
    assert view().snapped(13.05, marks, 6.0, frames=True) == Snap(Decimal("13.041"), "frame")
    assert view().snapped(13.05049, marks, 6.0, frames=False) == Snap(Decimal("13.050"), "")
