"""Fonts, opened with HarfBuzz: names, metrics, and which characters they have.

An opened font is never changed (its scale stays one em = `units_per_em`), so threads may share it.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from visualizer.errors import InputError
from visualizer.text.font_file import FontFile

OPEN_FONTS = 64
"""Largest number of fonts that are kept open."""

CAPTION_WEIGHT = 500.0
"""The weight of the shipped font. Variable fonts are set to it, and system fonts with a weight near it are
preferred."""

_NORMAL_WEIGHT = 400.0


class FontError(InputError):
    """A file that cannot be read as a font."""


@dataclass(frozen=True, eq=False)
class Font:
    """An opened font. ascent, descent: above and below the baseline, em, both positive.

    family: such as "Inter". full_name: family and style. version: a text from the font. weight: 100..900, 400 is
    regular. upright: neither italic nor oblique.
    """

    file: FontFile
    hb_font: hb.Font
    units_per_em: int
    family: str
    full_name: str
    version: str
    weight: float
    upright: bool
    ascent: float
    descent: float

    def has(self, character: str) -> bool:
        """Return whether the font has a glyph of its own for a character."""
        return bool(self.hb_font.get_nominal_glyph(ord(character)))

    def covers(self, cluster: str) -> bool:
        """Return whether the font can draw a grapheme cluster: composed or decomposed, all of it."""
        return any(
            all(self.has(c) for c in unicodedata.normalize(form, cluster) if needs_glyph(c))
            for form in ("NFC", "NFD")
        )

    @property
    def coloured(self) -> bool:
        """Whether it has coloured glyphs (COLR), such as emoji."""
        face = self.hb_font.face
        return bool(face.has_color_paint or face.has_color_layers)

    @property
    def bitmaps(self) -> bool:
        """Whether it has bitmap glyphs (CBDT, sbix)."""
        return bool(self.hb_font.face.has_color_png)

    def has_script(self, tag: str) -> bool:
        """Return whether the font has shaping rules (GSUB) for a script. tag: OpenType's, such as "arab"."""
        return tag in self.hb_font.face.get_table_script_tags("GSUB")


def needs_glyph(character: str) -> bool:
    """Return whether a character is drawn: not spaces, joiners, directional marks and variation selectors.

    Those are Unicode's default ignorable code points (UAX 44, section 5.3) and the white space.
    """
    code = ord(character)
    if unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return False
    return not (
        0xFE00 <= code <= 0xFE0F  # variation selectors
        or 0xE0000 <= code <= 0xE0FFF  # tags and more variation selectors
        or code in (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0)
        or 0x180B <= code <= 0x180F
    )


@lru_cache(maxsize=OPEN_FONTS)
def opened(file: FontFile) -> Font:
    """Return the font in a file, opened at first use. Raises FontError, with the reason, if it is not a font."""
    return read_font(blob_of(file), file)


def blob_of(file: FontFile) -> hb.Blob:
    """Return the content of a font file. A file on disk is mapped into memory. Raises FontError if it cannot be
    read."""
    if file.content is not None:
        return hb.Blob(file.content)
    try:
        return hb.Blob.from_file_path(os.fsencode(file.path))
    except (OSError, hb.HarfBuzzError) as error:
        raise FontError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None


def read_font(blob: hb.Blob, file: FontFile) -> Font:
    """Return the font in the content of a file. Raises FontError if it is not a font."""
    face = hb.Face(blob, file.index)
    font = hb.Font(face)
    # HarfBuzz opens a file that is not a font as an empty face.
    if face.glyph_count == 0 or not face.unicodes:
        raise FontError("this is not a font (TTF, OTF, TTC or OTC)")
    if any(axis.tag == "wght" for axis in face.axis_infos):
        # The default of a variable font may be its thinnest weight. HarfBuzz clamps the weight to the font's range.
        font.set_variations({"wght": CAPTION_WEIGHT})
    extents = font.get_font_extents("ltr")
    em = face.upem
    family = _name(face, hb.OTNameIdPredefined.TYPOGRAPHIC_FAMILY) or _name(
        face, hb.OTNameIdPredefined.FONT_FAMILY
    )
    return Font(
        file=file,
        hb_font=font,
        units_per_em=em,
        family=family or "unnamed",
        full_name=_name(face, hb.OTNameIdPredefined.FULL_NAME) or family or "unnamed",
        version=_name(face, hb.OTNameIdPredefined.VERSION_STRING),
        weight=font.get_style_value(hb.StyleTag.WEIGHT) or _NORMAL_WEIGHT,
        upright=not font.get_style_value(hb.StyleTag.ITALIC)
        and not font.get_style_value(hb.StyleTag.SLANT_ANGLE),
        ascent=max(0.0, extents.ascender / em),
        descent=max(0.0, -extents.descender / em),
    )


def _name(face: hb.Face, which: int) -> str:
    return (face.get_name(which) or "").strip()
