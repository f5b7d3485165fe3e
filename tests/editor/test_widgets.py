"""Widgets and style: numbers as text and back, colours there and back, and text that can be read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.declarations import Declaration
from visualizer.editor import colours, number_texts, style, widgets


@pytest.mark.parametrize(
    ("value", "speed", "text"),
    [
        (0.0, 0.01, "0"), (1.5, 0.01, "1.5"), (1.0 / 3.0, 0.01, "0.333"), (-0.25, 0.001, "-0.25"), (120.0, 1.0, "120"),
        (6371000.0, 1000.0, "6371000"), (12345678.0, 1.0, "1.235e+07"),
    ],
)  # fmt: skip
def test_a_number_has_as_many_digits_as_a_drag_can_change(value: float, speed: float, text: str) -> None:
    assert number_texts.number_text(value, speed) == text


@pytest.mark.parametrize(
    ("text", "letters", "shown"),
    [
        ("0.66", 4, "0.66"), ("0.66", 3, "0.7"), ("0.66", 1, "..."), ("1.64", 3, "1.6"), ("1.64", 1, "..."), ("20.2", 2, "20"),
        ("-0.999", 4, "-1.0"), ("129.96", 5, "130.0"), ("6371000", 5, "6.4e6"), ("123456", 3, "..."),
        ("1.235e+07", 6, "1.24e7"), ("0", 1, "0"),
    ],
)  # fmt: skip
def test_a_number_with_little_room_is_rounded_and_never_cut(text: str, letters: int, shown: str) -> None:
    assert number_texts.shortened(text, float(text), lambda one: len(one) <= letters) == shown


@given(st.floats(-1e9, 1e9, allow_subnormal=False), st.integers(1, 12))
def test_what_is_shown_of_a_number_is_near_it(value: float, letters: int) -> None:
    shown = number_texts.shortened(
        number_texts.number_text(value, 0.001), value, lambda one: len(one) <= letters
    )
    assert shown == "..." or abs(float(shown) - value) <= 0.1 * abs(value) + 1e-3


def test_what_is_no_number_is_not_read() -> None:
    assert number_texts.read_number(" 1,5 ") == 1.5 and number_texts.read_number("1e3") == 1000.0
    assert [number_texts.read_number(text) for text in ("", "a", "nan", "inf", "1 2")] == [None] * 5


def test_a_sum_may_be_typed() -> None:
    sums = {"2*3": 6.0, "(1+2)/4": 0.75, "-0,5 * 2": -1.0, "1e3-1": 999.0, " 7 ": 7.0}
    assert {text: number_texts.calculated(text) for text in sums} == sums
    refused = ("", "abc", "1/0", "2**9", "1e308*10", "f(1)", "True", "1 2", "'a'*3", "[1]", "1j", "(" * 400)
    assert [text for text in refused if number_texts.calculated(text) is not None] == []


RADIUS = Declaration("a radius", unit="m", low=0.001, high=10.0)


@pytest.mark.parametrize(
    ("text", "whole", "about", "new", "said"),
    [
        ("5", False, RADIUS, 5.0, ""),
        ("-5", False, RADIUS, 0.001, "radius is at least 0.001 m: 0.001 was set"),
        ("99", False, RADIUS, 10.0, "radius is at most 10 m: 10 was set"),
        ("abc", False, RADIUS, 2.0, "'abc' is no number: radius stays 2 m"),
        ("", False, RADIUS, 2.0, "No number was typed: radius stays 2 m"),
        ("2.7", True, RADIUS, 3.0, "radius is a whole number: 3 was set"),
        ("0", False, Declaration("a size", above=0.0), 2.0, "radius is more than 0: 0 was not set"),
        ("8", False, Declaration("a size", below=8.0), 2.0, "radius is less than 8: 8 was not set"),
        ("1e-7", False, Declaration("a size", low=1e-6), 1e-6, "radius is at least 0.000001: 0.000001 was set"),
    ],
)  # fmt: skip
def test_what_is_typed_and_not_set_as_it_is_is_said(
    text: str, whole: bool, about: Declaration, new: float, said: str
) -> None:
    low, high = about.low, about.high
    assert number_texts.taken(text, 2.0, low, high, whole, "radius", about) == (new, said)


@pytest.mark.parametrize(
    ("about", "limits"),
    [
        (Declaration("a scale", low=1e-6), "at least 0.000001"), (Declaration("a share", low=0.0, high=1.0), "0 to 1"),
        (Declaration("a size", above=0.0, below=4.0), "more than 0, less than 4"), (Declaration("a place"), ""),
    ],
)  # fmt: skip
def test_limits_are_said_in_words(about: Declaration, limits: str) -> None:
    assert about.limits == limits


@given(st.lists(st.floats(0.0, 8.0), min_size=3, max_size=3))
def test_a_colour_that_is_picked_is_the_colour_that_was_shown(colour: list[float]) -> None:
    gain = max(1.0, *colour)
    back = colours.linear(colours.srgb(colour), gain)
    assert all(abs(a - b) < 1e-3 * gain for a, b in zip(back, colour, strict=True))


def test_text_of_the_panels_has_a_contrast_of_at_least_4_5_to_1() -> None:
    inks = {
        "ink": style.INK,
        "dim": style.DIM,
        "accent": style.ACCENT,
        "keyed": style.KEYED,
        "alarm": style.ALARM,
    }
    grounds = {"ground": style.GROUND, "field": style.FIELD, "hovered": style.HOVERED, "popup": style.POPUP}
    inks |= {f"axis {number}": colour for number, colour in enumerate(widgets.AXES)}
    for (ink, colour), (ground, behind) in itertools.product(inks.items(), grounds.items()):
        assert style.contrast(colour, behind) >= 4.5, f"{ink} on {ground}"
    for ink in ("ink", "dim"):
        assert style.contrast(inks[ink], style.PRESSED) >= 4.5, f"{ink} on what is selected"


def test_white_on_black_has_the_contrast_of_the_standard() -> None:
    assert style.contrast((1.0, 1.0, 1.0), (0.0, 0.0, 0.0)) == pytest.approx(21.0)
