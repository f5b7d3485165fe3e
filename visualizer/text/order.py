"""The order of bidirectional text: a line as it is written to pieces from left to right as they are seen."""

from __future__ import annotations

import unicodedata

from bidi import get_base_level, get_display

_RIGHT_TO_LEFT = ("R", "AL")
_CARRIED = ("NSM", "BN")
"""Marks and joiners: they go with the letter they belong to."""
_MARKS = tuple(chr(code) for code in range(0xE0100, 0xE01F0))
"""Variation selectors: non-spacing marks that hardly any text holds, to find out where a character went."""


def is_right_to_left(text: str) -> bool:
    """Return whether a paragraph's first letter with a direction runs to the left (UAX 9, rules P2 and P3)."""
    return bool(text) and bool(get_base_level(text) % 2)


def visual_pieces(line: str, *, right_to_left: bool) -> list[tuple[str, bool]]:
    """Return the pieces of a line from left to right: (text in reading order, whether it runs to the left).

    right_to_left: the direction of the paragraph. The order is that of the Unicode bidirectional algorithm (UAX 9).
    Brackets are as in the line: those in pieces that run to the left are to be mirrored, which HarfBuzz does.
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
    """Return the characters of a line in visual order. None are mirrored or left out."""
    return str(get_display(line, base_dir="R" if right_to_left else "L"))


def _directions(shown: str, line: str, right_to_left: bool) -> list[bool]:
    """Return for each character of a line in visual order whether it belongs to text that runs to the left."""
    kinds = [unicodedata.bidirectional(character) for character in shown]
    leftward = [kind in _RIGHT_TO_LEFT for kind in kinds]
    for place in _mirrored_places(line, right_to_left):
        leftward[place] = True
    for end in range(1, len(shown)):
        if not leftward[end] or kinds[end - 1] not in _CARRIED:
            continue
        # In visual order marks stand before a letter that runs to the left, and after one that runs to the right.
        start = end - 1
        while start > 0 and kinds[start - 1] in _CARRIED:
            start -= 1
        if start == 0 or leftward[start - 1] or shown[start - 1 : end] not in line:
            leftward[start:end] = [True] * (end - start)
    return leftward


def _mirrored_places(line: str, right_to_left: bool) -> list[int]:
    """Return where the brackets and the like that must be mirrored stand in visual order.

    Two marks after a bracket have its level (UAX 9, rules W1 and N0): they come out in the other order if it is odd.
    """
    first, second = [mark for mark in _MARKS if mark not in line][:2]
    places = []
    for end, character in enumerate(line, start=1):
        if unicodedata.mirrored(character):
            marked = _shown(line[:end] + first + second + line[end:], right_to_left)
            if marked.index(second) < marked.index(first):
                places.append(marked.index(second))
    return places
