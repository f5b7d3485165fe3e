"""FontFile: which font is meant, as plain values. Opening it is `fonts.opened`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from visualizer.data import data_folder

SHIPPED_NAMES = ("Inter-Medium.ttf", "NotoSans-Medium-subset.ttf")
"""Files in assets/fonts: the font of captions, and one for what it lacks of Latin, Greek and Cyrillic."""

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
"""File names of fonts that can be read, in lower case."""


@dataclass(frozen=True)
class FontFile:
    """One font. path: absolute. index: of the font in a collection (.ttc, .otc), else 0.

    content: of a file that may change while it is used, as it was when a scene was loaded; None: read it from the path.
    """

    path: str
    index: int = 0
    content: bytes | None = field(default=None, repr=False)


def font_file(path: Path) -> FontFile:
    """Return the font that a file holds now. Raises OSError if it cannot be read."""
    if not path.is_file():  # reading a pipe would wait for ever
        raise FileNotFoundError(path)
    return FontFile(str(path.resolve()), 0, path.read_bytes())


def shipped_font() -> FontFile:
    """Return the font that captions are set in where a scene names none. It depends on no machine."""
    return shipped_fonts()[0]


@lru_cache(maxsize=1)
def shipped_fonts() -> tuple[FontFile, ...]:
    """Return the font of captions and the others that are shipped, in the order in which they are asked for a letter."""
    folder = data_folder("assets") / "fonts"
    return tuple(FontFile(str(folder / name)) for name in SHIPPED_NAMES)
