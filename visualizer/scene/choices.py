"""Choices: the end of a message about an unknown name: the nearest known name, or the list of known names."""

from __future__ import annotations

from collections.abc import Iterable

_LISTED = 24  # names that a message lists


def choices(given: object, known: Iterable[str], *, noun: str = "") -> str:
    """Return the end of a message: "; did you mean 'x'?" for a misspelling, else "; choose from a, b, c".

    noun: what the names are, as in "; anchors of 'stone': base, top". Without names and without a noun the text is
    empty.
    """
    names = sorted(set(known))
    if near := nearest(str(given), names):
        return f"; did you mean '{near}'?"
    if not names:
        return f"; {noun}: none" if noun else ""
    listed = ", ".join(names[:_LISTED])
    if len(names) > _LISTED:
        listed += f" and {len(names) - _LISTED} more"
    return f"; {noun}: {listed}" if noun else f"; choose from {listed}"


def nearest(given: str, known: Iterable[str]) -> str | None:
    """Return the known name that `given` is a misspelling of, or None.

    A misspelling differs in at most a third of its letters, or in one, but not in all; case does not count.
    """
    folded = given.casefold()
    counted = ((_edits(folded, name.casefold()), name) for name in known)
    most = max(1, len(given) // 3)
    near = min(
        ((n, name) for n, name in counted if n <= most and n < max(len(given), len(name))), default=None
    )
    return None if near is None else near[1]


def _edits(a: str, b: str) -> int:
    """Return the edit distance of two texts: letters changed, added, left out or swapped with the next one.

    Optimal string alignment distance (Damerau 1964; Wagner and Fischer 1974).
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a):
        last, before, row = before, row, [i + 1]
        for j, other in enumerate(b):
            row.append(min(row[j] + 1, before[j + 1] + 1, before[j] + (letter != other)))
            if i and j and letter == b[j - 1] and a[i - 1] == other:
                row[-1] = min(row[-1], last[j - 1] + 1)
    return row[-1]
