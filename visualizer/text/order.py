"""The order of bidirectional text: splits a line into pieces and brings them into visual order, left to right."""

from __future__ import annotations

import unicodedata

from bidi import get_base_level, get_display

_RIGHT_TO_LEFT = ("R", "AL")
_CARRIED = ("NSM", "BN")
"""Bidirectional classes of combining marks and joiners, which have the direction of the letter before them."""
_MARKS = tuple(chr(code) for code in range(0xE0100, 0xE01F0))
"""Variation selectors: rare non-spacing marks, which are inserted to trace where a character is moved to."""


def is_right_to_left(text: str) -> bool:
    """Return whether the base direction of a paragraph is right to left (UAX 9, rules P2 and P3)."""
    return bool(text) and bool(get_base_level(text) % 2)


def visual_pieces(line: str, *, right_to_left: bool) -> list[tuple[str, bool]]:
    """Return the pieces of a line in visual order: (text in logical order, whether it is right to left).

    right_to_left: the base direction of the paragraph. The order is that of the Unicode bidirectional algorithm (UAX
    9). Brackets are returned as written: HarfBuzz mirrors those in right-to-left pieces.
    """
    if not line:
        return []
    if line.isascii() and not right_to_left:
        return [(line, False)]
    shown = _shown(line, right_to_left)
    pieces: list[tuple[str, bool]] = []
    for character, leftward in zip(shown, _directions(shown, line, right_to_left), strict=True):
        if pieces and pieces[-1][1] == leftward:
            pieces[-1] = (pieces[-1][0] + character, leftward)
        else:
            pieces.append((character, leftward))
    return [(text[::-1] if leftward else text, leftward) for text, leftward in pieces]


def _shown(line: str, right_to_left: bool) -> str:
    """Return the characters of a line in visual order. No character is mirrored or removed."""
    return str(get_display(line, base_dir="R" if right_to_left else "L"))


def _directions(shown: str, line: str, right_to_left: bool) -> list[bool]:
    """Return for each character of a line in visual order whether it belongs to right-to-left text."""
    kinds = [unicodedata.bidirectional(character) for character in shown]
    leftward = [kind in _RIGHT_TO_LEFT for kind in kinds]
    for place in _mirrored_places(line, right_to_left):
        leftward[place] = True
    for end in range(1, len(shown)):
        if not leftward[end] or kinds[end - 1] not in _CARRIED:
            continue
        # In visual order, marks stand before a right-to-left letter and after a left-to-right one.
        start = end - 1
        while start > 0 and kinds[start - 1] in _CARRIED:
            start -= 1
        if start == 0 or leftward[start - 1] or shown[start - 1 : end] not in line:
            leftward[start:end] = [True] * (end - start)
    return leftward


def _mirrored_places(line: str, right_to_left: bool) -> list[int]:
    """Return the positions, in visual order, of brackets and other characters that must be mirrored.

    Two marks inserted after a bracket get its embedding level (UAX 9, rules W1 and N0): if it is odd, their order is
    reversed.
    """
    first, second = [mark for mark in _MARKS if mark not in line][:2]
    places = []
    for end, character in enumerate(line, start=1):
        if unicodedata.mirrored(character):
            marked = _shown(line[:end] + first + second + line[end:], right_to_left)
            if marked.index(second) < marked.index(first):
                places.append(marked.index(second))
    return places
