"""Widgets and style: numbers as text and back, colours there and back, and text that can be read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.editor import style, widgets


@pytest.mark.parametrize(
    ("value", "speed", "text"),
    [
        (0.0, 0.01, "0"), (1.5, 0.01, "1.5"), (1.0 / 3.0, 0.01, "0.333"), (-0.25, 0.001, "-0.25"), (120.0, 1.0, "120"),
        (6371000.0, 1000.0, "6371000"), (12345678.0, 1.0, "1.235e+07"),
    ],
)  # fmt: skip
def test_a_number_has_as_many_digits_as_a_drag_can_change(value: float, speed: float, text: str) -> None:
    assert widgets.number_text(value, speed) == text


def test_what_is_no_number_is_not_read() -> None:
    assert widgets.read_number(" 1,5 ") == 1.5 and widgets.read_number("1e3") == 1000.0
    assert [widgets.read_number(text) for text in ("", "a", "nan", "inf", "1 2")] == [None] * 5


@given(st.lists(st.floats(0.0, 8.0), min_size=3, max_size=3))
def test_a_colour_that_is_picked_is_the_colour_that_was_shown(colour: list[float]) -> None:
    gain = max(1.0, *colour)
    back = widgets.linear(widgets.srgb(colour), gain)
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
