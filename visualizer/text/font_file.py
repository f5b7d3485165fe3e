"""FontFile: which font is meant, as plain values. Opening it is `fonts.opened`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from visualizer.data import data_folder

SHIPPED_NAMES = ("Inter-Medium.ttf", "NotoSans-Medium-subset.ttf")
"""Files in assets/fonts: the font of captions, and one for what it lacks of Latin, Greek and Cyrillic."""

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
"""File names of fonts that can be read, in lower case."""


@dataclass(frozen=True, order=True)
class FontFile:
    """One font. path: absolute. index: of the font in a collection (.ttc, .otc), else 0.

    stamp: time of the file's last change, ns, so that what is cached by a FontFile ends when the file changes.
    """

    path: str
    index: int = 0
    stamp: int = 0


def font_file(path: Path, index: int = 0) -> FontFile:
    """Return the font at a path as it is now. Raises OSError if there is none."""
    return FontFile(str(path.resolve()), index, path.stat().st_mtime_ns)


def shipped_font() -> FontFile:
    """Return the font that captions are set in where a scene names none. It depends on no machine."""
    return shipped_fonts()[0]


@lru_cache(maxsize=1)
def shipped_fonts() -> tuple[FontFile, ...]:
    """Return the font of captions and the others that are shipped, in the order in which they are asked for a letter."""
    folder = data_folder("assets") / "fonts"
    return tuple(FontFile(str(folder / name)) for name in SHIPPED_NAMES)
