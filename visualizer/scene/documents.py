"""Documents: the text of all files of a scene, and the file that holds each value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from visualizer.scene.document import Document, EditError, Place
from visualizer.scene.paths import Path, dotted


@dataclass(frozen=True)
class Origin:
    """Where a value of the merged scene is written. number: of the document. path: in that file."""

    number: int
    path: Path


@dataclass(frozen=True)
class Documents:
    """The files of a scene as they were read, the including file before the included ones. Immutable, as each document
    is.

    origins: by the path in the merged scene: of top-level keys and tables, and of the items of these. A list of tables,
    such as the shots, may come from several files.
    """

    files: tuple[Document, ...] = ()
    origins: Mapping[Path, Origin] = field(default_factory=dict)

    def find(self, path: Path) -> tuple[Document, Path] | None:
        """Return the file that holds the value at `path` of the merged scene, and its path there; None if none does.

        Of a path that no file holds, the file with the nearest table around it.
        """
        for length in range(len(path), 0, -1):
            if origin := self.origins.get(path[:length]):
                return self.files[origin.number], (*origin.path, *path[length:])
        return None

    def place(self, path: Path, *, key: bool = False) -> tuple[FilePath, Place]:
        """Return the file, line and column of a value, or of its key. Raises EditError for a path that no file
        holds."""
        document, own = self._found(path)
        return document.file, document.find(own, key=key)

    def written(self, path: Path) -> str:
        """Return the text of a value as it is written. Raises EditError if no value is written at `path`."""
        document, own = self._found(path)
        return document.written(own)

    def path_at(self, file: FilePath, offset: int) -> Path:
        """Return the path in the merged scene of the innermost value or key that holds a byte of a file; () for
        none."""
        for number, document in enumerate(self.files):
            if document.file == file:
                own = document.path_at(offset)
                for merged, origin in self.origins.items():
                    if (
                        origin.number == number
                        and len(origin.path) > 1
                        and own[: len(origin.path)] == origin.path
                    ):
                        return (*merged, *own[len(origin.path) :])
                return own
        return ()

    def replaced(self, path: Path, text: str) -> Documents:
        """Return the documents with one value written as `text`, see `Document.replaced`. Raises EditError."""
        document, own = self._found(path)
        edited = document.replaced(own, text)
        return Documents(tuple(edited if one is document else one for one in self.files), self.origins)

    def with_sources(self, sources: Mapping[FilePath, bytes]) -> Documents:
        """Return the documents with the text of some files replaced; the others are the same objects.

        Whether the paths of the merged scene are still right is known once the scene is loaded with them.
        """
        return Documents(
            tuple(
                Document(one.file, sources[one.file])
                if one.file in sources and sources[one.file] != one.source
                else one
                for one in self.files
            ),
            self.origins,
        )

    def _found(self, path: Path) -> tuple[Document, Path]:
        found = self.find(path)
        if found is None:
            raise EditError(f"{dotted(path)} is not in the scene's files")
        return found
