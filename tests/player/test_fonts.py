"""Fonts of the panels: names and messages in scripts other than Latin have glyphs."""

import pytest

from tests.player.interface import interface
from visualizer.player.fonts import Fonts
from visualizer.player.panels import OverlayState


@pytest.fixture
def fonts():
    with interface():
        yield Fonts()


@pytest.mark.parametrize("which", ["text", "mono", "bold"])
def test_the_panels_have_latin_greek_and_cyrillic(fonts, which):
    font = getattr(fonts, which)
    assert all(font.is_glyph_in_font(ord(letter)) for letter in "ßőœΛϊЖёқԥ−…→")


def test_letters_of_other_scripts_come_from_fonts_of_the_system_when_they_are_first_shown(
    fonts, fonts_of_machine
):
    assert not fonts.mono.is_glyph_in_font(ord("ש"))
    fonts.supply(OverlayState(error="s.toml:1:1: 'שלום'").words)
    assert all(font.is_glyph_in_font(ord("ש")) for font in (fonts.text, fonts.mono, fonts.bold))


def test_letters_that_no_font_has_are_asked_for_once(fonts, fonts_of_machine, monkeypatch):
    asked = []
    monkeypatch.setattr("visualizer.player.fonts.best_font", lambda *wanted: asked.append(wanted))
    for _ in range(3):
        fonts.supply(OverlayState(shot="発射").words)
    assert len(asked) == 1
