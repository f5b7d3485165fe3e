"""Choosing the size of a render: the best that fits the budget, with a cost that grows with pixels and samples."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from visualizer.output import budget
from visualizer.output.budget import LADDER, Cost, choose, estimate, ladder

SCENE: Any = None  # `_measured`, which alone uses it, is replaced
seconds = st.floats(1e-4, 10.0)


@given(per_frame=seconds, per_sample=seconds)
def test_each_step_down_the_ladder_is_cheaper(per_frame, per_sample):
    costs = [estimate(Cost(per_frame, per_sample), size, samples) for size, samples in LADDER]
    assert costs == sorted(costs, reverse=True)


def test_the_best_that_fits_is_chosen_and_the_last_if_none_does(monkeypatch):
    monkeypatch.setattr(budget, "_measured", lambda *_: Cost(0.02, 0.1))
    full = (1920, 1080)
    rich, poor = choose(SCENE, 100, 1e9, largest=full), choose(SCENE, 100, 1e-9, largest=full)
    assert (rich.size, rich.samples) == LADDER[0]
    assert (poor.size, poor.samples) == LADDER[-1]
    some = choose(SCENE, 2592, 900.0, largest=full)
    assert some.seconds <= 900.0
    rungs = ladder(full)
    better = rungs[rungs.index((some.size, some.samples)) - 1]
    assert 2592 * estimate(Cost(0.02, 0.1), *better) > 900.0


def test_the_option_samples_does_not_change_the_chosen_size(monkeypatch):
    monkeypatch.setattr(budget, "_measured", lambda *_: Cost(0.02, 0.1))
    for seconds in (1e9, 900.0, 100.0, 1e-9):
        own = choose(SCENE, 2592, seconds, largest=(1920, 1080))
        for samples in (1, 64):
            asked = choose(SCENE, 2592, seconds, largest=(1920, 1080), samples=samples)
            assert (asked.size, asked.samples) == (own.size, samples)
            assert asked.seconds == 2592 * estimate(Cost(0.02, 0.1), own.size, samples)


sides = st.integers(1, 16384)


@given(sides, sides)
def test_a_films_ladder_begins_with_its_size_and_keeps_its_shape(width, height):
    rungs = ladder((width, height))
    assert rungs[0] == ((width, height), 16)
    for (w, h), _ in rungs:
        assert 1 <= w <= width and 1 <= h <= height
        assert (w, h) == (width, height) or ((w % 2 == 0 or width == 1) and (h % 2 == 0 or height == 1))
        # Exact, or each side the nearest even number to one share of the film's.
        assert (
            w * height == h * width
            or min(w, h) <= 4
            or abs(w * height - h * width) <= 2 * (w + width + h + height)
        )


def test_common_shapes_are_kept_exactly_on_the_whole_ladder():
    assert [size for size, _ in ladder((1920, 1080))][:6] == [
        (1920, 1080), (1920, 1080), (1280, 720), (1280, 720), (960, 540), (864, 486),
    ]  # fmt: skip
    for film in (
        (1920, 1080),
        (1080, 1920),
        (1280, 720),
        (3840, 2160),
        (1000, 1000),
        (90, 160),
        (2560, 1080),
    ):
        assert all(w * film[1] == h * film[0] for (w, h), _ in ladder(film)), film


def test_a_small_film_is_never_made_smaller_or_larger():
    assert ladder((90, 160)) == [((90, 160), samples) for samples in (16, 8, 4, 3, 2)]


def test_the_sizes_of_a_large_film_go_down_to_one_for_slow_machines():
    sizes = [size for size, _ in ladder((7680, 4320))]
    assert sizes[0] == (7680, 4320) and sizes[-1] == (320, 180)
