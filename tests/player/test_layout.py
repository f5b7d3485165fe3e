"""The position of the scrub bar, and times as text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.player.captions import caption_lift
from visualizer.player.keys import Press, binding_of
from visualizer.player.layout import BUTTONS, ScrubBar, clock_text, panel_scale

windows = st.tuples(st.floats(64.0, 8000.0), st.floats(64.0, 5000.0))


@given(windows, st.floats(0.1, 1000.0), st.floats(0.0, 1.0))
def test_the_place_of_a_time_is_where_that_time_lies(
    window: tuple[float, float], duration: float, share: float
) -> None:
    bar = ScrubBar.of(window, duration)
    time = share * duration
    assert bar.time_at(bar.x_of(time)) == pytest.approx(time, abs=1e-6 * duration)
    assert bar.hit(bar.x_of(time), bar.y)


@given(windows, st.floats(-1e4, 1e4))
def test_times_beyond_the_scrub_bar_are_clamped(window: tuple[float, float], x: float) -> None:
    bar = ScrubBar.of(window, 10.0)
    assert 0.0 <= bar.time_at(x) <= 10.0


@given(windows)
def test_bar_and_button_lie_in_the_window_and_not_on_each_other(window: tuple[float, float]) -> None:
    bar = ScrubBar.of(window, 10.0)
    assert 0.0 < bar.left < bar.right and 0.0 < bar.y < window[1] and bar.row < window[1]
    button = (bar.left + 0.5 * bar.reach, bar.row + bar.reach)
    assert bar.button_hit(*button) and not bar.hit(*button)


@given(windows)
def test_buttons_with_words_lie_below_the_bar_at_its_right_and_do_what_their_key_does(
    window: tuple[float, float],
) -> None:
    bar = ScrubBar.of(window, 10.0)
    places = bar.actions()
    assert places.keys() in ({button.action for button in BUTTONS}, set())
    right = 0.5 * (bar.left + bar.right)
    for button in BUTTONS:
        name, key = button.action, button.key
        bound = binding_of(Press(key, key if len(key) == 1 else ""))
        assert bound is not None and bound.action == name
        if places:
            left, end = places[name]
            assert right < left < end <= bar.right
            assert bar.action_hit((left + end) / 2, bar.row + bar.reach) == name
            assert not bar.hit((left + end) / 2, bar.row + bar.reach)
            right = end
    assert bar.action_hit(bar.left, bar.row + bar.reach) == ""


def test_a_place_near_a_mark_means_the_mark_and_one_between_two_is_free() -> None:
    bar = ScrubBar.of((1000.0, 640.0), 20.0)
    marks = (0.0, 5.0, 5.2, 15.0)
    assert bar.snapped(bar.x_of(15.0) + 4.9, marks) == bar.snapped(bar.x_of(15.0) - 4.9, marks) == 15.0
    assert bar.snapped(bar.x_of(14.0), marks) == pytest.approx(14.0)
    assert bar.snapped(bar.x_of(5.1), marks) == pytest.approx(5.1)
    assert bar.snapped(bar.x_of(5.0) + 1.0, marks) == 5.0
    assert bar.snapped(bar.x_of(7.0), ()) == pytest.approx(7.0)


@given(windows, st.sampled_from([1.0, 1.5, 2.0]), st.floats(0.0, 1.0))
def test_the_transport_covers_no_caption(window: tuple[float, float], pixels: float, opacity: float) -> None:
    bar = ScrubBar.of(window, 10.0)
    box = (0, 0, round(window[0] * pixels), round(window[1] * pixels))
    foot = box[3] * 0.05  # the safe area ends there
    assert foot + caption_lift(box, bar, window[1], pixels, 1.0) >= (window[1] - bar.top) * pixels
    assert caption_lift(box, bar, window[1], pixels, opacity) <= caption_lift(
        box, bar, window[1], pixels, 1.0
    )
    assert caption_lift(box, bar, window[1], pixels, 0.0) == 0.0


def test_panels_follow_the_window_within_what_can_be_read() -> None:
    assert panel_scale(640.0) == 1.0
    assert panel_scale(100.0) < panel_scale(1080.0) < panel_scale(9000.0) < 2.0


@pytest.mark.parametrize(
    ("time", "text"), [(0.0, "0:00.000"), (67.25, "1:07.250"), (59.9996, "1:00.000"), (-1.0, "0:00.000")]
)
def test_a_time_is_written_as_minutes_and_seconds(time: float, text: str) -> None:
    assert clock_text(time) == text


def test_a_duration_is_written_without_a_fraction() -> None:
    assert clock_text(108.0, digits=0) == "1:48"


def test_a_narrow_picture_keeps_its_buttons_and_they_do_not_overlap() -> None:
    bar = ScrubBar.of((340.0, 260.0), 10.0)
    spans = sorted(bar.actions().values())
    assert len(spans) == len(BUTTONS) and not bar.long
    assert all(right < left for (_, right), (left, _) in pairwise(spans))
    assert spans[0][0] > bar.left + 130.0 * bar.scale, "they cover the time"
