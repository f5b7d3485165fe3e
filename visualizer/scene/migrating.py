"""Migrating: writes the former names of keys in scene files as they are called now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from visualizer.file_names import printable
from visualizer.scene.loading import former_names


@dataclass(frozen=True)
class Migration:
    """A file that changes. file: its path. source: its new bytes. told: what changes, a line for each key, with its
    place."""

    file: Path
    source: bytes
    told: tuple[str, ...]


def migrated(path: Path) -> list[Migration]:
    """Return the files of a scene that have keys with former names; in the new bytes those names differ and nothing
    else.

    Raises SceneError if the scene has errors.
    """
    documents, renamed = former_names(path)
    spans: dict[Path, list[tuple[int, int, str]]] = {}
    for former, name in renamed:
        found = documents.find(former)
        if found is not None:
            document, own = found
            span = document.keys[own]
            spans.setdefault(document.file, []).append((span.start, span.end, name))
    changes = []
    for document in documents.files:
        source, told = document.source, []
        for start, end, name in sorted(spans.get(document.file, ()), reverse=True):
            place = document.place(start)
            before = document.source[start:end].decode("utf-8")
            told.append(f"{printable(document.file)}:{place.line}:{place.column}: {before} -> {name}")
            source = source[:start] + name.encode("utf-8") + source[end:]
        if told:
            changes.append(Migration(document.file, source, tuple(reversed(told))))
    return changes
