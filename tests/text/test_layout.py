"""Line breaking and layout: even lines where a script allows breaks, inside the safe area of any picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.text.breaking import broken, units_of
from visualizer.text.font_file import shipped_font
from visualizer.text.layout import (
    LARGEST_SHARE,
    SAFE_AREA,
    SMALLEST,
    block_of,
    paragraphs_of,
    stacked_captions,
    usual_size,
)

SHIPPED = shipped_font()
LONG = "The ground had warned them for years, and tonight the ground stopped warning"
SIZES = [
    (320, 180),
    (1280, 720),
    (3840, 2160),
    (1080, 1920),
    (2520, 1080),
    (64, 36),
    (90, 160),
    (16, 16),
    (200, 2000),
]
WORDS = st.lists(st.text("abcdefg", min_size=1, max_size=9), min_size=1, max_size=14).map(" ".join)


@given(WORDS, st.integers(1, 4))
def test_breaking_a_text_keeps_every_word_in_its_order(text, count):
    lines = broken(text, count, len)
    assert " ".join(lines) == text
    assert 1 <= len(lines) <= count and all(lines)


@given(WORDS)
def test_no_other_break_in_two_is_more_even(text):
    lines = broken(text, 2, len)
    words = text.split(" ")
    others = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    if others:
        assert max(map(len, lines)) == min(max(len(a), len(b)) for a, b in others)


def test_a_line_ends_where_a_clause_ends_if_that_is_nearly_as_even():
    text = "The ground had warned them for years. Tonight it stopped warning."
    assert broken(text, 2, len) == ["The ground had warned them for years.", "Tonight it stopped warning."]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("well-known 10\u00a0km", ["well-", "known ", "10\u00a0km"]),
        ("日本語。テスト", ["日", "本", "語。", "テ", "ス", "ト"]),
        ("«да», сказал", ["«да», ", "сказал"]),
    ],
)
def test_lines_break_where_the_script_allows_it(text, units):
    assert units_of(text) == units


def test_a_word_longer_than_a_line_is_broken_between_letters_not_within_one():
    assert broken("e\u0301" * 4, 2, len, anywhere=True) == ["e\u0301" * 2, "e\u0301" * 2]


def test_lines_written_apart_stay_apart_whatever_the_line_break():
    assert paragraphs_of("a\tb\r\nc\u2028d\n") == ["a b", "c", "d"]


def test_a_short_caption_is_one_line_and_a_long_one_two_even_ones():
    assert len(block_of("Go first. Wait for him there.", SHIPPED, (1280, 720)).lines) == 1
    lines = block_of(LONG, SHIPPED, (1280, 720)).lines
    assert len(lines) == 2 and abs(lines[0].width - lines[1].width) < 0.2 * lines[0].width


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["Hi", LONG, "x" * 42 + "\n" + "W" * 42, "e\u0301" * 80, "\u0e17" * 60])
def test_text_stays_in_the_safe_area_of_a_picture_of_any_shape(size, text):
    captions = tuple((part, SHIPPED, 1.0) for part in (text, "Another one"))
    placed = stacked_captions(captions, size)
    for one in placed:
        assert max(line.width for line in one.block.lines) * one.em <= SAFE_AREA * size[0] + 1e-6
    margin = (1.0 - SAFE_AREA) / 2.0 * size[1]
    assert placed[0].top >= margin - 1e-6
    assert placed[0].top + placed[0].block.height * placed[0].em <= placed[1].top
    assert placed[1].top + placed[1].block.height * placed[1].em <= size[1] - margin + 1e-6


def test_the_same_text_is_set_alike_in_pictures_of_the_same_shape():
    small, large = (block_of(LONG, SHIPPED, size) for size in ((640, 360), (3840, 2160)))
    assert small.lines == large.lines and small.scale == large.scale == 1.0


def test_letters_are_legible_in_small_pictures_and_modest_in_large_ones():
    assert usual_size((320, 180)) == SMALLEST
    assert usual_size((3840, 2160)) < 0.045 * 2160
    assert usual_size((1080, 1920)) == usual_size((1920, 1080))
    assert usual_size((64, 36)) == pytest.approx(LARGEST_SHARE * 36)


def test_a_portrait_picture_breaks_lines_further_before_it_shrinks_them_much():
    block = block_of(
        "One ship for one traveller, and there was\nnever, in all those years, to be a third.",
        SHIPPED,
        (200, 1600),
    )
    assert len(block.lines) > 2 and block.scale >= 0.8


def test_a_caption_moves_up_while_another_appears_below_it():
    tops = [
        stacked_captions((("a", SHIPPED, 1.0), ("b", SHIPPED, presence)), (640, 360))[0].top
        for presence in (0.0, 0.5, 1.0)
    ]
    assert tops[0] > tops[1] > tops[2]
    assert tops[0] == stacked_captions((("a", SHIPPED, 1.0),), (640, 360))[0].top
