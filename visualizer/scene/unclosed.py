"""Unclosed texts: where a text of a TOML file begins whose last quote is missing."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r'''(?P<comment>#[^\n]*)|(?P<quote>"""|\'\'\'|"|\')''',
)
_ENDS = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    "'''": re.compile(r"(?:[^']|'(?!''))*'{3,5}", re.DOTALL),
    '"': re.compile(r'(?:[^"\\\n]|\\[^\n])*"'),
    "'": re.compile(r"[^'\n]*'"),
}
"""The rest of a text after its first quote."""
_BEFORE_VALUES = ("=", "[", ",", "{")


def unclosed(text: str) -> tuple[int, int] | None:
    """Return line and column, from 1, where the first text begins that is not closed: on its line, unless it has three
    quotes. None if all are, or if that quote stands where no value begins, as in ``[actor.it's]``."""
    at = 0
    while (found := _TOKEN.search(text, at)) is not None:
        at = found.end()
        if found["comment"] is not None:
            continue
        end = _ENDS[found["quote"]].match(text, at)
        if end is None:
            before = text[: found.start()]
            if not before.rstrip().endswith(_BEFORE_VALUES):
                return None
            return before.count("\n") + 1, found.start() - before.rfind("\n")
        at = end.end()
    return None
