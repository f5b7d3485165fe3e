"""Answers: completions, descriptions and colours at a place of a scene file. Nothing of the protocol is known here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualizer.errors import InputError
from visualizer.lsp.cursor import Cursor, cursor_at
from visualizer.lsp.names import known_names
from visualizer.lsp.workspace import Workspace, values_in
from visualizer.properties.values import colour_of
from visualizer.scene.document import Document, Span
from visualizer.scene.explaining import explain, short
from visualizer.scene.paths import Path as ScenePath
from visualizer.scene.paths import dotted
from visualizer.scene.playhead import told
from visualizer.scene.shapes import (
    Shape,
    has_type,
    is_colour,
    named_by,
    properties_of,
    shapes_at,
    texts_of,
)
from visualizer.scene.tables import TABLES


@dataclass(frozen=True)
class Proposal:
    """Something that may be written. label: as the editor lists it. text: what is written. detail, about: a short and a
    long description.

    start: the index in the text from which it replaces what is written. kind: "table", "property", "value" or "name".
    """

    label: str
    text: str
    start: int
    kind: str
    detail: str = ""
    about: str = ""


@dataclass(frozen=True)
class Swatch:
    """A colour in a file. span: of its value. rgb: linear, 0..1. written: whether it is written as #rrggbb."""

    span: Span
    rgb: tuple[float, float, float]
    written: bool


def proposals(workspace: Workspace, file: Path, index: int) -> list[Proposal]:
    """Return what may be written at a character of a file."""
    document = workspace.document(file)
    text = document.source.decode("utf-8", "replace")
    cursor, data = cursor_at(text, index), values_in(document)
    if cursor.where == "comment":
        return []
    if cursor.where == "header":
        return list(_headers(cursor, data))
    shapes = shapes_at(cursor.path, data)
    if cursor.where == "key":
        known = document.keys
        return [
            Proposal(
                name,
                f"{name} = {_begun(inner)}",
                cursor.start,
                "property",
                _detail(inner),
                inner.get("description", ""),
            )
            for name, inner in properties_of(shapes).items()
            if (*cursor.path, name) not in known or name == cursor.written
        ]
    return list(_values(workspace, file, cursor, shapes))


def _headers(cursor: Cursor, data: Any) -> Iterator[Proposal]:
    """Yield tables that may follow in a header."""
    if not cursor.path:
        for table in TABLES:
            if cursor.listed == (table.form == "list"):
                text = f"{table.name}." if table.form == "named" else table.name
                yield Proposal(table.name, text, cursor.start, "table", "", table.about)
            elif table.form == "list" and not cursor.listed:
                yield Proposal(f"[{table.name}]", f"[{table.name}]", cursor.start, "table", "", table.about)
        return
    shapes = shapes_at(cursor.path, data)
    for name, inner in properties_of(shapes).items():
        if has_type(shapes_at((*cursor.path, name), data), "object"):
            yield Proposal(name, name, cursor.start, "table", "", inner.get("description", ""))
    if len(cursor.path) == 1 and isinstance(data, dict) and isinstance(data.get(cursor.path[0]), dict):
        for name in data[cursor.path[0]]:
            yield Proposal(str(name), str(name), cursor.start, "name")


def _values(workspace: Workspace, file: Path, cursor: Cursor, shapes: list[Shape]) -> Iterator[Proposal]:
    """Yield texts, flags and names that a value may be."""
    about = next((one["description"] for one in shapes if "description" in one), "")
    texts = [(text, "value") for text in texts_of(shapes)]
    scene = workspace.scene(file)
    if scene is not None:
        texts += [(name, "name") for table in sorted(named_by(shapes)) for name in known_names(scene, table)]
    for text, kind in texts:
        yield Proposal(
            text, text if cursor.quoted else f'"{text}"', cursor.start + cursor.quoted, kind, "", about
        )
    if not cursor.quoted:
        if has_type(shapes, "boolean"):
            for text in ("true", "false"):
                yield Proposal(text, text, cursor.start, "value", "", about)
        keyed = any(
            "v" in one.get("items", {}).get("properties", {}) or "$ref" in one.get("items", {})
            for one in shapes
        )
        if keyed and any(one.get("type") == "array" and one.get("minItems") == 1 for one in shapes):
            text = "[{ t = 0.0, v = 0 }, { t = 1.0, v = 1 }]"
            yield Proposal("keyframes", text, cursor.start, "value", "values over time", about)


def _begun(shape: Shape) -> str:
    """Return the beginning of a value: the default, where it is short."""
    default = shape.get("default")
    if default is None or isinstance(default, dict):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, str):
        return f'"{default}"'
    return str(default)


def _detail(shape: Shape) -> str:
    begun = _begun(shape)
    return f"default {begun}" if begun else ""


def describe(workspace: Workspace, file: Path, offset: int) -> tuple[str, Span] | None:
    """Return what is known of the property at a byte of a file, as Markdown, and the span that it is about; None for
    nothing."""
    document = workspace.document(file)
    own = document.path_at(offset)
    while own and (isinstance(own[-1], int) or own[-1] in ("t", "v", "ease")) and len(own) > 2:
        own = own[:-1]
    span = document.keys.get(own)
    if span is None:
        return None
    name = dotted(own)
    shapes = shapes_at(own, values_in(document))
    about = next((one["description"] for one in _with_parent(own, document) if "description" in one), "")
    lines = [f"**{name}**", about]
    if texts := texts_of(shapes):
        lines.append(", ".join(f"`{text}`" for text in texts[:24]))
    scene = workspace.scenes.get(workspace.root(file))
    if scene is not None and len(own) > 1:
        lines += _value_now(workspace, file, own)
    return "\n\n".join(filter(None, lines)), span


def _with_parent(own: ScenePath, document: Document) -> list[Shape]:
    """Return the shapes of a property as its table declares it: with its sentence."""
    data = values_in(document)
    declared = properties_of(shapes_at(own[:-1], data)).get(str(own[-1]))
    return [*([declared] if declared is not None else []), *shapes_at(own, data)]


def _value_now(workspace: Workspace, file: Path, own: ScenePath) -> list[str]:
    scene = workspace.scenes[workspace.root(file)]
    number = next((k for k, one in enumerate(scene.documents.files) if one.file == file), None)
    merged = own
    for path, origin in scene.documents.origins.items():
        if origin.number == number and origin.path == own[: len(origin.path)]:
            merged = (*path, *own[len(origin.path) :])
    shown = told(workspace.root(file))
    playhead = workspace.playhead if shown is None else shown
    try:
        found = explain(scene, dotted(merged), playhead)
    except InputError:
        return []
    if len(found) != 1:
        return []
    (one,) = found
    unit = f" {one.unit}" if one.unit else ""
    text = f"At {playhead:g} s: {short(one.value)}{unit}"
    if one.before is not None and one.after is not None:
        text += f", between {one.before.time:g} s and {one.after.time:g} s ({one.before.ease})"
    return [text]


def swatches(document: Document) -> list[Swatch]:
    """Return the colours of a file that a screen can show."""
    found, data = [], values_in(document)
    for path, span in document.values.items():
        written = document.written(path)
        if not written.startswith(("[", '"#', "'#")) or not is_colour(shapes_at(path, data)):
            continue
        try:
            (value,) = tomllib.loads(f"v = {written}").values()
            rgb = tuple(map(float, colour_of(value)))
        except ValueError:
            continue
        if len(rgb) == 3 and all(0.0 <= one <= 1.0 for one in rgb):
            found.append(Swatch(span, (rgb[0], rgb[1], rgb[2]), written[0] != "["))
    return found
