"""Fonts that are installed on this machine, found by name or by the characters that they cover."""

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

_PREFERRED = ("Noto Sans", "Segoe UI", "Helvetica Neue", "Arial Unicode", "DejaVu Sans")
"""Families with wide coverage and even weight, preferred to others that cover the same characters."""
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
"""The code of ISO 15924 for emoji, which are treated as a script."""

_TEXT_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek", "Zyyy", "Zinh"})
_REGIONS = {
    "Jpan": ("jp", "japan", "hiragino", "yu", "meiryo", "gothic", "takao", "ipagothic", "ipaexgothic"),
    "Kore": ("kr", "korea", "malgun", "neo", "nanum", "nanumgothic"),
    "Hans": ("sc", "cn", "china", "yahei", "wenquanyi"),
}
"""Words in names of fonts whose Chinese characters have the forms of a region; the code points are the same."""
_NO_TEXT = ("lastresort", ".")
"""Beginnings of the case-folded names of families that are not for text: boxes for all characters, or for the system's
use."""
_INDIC_TAGS = {"Beng": "bng2", "Deva": "dev2", "Gujr": "gjr2", "Guru": "gur2", "Knda": "knd2", "Mlym": "mlm2",
               "Mymr": "mym2", "Orya": "ory2", "Taml": "tml2", "Telu": "tel2"}  # fmt: skip
"""Second version of OpenType's script tags (OpenType 1.9, "Script tags"). Other tags are ISO codes in lower case."""


def font_folders() -> tuple[Path, ...]:
    """Return the folders of installed fonts, the user's before the system's. Some may not exist."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return (
            local / "Microsoft" / "Windows" / "Fonts",
            Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",
        )
    if sys.platform == "darwin":
        return (home / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    # The XDG base directory specification, and the older folders of X11 and fontconfig.
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    roots = [data, *(Path(part) for part in shared.split(":") if part), Path("/usr/share")]
    folders = [root / name for root in roots for name in ("fonts", "X11/fonts")]
    return tuple(dict.fromkeys([folders[0], home / ".fonts", *folders[1:]]))


@dataclass(frozen=True)
class Listed:
    """An installed font: its file, and the names and properties by which it is found. weight: 100..900, 400 is
    regular."""

    file: FontFile
    family: str
    full_name: str
    weight: float
    upright: bool


@lru_cache(maxsize=1)
def system_fonts() -> tuple[Listed, ...]:
    """Return the fonts of this machine, the best for captions first. Searched once per process."""
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
    """Return the font with a family name or full name, in upper or lower case, or None."""
    wanted = name.strip().casefold()
    return next((file for known, file in named_fonts().items() if known.casefold() == wanted), None)


def best_font(clusters: frozenset[str], script: str, *, only: bool = False) -> FontFile | None:
    """Return the font that covers the most of some grapheme clusters of one script, or None if no font covers any.

    script: ISO 15924, such as "Arab"; "Jpan", "Kore" or "Hans" for Chinese characters and the scripts used with them.
    Of fonts that cover as many, one is preferred that has shaping rules for the script, without which letters do not
    join, or the forms of the region. For EMOJI, emoji fonts come first. only: ignore fonts that are not made for the
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
    """Return whether a font is made for a script, given that it has some of its letters."""
    if script == EMOJI:
        return "emoji" in font.family.casefold()
    if script in _REGIONS:
        return any(word in _REGIONS[script] for word in font.family.casefold().split())
    tags = (script.lower(), _INDIC_TAGS.get(script, script.lower()))
    return script in _TEXT_SCRIPTS or any(font.has_script(tag) for tag in tags)


def _rank(font: Listed) -> tuple[object, ...]:
    """Return a sort key: upright sans-serif text fonts with a weight near the caption's come first."""
    name = font.full_name.casefold()
    preferred = next(
        (k for k, family in enumerate(_PREFERRED) if font.family.startswith(family)), len(_PREFERRED)
    )
    return (not font.upright, any(word in name for word in _SPECIAL), preferred, abs(font.weight - CAPTION_WEIGHT),
            font.family, font.full_name, font.file.path, font.file.index)  # fmt: skip


def _fonts_below(folder: Path) -> Iterator[Font]:
    """Yield the fonts in a folder and below it, in the order of their paths. Files that cannot be read are skipped."""
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
