"""Messages for files that are not UTF-8, and for characters that look like TOML's and are not."""

from __future__ import annotations

import codecs
import unicodedata

from visualizer.scene.problems import Problem

_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def not_utf8(file: str, source: bytes, at: int) -> Problem:
    """Return the problem of a file that is not UTF-8 text. source: its bytes. at: the index of the first wrong one."""
    before = source[:at].decode("utf-8").removeprefix("\ufeff").split("\n")
    line, column = len(before), len(before[-1]) + 1
    if source.startswith(_WIDE) or b"\0" in source[:4]:
        text = "the file is UTF-16 or UTF-32 text"
    elif source[at] == 0:
        text = "a text file contains no zero byte"
    else:
        text = f"byte 0x{source[at]:02x} is not UTF-8: the file is in another encoding"
    return Problem(file, line, column, "", f"{text}; save it as UTF-8")


def hint_at(character: str) -> str:
    """Return an explanation of a character at which parsing TOML failed, with a semicolon before it, or an empty
    text."""
    if not character or character.isascii():
        return ""
    if character.isalpha():
        return "; a key with letters other than a to z must be in quotes"
    if unicodedata.category(character) in ("Pi", "Pf") or character in "\u201a\u201e\u2032\u2033":
        return f"; {character} is a typographic quote; TOML uses \" and '"
    if unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf"):
        return f"; there is an invisible character here (U+{ord(character):04X})"
    if character in "\u2212\u2012\u2013\u2014":
        return f"; {character} is not the minus sign of numbers, which is -"
    return ""
