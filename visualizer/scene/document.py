"""Document: the text of one scene file, with the byte span of every table, key and value.

A document is immutable. An edit gives a new document whose bytes differ in one value only, so undoing an edit is going
back to the document before it. Values keep what was written: ``"explosion+0.5"``, ``"#5f9fd0"``, ``1_000``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import tomlkit

from visualizer.errors import InputError
from visualizer.scene.paths import Path, dotted

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_BOM = b"\xef\xbb\xbf"
"""The byte-order mark that some editors write at the beginning of a file. It is no part of the TOML text."""


@dataclass(frozen=True)
class Span:
    """A range of bytes of a file: [start, end)."""

    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """A place in a file. line, column: from 1, in characters."""

    line: int
    column: int


class EditError(InputError):
    """The edit is impossible: no value is written at the path, or the text is not one TOML value. Nothing is
    changed."""


@dataclass(frozen=True)
class _Syntax:
    """keys: names of keys, and of tables in their headers. values: written values. tables: headers and their pairs.

    names: all places where the name of a key or table is written.
    """

    keys: Mapping[Path, Span]
    values: Mapping[Path, Span]
    tables: Mapping[Path, Span]
    names: Mapping[Path, list[Span]]


@dataclass(frozen=True)
class Document:
    """The text of one scene file. file: its path. source: its bytes, UTF-8, with or without a byte-order mark.

    Paths are keys and list positions from the root of this file, such as ("camera", "dolly", "position", 1, "v").
    """

    file: FilePath
    source: bytes

    @cached_property
    def _syntax(self) -> _Syntax:
        return _read(self.source)

    @property
    def keys(self) -> Mapping[Path, Span]:
        """The spans of the names of all keys and tables, in the order of the file."""
        return self._syntax.keys

    @property
    def names(self) -> Mapping[Path, Sequence[Span]]:
        """All spans of the name of each key and table: that of a table is in the headers of the tables within it
        too."""
        return self._syntax.names

    @property
    def values(self) -> Mapping[Path, Span]:
        """The spans of all written values, those within arrays and inline tables too, in the order of the file."""
        return self._syntax.values

    @property
    def tables(self) -> Mapping[Path, Span]:
        """The spans of all tables with a header, from the header to the last pair, in the order of the file."""
        return self._syntax.tables

    @cached_property
    def data(self) -> dict[str, Any]:
        """The values of the file. Raises tomllib.TOMLDecodeError if the text is not TOML."""
        return tomllib.loads(self.source.removeprefix(_BOM).decode("utf-8"))

    def written(self, path: Path) -> str:
        """Return the text of the value at `path` as it is written. Raises EditError if no value is written there."""
        span = self._span(path)
        return self.source[span.start : span.end].decode("utf-8")

    def find(self, path: Path, *, key: bool = False) -> Place:
        """Return the place of the value at `path`, or of the nearest table or value around it that the file holds.

        key: of its name instead.
        """
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        for length in range(len(path), 0, -1):
            part = path[:length]
            span = first.get(part) or second.get(part) or self.tables.get(part)
            if span is not None:
                return self.place(span.start)
        return Place(1, 1)

    def place(self, offset: int) -> Place:
        """Return the line and column of a byte of the file."""
        before = self.source[:offset].removeprefix(_BOM)
        start = before.rfind(b"\n") + 1
        return Place(before.count(b"\n") + 1, len(before[start:].decode("utf-8", "replace")) + 1)

    def path_at(self, offset: int) -> Path:
        """Return the path of the innermost value, key or table that holds a byte of the file; () outside all of
        them."""
        holding = [
            (span.end - span.start, path)
            for spans in (self.keys, self.values, self.tables)
            for path, span in spans.items()
            if span.start <= offset < span.end
        ]
        return min(holding, key=lambda found: (found[0], -len(found[1])))[1] if holding else ()

    def replaced(self, path: Path, text: str) -> Document:
        """Return a document in which the value at `path` is written as `text`, and every other byte is the same.

        text: one TOML value; `toml_of` writes one. Raises EditError if no value is written at `path` (a table with a
        header is not a value), or if `text` is not one TOML value. What the value means is checked by `load`.
        """
        span = self._span(path)
        try:
            (value,) = tomllib.loads(f"v = {text}").values()
        except (tomllib.TOMLDecodeError, ValueError, RecursionError):
            raise EditError(f"{dotted(path)}: one TOML value is needed, not {text!r}") from None
        written = text.encode("utf-8")
        # The value and nothing beside it, such as white space, a comment or another key, which could change what
        # surrounds it.
        if _read(b"v = " + written).values.get(("v",)) != Span(4, 4 + len(written)):
            raise EditError(f"{dotted(path)}: one TOML value is needed, not {text!r}")
        edited = Document(self.file, self.source[: span.start] + written + self.source[span.end :])
        edited.__dict__["data"] = _with(self.data, path, value)  # known without reading all of the text again
        return edited

    def _span(self, path: Path) -> Span:
        span = self.values.get(path)
        if span is None:
            what = "is a table with a header, not a value" if path in self.tables else "is not in the file"
            raise EditError(f"{dotted(path)} {what}")
        return span


def toml_of(value: object) -> str:
    """Return a value as TOML writes it in one place: lists as arrays, dicts as inline tables.

    Raises EditError for what TOML has no value for, such as None.
    """
    try:
        return str(tomlkit.item(_inline(value)).as_string())
    except (ValueError, TypeError) as error:
        raise EditError(f"TOML has no value for {value!r}") from error


def comments_of(source: bytes) -> list[str]:
    """Return the comments of a TOML text, in order, without spaces at their ends."""
    found: list[str] = []
    nodes = [_parser().parse(source).root_node]
    while nodes:
        node = nodes.pop()
        if node.type == "comment":
            found.append(source[node.start_byte : node.end_byte].decode("utf-8").strip())
        nodes += reversed(node.children)
    return found


def _inline(value: object) -> Any:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, item in value.items():
            table[key] = _inline(item)
        return table
    if isinstance(value, list | tuple):
        return [_inline(item) for item in value]
    return value


def _with(data: Any, path: Path, value: object) -> Any:
    """Return a copy of `data` with another value at `path`."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    copy = list(data) if isinstance(data, list) else dict(data)
    copy[first] = _with(copy[first], rest, value)  # type: ignore[index]
    return copy


