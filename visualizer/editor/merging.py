"""Merging: brings two changes of one text together, if they change different places of it."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from visualizer.scene.document import Document
from visualizer.scene.paths import Path


class Patch(NamedTuple):
    """A change of a text of which nothing else is known: its bytes from start to end are replaced."""

    start: int
    end: int
    text: bytes


def patch_between(before: bytes, after: bytes) -> Patch:
    """Return the one shortest patch that makes one text of the other."""
    start = _common(before, after)
    ends = _common(before[start:][::-1], after[start:][::-1])
    return Patch(start, len(before) - ends, after[start : len(after) - ends])


def patches_between(before: bytes, after: bytes) -> list[Patch]:
    """Return the patches that make one text of the other: by lines, and within lines as short as one patch can be. They
    ascend."""
    ours, theirs = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in ours:
        starts.append(starts[-1] + len(line))
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        # Lines that were changed one by one are compared one by one.
        alike = b - a == d - c
        pairs = [(n, n + 1, c + n - a, c + n - a + 1) for n in range(a, b)] if alike else [(a, b, c, d)]
        for first, last, start, end in pairs:
            old, new = b"".join(ours[first:last]), b"".join(theirs[start:end])
            if old != new:
                inner = patch_between(old, new)
                found.append(Patch(starts[first] + inner.start, starts[first] + inner.end, inner.text))
    return found


def patched(text: bytes, patches: list[Patch]) -> bytes:
    """Return a text with patches applied, which ascend and do not overlap."""
    parts, end = [], 0
    for one in patches:
        parts += [text[end : one.start], one.text]
        end = one.end
    return b"".join([*parts, text[end:]])


def merged(base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Return a text with the changes of both texts to `base`; None if both change the same place in different ways."""
    both = sorted({*patches_between(base, ours), *patches_between(base, theirs)})
    if any(_meet(one, other) for one, other in pairwise(both)):
        return None
    return patched(base, both)


def _meet(one: Patch, other: Patch) -> bool:
    """Return whether two patches, of which `one` does not start after `other`, change the same place."""
    return other.start < one.end or other.start == one.start


def _common(a: bytes, b: bytes) -> int:
    """Return the length of the longest common beginning."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if a[low:middle] == b[low:middle] else (low, middle - 1)
    return low


def differing(ours: Document, theirs: Document) -> list[tuple[Path, str, str]]:
    """Return the innermost values that are written differently in two texts of one file: the path of each, and both
    texts, "" where there is none; in the order of the first, then of the second."""
    found: dict[Path, tuple[str, str]] = {}
    for path in {**ours.values, **theirs.values}:
        here, there = (one.written(path) if path in one.values else "" for one in (ours, theirs))
        if here != there:
            found[path] = here, there
    around = {path[:length] for path in found for length in range(len(path))}
    return [(path, here, there) for path, (here, there) in found.items() if path not in around]
