"""Suggestions in messages about unknown names: the closest name, or the list of all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.scene.choices import _edits, choices, nearest


@pytest.mark.parametrize(
    ("given_name", "known", "meant"),
    [
        ("fsp", ["duration", "fps", "seed", "size"], "fps"),
        ("tip", ["middle", "top"], "top"),
        ("Crystal_Hall", ["crystal_hall", "shape"], "crystal_hall"),
        ("positoin", ["position", "rotation"], "position"),
        ("старп", ["старт", "полёт"], "старт"),
        ("bottom", ["middle", "top"], None),
        ("ocean", ["force", "shape"], None),
        ("tail", ["nose", "middle", "base"], None),
        ("x", [], None),
        ("d", ["a", "b"], None),
        ("", ["a"], None),
        ("A", ["a", "b"], "a"),
        ("l", ["lo"], "lo"),
    ],
)
def test_only_a_misspelling_is_taken_for_the_name_it_resembles(given_name, known, meant):
    assert nearest(given_name, known) == meant


def test_a_name_that_resembles_nothing_gets_the_list_and_a_long_list_is_cut():
    assert choices("ocean", ["shape", "hall"]) == "; choose from hall, shape"
    assert choices("ocean", ["top"], noun="anchors of 'p'") == "; anchors of 'p': top"
    assert choices("ocean", [], noun="anchors of 'p'") == "; anchors of 'p': none"
    assert choices("ocean", [f"name{k:03}" for k in range(40)]).endswith("name023 and 16 more")


short = st.text("abc", max_size=6)


@given(short, short)
def test_edits_count_both_ways_alike_and_are_none_only_for_equal_texts(a, b):
    assert _edits(a, b) == _edits(b, a)
    assert (_edits(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= _edits(a, b) <= max(len(a), len(b))
