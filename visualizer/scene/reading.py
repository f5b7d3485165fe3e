"""Reads scene files to plain data: TOML, includes, and the position of every value. Values are not validated here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from visualizer.file_names import printable
from visualizer.properties.values import composed
from visualizer.scene.document import Document
from visualizer.scene.documents import Documents, Origin
from visualizer.scene.encodings import hint_at, not_utf8
from visualizer.scene.paths import Path, dotted
from visualizer.scene.problems import Problem, Severity, shown
from visualizer.scene.reuse import Results
from visualizer.scene.sources import MAX_BYTES, Sources
from visualizer.scene.unclosed import unclosed

MAX_NESTING = 64
"""How deep tables and lists may be nested. No valid scene nests deeper than about ten."""

MAX_DEPTH = 16
"""How deep includes may be nested."""

_AT = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


@dataclass
class Reading:
    """Merged data of a scene file and what it includes, and the files it came from.

    data: names of tables are `composed`; tables are those of the documents, and must not be changed. incomplete:
    whether a file, or a part of one, could not be read. results: of this load. renamed: the path of each key that is
    written with a former name, and its present name.
    """

    root: FilePath
    data: dict[str, Any] = field(default_factory=dict)
    files: list[FilePath] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    sources: Sources = field(default_factory=Sources)
    results: Results = field(default_factory=Results)
    incomplete: bool = False
    renamed: list[tuple[Path, str]] = field(default_factory=list)
    _documents: list[Document] = field(default_factory=list)
    _origins: dict[Path, Origin] = field(default_factory=dict)

    @property
    def documents(self) -> Documents:
        """The files that were read, and which of them holds which value."""
        return Documents(tuple(self._documents), self._origins)

    def refuse(self, problem: Problem) -> None:
        """Add the reason why a file, or a part of one, could not be read: what it would have held is not known."""
        self.problems.append(problem)
        self.incomplete = True

    def problem(self, path: Path, message: str, *, key: bool = False, cause: Exception | None = None) -> None:
        """Add an error at the place of `path` in the file that holds it.

        key: at its name rather than its value. cause: the exception behind it, if code failed.
        """
        self.problems.append(replace(self._located(path, message, key, "error"), cause=cause))

    def warning(self, path: Path, message: str, *, key: bool = False) -> None:
        """Add a warning, as `problem` adds an error: the scene loads, and holds the warning."""
        self.warnings.append(self._located(path, message, key, "warning"))

    def rename(self, table: dict[str, Any], path: Path, former: str, name: str) -> None:
        """Give a key of `table`, a copy of the table at `path`, its present name, with a warning; messages still find
        it where it is written.

        A table that has both keys is a problem, and keeps the one with the present name.
        """
        kind = str(path[0])
        text = f"'{former}' of {'an' if kind[0] in 'aeiou' else 'a'} {kind} is now called '{name}'"
        value = table.pop(former)
        if name in table:
            self.problem((*path, former), f"{text}, which is given too", key=True)
            return
        self.warning((*path, former), text, key=True)
        table[name] = value
        self.renamed.append(((*path, former), name))
        origin = self._origins[path]
        self._origins[*path, name] = Origin(origin.number, (*origin.path, former))

    def _located(self, path: Path, message: str, key: bool, severity: Severity) -> Problem:
        if found := self.documents.find(path):
            document, own = found
            place = document.find(own, key=key)
            file = self.name(document.file)
            return Problem(file, place.line, place.column, dotted(path), message, severity)
        return Problem(self.name(self.root), 1, 1, dotted(path), message, severity)

    def file_of(self, path: Path) -> FilePath:
        """Return the file that holds the value at `path`."""
        return FilePath(self._located(path, "", False, "error").file)

    def name(self, file: FilePath) -> str:
        """Return a file's name as messages give it: as the user gave the root, or relative to its folder."""
        return str(file)

    def add(self, document: Document) -> None:
        """Merge one file's data. Tables join; a name that is there already is a problem."""
        file = self.name(document.file)
        number = len(self._documents)
        self._documents.append(document)
        for key, value in document.data.items():
            if key == "include":
                continue
            if isinstance(value, list) and isinstance(self.data.get(key, []), list):
                there = self.data.setdefault(key, [])
                for row, item in enumerate(value):
                    self._origins[(key, len(there))] = Origin(number, (key, row))
                    there.append(item)
                self._origins.setdefault((key,), Origin(number, (key,)))
            elif isinstance(value, dict) and isinstance(self.data.get(key, {}), dict):
                there = self.data.setdefault(key, {})
                self._origins.setdefault((key,), Origin(number, (key,)))
                for written, item in value.items():
                    name = composed(written)
                    if name in there:
                        place = document.find((key, written), key=True)
                        first = self._origins[(key, name)]
                        earlier = self._documents[first.number]
                        before = earlier.find(first.path, key=True)
                        text = f"defined already at {printable(self.name(earlier.file))}:{before.line}:{before.column}"
                        self.problems.append(
                            Problem(file, place.line, place.column, dotted((key, name)), text)
                        )
                        continue
                    there[name] = item
                    self._origins[(key, name)] = Origin(number, (key, written))
            elif key in self.data and key != "format":
                place = document.find((key,), key=True)
                self.problems.append(
                    Problem(file, place.line, place.column, key, "defined already in another file")
                )
            else:
                self.data[key] = value
                self._origins.setdefault((key,), Origin(number, (key,)))


