"""Shaping: glyphs of the right letters in the right order, joined where their script joins them."""

import unicodedata

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st
from uniseg.graphemecluster import grapheme_clusters

from visualizer.text.font_file import shipped_font
from visualizer.text.fonts import opened
from visualizer.text.order import is_right_to_left, visual_pieces
from visualizer.text.shaping import clusters_of, missing_clusters, shaped

SHIPPED = shipped_font()


def line(text, right_to_left=False):
    return shaped(text, text, SHIPPED, right_to_left=right_to_left)


def numbers(text, **options):
    return [glyph.number for glyph in line(text, **options).glyphs]


def test_latin_greek_cyrillic_and_the_minus_sign_have_no_boxes():
    found = line("é ü ß − Ελλάδα Пуск “naïve” œuvre Łódź ř €")
    assert all(glyph.font == SHIPPED and glyph.number != 0 for glyph in found.glyphs)


def test_what_no_font_has_is_the_box_of_the_font(fonts_of_machine):
    assert numbers("漢") == [0]


def test_what_is_written_is_drawn_without_arrows_for_hyphens_or_signs_for_letters():
    font = opened(SHIPPED).hb_font
    assert numbers("2x2->") == [font.get_nominal_glyph(ord(c)) for c in "2x2->"]


def test_arabic_letters_are_joined(fonts_of_machine):
    word = "سلام"
    assert not set(numbers(word)) & {numbers(letter)[0] for letter in word[:2]}


def test_arabic_and_hebrew_run_from_right_to_left(fonts_of_machine):
    for word in ("שלום", "עולם"[1:]):
        assert numbers(word) == [numbers(letter)[0] for letter in reversed(word)]
    first, last = (set(numbers(letter)) for letter in "רם")
    assert last == {numbers("שרם")[0]} and first == {numbers("שרם")[1]}


def test_devanagari_conjuncts_are_one_form_and_the_short_i_stands_before_its_consonant(fonts_of_machine):
    assert len(numbers("क्ष")) == 1 and len(numbers("क")) == 1
    short_i, consonant = numbers("मि")[:2] if len(numbers("मि")) == 2 else numbers("नि")[:2]
    assert consonant in (numbers("म")[0], numbers("न")[0]) and short_i != consonant


def test_a_family_of_emoji_is_one_glyph(fonts_of_machine):
    assert len([n for n in numbers("👨\u200d👩\u200d👧") if n]) == 1


def test_a_sign_is_an_emoji_where_the_text_asks_for_that(fonts_of_machine):
    def families(text):
        return {opened(glyph.font).family for glyph in line(text).glyphs}

    assert families("↗") == {"Inter"}
    assert families("🚀\ufe0f") == {"Noto Color Emoji"}
    assert families("↗\ufe0f") == {"Inter"}, "no font of emoji here has it"


def test_a_letter_whose_mark_no_font_has_is_drawn_with_a_box_for_the_mark(fonts_of_machine):
    for letter in "aש":
        assert missing_clusters(f"{letter}\U0001e944", SHIPPED) == [f"{letter}\U0001e944"]
        assert numbers(letter)[0] in numbers(f"{letter}\U0001e944") and 0 in numbers(f"{letter}\U0001e944")


def test_a_space_is_as_wide_after_a_fallback_font_as_anywhere(fonts_of_machine):
    emoji = "👨\u200d👩\u200d👧"
    assert line(f"{emoji} a").width == pytest.approx(line(emoji).width + line(" ").width + line("a").width)


def test_a_letter_is_the_same_composed_or_with_its_mark_apart():
    assert line(unicodedata.normalize("NFD", "Ёй é Ḗ")).width == pytest.approx(line("Ёй é Ḗ").width)


def test_the_fonts_of_a_line_give_it_room_above_and_below(fonts_of_machine):
    plain, mixed = line("Hello"), line("Hello नमस्ते")
    assert mixed.ascent >= plain.ascent > 0.5 and mixed.descent >= plain.descent > 0.1


@pytest.mark.parametrize(
    ("text", "right_to_left", "seen"),
    [
        ("abc שלום (12) def", False, "abc (12) םולש def"),
        ("שלום (12) ab", True, "ab (12) םולש"),
        ("(א (ב) ג)", False, "(ג (ב) א)"),
        ("a (אב) b < c", False, "a (בא) b < c"),
        ("אב, גד!", True, "!דג ,בא"),
        ("price: 12 שח", False, "price: 12 חש"),
    ],
)
def test_mixed_directions_come_in_the_order_of_the_unicode_algorithm(text, right_to_left, seen):
    mirrored = str.maketrans("()<>", ")(><")
    pieces = visual_pieces(text, right_to_left=right_to_left)
    assert "".join(p[::-1].translate(mirrored) if leftward else p for p, leftward in pieces) == seen


TEXTS = st.text(
    st.sampled_from("abc שלםאבג مرحب 123 +-,.:/%()[]<>«»!?\u0301\u05b4\u0651\u200d\u200f\u200e"), max_size=30
)


@given(TEXTS, st.booleans())
def test_no_character_is_lost_or_moved_by_cutting_a_line_into_pieces(text, right_to_left):
    pieces = visual_pieces(text, right_to_left=right_to_left)
    seen = "".join(piece[::-1] if leftward else piece for piece, leftward in pieces)
    assert seen == get_display(text, base_dir="R" if right_to_left else "L")


def test_the_first_letter_with_a_direction_decides_that_of_the_paragraph():
    assert is_right_to_left("12 (שלום) abc") and not is_right_to_left("12 abc שלום")


def test_what_a_reader_counts_as_one_character_is_one_cluster():
    assert [len(clusters_of(t)) for t in ("e\u0301", "👨\u200d👩\u200d👧", "🇫🇷🇩🇪", "abc")] == [1, 1, 2, 3]


@given(st.text(st.sampled_from([chr(c) for c in [*range(0x310), *range(0x2000, 0x2030)]])))
def test_latin_text_has_the_clusters_of_the_rules_for_all_scripts(text):
    assert clusters_of(text) == tuple(grapheme_clusters(text))
