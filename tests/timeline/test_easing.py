"""Easings: every name of easings.net, exact at both ends, and the bezier of CSS."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.timeline.easing import EASINGS, easing, extent, jumps

FAMILIES = ["sine", "quad", "cubic", "quart", "quint", "expo", "circ", "back", "elastic", "bounce"]
OVERSHOOTING = ("back", "elastic")
INDEPENDENT = json.loads((Path(__file__).parent / "data" / "easings.json").read_text())["values"]
shares = st.floats(0.0, 1.0)


def test_every_easing_of_easings_net_is_there():
    assert {f"{way}-{family}" for way in ("in", "out", "in-out") for family in FAMILIES} <= set(EASINGS)
    assert {"linear", "step", "ease", "ease-in", "ease-out", "ease-in-out"} <= set(EASINGS)


@pytest.mark.parametrize("name", sorted(EASINGS))
def test_an_easing_begins_at_0_and_ends_at_1(name):
    assert EASINGS[name](0.0) == pytest.approx(0.0, abs=1e-12)
    assert EASINGS[name](1.0) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("name", [n for n in sorted(EASINGS) if not n.endswith(OVERSHOOTING)])
@given(x=shares)
def test_an_easing_that_does_not_overshoot_stays_between_its_ends(name, x):
    assert -1e-12 <= EASINGS[name](x) <= 1.0 + 1e-12


@pytest.mark.parametrize("family", FAMILIES)
@given(x=shares)
def test_easing_out_is_easing_in_reversed(family, x):
    assert EASINGS[f"out-{family}"](x) == pytest.approx(1.0 - EASINGS[f"in-{family}"](1.0 - x), abs=1e-9)


@pytest.mark.parametrize("name", sorted(INDEPENDENT))
def test_every_name_of_easings_net_goes_as_an_independent_implementation_of_it(name):
    values = INDEPENDENT[name]
    assert len(values) == 65
    for k, value in enumerate(values):
        assert EASINGS[name](k / 64) == pytest.approx(value, abs=1e-9), k


def test_the_independent_values_hold_every_name():
    assert set(INDEPENDENT) == {f"{way}-{family}" for way in ("in", "out", "in-out") for family in FAMILIES}


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
    # Exact fractions, so that the test does not depend on the rounding of the point.
    x1, y1, x2, y2 = map(Fraction, handles)
    s = Fraction(s)
    x, y = (3 * (1 - s) ** 2 * s * a + 3 * (1 - s) * s * s * b + s**3 for a, b in ((x1, x2), (y1, y2)))
    assert easing(f"cubic-bezier{handles}")(float(x)) == pytest.approx(float(y), abs=1e-7)


def bisected(x1, y1, x2, y2, x):
    """The bezier of CSS by bisection of its parameter: slow, with nothing in common with what is tested."""

    def along(s, a, b):
        return 3 * (1 - s) ** 2 * s * a + 3 * (1 - s) * s * s * b + s**3

    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if along(middle, x1, x2) < x else (low, middle)
    # Where the curve is vertical, many of its points have the same x in float64.
    return along(low, y1, y2), along(high, y1, y2)


HANDLES = {
    "ease": (0.25, 0.1, 0.25, 1.0),
    "ease-in": (0.42, 0.0, 1.0, 1.0),
    "ease-out": (0.0, 0.0, 0.58, 1.0),
    "ease-in-out": (0.42, 0.0, 0.58, 1.0),
}


@pytest.mark.parametrize("name", HANDLES)
def test_the_shapes_of_css_are_those_of_a_second_solver(name):
    for k in range(65):
        assert EASINGS[name](k / 64) == pytest.approx(bisected(*HANDLES[name], k / 64)[0], abs=1e-12)


@pytest.mark.parametrize(
    "handles",
    [
        (0, 0, 0, 0),
        (1, 1, 1, 1),
        (0, 1, 1, 0),
        (1, 0, 0, 1),
        (0, 1000, 1, -1000),
        (0, 0, 0, 1),
        (1, 0, 1, 1),
        (0.5, -3, 0.5, 4),
    ],
)
@given(x=st.floats(0.0, 1.0))
def test_a_bezier_with_extreme_handles_is_that_of_a_second_solver(handles, x):
    lower, upper = bisected(*(*handles, x))
    # Where the curve is vertical, an error of one ulp in x becomes its cube root in y.
    tolerance = (
        2e-4 * max(1.0, *map(abs, handles)) if abs(x - 0.5) < 1e-6 else 1e-7 * max(1.0, *map(abs, handles))
    )
    assert (
        min(lower, upper) - tolerance <= easing(f"cubic-bezier{handles}")(x) <= max(lower, upper) + tolerance
    )


@given(x1=shares, y1=st.floats(-3, 3), x2=shares, y2=st.floats(-3, 3), k=st.integers(1, 63))
def test_any_bezier_is_that_of_a_second_solver(x1, y1, x2, y2, k):
    found = easing(f"cubic-bezier({x1},{y1},{x2},{y2})")(k / 64)
    lower, upper = sorted(bisected(x1, y1, x2, y2, k / 64))
    assert lower - 2e-4 <= found <= upper + 2e-4


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # CSS Easing Functions Level 2, figure 6: the four kinds of steps, at 0.1, 0.4, 0.7 and 0.95.
        ("steps(3)", (0, 1 / 3, 2 / 3, 2 / 3)),
        ("steps(3, end)", (0, 1 / 3, 2 / 3, 2 / 3)),
        ("steps(3, jump-end)", (0, 1 / 3, 2 / 3, 2 / 3)),
        ("steps(3, start)", (1 / 3, 2 / 3, 1, 1)),
        ("steps(3,jump-start)", (1 / 3, 2 / 3, 1, 1)),
        ("steps(3, jump-none)", (0, 1 / 2, 1, 1)),
        ("steps(3, jump-both)", (1 / 4, 2 / 4, 3 / 4, 3 / 4)),
        ("step-start", (1, 1, 1, 1)),
        ("step-end", (0, 0, 0, 0)),
        ("linear(0, 1)", (0.1, 0.4, 0.7, 0.95)),
        ("linear(0, 0.5, 0.5 80%, 1)", (0.125, 0.5, 0.5, 0.875)),
        ("linear(0, 25% 1, 1)", (0.4, 1, 1, 1)),
        ("linear(0, 0.5 20% 80%, 1)", (0.25, 0.5, 0.5, 0.875)),
        ("linear(0 50%, 1 100%)", (-0.8, -0.2, 0.4, 0.9)),
        ("linear(0, 0.2 50%, 0.8 50%, 1)", (0.04, 0.16, 0.88, 0.98)),
        ("linear(0, 1 60%, 2 30%, 1)", (1 / 6, 2 / 3, 1.75, 1.125)),
    ],
)
def test_steps_and_linear_are_those_of_css(text, values):
    for at, value in zip((0.1, 0.4, 0.7, 0.95), values, strict=True):
        assert easing(text)(at) == pytest.approx(value, abs=1e-12), at


def test_at_the_time_of_a_jump_a_stepped_easing_has_the_value_after_it():
    climb = easing("steps(10)")
    assert [climb(k / 10) for k in range(11)] == [k / 10 for k in range(11)]


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("in-out-elastic", ()), ("smooth", ()), ("step", (1.0,)), ("step-start", (0.0,)), ("steps(2)", (0.5, 1.0)),
        ("steps(2, start)", (0.0, 0.5)), ("steps(2, jump-none)", (0.5,)), ("linear(0, 1)", ()),
        ("linear(0, 0.2 50%, 0.8 50%, 1)", (0.5,)), ("linear(0.5, 1)", (0.0,)),
    ],
)  # fmt: skip
def test_an_easing_tells_where_it_jumps(text, shares):
    assert jumps(text) == shares


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("in-out-sine", 0, 1),
        ("in-back", -0.1000004, 1),
        ("in-out-back", -0.1001, 1.1001),
        ("smooth", 0, 1),
        ("linear(0, 3, 1)", 0, 3),
    ],
)
def test_an_easing_tells_how_far_it_overshoots(text, low, high):
    assert extent(text) == pytest.approx((low, high), abs=1e-3)


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
        "steps()",
        "steps(0)",
        "steps(1, jump-none)",
        "steps(2.5)",
        "steps(3, middle)",
        "steps(1e9)",
        "steps(99999999)",
        "linear()",
        "linear(1)",
        "linear(0, x)",
        "linear(0, 1 2)",
        "linear(0, 1 10% 20% 30%)",
        "linear(0, nan)",
        "linear(0, 1e9)",
        "frames(3)",
    ],
)
def test_invalid_easings_are_refused(text):
    with pytest.raises(ValueError, match=r"easing|bezier|steps|linear"):
        easing(text)
