"""Item splices: items of a list are copied, added, taken out and moved, however the list is written.

A list is written in brackets, ``bursts = [{ t = 1 }]``, or as tables with a header each, ``[[actor.jor.gazes]]``.
Comments at the end of a line stay with its item, and so do comment lines right above the header of a table.
"""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.scene.document import Document, EditError, Span, toml_of
from visualizer.scene.documents import Documents
from visualizer.scene.paths import Path, dotted
from visualizer.scene.splices import Splice, adding, exchanging, inserting, removing


def count(documents: Documents, path: Path) -> int:
    """Return how many items are written of the list at `path`; 0 if it is not written."""
    found = documents.find(path)
    if found is None:
        return 0
    document, own = found
    spans: Mapping[Path, Span] = document.values if own in document.values else document.tables
    number = 0
    while (*own, number) in spans:
        number += 1
    return number


def added(documents: Documents, path: Path, place: int, value: object) -> list[Splice]:
    """Return the splices that put a new item before the item `place` of the list at `path`, or at its end.

    value: of the item, a plain Python value. A list that is not written yet is written in brackets. Raises EditError.
    """
    if (tables := _tables(documents, path)) is not None:
        document, own = tables
        if not isinstance(value, Mapping):
            raise EditError(f"{dotted(path)} is a list of tables")
        lines = [_header(document, (*own, 0)), *(f"{name} = {toml_of(one)}" for name, one in value.items())]
        return [_block_before(document, own, place, _ending(document.source).join(lines))]
    if not count(documents, path) and not _is_written(documents, path):
        return adding(documents, path[:-1], str(path[-1]), f"[{toml_of(value)}]")
    return inserting(documents, path, place, [toml_of(value)])


def copied(
    documents: Documents, path: Path, number: int, place: int, texts: Mapping[Path, str]
) -> list[Splice]:
    """Return the splices that put a copy of the item `number` of the list at `path` before the item `place`, or at its
    end.

    texts: what the copy has in place of values of the item, by their path within it. Raises EditError.
    """
    document, own = _found(documents, path)
    inner = {(*own, number, *part): text for part, text in texts.items()}
    if (*own, number) in document.values:
        text = _with(document, document.values[*own, number], inner)
        return inserting(documents, path, place, [text])
    span = _block(document, (*own, number))
    start = (
        document.source.rfind(b"\n", 0, document.keys[*own, number].start) + 1
    )  # without comments above it
    return [_block_before(document, own, place, _with(document, Span(start, span.end), inner))]


def removed(documents: Documents, path: Path, number: int) -> list[Splice]:
    """Return the splices that take an item out of the list at `path`, with the blank lines after its table. Raises
    EditError."""
    if _tables(documents, path) is None:
        return removing(documents, path, [number])
    document, own = _found(documents, path)
    span = _block(document, (*own, number))
    end = span.end
    source = document.source
    while end < len(source) and not source[end : _line_end(source, end)].strip():
        end = _line_end(source, end)
    return [Splice(document.file, Span(span.start, end), "")]


def moved(documents: Documents, path: Path, number: int, place: int) -> list[Splice]:
    """Return the splices that exchange items so that the item `number` of the list at `path` is at `place`. Raises
    EditError."""
    order = list(range(count(documents, path)))
    if not (0 <= number < len(order) and 0 <= place < len(order)):
        raise EditError(f"{dotted((*path, place))} is not in the list")
    order.insert(place, order.pop(number))
    if _tables(documents, path) is None:
        return exchanging(documents, path, order, {})
    document, own = _found(documents, path)
    blocks = [_block(document, (*own, one)) for one in order]
    places = [_block(document, (*own, one)) for one in range(len(order))]
    return [
        Splice(document.file, there, _with(document, block, {}))
        for there, block in zip(places, blocks, strict=True)
        if there != block
    ]


def _found(documents: Documents, path: Path) -> tuple[Document, Path]:
    found = documents.find(path)
    if found is None:
        raise EditError(f"{dotted(path)} is not in the scene's files")
    return found


def _tables(documents: Documents, path: Path) -> tuple[Document, Path] | None:
    """Return the file and the path there of a list that is written as tables with headers, else None."""
    found = documents.find(path)
    return found if found is not None and (*found[1], 0) in found[0].tables else None


def _is_written(documents: Documents, path: Path) -> bool:
    found = documents.find(path)
    return found is not None and found[1] in found[0].values


def _block(document: Document, own: Path) -> Span:
    """Return the lines of a table of a list: from the comment right above its header to its last pair.

    Raises EditError if another table is within them.
    """
    if own not in document.tables:
        raise EditError(f"{dotted(own)} is not written as a table with a header")
    source = document.source
    start = source.rfind(b"\n", 0, document.keys[own].start) + 1
    last = max(
        [document.keys[own].end]
        + [
            span.end
            for spans in (document.keys, document.values)
            for path, span in spans.items()
            if path[: len(own)] == own
        ]
    )
    end = _line_end(source, last)
    for path, table in document.tables.items():
        if start < table.start < end and path[: len(own)] != own:
            raise EditError(f"{dotted(path)} is written between the parts of {dotted(own)}")
    while start and source[source.rfind(b"\n", 0, start - 1) + 1 : start].lstrip().startswith(b"#"):
        start = source.rfind(b"\n", 0, start - 1) + 1
    return Span(start, end)


def _block_before(document: Document, own: Path, place: int, text: str) -> Splice:
    """Return the splice that writes a table of a list before the table `place`, or after the last one, with a blank
    line between."""
    ending = _ending(document.source)
    text = text.rstrip("\r\n") + ending
    numbers = 0
    while (*own, numbers) in document.tables:
        numbers += 1
    if place < numbers:
        start = _block(document, (*own, place)).start
        return Splice(document.file, Span(start, start), text + ending)
    end = _block(document, (*own, numbers - 1)).end
    before = "" if document.source[:end].endswith(b"\n") else ending
    return Splice(document.file, Span(end, end), before + ending + text)


def _header(document: Document, own: Path) -> str:
    """Return the line of a table's header, without a comment."""
    key, source = document.keys[own], document.source
    start = source.rfind(b"\n", 0, key.start) + 1
    return source[start : source.index(b"]]", key.end) + 2].decode("utf-8")


def _with(document: Document, span: Span, texts: Mapping[Path, str]) -> str:
    """Return the text of a span, in which some values are written otherwise. texts: by the path in the file."""
    source, end = document.source, span.start
    parts: list[bytes] = []
    for path, text in sorted(texts.items(), key=lambda one: document.values[one[0]].start):
        value = document.values[path]
        parts += [source[end : value.start], text.encode("utf-8")]
        end = value.end
    return b"".join([*parts, source[end : span.end]]).decode("utf-8")


def _line_end(source: bytes, place: int) -> int:
    """Return where the line of a byte ends, after its line break."""
    end = source.find(b"\n", place)
    return len(source) if end < 0 else end + 1


def _ending(source: bytes) -> str:
    return "\r\n" if b"\r\n" in source else "\n"
