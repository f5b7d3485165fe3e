"""Quality `auto`: the size of the picture is reduced in steps so that the film keeps its frame rate."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visualizer.frame import Draw, Frame, Library, Medium
from visualizer.player.quality import (
    FEATURES,
    QUALITIES,
    SCALES,
    Level,
    Pace,
    Setting,
    budget,
    drawn_at,
    letterbox,
    picture_size,
    reduced,
)


def played(
    pace: Pace, full_cost: float, seconds: float, *, fixed: float = 0.0, start: float = 0.0
) -> tuple[Pace, list[float]]:
    """Simulate a machine that needs `full_cost` seconds for a full picture; return the pace and the scales used."""
    now, scales = start, []
    while now < start + seconds:
        cost = fixed + full_cost * pace.scale**2
        now += max(cost, pace.budget)
        pace = pace.measured(cost, now)
        scales.append(pace.scale)
    return pace, scales


def test_a_fast_machine_draws_the_full_picture() -> None:
    pace, scales = played(Pace(1 / 24), 0.01, 10.0)
    assert pace.scale == 1.0 and set(scales) == {1.0}


def test_a_slow_machine_reaches_a_size_that_keeps_the_frame_rate_within_two_pictures_a_step() -> None:
    pace, scales = played(Pace(1 / 24), 0.14, 2.0)
    assert 0.14 * pace.scale**2 <= 1.1 * pace.budget and set(scales[8:]) == {pace.scale}


def test_the_slowest_machine_stops_at_the_smallest_size() -> None:
    pace, _ = played(Pace(1 / 24), 5.0, 60.0)
    assert pace.scale == SCALES[-1]


def test_one_slow_frame_changes_nothing() -> None:
    pace = Pace(1 / 24).measured(0.01, 0.0).measured(2.0, 1.0).measured(0.01, 3.0)
    assert pace.scale == 1.0


def test_it_grows_again_when_the_film_becomes_easy() -> None:
    pace, _ = played(Pace(1 / 24), 0.3, 5.0)
    assert pace.scale < 0.5
    pace, _ = played(pace, 0.01, 20.0, start=5.0)
    assert pace.scale == 1.0


@given(st.floats(0.001, 2.0), st.floats(0.0, 0.2))
def test_it_never_jumps_and_does_not_alternate_between_two_sizes(full_cost: float, fixed: float) -> None:
    _, scales = played(Pace(1 / 24), full_cost, 120.0, fixed=fixed)
    steps = [SCALES.index(scale) for scale in scales]
    assert all(abs(a - b) <= 1 for a, b in pairwise(steps))
    assert sum(a != b for a, b in pairwise(scales)) <= 2 * len(SCALES)
    assert len(set(scales[len(scales) // 2 :])) == 1, "it comes to rest for good"


@given(st.lists(st.floats(0.0, 1.0), min_size=10, max_size=200))
def test_whatever_pictures_cost_a_change_is_one_step_and_features_stay_within_a_shot(
    costs: list[float],
) -> None:
    pace, now = Pace(1 / 24).entered("one", 0.0), 0.0
    for cost in costs:
        now += max(cost, pace.budget)
        after = pace.measured(cost, now)
        assert abs(after.level.step - pace.level.step) <= 1 and after.without == pace.without
        pace = after


def test_resolution_goes_first_then_features_from_the_next_cut_on_then_frames() -> None:
    pace, _ = played(Pace(1 / 24).entered("one", 0.0), 5.0, 60.0)
    assert pace.scale == SCALES[-1] and pace.without == ()
    for left_out in ("mirror",), ("mirror", "haze"), FEATURES, FEATURES:
        cut = pace.entered(f"{pace.shot}+", 100.0)
        assert cut.without == left_out
        pace, scales = played(cut, 5.0, 60.0, start=100.0)
        assert pace.without == left_out and set(scales) == {SCALES[-1]}


def test_a_shot_gets_what_it_had_last_and_another_what_the_last_one_had() -> None:
    hard, _ = played(Pace(1 / 24).entered("hard", 0.0), 0.2, 10.0)
    assert hard.scale < 0.6
    easy = hard.entered("easy", 10.0)
    assert easy.scale == hard.scale, "nothing is known of it"
    easy, _ = played(easy, 0.005, 20.0, start=10.0)
    assert easy.scale == 1.0
    again = easy.entered("hard", 30.0)
    assert again.scale == hard.scale and again.entered("easy", 40.0).scale == 1.0


def test_features_come_back_once_the_full_size_keeps_time() -> None:
    pace, _ = played(Pace(1 / 24).entered("one", 0.0), 5.0, 60.0)
    pace, _ = played(pace.entered("two", 60.0), 0.005, 30.0, start=60.0)
    assert pace.without == ("mirror",) and pace.scale == 1.0
    assert pace.entered("three", 90.0).without == ()


def test_what_is_left_out_is_not_in_the_frame() -> None:
    poses = np.eye(4)[None, :3]
    frame = Frame(
        Library({}, {}),
        0.0,
        mirror=0.0,
        medium=Medium(density=0.1),
        draws=(Draw("a", "plain", poses),),
    )
    bare = reduced(frame, FEATURES)
    assert bare.mirror is None and bare.medium.density == 0.0
    assert not any(draw.shadow for draw in bare.draws)
    assert reduced(frame, ()) is frame


def test_a_paused_picture_has_the_full_size() -> None:
    slow = Pace(1 / 24, level=Level(3, 1))
    assert drawn_at("auto", slow, playing=True, moving=False) == Setting(SCALES[3], 1, ("mirror",))
    assert drawn_at("auto", slow, playing=False, moving=True) == Setting(SCALES[3], 1, ("mirror",))
    assert drawn_at("auto", slow, playing=False, moving=False) == Setting(1.0, 1)


def test_the_final_quality_has_one_sample_while_input_moves_the_picture() -> None:
    slow = Pace(1 / 24, level=Level(3, 1))
    assert drawn_at("final", slow, playing=True, moving=False) == Setting(1.0, 16)
    assert drawn_at("final", slow, playing=False, moving=True) == Setting(SCALES[3], 1, ("mirror",))


def test_every_quality_has_a_size_and_samples_and_no_other_name_has() -> None:
    for quality in QUALITIES:
        scale, samples, _ = drawn_at(quality, Pace(1 / 24), playing=True, moving=False)
        assert 0.0 < scale <= 1.0 and samples >= 1
    with pytest.raises(ValueError, match="auto, draft, preview, final"):
        drawn_at("best", Pace(1 / 24), playing=True, moving=False)


def test_the_budget_follows_the_film_within_what_screens_show() -> None:
    assert budget(30.0) == 1 / 30
    assert budget(12.0) == 1 / 24
    assert budget(240.0) == 1 / 60


sizes = st.tuples(st.integers(16, 4000), st.integers(16, 4000))


@given(sizes, sizes)
def test_the_letterbox_is_as_large_as_fits_and_keeps_the_shape(
    window: tuple[int, int], film: tuple[int, int]
) -> None:
    x, y, width, height = letterbox(window, film)
    assert x >= 0 and y >= 0 and x + width <= window[0] and y + height <= window[1]
    assert width == window[0] or height == window[1]
    assert abs(width * film[1] - height * film[0]) <= max(film)


def test_a_picture_is_never_too_small_to_draw() -> None:
    assert picture_size((20, 400), (4000, 16), 0.375) == (16, 9)


@example((205, 160), (3840, 1080), 0.75)
@given(
    st.tuples(st.integers(160, 4000), st.integers(160, 4000)),
    st.sampled_from([(90, 160), (160, 160), (1920, 1080), (3840, 1080), (1080, 1920), (91, 161)]),
    st.sampled_from(SCALES),
)
def test_every_step_of_a_live_picture_keeps_the_films_shape_to_a_pixel(
    window: tuple[int, int], film: tuple[int, int], scale: float
) -> None:
    width, height = picture_size(window, film, scale)
    assert width <= window[0] and height <= window[1]
    # Both sides are one scale times the film's, rounded to whole pixels.
    smallest = max((side - 0.5) / whole for side, whole in zip((width, height), film, strict=True))
    largest = min((side + 0.5) / whole for side, whole in zip((width, height), film, strict=True))
    assert smallest <= largest * (1.0 + 1e-12)
