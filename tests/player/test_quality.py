"""Quality `auto`: the size of the picture is reduced in steps so that the film keeps its frame rate."""

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visualizer.frame import COARSE
from visualizer.player.quality import (
    QUALITIES,
    QUALITIES_BY_COST,
    SAVINGS,
    SCALES,
    Level,
    Pace,
    Setting,
    budget,
    drawn_at,
    letterbox,
    picture_size,
)
from visualizer.renderer.passes import GRAPH

NAMES = list(SAVINGS)
HALL = {"mirror": 0.2, "haze": 0.2}
"""Shares of the full picture that the passes of a shot take which can be drawn coarsely."""


def at(**steps: int) -> Level:
    """Return a level with the finest steps, but for those named."""
    return Level(tuple(steps.get(name, 0) for name in NAMES))


def passes_of(pace: Pace, full_cost: float, shares: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds of those passes at a pace, on a machine that needs `full_cost` seconds for a full picture."""
    works = {
        name: saving.work[step]
        for (name, saving), step in zip(SAVINGS.items(), pace.level.steps, strict=True)
    }
    return {name: full_cost * works["resolution"] * share * works[name] for name, share in shares.items()}


def played(
    pace: Pace,
    full_cost: float,
    seconds: float,
    *,
    fixed: float = 0.0,
    start: float = 0.0,
    shares: Mapping[str, float] | None = None,
) -> tuple[Pace, list[Pace]]:
    """Simulate a machine that needs `full_cost` seconds for a full picture, and `fixed` for any; return all paces."""
    now, paces, shares = start, [], shares or {}
    while now < start + seconds:
        passes = passes_of(pace, full_cost, shares)
        others = 1.0 - sum(shares.values())
        cost = fixed + full_cost * others * pace.scale**2 + sum(passes.values())
        now += max(cost, pace.budget)
        pace = pace.measured(cost, now, passes)
        paces.append(pace)
    return pace, paces


def test_a_fast_machine_draws_the_full_picture() -> None:
    _, paces = played(Pace(1 / 24), 0.01, 10.0, shares=HALL)
    assert {pace.level.steps for pace in paces} == {at().steps}


def test_a_slow_machine_reaches_a_size_that_keeps_the_frame_rate_within_two_pictures_a_step() -> None:
    pace, paces = played(Pace(1 / 24), 0.14, 2.0)
    assert 0.14 * pace.scale**2 <= 1.1 * pace.budget and {one.scale for one in paces[8:]} == {pace.scale}


def test_one_slow_frame_changes_nothing() -> None:
    pace = Pace(1 / 24, fresh=False).measured(0.01, 0.0).measured(2.0, 1.0).measured(0.01, 3.0)
    assert pace.scale == 1.0


def test_it_grows_again_when_the_film_becomes_easy() -> None:
    pace, _ = played(Pace(1 / 24), 0.3, 5.0)
    assert pace.scale < 0.5
    pace, _ = played(pace, 0.01, 20.0, start=5.0)
    assert pace.scale == 1.0


@given(st.floats(0.001, 2.0), st.floats(0.0, 0.2), st.floats(0.0, 0.4), st.floats(0.0, 0.4))
def test_it_never_jumps_and_comes_to_rest(full_cost: float, fixed: float, mirror: float, haze: float) -> None:
    _, paces = played(Pace(1 / 24), full_cost, 120.0, fixed=fixed, shares={"mirror": mirror, "haze": haze})
    levels = [pace.level.steps for pace in paces]
    assert all(sum(abs(a - b) for a, b in zip(*pair, strict=True)) <= 1 for pair in pairwise(levels))
    assert sum(a != b for a, b in pairwise(levels)) <= 2 * sum(len(one.work) for one in SAVINGS.values())
    assert len(set(levels[len(levels) // 2 :])) == 1, "it comes to rest for good"


@given(st.lists(st.floats(0.0, 1.0), min_size=10, max_size=200))
def test_whatever_pictures_cost_a_change_is_one_step_of_one_saving(costs: list[float]) -> None:
    pace, now = Pace(1 / 24, fresh=False).entered("one", 0.0), 0.0
    for cost in costs:
        now += max(cost, pace.budget)
        after = pace.measured(cost, now, {"mirror": 0.2 * cost, "haze": 0.1 * cost})
        assert sum(abs(a - b) for a, b in zip(after.level.steps, pace.level.steps, strict=True)) <= 1
        pace = after


def slowest(shares: Mapping[str, float]) -> Pace:
    return played(Pace(1 / 24).entered("one", 0.0), 5.0, 60.0, shares=shares)[0]


def test_the_slowest_machine_saves_all_that_there_is_and_then_drops_frames() -> None:
    assert slowest(HALL).scale == SCALES[-1] and slowest(HALL).coarse == set(COARSE)


@pytest.mark.parametrize("absent", COARSE)
def test_what_a_shot_does_not_have_is_never_drawn_coarsely(absent: str) -> None:
    pace = slowest({name: share for name, share in HALL.items() if name != absent})
    assert pace.scale == SCALES[-1] and pace.coarse == set(COARSE) - {absent}


def test_the_step_is_taken_that_saves_most_of_this_shot_for_its_change() -> None:
    def first(shares: Mapping[str, float]) -> Level:
        paces = played(Pace(1 / 24), 0.05, 10.0, shares=shares)[1]
        return next(pace.level for pace in paces if pace.level != Level())

    assert first({"mirror": 0.6, "haze": 0.1}) == at(mirror=1)
    assert first({"mirror": 0.1, "haze": 0.6}) == at(haze=1)
    assert first({"mirror": 0.05, "haze": 0.05}) == at(resolution=1)


def test_the_first_picture_and_a_cut_are_where_several_steps_are_taken_at_once() -> None:
    begun = Pace(1 / 24).entered("one", 0.0).measured(0.12, 0.0, {"mirror": 0.03})
    assert sum(begun.level.steps) > 3 and begun.coarse == {"mirror"}
    same = begun.measured(0.1, 0.1)
    assert same.level == begun.level, "within the shot, not by one slow picture"
    cut = same.entered("two", 0.2)
    assert cut.scale < begun.scale and cut.entered("one", 0.3).level == begun.level


def test_a_machine_that_is_far_too_slow_takes_a_step_with_each_picture() -> None:
    pace, scales = Pace(1 / 24, fresh=False), []
    for number in range(6):
        pace = pace.measured(1.0, number)
        scales.append(pace.scale)
    assert scales == [1.0, *SCALES[1:6]]


def test_what_was_drawn_coarsely_is_fine_again_once_that_keeps_time() -> None:
    pace, _ = played(slowest(HALL), 0.005, 30.0, start=60.0, shares=HALL)
    assert pace.level.steps == at().steps


def test_a_finer_level_that_was_too_slow_is_taken_back_and_not_tried_again_at_that_cost() -> None:
    pace, now, tries = Pace(1 / 24, level=at(mirror=1)), 0.0, 0
    for _ in range(200):
        # The mirror costs four times as much as `SAVINGS` expects.
        cost = 0.03 if pace.coarse else 0.1
        now += max(cost, pace.budget)
        after = pace.measured(cost, now, {"coarse_mirror": 0.005})
        tries += after.coarse < pace.coarse
        pace = after
    assert pace.coarse == {"mirror"} and tries == 1


def test_every_saving_names_passes_and_its_steps_save_work() -> None:
    passes = {one.name for one in GRAPH.order}
    assert set(SAVINGS) == {"resolution", *COARSE}
    for saving in SAVINGS.values():
        assert set(saving.passes) <= passes and saving.work[0] == 1.0 and 0.0 < saving.change <= 1.0
        assert all(finer > coarser > 0.0 for finer, coarser in pairwise(saving.work))


def test_a_shot_gets_what_it_had_last_and_another_what_the_last_one_had() -> None:
    hard, _ = played(Pace(1 / 24).entered("hard", 0.0), 0.2, 10.0)
    assert hard.scale < 0.6
    easy = hard.entered("easy", 10.0)
    assert easy.scale == hard.scale, "nothing is known of it"
    easy, _ = played(easy, 0.005, 20.0, start=10.0)
    assert easy.scale == 1.0
    again = easy.entered("hard", 30.0)
    assert again.scale == hard.scale and again.entered("easy", 40.0).scale == 1.0


def test_a_paused_picture_has_the_full_size() -> None:
    slow = Pace(1 / 24, level=at(resolution=3, mirror=1))
    assert drawn_at("auto", slow, playing=True, moving=False) == Setting(SCALES[3], 1, frozenset({"mirror"}))
    assert drawn_at("auto", slow, playing=False, moving=True) == Setting(SCALES[3], 1, frozenset({"mirror"}))
    assert drawn_at("auto", slow, playing=False, moving=False) == Setting(1.0, 1, refined=16)


def test_the_final_quality_has_one_sample_while_input_moves_the_picture() -> None:
    slow = Pace(1 / 24, level=at(resolution=3, mirror=1))
    assert drawn_at("final", slow, playing=True, moving=False) == Setting(1.0, 16)
    assert drawn_at("final", slow, playing=False, moving=False) == Setting(1.0, 1, refined=16)
    assert drawn_at("final", slow, playing=False, moving=True) == Setting(SCALES[3], 1, frozenset({"mirror"}))


def test_the_keys_reach_every_quality() -> None:
    assert set(QUALITIES_BY_COST) == set(QUALITIES)


def test_every_quality_has_a_size_and_samples_and_no_other_name_has() -> None:
    for quality in QUALITIES:
        scale, samples, _, refined = drawn_at(quality, Pace(1 / 24), playing=True, moving=False)
        assert 0.0 < scale <= 1.0 and samples >= 1 >= refined, "what plays is not drawn twice"
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
