"""Splices: changes of some bytes of a scene's files, as every edit is one; each other byte stays as it is.

`spliced` applies them. The other functions return the splices of one edit of a list or an inline table, such as a list
of keyframes, and keep its comments, its line breaks and its trailing comma.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from visualizer.scene.document import Document, EditError, Span
from visualizer.scene.documents import Documents
from visualizer.scene.paths import Path, dotted

_BLANK = re.compile(rb"(?:[ \t\r\n]|#[^\n]*)*")
"""White space, line breaks and comments."""

_REST = re.compile(rb"[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")
"""The rest of a line that holds a comment or nothing."""


@dataclass(frozen=True)
class Splice:
    """A text in the place of some bytes of a file. The span is that of the file before the edit; an empty one is an
    insertion."""

    file: FilePath
    span: Span
    text: str


def spliced(documents: Documents, splices: Iterable[Splice]) -> Documents:
    """Return documents in which each splice's bytes are its text. Several insertions at one byte keep their order.

    Origins are those of before: after an insertion or removal of a table, the files have to be read again
    (`loading.rewritten`). Raises EditError for splices that overlap, for a file that is none of the scene's, and if a
    file is no TOML afterwards.
    """
    by_file: dict[FilePath, list[Splice]] = {}
    for splice in splices:
        by_file.setdefault(splice.file, []).append(splice)
    files = []
    for document in documents.files:
        own = by_file.pop(document.file, [])
        files.append(_spliced(document, own) if own else document)
    if by_file:
        raise EditError(f"{next(iter(by_file))} is none of the scene's files")
    return Documents(tuple(files), documents.origins)


def _spliced(document: Document, splices: list[Splice]) -> Document:
    ordered = sorted(splices, key=lambda one: (one.span.start, one.span.end))
    for one, other in itertools.pairwise(ordered):
        if other.span.start < one.span.end:
            raise EditError(f"two edits of {document.file} overlap at byte {other.span.start}")
    parts: list[bytes] = []
    end = 0
    for one in ordered:
        parts += [document.source[end : one.span.start], one.text.encode("utf-8")]
        end = one.span.end
    edited = Document(document.file, b"".join([*parts, document.source[end:]]))
    try:
        edited.data  # noqa: B018  parsed now
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise EditError(f"{document.file}: the text would not be TOML: {error}") from None
    return edited


def replacing(documents: Documents, path: Path, text: str) -> Splice:
    """Return the splice that writes the value at `path` as `text`. Raises EditError if no value is written there."""
    document, own = _found(documents, path)
    if own not in document.values:
        raise EditError(f"{dotted(path)} is not written as a value")
    return Splice(document.file, document.values[own], text)


def inserting(documents: Documents, path: Path, number: int, texts: Sequence[str]) -> list[Splice]:
    """Return the splices that put items into the list at `path`, before the item `number`; at the end if there is none.

    texts: of the items. Where each item has a line of its own, so have the new ones. Raises EditError if no list is
    written there.
    """
    if not texts:
        return []
    document, own = _list(documents, path)
    spans = _items(document, own)
    whole, source = document.values[own], document.source
    file = document.file
    if not spans:
        start = whole.start + 1
        return [Splice(file, Span(start, start), ", ".join(texts))]
    end_of_line = b"\r\n" if b"\r\n" in source[whole.start : whole.end] else b"\n"
    if number == 0:
        first = spans[0].start
        indent = _own_line(source, first)
        if indent is None:
            return [Splice(file, Span(first, first), "".join(f"{text}, " for text in texts))]
        start = source.index(b"\n", whole.start) + 1
        lines = "".join(f"{indent}{text},{end_of_line.decode()}" for text in texts)
        return [Splice(file, Span(start, start), lines)]
    before = spans[min(number, len(spans)) - 1]
    indent = _own_line(source, before.start)
    comma = _comma(source, before.end)
    found: list[Splice] = []
    last = number >= len(spans)
    if comma is None:
        found.append(Splice(file, Span(before.end, before.end), ","))
    place = before.end if comma is None else comma + 1
    rest = _REST.match(source, place)
    separator = "," if not last or comma is not None else ""
    if indent is not None and rest is not None:
        text = f"{separator or ','}".join(f"{end_of_line.decode()}{indent}{one}" for one in texts) + separator
        return [*found, Splice(file, Span(rest.end(), rest.end()), text)]
    text = "".join(f" {one}," for one in texts)
    return [*found, Splice(file, Span(place, place), text if separator else text[:-1])]


def removing(documents: Documents, path: Path, numbers: Iterable[int]) -> list[Splice]:
    """Return the splices that take items out of the list at `path`.

    An item with a line of its own takes the comment at the end of that line with it; other comments stay. Raises
    EditError if no list is written there, or it has no such item.
    """
    document, own = _list(documents, path)
    spans, source = _items(document, own), document.source
    wanted = sorted(set(numbers))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < len(spans):
        raise EditError(f"{dotted((*path, wanted[-1]))} is not in the file")
    found: list[Splice] = []
    for number in wanted:
        span = spans[number]
        comma = _comma(source, span.end)
        start, end = span.start, span.end if comma is None else comma + 1
        rest = _REST.match(source, end)
        if rest is not None and _own_line(source, start) is not None:
            # The line, from its beginning to that of the next one.
            found.append(
                Splice(
                    document.file, Span(source.rindex(b"\n", 0, start) + 1, source.index(b"\n", end) + 1), ""
                )
            )
        elif comma is None and (kept := [one for one in range(number) if one not in wanted]):
            # The last one: with the comma before it, but not with a comment that is between them.
            before = spans[kept[-1]].end
            if b"\n" in source[before:start]:
                found.append(Splice(document.file, span, ""))
                continue
            found = [one for one in found if one.span.start < before]
            found.append(Splice(document.file, Span(before, end), ""))
        else:
            spaces = re.compile(rb"[ \t]*").match(source, end)
            found.append(Splice(document.file, Span(start, spaces.end() if spaces else end), ""))
    return found


def exchanging(
    documents: Documents, path: Path, order: Sequence[int], texts: Mapping[int, str]
) -> list[Splice]:
    """Return the splices that put the items of the list at `path` into another order, each with the comment at the end
    of its line.

    order: for each place, the number of the item that is to be there. texts: new texts of items, by their number; the
    others are as they are written. What is the same as before is not touched. Raises EditError if no list of that
    length is written there.
    """
    document, own = _list(documents, path)
    spans, source = _items(document, own), document.source
    if sorted(order) != list(range(len(spans))):
        raise EditError(f"{dotted(path)} has {len(spans)} items, not {len(order)}")
    comments = [_comment(source, span) for span in spans]
    found: list[Splice] = []
    for place, number in enumerate(order):
        span = spans[number]
        text = texts.get(number, source[span.start : span.end].decode("utf-8"))
        if text.encode("utf-8") != source[spans[place].start : spans[place].end]:
            found.append(Splice(document.file, spans[place], text))
        here, there = comments[place], comments[number]
        if here is None or there is None:
            continue
        comment = source[there.start : there.end]
        if comment != source[here.start : here.end]:
            found.append(Splice(document.file, here, comment.decode("utf-8")))
    return found


def pairing(documents: Documents, path: Path, name: str, text: str | None) -> list[Splice]:
    """Return the splices that write `name = text` in the inline table at `path`, or take the pair out if `text` is
    None.

    Raises EditError if no inline table is written there.
    """
    document, own = _found(documents, path)
    whole = document.values.get(own)
    if whole is None or document.source[whole.start : whole.start + 1] != b"{":
        raise EditError(f"{dotted(path)} is not written as a table in braces")
    names = [one for one in document.keys if len(one) == len(own) + 1 and one[:-1] == own]
    if (*own, name) in document.values:
        if text is not None:
            return [Splice(document.file, document.values[*own, name], text)]
        number = names.index((*own, name))
        if number:
            start, end = document.values[names[number - 1]].end, document.values[*own, name].end
        else:
            start = document.keys[*own, name].start
            end = document.keys[names[1]].start if len(names) > 1 else document.values[*own, name].end
        return [Splice(document.file, Span(start, end), "")]
    if text is None:
        return []
    if not names:
        return [Splice(document.file, Span(whole.start + 1, whole.start + 1), f" {name} = {text} ")]
    end = document.values[names[-1]].end
    return [Splice(document.file, Span(end, end), f", {name} = {text}")]


def item_count(documents: Documents, path: Path) -> int:
    """Return how many items the list at `path` is written with. Raises EditError if no list is written there."""
    return len(_items(*_list(documents, path)))


def _found(documents: Documents, path: Path) -> tuple[Document, Path]:
    found = documents.find(path)
    if found is None:
        raise EditError(f"{dotted(path)} is not in the scene's files")
    return found


def _list(documents: Documents, path: Path) -> tuple[Document, Path]:
    document, own = _found(documents, path)
    span = document.values.get(own)
    if span is None or document.source[span.start : span.start + 1] != b"[":
        raise EditError(f"{dotted(path)} is not written as a list in brackets")
    return document, own


def _items(document: Document, own: Path) -> list[Span]:
    found: list[Span] = []
    while (span := document.values.get((*own, len(found)))) is not None:
        found.append(span)
    return found


def _comma(source: bytes, end: int) -> int | None:
    """Return the byte of the comma that follows an item which ends at `end`, or None."""
    blank = _BLANK.match(source, end)
    place = end if blank is None else blank.end()
    return place if source[place : place + 1] == b"," else None


def _own_line(source: bytes, start: int) -> str | None:
    """Return what a line is indented by if an item that starts at `start` is the first in it, else None."""
    line = source.rfind(b"\n", 0, start) + 1
    before = source[line:start]
    return before.decode() if line and not before.strip(b" \t") else None


def _comment(source: bytes, span: Span) -> Span | None:
    """Return the rest of the line after an item and its comma, if it is the last of its line, else None."""
    comma = _comma(source, span.end)
    rest = _REST.match(source, span.end if comma is None else comma + 1)
    return None if rest is None else Span(rest.start(), rest.end())


def adding(documents: Documents, table: Path, name: str, text: str) -> list[Splice]:
    """Return the splices that write `name = text` as the last pair of the table at `path`, which need not be there yet.

    table: path of a table of the scene, or of one within it; () for the beginning of the file, before all tables.
    Raises EditError if it cannot have a pair there.
    """
    if not table:
        first, version = _found(documents, ("format",))
        return [_line(first, first.values[version].end, name, text)]
    document, own = _found(documents, table)
    if own in document.values:
        return pairing(documents, table, name, text)
    if own in document.tables:
        span = document.tables[own]
        ends = [one.end for path, one in document.values.items() if _in(path, own) and _within(one, span)]
        header = re.compile(rb"[^\]]*\]\]?").match(document.source, span.start)
        return [_line(document, max(ends, default=span.end if header is None else header.end()), name, text)]
    if own in document.keys:
        key = document.keys[own]
        before = document.source[document.source.rfind(b"\n", 0, key.start) + 1 : key.end].decode().strip()
        if before.startswith("["):  # it is there because of a table within it
            start = document.source.rfind(b"\n", 0, key.start) + 1
            new = f"[{before.lstrip('[')}]\n{name} = {text}\n\n"
            return [Splice(document.file, Span(start, start), new)]
        ends = [one.end for path, one in document.values.items() if _in(path, own)]
        return [_line(document, max(ends), f"{before}.{name}", text)]
    if not isinstance(own[-1], str) or len(table) < 2:
        raise EditError(f"{dotted(table)} is not in the file")
    outer, outer_own = _found(documents, table[:-1])
    if outer_own in outer.values:
        return pairing(documents, table[:-1], own[-1], f"{{ {name} = {text} }}")
    return adding(documents, table[:-1], f"{own[-1]}.{name}", text)


def dropping(documents: Documents, path: Path) -> list[Splice]:
    """Return the splices that take the pair at `path` out, with its line and the comment at the end of it.

    Raises EditError if no pair is written there.
    """
    document, own = _found(documents, path)
    if own not in document.values or own not in document.keys:
        raise EditError(f"{dotted(path)} is not in the file")
    if own[:-1] in document.values:
        return pairing(documents, path[:-1], str(own[-1]), None)
    source = document.source
    start = source.rfind(b"\n", 0, document.keys[own].start) + 1
    rest = _REST.match(source, document.values[own].end)
    end = len(source) if rest is None else source.index(b"\n", rest.end()) + 1
    return [Splice(document.file, Span(start, end), "")]


def _in(path: Path, table: Path) -> bool:
    return len(path) > len(table) and path[: len(table)] == table


def _within(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end


def _line(document: Document, end: int, name: str, text: str) -> Splice:
    """Return the splice that writes a pair in a line of its own below what ends at a byte."""
    source = document.source
    ending = "\r\n" if b"\r\n" in source else "\n"
    line = source[source.rfind(b"\n", 0, end) + 1 : end]
    indent = line[: len(line) - len(line.lstrip(b" \t"))].decode()
    rest = _REST.match(source, end)
    place = len(source) if rest is None else rest.end()
    return Splice(document.file, Span(place, place), f"{ending}{indent}{name} = {text}")
