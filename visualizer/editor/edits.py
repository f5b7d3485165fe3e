"""Edits: the text of a scene as it is in the window, with its history.

A change is kept if the scene is valid with it, and is in the files at once. The history has no end, and goes on across
reloads: what somebody else has saved is a step of it too. If a file was changed on disk and in the window, both changes
are kept; if they are at the same place, the user decides, and undo brings back what was not chosen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from visualizer.cache.store import store
from visualizer.editor.merging import Patch, differing, merged, patch_between, patched
from visualizer.errors import InputError, VisualizerError
from visualizer.file_names import printable
from visualizer.output.files import whole_file
from visualizer.scene.document import EditError, toml_of
from visualizer.scene.documents import Documents
from visualizer.scene.loading import rewritten
from visualizer.scene.paths import Path, dotted
from visualizer.scene.problems import SceneError
from visualizer.scene.scene import Scene

Make = Callable[[Documents], Documents]
"""A change: returns the documents with it. May raise EditError."""

FROM_DISK = "the change on disk"
"""Name of a step that somebody else has made."""


class EditRefused(InputError):
    """The change cannot be made, or the scene is not valid with it. Nothing has changed."""


@dataclass(frozen=True)
class Step:
    """A step of the history. name: what was changed. patches: of each file that it changed.

    undoing: the patches that take it back.
    """

    name: str
    patches: Mapping[FilePath, Patch]
    undoing: Mapping[FilePath, Patch]


@dataclass
class Conflict:
    """A scene whose files were changed on disk at places where they were changed in the window too. files: these
    files. places: the values that differ, with what is written here and on disk, "" for nothing."""

    scene: Scene
    files: tuple[FilePath, ...]
    places: tuple[tuple[Path, str, str], ...] = ()


@dataclass
class _Drag:
    """A value that is being dragged. scene: that before it. pending: a change that is not made yet."""

    gesture: Hashable
    name: str
    scene: Scene
    pending: Make | None = None

    @property
    def before(self) -> Documents:
        """The texts before it."""
        return self.scene.documents


@dataclass
class Edits:
    """The scene as it is in the window, and how it came to be.

    scene: valid always. written: called with the path and content of a file just before it is written. done, undone:
    steps that can be undone and redone, the latest last. conflict: what the user has to decide. trouble: why something
    is not saved, or empty.
    """

    scene: Scene
    written: Callable[[FilePath, bytes], None] = lambda path, content: None
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    conflict: Conflict | None = None
    trouble: str = ""
    _saved: dict[FilePath, bytes] = field(default_factory=dict)
    _drag: _Drag | None = None

    def __post_init__(self) -> None:
        self._saved = _sources(self.scene.documents)

    # Changes

    def set(self, path: Path, value: object) -> None:
        """Write a value in place of the one that is written at `path`. Raises EditRefused."""
        self.change(lambda documents: documents.replaced(path, toml_of(value)), dotted(path))

    def change(self, make: Make, name: str) -> None:
        """Make a change, and save it. name: what it changes, as in "undo NAME". Raises EditRefused."""
        self.drop()
        before = self.scene.documents
        self._show(make, before)
        self._keep(name, before)
        self.save()

    def drag(self, make: Make, name: str, gesture: Hashable) -> None:
        """Make a change that the next one of the same gesture replaces. It is made by `advance`, and saved by
        `drop`."""
        if self._drag is None or self._drag.gesture != gesture:
            self.drop()
            self._drag = _Drag(gesture, name, self.scene)
        self._drag.pending = make

    def advance(self) -> None:
        """Make the newest change of a drag. Raises EditRefused.

        Until the next one, or the end, what is worked out for it is held back from the cache folder.
        """
        drag = self._drag
        if drag is not None and drag.pending is not None:
            make, drag.pending = drag.pending, None
            if (entries := store()) is not None:
                entries.hold()
            self._show(make, drag.before)

    def drop(self) -> None:
        """End a drag: its last change is made, if it is valid, is one step of the history, and is saved."""
        if self._drag is None:
            return
        try:
            self.advance()
        except EditRefused as error:
            self.trouble = str(error)
        drag, self._drag = self._drag, None
        if (entries := store()) is not None:
            entries.release()
        self._keep(drag.name, drag.before)
        self.save()

    def scene_before(self, gesture: Hashable) -> Scene:
        """Return the scene that changes of a gesture start from: that before it, if it is under way, else the present
        one."""
        return self._drag.scene if self._drag is not None and self._drag.gesture == gesture else self.scene

    @property
    def dragging(self) -> bool:
        """Whether a value is being dragged."""
        return self._drag is not None

    @property
    def pending(self) -> bool:
        """Whether a change of a drag is not made yet."""
        return self._drag is not None and self._drag.pending is not None

    # History

    def undo(self) -> str:
        """Take the last step back, and save. Return its name. Raises EditRefused if there is none, or the files are
        gone."""
        return self._go(self.done, self.undone, "undo", lambda step: step.undoing)

    def redo(self) -> str:
        """Make the last step that was undone again, and save. Return its name. Raises EditRefused as `undo` does."""
        return self._go(self.undone, self.done, "redo", lambda step: step.patches)

    def _go(
        self,
        source: list[Step],
        target: list[Step],
        word: str,
        patches: Callable[[Step], Mapping[FilePath, Patch]],
    ) -> str:
        self.drop()
        if not source:
            raise EditRefused(f"there is nothing to {word}")
        step, texts = source[-1], _sources(self.scene.documents)
        if not step.patches.keys() <= texts.keys():
            raise EditRefused(f"cannot {word} {step.name}: a file of it is no longer part of the scene")
        made = {file: patched(texts[file], [one]) for file, one in patches(step).items()}
        self._show(lambda documents: documents.with_sources(made), self.scene.documents)
        target.append(source.pop())
        self.save()
        return step.name

    def _show(self, make: Make, before: Documents) -> None:
        """Make the scene that a change of `before` gives. Raises EditRefused, and leaves the scene as it is."""
        try:
            documents = make(before)
        except EditError as error:
            raise EditRefused(str(error)) from error
        self.scene = _rewritten(self.scene, documents)

    def _keep(self, name: str, before: Documents) -> None:
        """Add the step from `before` to the present texts to the history."""
        old, new = _sources(before), _sources(self.scene.documents)
        changed = [file for file, text in new.items() if file in old and old[file] != text]
        if not changed:
            return
        forth = {file: patch_between(old[file], new[file]) for file in changed}
        back = {file: patch_between(new[file], old[file]) for file in changed}
        self.done.append(Step(name, forth, back))
        self.undone.clear()

    # Files

    @property
    def unsaved(self) -> tuple[FilePath, ...]:
        """The files whose text in the window is not on disk."""
        return tuple(
            one.file for one in self.scene.documents.files if self._saved.get(one.file) != one.source
        )

    def save(self) -> None:
        """Write what is not saved: each file whole or not at all. A file that somebody else has changed is left to
        `take`."""
        self.trouble = ""
        for document in self.scene.documents.files:
            file, text = document.file, document.source
            if self._saved.get(file) == text:
                continue
            if _read(file) != self._saved.get(file):
                self.trouble = f"{printable(file.name)} was changed on disk: your change is kept, and is saved once both are brought together"
                continue
            self.written(file, text)
            try:
                with whole_file(file) as part, part.open("wb") as opened:
                    opened.write(text)
                    opened.flush()
                    os.fsync(opened.fileno())
            except (VisualizerError, OSError) as error:
                self.trouble = str(error)
                continue
            self._saved[file] = text

    def take(self, scene: Scene) -> Scene | None:
        """Take a scene that was read from the files. Return the scene that results, or None if the present one stays.

        One whose files differ from it by now is left: another follows. Else changes of both are kept, or `conflict` is
        set.
        """
        self.drop()
        theirs, ours, base = _sources(scene.documents), _sources(self.scene.documents), self._saved
        for file, text in theirs.items():
            now = _read(file)
            if file in base and now == base[file]:
                theirs[file] = base[file]  # what this window has written since
            elif now != text:
                return None
        self.conflict = None
        texts, meet = _merged(base, ours, theirs)
        before, found = self.scene, scene
        if not meet and texts != ours:
            try:
                found = _rewritten(scene, scene.documents.with_sources(texts))
            except EditRefused:
                meet = [file for file in texts if texts[file] != theirs[file]]
        if meet:
            mine = {one.file: one for one in self.scene.documents.files}
            both = [(mine[one.file], one) for one in scene.documents.files if one.file in meet]
            places = [place for pair in both for place in differing(*pair)]
            self.conflict = Conflict(scene, tuple(meet), tuple(places))
            self.trouble = f"{', '.join(printable(file.name) for file in meet)}: changed on disk and here at the same place"
            return None
        self._saved = theirs
        if texts == ours:
            self.save()
            return None
        self.scene = found
        self._keep(FROM_DISK, before.documents)
        self.save()
        return found

    def settle(self, *, ours: bool) -> None:
        """Decide a conflict: for what is in the window, or for what is on disk. Undo brings back what was not
        chosen."""
        conflict, self.conflict = self.conflict, None
        if conflict is None:
            return
        mine = self.scene
        self._saved = _sources(conflict.scene.documents)
        self._replaced(conflict.scene, FROM_DISK)
        if ours:
            self._replaced(mine, "what the window had")
            self.save()

    def _replaced(self, scene: Scene, name: str) -> Scene:
        before, self.scene = self.scene, scene
        self._keep(name, before.documents)
        return scene


def _merged(
    base: Mapping[FilePath, bytes], ours: Mapping[FilePath, bytes], theirs: Mapping[FilePath, bytes]
) -> tuple[dict[FilePath, bytes], list[FilePath]]:
    """Return the texts of the files with the changes of both, and the files where these meet."""
    texts, meet = dict(theirs), []
    for file in theirs:
        if file in base and file in ours:
            both = merged(base[file], ours[file], theirs[file])
            if both is None:
                meet.append(file)
            else:
                texts[file] = both
    return texts, meet


def _rewritten(scene: Scene, documents: Documents) -> Scene:
    """Return a scene with these texts of its files. Raises EditRefused if it is not valid."""
    if documents.files == scene.documents.files:
        return scene
    try:
        return rewritten(scene, documents, sampled=False)
    except SceneError as error:
        wrong = next((one for one in error.problems if one.severity == "error"), None)
        raise EditRefused(str(error) if wrong is None else f"{wrong.path}: {wrong.message}") from error
    except VisualizerError as error:
        raise EditRefused(str(error)) from error


def _sources(documents: Documents) -> dict[FilePath, bytes]:
    return {one.file: one.source for one in documents.files}


def _read(file: FilePath) -> bytes | None:
    """Return the content of a file, or None if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None
