"""Names of files: escaped for messages, quoted for a shell, and cut to a length."""

from __future__ import annotations

import os
import shlex
import unicodedata
from pathlib import PurePath

LONGEST_NAME = 255
"""Bytes of a file's name that every common file system takes."""

_JOINERS = "\u200c\u200d"  # zero-width non-joiner and joiner, part of emoji and of words in some scripts
_ESCAPED_BYTES = range(0xDC80, 0xDD00)  # what Python decodes bytes to that are not UTF-8 (PEP 383)


def printable(name: str | PurePath) -> str:
    r"""Return a file's name as one line of text that can be printed.

    Control characters become escapes as in Python (``\n``), bytes that are not UTF-8 become ``\xff``.
    """
    return "".join(_shown(character) for character in str(name))


def shell_word(path: PurePath) -> str:
    """Return a path as one word of a command line to copy: quoted, and with ``./`` before a leading hyphen."""
    text = str(path)
    return printable(shlex.quote(f"./{text}" if text.startswith("-") else text))


def shortened(name: str, most: int) -> str:
    """Return the longest beginning of a name that has at most `most` bytes in the file system's encoding."""
    while len(os.fsencode(name)) > most:
        name = name[:-1]
    return name


def _shown(character: str) -> str:
    if character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs":
        return character
    if ord(character) in _ESCAPED_BYTES:
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")
