"""Cursor: what is being written at a place of a scene file, also where the text is not yet TOML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from visualizer.scene.paths import Path

Where = Literal["header", "key", "value", "comment"]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>\"\"\"(?:[^\\]|\\.)*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?)
    |(?P<newline>\n)
    |(?P<mark>[\[\]{}=,.])
    |(?P<space>[ \t\r]+)
    |(?P<bare>[^\s\[\]{}=,.\#"']+(?:\.[0-9][^\s\[\]{}=,.\#"']*)*)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Cursor:
    """What a place of a text is part of.

    where: the header of a table, a key, a value, or a comment. path: in the file, of the table that a header or key is
    in, or of the value. written: the part of the name, text or number before the place, without quotes. start: the
    index in the text at which it begins, with its quote. quoted: whether it is in quotes. listed: for a header, whether
    it has two brackets.
    """

    where: Where
    path: Path
    written: str
    start: int
    quoted: bool = False
    listed: bool = False


@dataclass
class _Level:
    """An array or inline table around a place. path: of it. index: of the item of an array; None for a table."""

    path: Path
    index: int | None


@dataclass
class _Scan:
    """The state of reading a text from its beginning."""

    table: Path = ()
    counts: dict[Path, int] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    header: int = 0  # brackets that opened the header that is being read
    key: list[str] = field(default_factory=list)
    value: bool = False

    @property
    def base(self) -> Path:
        """The path of the innermost array item or table."""
        if not self.levels:
            return self.table
        level = self.levels[-1]
        return level.path if level.index is None else (*level.path, level.index)

    @property
    def here(self) -> Path:
        """The path of the value that is being read."""
        return (*self.base, *self.key)

    @property
    def wants_value(self) -> bool:
        """Whether a value comes next, and no key."""
        return self.value or bool(self.levels and self.levels[-1].index is not None)


def cursor_at(text: str, index: int) -> Cursor:
    """Return what the place before the character `index` of a text is part of."""
    scan = _Scan()
    for token in _TOKEN.finditer(text):
        kind, found = token.lastgroup, token.group()
        if token.start() >= index:
            break
        inside = index <= token.end() and not (kind == "string" and index == token.end() and _closed(found))
        if kind == "comment" and inside:
            return Cursor("comment", (), "", token.start())
        if kind in ("string", "bare") and inside:
            quoted = kind == "string"
            written = text[token.start() + quoted : index]
            return _cursor(scan, written, token.start(), quoted=quoted)
        _step(scan, kind or "", found)
    return _cursor(scan, "", index, quoted=False)


def _closed(string: str) -> bool:
    return len(string) > 1 and string[0] == string[-1]


def _cursor(scan: _Scan, written: str, start: int, *, quoted: bool) -> Cursor:
    if scan.header:
        return Cursor("header", tuple(scan.key), written, start, quoted, listed=scan.header > 1)
    if scan.wants_value:
        return Cursor("value", scan.here, written, start, quoted)
    return Cursor("key", (*scan.base, *scan.key), written, start, quoted)


def _step(scan: _Scan, kind: str, found: str) -> None:
    """Go on by one token."""
    if kind == "newline" and not scan.levels:
        if scan.header:
            _end_header(scan)
        scan.key, scan.value, scan.header = [], False, 0
    elif kind in ("string", "bare") and not scan.wants_value:
        scan.key.append(found.strip("\"'") if kind == "string" else found)
    elif kind == "mark":
        _mark(scan, found)


def _mark(scan: _Scan, mark: str) -> None:
    if scan.header or (mark == "[" and not scan.levels and not scan.value and not scan.key):
        if mark == "[":
            scan.header += 1
        elif mark == "]":
            _end_header(scan)
    elif mark == "=":
        scan.value = True
    elif mark in "[{" and scan.wants_value:
        scan.levels.append(_Level(scan.here, 0 if mark == "[" else None))
        scan.key, scan.value = [], False
    elif mark in "]}" and scan.levels:
        scan.levels.pop()
        scan.key, scan.value = [], False
    elif mark == "," and scan.levels:
        level = scan.levels[-1]
        if level.index is not None:
            level.index += 1
        scan.key, scan.value = [], False


def _end_header(scan: _Scan) -> None:
    """Take the header that was read as the table that follows, with the positions of lists of tables."""
    path: Path = ()
    for number, name in enumerate(scan.key):
        path = (*path, name)
        if number == len(scan.key) - 1 and scan.header > 1:
            scan.counts[path] = scan.counts.get(path, -1) + 1
        if path in scan.counts:
            path = (*path, scan.counts[path])
    scan.table, scan.key, scan.header = path, [], 0
