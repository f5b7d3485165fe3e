"""Names: what the names of a scene file mean, where they are defined, and everywhere that they are used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from visualizer.lsp.workspace import Workspace, texts_in, values_in
from visualizer.properties.values import composed, is_name, moment_and_offset
from visualizer.scene.document import Document, Span
from visualizer.scene.scene import Scene
from visualizer.scene.shapes import named_by, shapes_at

TABLES = ("actor", "camera", "look", "probe", "emitter")
"""Tables whose names other values refer to. Shots and markers are named by a value of theirs."""

MOMENT = "moment"
"""What times may be relative to: shots and markers, whose names differ."""


@dataclass(frozen=True)
class Symbol:
    """Something that has a name. table: the table that it is one of, or MOMENT. name: of it."""

    table: str
    name: str


@dataclass(frozen=True)
class Use:
    """A place at which a symbol is named. span: of the name alone, without quotes. defines: whether it is what gives
    the name."""

    symbol: Symbol
    file: Path
    span: Span
    defines: bool


def uses_in(document: Document) -> Iterator[Use]:
    """Yield every place of a file at which a symbol is named."""
    for path, spans in document.names.items():
        if len(path) == 2 and path[0] in TABLES:
            for span in spans:
                written = document.source[span.start : span.end]
                quotes = written[:1] in (b'"', b"'")
                yield Use(
                    Symbol(str(path[0]), composed(str(path[1]))),
                    document.file,
                    Span(span.start + quotes, span.end - quotes),
                    True,
                )
    data = values_in(document)
    for path, text in texts_in(document).items():
        span = document.values[path]
        start = span.start + 1
        if len(path) == 3 and path[0] in ("shot", "marker") and path[2] == "name":
            yield Use(Symbol(MOMENT, composed(text)), document.file, _span(start, text), True)
            continue
        for table in named_by(shapes_at(path, data)):
            name = text
            if table == MOMENT:
                try:
                    name = moment_and_offset(text)[0]
                except ValueError:
                    continue
                length = next((n for n in range(len(text), 0, -1) if composed(text[:n]) == name), len(name))
                yield Use(Symbol(MOMENT, name), document.file, _span(start, text[:length]), False)
            else:
                name = text.partition(".")[0] if table == "actor" else text
                if is_name(name):
                    yield Use(Symbol(table, composed(name)), document.file, _span(start, name), False)


def use_at(document: Document, offset: int) -> Use | None:
    """Return the name at a byte of a file, or None."""
    return next((use for use in uses_in(document) if use.span.start <= offset <= use.span.end), None)


def all_uses(workspace: Workspace, file: Path, symbol: Symbol) -> list[Use]:
    """Return every place in all files of a scene at which a symbol is named. file: one of the files."""
    found = []
    for one in workspace.files(file):
        try:
            found += [use for use in uses_in(workspace.document(one)) if use.symbol == symbol]
        except OSError:
            continue
    return found


def known_names(scene: Scene, table: str) -> list[str]:
    """Return what a text may name: with the anchors of actors for "actor", and meshes too."""
    if table == MOMENT:
        return [*(shot.name for shot in scene.shots), *(marker.name for marker in scene.markers)]
    if table != "actor":
        return [str(path[1]) for path in scene.tables if path[0] == table]
    actors = scene.graph.actors
    return [*actors, *(f"{name}.{anchor}" for name, actor in actors.items() for anchor in actor.anchors)]


def _span(start: int, text: str) -> Span:
    return Span(start, start + len(text.encode("utf-8")))
