"""Easings: every name of easings.net, exact at both ends, and the bezier of CSS."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.timeline.easing import EASINGS, easing

FAMILIES = ["sine", "quad", "cubic", "quart", "quint", "expo", "circ", "back", "elastic", "bounce"]
OVERSHOOTING = ("back", "elastic")
shares = st.floats(0.0, 1.0)


def test_every_easing_of_easings_net_is_there():
    assert {f"{way}-{family}" for way in ("in", "out", "in-out") for family in FAMILIES} <= set(EASINGS)
    assert {"linear", "step", "ease", "ease-in", "ease-out", "ease-in-out"} <= set(EASINGS)


@pytest.mark.parametrize("name", sorted(EASINGS))
def test_an_easing_begins_at_nothing_and_ends_at_everything(name):
    assert EASINGS[name](0.0) == pytest.approx(0.0, abs=1e-12)
    assert EASINGS[name](1.0) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("name", [n for n in sorted(EASINGS) if not n.endswith(OVERSHOOTING)])
@given(x=shares)
def test_an_easing_that_does_not_overshoot_stays_between_its_ends(name, x):
    assert -1e-12 <= EASINGS[name](x) <= 1.0 + 1e-12


@pytest.mark.parametrize("family", FAMILIES)
@given(x=shares)
def test_out_is_in_turned_round(family, x):
    assert EASINGS[f"out-{family}"](x) == pytest.approx(1.0 - EASINGS[f"in-{family}"](1.0 - x), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("in-quad", 0.5, 0.25), ("out-quad", 0.5, 0.75), ("in-cubic", 0.5, 0.125), ("in-sine", 0.5, 1 - math.sqrt(0.5)),
        ("in-expo", 0.5, 2**-5), ("in-circ", 0.6, 0.2), ("in-back", 0.5, -0.0876975), ("out-bounce", 0.5, 0.765625),
        ("in-out-quint", 0.25, 16 * 0.25**5), ("out-elastic", 0.15, 1.3535534 - 0.0),
    ],
)  # fmt: skip
def test_known_values(name, at, value):
    tolerance = 0.1 if "elastic" in name else 1e-6
    assert EASINGS[name](at) == pytest.approx(value, abs=tolerance)


def test_the_bezier_of_a_straight_line_is_linear():
    line = easing("cubic-bezier(0.25, 0.25, 0.75, 0.75)")
    for x in (0.1, 0.37, 0.9):
        assert line(x) == pytest.approx(x, abs=1e-8)


def test_the_bezier_named_ease_is_that_of_css():
    # CSS Easing Functions 1: ease is cubic-bezier(0.25, 0.1, 0.25, 1); its value at one half, solved to 6 places.
    assert easing("ease")(0.5) == pytest.approx(0.802403, abs=1e-5)


@pytest.mark.parametrize(
    "handles", [(0.25, 0.1, 0.25, 1.0), (0.0, 1.8, 1.0, 0.2), (1.0, 1.2, 1.0, -0.6), (0, 2, 0, 0)]
)
@given(s=st.floats(1e-4, 1.0 - 1e-4))
def test_a_bezier_goes_through_the_points_of_its_curve(handles, s):
    # Exact fractions: what is tested is the solution, not the rounding of the point it is asked for.
    x1, y1, x2, y2 = map(Fraction, handles)
    s = Fraction(s)
    x, y = (3 * (1 - s) ** 2 * s * a + 3 * (1 - s) * s * s * b + s**3 for a, b in ((x1, x2), (y1, y2)))
    assert easing(f"cubic-bezier{handles}")(float(x)) == pytest.approx(float(y), abs=1e-7)


@given(x1=shares, x2=shares, x=shares)
def test_a_bezier_with_level_handles_rises_all_the_way(x1, x2, x):
    curve = easing(f"cubic-bezier({x1}, 0, {x2}, 1)")
    assert curve(min(1.0, x + 0.01)) >= curve(x) - 1e-6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in-out",
        "cubic-bezier(1,2)",
        "cubic-bezier(2,0,0,1)",
        "cubic-bezier(a,b,c,d)",
        "cubic-bezier(nan,0,1,1)",
        "cubic-bezier(0,nan,1,1)",
        "cubic-bezier(0,1e300,1,1)",
        "Linear",
    ],
)
def test_what_is_no_easing_is_refused(text):
    with pytest.raises(ValueError, match=r"easing|bezier"):
        easing(text)
