"""Line breaking: a paragraph to lines of even length, broken where its script allows (UAX 14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from uniseg.linebreak import line_break_units

from visualizer.text.shaping import clusters_of

_AFTER_PUNCTUATION = 0.14
"""How much more uneven lines may be, as a share of the whole width, to break where a clause ends."""
_CLAUSE_ENDS = ",;:.!?…—–،؛؟。、！？；：।"


def units_of(paragraph: str) -> list[str]:
    """Return the pieces of a paragraph that no line may break, each with the white space after it."""
    return list(line_break_units(paragraph))


def broken(paragraph: str, count: int, width: Callable[[str], float], *, anywhere: bool = False) -> list[str]:
    """Return a paragraph as at most `count` lines whose widths are as even as can be.

    width: measures a text without white space at its ends. anywhere: between any two grapheme clusters, for a word
    that is longer than a line. The sum of the squares of the widths is least, less a little where a clause ends.
    """
    units = clusters_of(paragraph) if anywhere else units_of(paragraph)
    count = min(count, len(units))
    if count <= 1:
        return [paragraph.strip()]
    starts = [0, *accumulate(len(unit) for unit in units)]

    def line(first: int, end: int) -> str:
        return paragraph[starts[first] : starts[end]].strip()

    whole = width(paragraph.strip()) or 1.0
    bonus = (_AFTER_PUNCTUATION * whole) ** 2

    def cost(first: int, end: int) -> float:
        text = line(first, end)
        ends_clause = end < len(units) and text.endswith(tuple(_CLAUSE_ENDS))
        return width(text) ** 2 - (bonus if ends_clause else 0.0)

    return [line(a, b) for a, b in _cuts(len(units), count, cost)]


def _cuts(size: int, count: int, cost: Callable[[int, int], float]) -> Sequence[tuple[int, int]]:
    """Return the `count` spans that 0..size is cut into with the least sum of costs. Of equals, the later cut.

    Dynamic programming, as for paragraphs in Knuth and Plass, "Breaking Paragraphs into Lines", 1981.
    """
    costs = {(a, b): cost(a, b) for a in range(size) for b in range(a + 1, size + 1)}
    best: list[tuple[float, tuple[tuple[int, int], ...]]] = [
        (costs[0, b], ((0, b),)) for b in range(1, size + 1)
    ]
    for row in range(2, count + 1):
        best = [
            min(
                ((best[a - 1][0] + costs[a, b], (*best[a - 1][1], (a, b))) for a in range(row - 1, b)),
                key=lambda found: found[0],
                default=(float("inf"), ()),
            )
            for b in range(1, size + 1)
        ]
    return best[-1][1]
