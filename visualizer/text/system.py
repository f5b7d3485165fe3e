"""Fonts of this machine: the files in the folders where its system keeps them, by name and by what they cover."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz as hb

from visualizer.text.font_file import SUFFIXES, FontFile
from visualizer.text.fonts import CAPTION_WEIGHT, Font, FontError, blob_of, opened, read_font

_WELL_KEPT = ("Noto Sans", "Segoe UI", "Helvetica Neue", "Arial Unicode", "DejaVu Sans")
"""Families with wide coverage and even colour, taken before others that cover the same."""
_SPECIAL = (
    "mono",
    "serif",
    "condensed",
    "narrow",
    "display",
    "caption",
    "math",
    "symbols",
    "last resort",
    "unifont",
)
EMOJI = "Zsye"
"""What ISO 15924 calls emoji, as if they were a script."""

_TEXT_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek", "Zyyy", "Zinh"})
_REGIONS = {
    "Jpan": ("jp", "japan", "hiragino", "yu", "meiryo", "gothic", "takao", "ipagothic", "ipaexgothic"),
    "Kore": ("kr", "korea", "malgun", "neo", "nanum", "nanumgothic"),
    "Hans": ("sc", "cn", "china", "yahei", "wenquanyi"),
}
"""Words in names of fonts whose Chinese characters have a region's forms: these differ at the same code points."""
_NO_TEXT = ("lastresort", ".")
"""How the folded names of families begin that draw no text: boxes for everything, or the system's own use."""
_INDIC_TAGS = {"Beng": "bng2", "Deva": "dev2", "Gujr": "gjr2", "Guru": "gur2", "Knda": "knd2", "Mlym": "mlm2",
               "Mymr": "mym2", "Orya": "ory2", "Taml": "tml2", "Telu": "tel2"}  # fmt: skip
"""OpenType's newer tags of scripts (OpenType 1.9, "Script tags"); of the others it is the ISO code in lower case."""


def font_folders() -> tuple[Path, ...]:
    """Return the folders in which this system keeps fonts, the user's before the machine's. Some may not exist."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return (
            local / "Microsoft" / "Windows" / "Fonts",
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
        )
    if sys.platform == "darwin":
        return (home / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    # The XDG base directory specification, and where X11 and fontconfig looked before it.
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    roots = [data, *(Path(part) for part in shared.split(":") if part), Path("/usr/share")]
    folders = [root / name for root in roots for name in ("fonts", "X11/fonts")]
    return tuple(dict.fromkeys([folders[0], home / ".fonts", *folders[1:]]))


@dataclass(frozen=True)
class Listed:
    """A font of this machine: its file and what names and ranks it. weight: 100..900, 400 is regular."""

    file: FontFile
    family: str
    full_name: str
    weight: float
    upright: bool


@lru_cache(maxsize=1)
def system_fonts() -> tuple[Listed, ...]:
    """Return the fonts of this machine, the best for captions first. Found once; later ones need a restart."""
    found: dict[FontFile, Listed] = {}
    for folder in font_folders():
        for font in _fonts_below(folder):
            listed = Listed(font.file, font.family, font.full_name, font.weight, font.upright)
            found.setdefault(font.file, listed)
    return tuple(sorted(found.values(), key=_rank))


@lru_cache(maxsize=1)
def named_fonts() -> dict[str, FontFile]:
    """Return the regular face of each family by its name, and every face by its full name."""
    found = {font.full_name: font.file for font in reversed(system_fonts())}
    regular_first = sorted(system_fonts(), key=lambda font: (not font.upright, abs(font.weight - 400.0)))
    for font in reversed(regular_first):
        found[font.family] = font.file
    return found


def font_named(name: str) -> FontFile | None:
    """Return the font of a family or full name, whatever its case, or None."""
    wanted = name.strip().casefold()
    return next((file for known, file in named_fonts().items() if known.casefold() == wanted), None)


def best_font(clusters: frozenset[str], script: str, *, only: bool = False) -> FontFile | None:
    """Return the font that draws the most of some grapheme clusters of one script, or None if none draws any.

    script: ISO 15924, such as "Arab"; for Chinese characters and what stands with them "Jpan", "Kore" or "Hans". Of
    fonts that draw as many those come first that have rules of shaping for the script, without which letters do not
    join, or the forms of the region. For EMOJI fonts of emoji come first. only: take no font that is not made for the
    script.
    """
    best: tuple[float, ...] = ()
    chosen = None
    for listed in system_fonts():
        font = opened(listed.file)
        count = sum(font.covers(cluster) for cluster in clusters)
        suits = _suits(font, script)
        if not count or (only and not suits):
            continue
        rank = (suits, count) if script == EMOJI else (count, suits)
        if rank > best:
            best, chosen = rank, listed.file
    return chosen


def _suits(font: Font, script: str) -> bool:
    """Return whether a font that has some letters of a script is made for it."""
    if script == EMOJI:
        return "emoji" in font.family.casefold()
    if script in _REGIONS:
        return any(word in _REGIONS[script] for word in font.family.casefold().split())
    tags = (script.lower(), _INDIC_TAGS.get(script, script.lower()))
    return script in _TEXT_SCRIPTS or any(font.has_script(tag) for tag in tags)


def _rank(font: Listed) -> tuple[object, ...]:
    """Return what fonts are sorted by: upright sans-serif text fonts near the caption's weight first."""
    name = font.full_name.casefold()
    kept = next((k for k, family in enumerate(_WELL_KEPT) if font.family.startswith(family)), len(_WELL_KEPT))
    return (not font.upright, any(word in name for word in _SPECIAL), kept, abs(font.weight - CAPTION_WEIGHT),
            font.family, font.full_name, font.file.path, font.file.index)  # fmt: skip


def _fonts_below(folder: Path) -> Iterator[Font]:
    """Yield the fonts in a folder and below it, in the order of their paths. What cannot be read is passed over."""
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES):
                yield from _faces(Path(root) / name)


def _faces(path: Path) -> Iterator[Font]:
    try:
        blob = blob_of(FontFile(str(path)))
        for index in range(hb.Face(blob).count):
            font = read_font(blob, FontFile(str(path), index))
            if not font.family.casefold().replace(" ", "").startswith(_NO_TEXT):
                yield font
    except FontError:
        return
