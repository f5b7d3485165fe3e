"""FontFile: a reference to a font, as plain values. `fonts.opened` opens it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from visualizer.data import data_folder

SHIPPED_NAMES = ("Inter-Medium.ttf", "NotoSans-Medium-subset.ttf")
"""Files in assets/fonts: the font of captions, and one with the Latin, Greek and Cyrillic letters that it lacks."""

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
"""File names of fonts that can be read, in lower case."""


@dataclass(frozen=True)
class FontFile:
    """One font. path: absolute. index: of the font in a collection (.ttc, .otc), else 0.

    content: bytes of the file when the scene was loaded, because the file may change later; None: read it from the
    path.
    """

    path: str
    index: int = 0
    content: bytes | None = field(default=None, repr=False)


def font_file(path: Path) -> FontFile:
    """Return the font in a file, with its present content. Raises OSError if it cannot be read."""
    if not path.is_file():  # reading a pipe would wait for ever
        raise FileNotFoundError(path)
    return FontFile(str(path.resolve()), 0, path.read_bytes())


def shipped_font() -> FontFile:
    """Return the font of captions for which a scene names none. It is the same on every machine."""
    return shipped_fonts()[0]


@lru_cache(maxsize=1)
def shipped_fonts() -> tuple[FontFile, ...]:
    """Return the shipped fonts in the order in which they are searched for a character, the font of captions first."""
    folder = data_folder("assets") / "fonts"
    return tuple(FontFile(str(folder / name)) for name in SHIPPED_NAMES)
