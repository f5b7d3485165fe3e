"""Fonts of the panels: those of imgui-bundle, and others for characters that these lack."""

from __future__ import annotations

from pathlib import Path

import imgui_bundle
from imgui_bundle import imgui

from visualizer.text.font_file import FontFile, shipped_fonts
from visualizer.text.fonts import needs_glyph
from visualizer.text.shaping import script_of
from visualizer.text.system import best_font

_SIZE = 16.0  # points, of the fonts as loaded; each text is drawn at a size of its own
_FOLDER = Path(imgui_bundle.__file__).parent / "assets" / "fonts"


class Fonts:
    """text: for most texts. mono: for error messages. bold: for headings.

    Needs a current Dear ImGui context. Characters that a font lacks are taken from the shipped fonts, which cover
    Latin, Greek and Cyrillic.
    """

    def __init__(self) -> None:
        self.text = self._loaded("Roboto/Roboto-Regular.ttf")
        self.mono = self._loaded("Inconsolata-Medium.ttf")
        self.bold = self._loaded("Roboto/Roboto-Bold.ttf")
        self._seen: set[str] = set()

    def supply(self, text: str) -> None:
        """Add system fonts for the characters of a text that no loaded font has. Call it between two frames.

        Dear ImGui does no shaping: letters of Arabic or Devanagari are not joined, and run from left to right.
        """
        if text.isascii():
            return
        new = {c for c in text if needs_glyph(c)} - self._seen
        self._seen |= new
        missing: dict[str, set[str]] = {}
        for character in new:
            if not self.text.is_glyph_in_font(ord(character)):
                missing.setdefault(script_of(character), set()).add(character)
        for script, characters in sorted(missing.items()):
            if (found := best_font(frozenset(characters), script)) is not None:
                for font in (self.text, self.mono, self.bold):
                    _merge(found, font)

    @staticmethod
    def _loaded(name: str) -> imgui.ImFont:
        """Return a font of imgui-bundle, or Dear ImGui's built-in one where its file is missing."""
        atlas, path = imgui.get_io().fonts, _FOLDER / name
        font = (
            atlas.add_font_from_file_ttf(str(path), _SIZE, _sharp())
            if path.is_file()
            else atlas.add_font_default()
        )
        for shipped in shipped_fonts():
            _merge(shipped, font)
        return font


def _merge(file: FontFile, into: imgui.ImFont) -> None:
    config = _sharp()
    config.merge_mode = True
    config.dst_font = into
    config.font_no = file.index
    imgui.get_io().fonts.add_font_from_file_ttf(file.path, _SIZE, config)


def _sharp() -> imgui.ImFontConfig:
    """Return a configuration with glyphs on whole pixels: otherwise thin strokes, such as quotation marks, become
    faint."""
    config = imgui.ImFontConfig()
    config.pixel_snap_h = True
    config.oversample_h = 1
    return config
