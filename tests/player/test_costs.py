"""What a picture took: nothing is lost in the rows that are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.player.costs import costs_of, milliseconds

NAMES = st.text("abcdefgh", min_size=1, max_size=3)


@given(
    st.dictionaries(NAMES, st.floats(0.0, 1.0), max_size=25),
    st.dictionaries(NAMES, st.integers(0, 10**7), max_size=25),
    st.integers(1, 16),
)
def test_the_rows_add_up_to_all_and_the_dearest_come_first(
    passes: dict[str, float], particles: dict[str, int], samples: int
) -> None:
    emitters = {name: 1e-3 * count for name, count in list(particles.items())[::2]}
    costs = costs_of(passes, particles, emitters, [], budget=0.04, samples=samples)
    assert costs.total == pytest.approx(sum(passes.values()) / samples)
    assert sum(one.count or 0 for one in costs.emitters) == sum(particles.values())
    for rows in (costs.passes, costs.emitters):
        named = [one.seconds or 0.0 for one in rows if "others" not in one.name]
        assert len(rows) <= 9 and named == sorted(named, reverse=True)


def test_times_have_three_figures_and_what_was_not_measured_is_no_zero() -> None:
    assert [milliseconds(value) for value in (0.0, 0.00123, 0.0123, None)] == [
        "0.00 ms",
        "1.23 ms",
        "12.3 ms",
        "-",
    ]
