"""Line breaking: splits a paragraph into lines of similar length, at the breaks that Unicode allows (UAX 14)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from uniseg.linebreak import line_break_units

from visualizer.text.shaping import clusters_of

_AFTER_PUNCTUATION = 0.14
"""How much more uneven lines may be, as a share of the whole width, to break where a clause ends."""
_CLAUSE_ENDS = tuple(",;:.!?…—–،؛؟。、！？；：।")


def units_of(paragraph: str) -> list[str]:
    """Return the pieces of a paragraph that no line may break, each with the white space after it."""
    return list(line_break_units(paragraph))


def broken(paragraph: str, count: int, width: Callable[[str], float], *, anywhere: bool = False) -> list[str]:
    """Return a paragraph as at most `count` lines whose widths are as even as can be.

    width: returns the width of a text. It is called once per piece; a line is as wide as the sum of its pieces.
    anywhere: break between any two grapheme clusters, for a word that is longer than a line. The breaks minimise the
    sum of the squared widths, minus a bonus for each line that ends at the end of a clause.
    """
    if count <= 1:
        return [paragraph.strip()]
    units = clusters_of(paragraph) if anywhere else units_of(paragraph)
    count = min(count, len(units))
    if count <= 1:
        return [paragraph.strip()]
    starts = [0, *accumulate(len(unit) for unit in units)]
    before = [0.0, *accumulate(width(unit) for unit in units)]
    last = [width(unit.rstrip()) for unit in units]
    ends_clause = [unit.rstrip().endswith(_CLAUSE_ENDS) for unit in units]
    bonus = (_AFTER_PUNCTUATION * before[-1]) ** 2

    def cost(first: int, end: int) -> float:
        line = before[end - 1] - before[first] + last[end - 1]
        return line * line - (bonus if end < len(units) and ends_clause[end - 1] else 0.0)

    return [paragraph[starts[a] : starts[b]].strip() for a, b in _cuts(len(units), count, cost)]


def _cuts(size: int, count: int, cost: Callable[[int, int], float]) -> list[tuple[int, int]]:
    """Return the `count` spans into which 0..size is divided at the least sum of costs; of equal sums, with earlier
    cuts.

    Dynamic programming, as for paragraphs in Knuth and Plass, "Breaking Paragraphs into Lines", 1981.
    """
    least = [float("inf"), *(cost(0, end) for end in range(1, size + 1))]
    rows: list[dict[int, int]] = []
    """For each line after the first: its start, by its end."""
    for row in range(2, count + 1):
        starts = {
            end: min(range(row - 1, end), key=lambda start: least[start] + cost(start, end))
            for end in ([size] if row == count else range(row, size + 1))
        }
        costs = {end: least[start] + cost(start, end) for end, start in starts.items()}
        least = [costs.get(end, float("inf")) for end in range(size + 1)]
        rows.append(starts)
    cuts, end = [], size
    for starts in reversed(rows):
        cuts.append((starts[end], end))
        end = starts[end]
    return [(0, end), *reversed(cuts)]