def read_scene(path: FilePath, sources: Sources | None = None, results: Results | None = None) -> Reading:
    """Read a scene file and its includes. Problems are collected, never raised.

    sources: reads the files and remembers what they held; None takes one of its own. results: of this load.
    """
    reading = Reading(root=path, sources=sources or Sources(), results=results or Results())
    reading.sources.note(path)
    _read(path, reading, (), None)
    return reading


def _read(
    path: FilePath, reading: Reading, chain: tuple[FilePath, ...], asked: tuple[str, Path, Document] | None
) -> None:
    def refuse(message: str) -> None:
        if asked is None:
            reading.refuse(Problem(reading.name(path), 0, 0, "", message))
        else:
            place = asked[2].find(asked[1])
            reading.refuse(Problem(asked[0], place.line, place.column, dotted(asked[1]), message))

    # As the file that includes it has it, with its folder.
    name = path.name if asked is None else path.relative_to(asked[2].file.parent).as_posix()
    try:
        resolved = path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a cycle, until Python 3.13
        return refuse(f"cannot read {shown(str(path))[1:-1]}: {error}")
    if resolved in chain:
        return refuse(f"includes itself {shown(name)}")
    if len(chain) >= MAX_DEPTH:
        return refuse(f"includes are nested more than {MAX_DEPTH} deep")
    if asked is not None and resolved in [file.resolve() for file in reading.files]:
        return refuse(f"is included twice {shown(name)}")
    try:
        source = reading.sources.read(path)
        if len(source) > MAX_BYTES:
            return refuse("the file is larger than 8 MiB: it is not a scene")
        # Some editors begin a file with a byte-order mark; lines end as TOML wants them.
        text = source.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        reading.refuse(not_utf8(reading.name(path), source, error.start))
        return None
    except IsADirectoryError:
        return refuse("this is a folder; a scene file is needed")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return refuse(
            f"cannot read {shown(name)[1:-1]}: {reason}" if asked else f"cannot read the file: {reason}"
        )
    if (zero := text.find("\0")) >= 0:
        reading.refuse(not_utf8(reading.name(path), source, len(text[:zero].encode())))
        return None
    reading.files.append(path)
    file = reading.name(path)
    try:
        document = reading.results.of(document_key(path, source), lambda: _parsed(path, source))
    except tomllib.TOMLDecodeError as error:
        match = _AT.search(str(error))
        lines = text.split("\n")
        line, column = (
            (int(match[1]), int(match[2])) if match and match[1] else (len(lines), len(lines[-1]) + 1)
        )
        message = _AT.sub("", str(error)).strip()
        message += hint_at(lines[line - 1][column - 1 : column])
        if (begun := unclosed(text)) is not None and begun <= (line, column):
            message = f"the text that begins at {begun[0]}:{begun[1]} is not closed: a quote is missing"
        reading.refuse(
            Problem(file, line, column, "", f"this is not TOML: {message[:1].lower()}{message[1:]}")
        )
        return None
    except (RecursionError, ValueError) as error:
        # ValueError: Python reads no whole number of more than 4300 digits.
        deep = isinstance(error, RecursionError)
        return refuse("values are nested too deep" if deep else "a number has too many digits")
    reading.add(document)
    _include(document, reading, (*chain, resolved))
    return None


def document_key(path: FilePath, source: bytes) -> Hashable:
    """Return the key of a file with that content among the results of a load."""
    return "document", path, source


def _parsed(path: FilePath, source: bytes) -> Document:
    document = Document(path, source)
    if _deeper(document.data, MAX_NESTING):
        raise RecursionError
    return document


def _deeper(data: object, levels: int) -> bool:
    """Return whether tables and lists are nested more than `levels` deep. Not recursive, as the nesting may be deeper
    than Python's recursion limit."""
    layer = [data]
    for _ in range(levels):
        layer = [
            item
            for outer in layer
            for item in (outer.values() if isinstance(outer, dict) else outer)  # type: ignore[attr-defined]
            if isinstance(item, dict | list)
        ]
        if not layer:
            return False
    return True


def _include(document: Document, reading: Reading, chain: tuple[FilePath, ...]) -> None:
    file, folder = reading.name(document.file), document.file.parent
    wanted = document.data.get("include", [])
    if not isinstance(wanted, list) or not all(isinstance(item, str) for item in wanted):
        place = document.find(("include",))
        reading.refuse(
            Problem(
                file, place.line, place.column, "include", f"a list of file names is needed {shown(wanted)}"
            )
        )
        return
    for number, name in enumerate(wanted):
        asked = (file, ("include", number), document)
        target = folder / name
        try:
            inside = target.resolve().is_relative_to(folder.resolve())
        except (OSError, ValueError, RuntimeError):
            inside = True  # reading it tells what is wrong
        if FilePath(name).is_absolute() or not inside:
            at = document.find(asked[1])
            text = f"leaves the scene's folder; includes must be below it {shown(name)}"
            reading.refuse(Problem(file, at.line, at.column, dotted(asked[1]), text))
            continue
        reading.sources.note(target)
        _read(target, reading, chain, asked)
