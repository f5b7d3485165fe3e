"""Shaping: converts a line of text into positioned glyphs (HarfBuzz), each run in the first font that covers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb
from uniseg.graphemecluster import grapheme_clusters

from visualizer.text.font_file import FontFile, shipped_font, shipped_fonts
from visualizer.text.fonts import needs_glyph, opened
from visualizer.text.order import visual_pieces
from visualizer.text.system import EMOJI, best_font

_CACHED = 1024  # entries of each cache: characters, texts, lines
_COMMON = ("Zyyy", "Zinh", "Zzzz", EMOJI)
_REGIONS = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore"}
"""Scripts that decide which regional forms the Chinese characters of a text have. Without one of them: simplified
Chinese."""
_CHINESE = ("Hani", "Bopo", *_REGIONS)
_EMOJI_STYLE = "\ufe0f"
_EMOJI_FROM = 0x1F000
_SHIPPED_FEATURES = {"calt": False}
"""Without contextual alternates: the shipped font would draw "->" as an arrow and "2x2" with a multiplication sign."""


@dataclass(frozen=True)
class Glyph:
    """One glyph of a line. number: in its font. x, y: its origin relative to that of the line, em, x right, y up."""

    font: FontFile
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A shaped line. width: sum of advances, em. ascent, descent: above and below the baseline, em."""

    glyphs: tuple[Glyph, ...]
    width: float
    ascent: float
    descent: float


_ALONE = re.compile(r"[\x20-\x7e\xa0-\u02ff\u2010-\u2027]*")
"""Text of characters that are each a grapheme cluster: Latin letters and punctuation. The rules for all others take
longer."""


@lru_cache(maxsize=_CACHED)
def clusters_of(text: str) -> tuple[str, ...]:
    """Return the grapheme clusters of a text: what a reader counts as characters (UAX 29)."""
    return tuple(text if _ALONE.fullmatch(text) else grapheme_clusters(text))


@lru_cache(maxsize=_CACHED)
def script_of(character: str) -> str:
    """Return the script of a character, ISO 15924; "Zyyy" if it belongs to many scripts or none."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script = buffer.script
    return "Zyyy" if script is None or script in _COMMON else str(script)


@lru_cache(maxsize=_CACHED)
def fonts_for(text: str, main: FontFile) -> Mapping[str, FontFile | None]:
    """Return for each grapheme cluster of a text the font that draws it, or None where no font has any of it.

    The main font comes first, then the shipped fonts, then those of the system: for each script, the font that covers
    most of the clusters that are left, so that a text uses few fonts. Clusters with the emoji variation selector
    (U+FE0F) use an emoji font if the system has one.
    """
    clusters = dict.fromkeys(clusters_of(text))
    found: dict[str, FontFile | None] = {}
    if asked := frozenset(cluster for cluster in clusters if _EMOJI_STYLE in cluster):
        emoji = best_font(asked, EMOJI, only=True)
        found |= {c: emoji for c in clusters if c in asked and emoji is not None and opened(emoji).covers(c)}
    for file in dict.fromkeys((main, *shipped_fonts())):
        font = opened(file)
        found |= {c: file for c in clusters if c not in found and font.covers(c)}
    scripts = {cluster: _script_of_cluster(cluster) for cluster in clusters}
    region = next((_REGIONS[script] for script in scripts.values() if script in _REGIONS), "Hans")
    missing: dict[str, set[str]] = {}
    for cluster in clusters:
        if cluster not in found:
            script = region if scripts[cluster] in _CHINESE else scripts[cluster]
            missing.setdefault(script, set()).add(cluster)
    for script, left in missing.items():
        while left and (other := best_font(frozenset(left), script)) is not None:
            font = opened(other)
            found |= {cluster: other for cluster in left if font.covers(cluster)}
            left -= set(found)
        # If no font has a letter with its combining mark, the letter is drawn with the missing-glyph box as its mark.
        found |= {cluster: _font_of_base(cluster, script, main) for cluster in left}
    return found


def _font_of_base(cluster: str, script: str, main: FontFile) -> FontFile | None:
    """Return the font that draws at least the first character of a grapheme cluster, or None."""
    own = next((file for file in (main, *shipped_fonts()) if opened(file).covers(cluster[0])), None)
    return own or best_font(frozenset(cluster[0]), script)


def missing_clusters(text: str, main: FontFile) -> list[str]:
    """Return the grapheme clusters of a text that no font of this machine covers, each once, in order."""
    fonts = fonts_for(text, main)
    return [
        cluster
        for cluster in dict.fromkeys(clusters_of(text))
        if (file := fonts[cluster]) is None or not opened(file).covers(cluster)
    ]


@lru_cache(maxsize=_CACHED)
def shaped(line: str, text: str, main: FontFile, *, right_to_left: bool) -> Line:
    """Return a line of a text as glyphs. Clusters that no font has become the missing-glyph box of the main font.

    text: the whole text, for which the fonts are chosen. right_to_left: the base direction of the paragraph.
    """
    fonts = fonts_for(text, main)
    glyphs: list[Glyph] = []
    pen, ascent, descent = 0.0, 0.0, 0.0
    for piece, leftward in visual_pieces(line, right_to_left=right_to_left):
        runs = list(_runs(piece, fonts, main))
        for run, file, script in reversed(runs) if leftward else runs:
            font = opened(file)
            ascent, descent = max(ascent, font.ascent), max(descent, font.descent)
            buffer = hb.Buffer()
            buffer.add_str(run)
            buffer.direction = "rtl" if leftward else "ltr"
            if script not in _COMMON:
                buffer.script = script
            buffer.guess_segment_properties()
            hb.shape(font.hb_font, buffer, _SHIPPED_FEATURES if file == shipped_font() else {})
            em = font.units_per_em
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                glyphs.append(Glyph(file, info.codepoint, pen + place.x_offset / em, place.y_offset / em))
                pen += place.x_advance / em
    return Line(tuple(glyphs), pen, ascent, descent)


def _runs(
    piece: str, fonts: Mapping[str, FontFile | None], main: FontFile
) -> Iterator[tuple[str, FontFile, str]]:
    """Yield the runs of a piece in logical order: (text, font, script). Joiners stay in the run before them."""
    run, file, script = "", main, "Zyyy"
    for cluster in clusters_of(piece):
        own_file = fonts.get(cluster) or main
        own_script = _script_of_cluster(cluster)
        if run and not cluster.isspace() and not any(map(needs_glyph, cluster)):
            own_file = file
        joins = own_script == script or own_script in _COMMON or script in _COMMON
        if run and (own_file != file or not joins):
            yield run, file, script
            run, script = "", "Zyyy"
        run, file = run + cluster, own_file
        script = own_script if script in _COMMON else script
    if run:
        yield run, file, script


def _script_of_cluster(cluster: str) -> str:
    """Return the script of a grapheme cluster, ISO 15924: EMOJI for emoji, "Zyyy" if it belongs to many scripts or
    none."""
    if _EMOJI_STYLE in cluster or any(ord(character) >= _EMOJI_FROM for character in cluster):
        return EMOJI
    return next((s for s in map(script_of, cluster) if s not in _COMMON), "Zyyy")
