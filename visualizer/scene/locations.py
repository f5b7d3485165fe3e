"""Where each key and value of a TOML file stands, by its path. Read from the syntax tree; values are not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

Path = tuple[str | int, ...]
"""Keys and list positions from the root, such as ("camera", "dolly", "position", 1, "v")."""


@dataclass(frozen=True)
class Place:
    """A place in a file. line, column: from 1, in characters."""

    line: int
    column: int


@dataclass
class Locations:
    """Places of a file's keys and values. keys: where the name stands. values: where the value stands."""

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def find(self, path: Path, *, key: bool = False) -> Place:
        """Return the place of `path`, or of the nearest part of it that the file holds."""
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        for length in range(len(path), 0, -1):
            part = path[:length]
            if found := first.get(part) or second.get(part):
                return found
        return Place(1, 1)


def locations_of(text: str) -> Locations:
    """Return the places of every key and value of a TOML text. Broken text gives what can be told."""
    source = text.encode("utf-8")
    lines = source.split(b"\n")
    found = Locations()
    counts: dict[Path, int] = {}

    def place(node: Node) -> Place:
        row, column = node.start_point
        return Place(row + 1, len(lines[row][:column].decode("utf-8", "replace")) + 1)

    def keys_of(node: Node) -> list[tuple[str, Place]]:
        if node.type == "dotted_key":
            return [key for child in node.named_children for key in keys_of(child)]
        name = source[node.start_byte : node.end_byte].decode("utf-8", "replace")
        if node.type == "quoted_key":
            # TOML's own reading of it: escapes and both kinds of quotes.
            name = next(iter(tomllib.loads(f"{name} = 0")))
        return [(name, place(node))]

    def value(node: Node, path: Path) -> None:
        found.values.setdefault(path, place(node))
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
            for name, where in keys_of(children[0]):
                here = (*here, name)
                found.keys.setdefault(here, where)
            value(children[-1], here)

    def header(node: Node) -> Path:
        """Return the path of a table's header, list positions of arrays of tables included."""
        path: Path = ()
        named = keys_of(node.named_children[0])
        for number, (name, where) in enumerate(named):
            path = (*path, name)
            found.keys.setdefault(path, where)
            last = number == len(named) - 1
            if last and node.type == "table_array_element":
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        found.values.setdefault(path, named[-1][1])
        return path

    root = _parser().parse(source).root_node
    pairs(root, ())
    for table in root.named_children:
        if table.type in ("table", "table_array_element") and table.named_children:
            pairs(table, header(table))
    return found


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_toml.language()))
