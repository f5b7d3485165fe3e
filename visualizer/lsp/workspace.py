"""Workspace: the files that an editor has open, the scenes that they belong to, and what is wrong with these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from visualizer.scene.document import Document
from visualizer.scene.loading import load
from visualizer.scene.paths import Path as ScenePath
from visualizer.scene.problems import Problem, SceneError
from visualizer.scene.scene import Scene
from visualizer.scene.sources import Sources

_UP = 3
"""Folders above that of a file in which scenes that include it are looked for."""


@dataclass
class Workspace:
    """Texts that editors have open, by file, and the last valid version of each scene, by its file.

    playhead: s, the time at which values are told while no window shows the scene.
    """

    texts: dict[Path, bytes] = field(default_factory=dict)
    scenes: dict[Path, Scene] = field(default_factory=dict)
    playhead: float = 0.0
    _documents: dict[Path, Document] = field(default_factory=dict)

    def document(self, file: Path) -> Document:
        """Return the text of a file as it is in the editor, or on disk. Raises OSError."""
        source = self.texts.get(file)
        if source is None:
            source = file.read_bytes()
        known = self._documents.get(file)
        if known is None or known.source != source:
            known = self._documents[file] = Document(file, source)
        return known

    def root(self, file: Path) -> Path:
        """Return the scene that a file belongs to: itself, or one that includes it, directly or through others."""
        if self._is_scene(file):
            return file
        for folder in list(file.parents)[: _UP + 1]:
            for scene in sorted(folder.glob("*.toml")):
                if scene != file and self._is_scene(scene) and file in self._included(scene):
                    return scene
        return file

    def check(self, file: Path) -> dict[Path, list[Problem]]:
        """Return what is wrong with the scene that a file belongs to, for each of its files."""
        root = self.root(file)
        sources = Sources(self.texts)
        try:
            scene = load(root, sources, sampled=False, before=self.scenes.get(root))
        except SceneError as error:
            problems: Iterable[Problem] = error.problems
        else:
            self.scenes[root] = scene
            problems = scene.warnings
        found: dict[Path, list[Problem]] = {
            path: []
            for path in sources.files
            if path in self.texts or (path.suffix == ".toml" and path.exists())
        }
        for problem in problems:
            found.setdefault(Path(problem.file), []).append(problem)
        return found

    def scene(self, file: Path) -> Scene | None:
        """Return the last valid version of the scene that a file belongs to; None if there was none."""
        root = self.root(file)
        if root not in self.scenes:
            self.check(file)
        return self.scenes.get(root)

    def files(self, file: Path) -> list[Path]:
        """Return the files of the scene that a file belongs to."""
        root = self.root(file)
        return [root, *sorted(self._included(root))]

    def _is_scene(self, file: Path) -> bool:
        return ("format",) in self._read(file).keys

    def _included(self, file: Path, seen: frozenset[Path] = frozenset()) -> set[Path]:
        document, found = self._read(file), set()
        for path in document.values:
            if len(path) == 2 and path[0] == "include":
                name = _text(document, path)
                other = file.parent / name if name else None
                if other is not None and other not in seen:
                    found |= {other, *self._included(other, seen | {file, other})}
        return found

    def _read(self, file: Path) -> Document:
        try:
            return self.document(file)
        except OSError:
            return Document(file, b"")


def texts_in(document: Document) -> dict[ScenePath, str]:
    """Return the texts that a file holds, by path, also of a file that is not yet TOML."""
    found = {}
    for path in document.values:
        if (text := _text(document, path)) is not None:
            found[path] = text
    return found


def values_in(document: Document) -> Any:
    """Return the values of a file; of one that is not yet TOML its texts, in tables by name and position."""
    try:
        return document.data
    except ValueError:
        root: dict[Any, Any] = {}
        for path, text in texts_in(document).items():
            table = root
            for step in path[:-1]:
                inner = table.setdefault(step, {})
                if not isinstance(inner, dict):
                    break
                table = inner
            else:
                table[path[-1]] = text
        return root


def _text(document: Document, path: ScenePath) -> str | None:
    """Return the text at a path, without quotes and escape sequences; None for another value."""
    import tomllib

    written = document.written(path)
    if written[:1] not in ("'", '"'):
        return None
    try:
        return str(tomllib.loads(f"v = {written}")["v"])
    except ValueError:
        return None
