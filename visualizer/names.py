"""Names of files: as messages show them, as a shell takes them, and cut to a length."""

from __future__ import annotations

import os
import shlex
import unicodedata
from pathlib import PurePath

_JOINERS = "\u200c\u200d"  # within emoji and words of some scripts
_ESCAPED_BYTES = range(0xDC80, 0xDD00)  # how Python keeps bytes that are no UTF-8 (PEP 383)


def readable(name: str | PurePath) -> str:
    r"""Return a file's name on one line that any stream can print.

    Control characters are shown as in a string of Python (``\n``), bytes that are no UTF-8 as ``\xff``.
    """
    return "".join(_shown(character) for character in str(name))


def shell_word(path: PurePath) -> str:
    """Return a path as one word of a command line for people to copy: quoted, and never an option."""
    text = str(path)
    return readable(shlex.quote(f"./{text}" if text.startswith("-") else text))


def shortened(name: str, most: int) -> str:
    """Return as many leading characters of a name as take at most `most` bytes in the file system."""
    while len(os.fsencode(name)) > most:
        name = name[:-1]
    return name


def _shown(character: str) -> str:
    if character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs":
        return character
    if ord(character) in _ESCAPED_BYTES:
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