def _read(source: bytes) -> _Syntax:
    """Return the spans of a TOML text. Of a text that is not TOML, those that can be told."""
    base = len(_BOM) if source.startswith(_BOM) else 0
    text = source[base:]
    keys: dict[Path, Span] = {}
    names: dict[Path, list[Span]] = {}
    values: dict[Path, Span] = {}
    tables: dict[Path, Span] = {}
    counts: dict[Path, int] = {}

    def span(node: Node) -> Span:
        return Span(base + node.start_byte, base + node.end_byte)

    def names_in(node: Node) -> list[tuple[str, Span]]:
        if node.type == "dotted_key":
            return [name for child in node.named_children for name in names_in(child)]
        name = text[node.start_byte : node.end_byte].decode("utf-8", "replace")
        if node.type == "quoted_key":
            # Parsed as TOML: escape sequences and both kinds of quotes.
            name = next(iter(tomllib.loads(f"{name} = 0")))
        return [(name, span(node))]

    def value(node: Node, path: Path) -> None:
        values.setdefault(path, span(node))
        if node.type == "inline_table":
            pairs(node, path)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for number, item in enumerate(items):
                value(item, (*path, number))

    def pairs(node: Node, path: Path) -> None:
        for pair in (child for child in node.named_children if child.type == "pair"):
            children = [child for child in pair.named_children if child.type != "comment"]
            if len(children) < 2:
                continue
            here = path
            for name, where in names_in(children[0]):
                here = (*here, name)
                keys.setdefault(here, where)
                names.setdefault(here, []).append(where)
            value(children[-1], here)

    def header(node: Node) -> Path:
        """Return the path of a table, with the list positions of arrays of tables."""
        path: Path = ()
        parts = names_in(node.named_children[0])
        for number, (name, where) in enumerate(parts):
            path = (*path, name)
            keys.setdefault(path, where)
            names.setdefault(path, []).append(where)
            if number == len(parts) - 1 and node.type == "table_array_element":
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        keys.setdefault(path, parts[-1][1])
        tables.setdefault(path, span(node))
        return path

    root = _parser().parse(text).root_node
    pairs(root, ())
    for table in root.named_children:
        if table.type in ("table", "table_array_element") and table.named_children:
            pairs(table, header(table))
    return _Syntax(keys, values, tables, names)


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_toml.language()))
