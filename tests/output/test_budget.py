"""Choosing a size: the best that fits, by a cost that grows with pixels and samples."""

from hypothesis import given
from hypothesis import strategies as st

from visualizer.output import budget
from visualizer.output.budget import LADDER, Cost, choose, estimate

seconds = st.floats(1e-4, 10.0)


@given(per_frame=seconds, per_sample=seconds)
def test_each_step_down_the_ladder_is_cheaper(per_frame, per_sample):
    costs = [estimate(Cost(per_frame, per_sample), size, samples) for size, samples in LADDER]
    assert costs == sorted(costs, reverse=True)


def test_the_best_that_fits_is_chosen_and_the_last_if_none_does(monkeypatch):
    monkeypatch.setattr(budget, "_measured", lambda scene: Cost(0.02, 0.1))
    rich, poor = choose(None, 100, 1e9), choose(None, 100, 1e-9)
    assert (rich.size, rich.samples) == LADDER[0]
    assert (poor.size, poor.samples) == LADDER[-1]
    some = choose(None, 2592, 900.0)
    assert some.seconds <= 900.0
    better = LADDER[LADDER.index((some.size, some.samples)) - 1]
    assert 2592 * estimate(Cost(0.02, 0.1), *better) > 900.0
