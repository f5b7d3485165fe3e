"""Reload: a thread that loads the scene, watches its files and the shaders, and posts what is new.

Loading needs no OpenGL, so it happens here while the film plays on. The window's thread takes the news with
`news()` and swaps scenes between two pictures.

No edit is lost, whenever it is made: what decides is a comparison of the files' content with what the last load
was given (`Sources`), made after every load, after every event of the file system and at least every
`_LOOK_ANYWAY` milliseconds. The events only make it sooner.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from watchfiles import watch

from visualizer.parameters import Parameter, ParameterError
from visualizer.scene.scene import Scene
from visualizer.scene.skies import sky_names, sky_parameters
from visualizer.scene.sources import Sources, digest

_STEP = 20  # ms without a further change after which a save is taken to be whole
_STEPS = 10  # no longer is waited for that: a file that is written all the time is loaded too
_LOOK_ANYWAY = 500  # ms: file systems that report nothing are looked at this often


@dataclass(frozen=True)
class Loaded:
    """The scene was read. seconds: how long that took."""

    scene: Scene
    seconds: float


@dataclass(frozen=True)
class Failed:
    """The scene could not be read. error: why, a SceneError unless the program itself is at fault."""

    error: Exception


@dataclass(frozen=True)
class ShadersSaved:
    """A shader file has changed, come or gone."""


News = Loaded | Failed | ShadersSaved


class Reloader:
    """Owns the thread. A context manager: entering starts it, with a first load; leaving ends it.

    load: a path to a Scene, raising on failure; it reads its files through the Sources that it is given.
    shaders: the folder of shaders to watch, or None.
    """

    def __init__(self, path: Path, load: Callable[[Path, Sources], Scene], shaders: Path | None) -> None:
        self._path = path
        self._load = load
        self._shaders = shaders
        self._queue: SimpleQueue[News] = SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)
        # Before anything is read: what is saved from here on is seen as a change.
        self._sources: Sources | None = None
        self._skies: dict[str, Mapping[str, Parameter]] = {}
        self._shader_states = self._digests()

    def news(self) -> Iterator[News]:
        """Yield what happened, oldest first, until there is no more. Never waits.

        What a caller does not take is kept for its next call.
        """
        while True:
            try:
                yield self._queue.get_nowait()
            except Empty:
                return

    def look(self) -> bool:
        """Compare the files with what was read from them, load the scene if it differs, and post what is new.

        The first call loads the scene. Returns whether anything was new. The thread calls this; it is public so
        that a test can say when.
        """
        shaders = self._digests()
        saved = shaders != self._shader_states
        if saved:
            # Posted after the digests were taken: a file saved again before it is compiled differs once more.
            self._shader_states = shaders
            self._queue.put(ShadersSaved())
        changed = self._sources is None or self._sources.now() != self._sources.states
        if changed or (saved and self._declared_skies() != self._skies):
            self._read()
            return True
        return saved

    def __enter__(self) -> Reloader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            while self._look_settled() and not self._stop.is_set():
                pass  # until a load agrees with what the files hold after it
            folders = self._folders()
            try:
                for _ in watch(
                    *folders,
                    watch_filter=None,
                    step=1,
                    debounce=_STEP,
                    rust_timeout=_LOOK_ANYWAY,
                    yield_on_timeout=True,
                    stop_event=self._stop,
                    recursive=False,
                ):
                    if self._stop.is_set() or self._look_settled() or self._folders() != folders:
                        break
            except (OSError, RuntimeError):
                # No more watches to be had, or a folder went away just now: look without them.
                self._stop.wait(_LOOK_ANYWAY / 1000.0)

    def _look_settled(self) -> bool:
        """Look, once a save that is under way is whole. Editors empty a file before they write it."""
        if self._sources is not None:
            known = (self._shader_states, self._sources.states)
            for _ in range(_STEPS):
                before = (self._digests(), self._sources.now())
                if before == known or self._stop.wait(_STEP / 1000.0):
                    break
                if (self._digests(), self._sources.now()) == before:
                    break
        return self.look()

    def _read(self) -> None:
        start = time.perf_counter()
        self._sources = Sources()
        self._sources.note(self._path)
        self._skies = self._declared_skies()
        try:
            scene = self._load(self._path, self._sources)
        except Exception as error:
            # An actor's own mistake must not end the thread: it is shown like any other.
            self._queue.put(Failed(error))
        else:
            self._queue.put(Loaded(scene, time.perf_counter() - start))

    def _folders(self) -> tuple[Path, ...]:
        files = self._sources.files if self._sources else (self._path,)
        folders = {folder for file in files for folder in (file.parent, _target(file).parent)}
        if self._shaders is not None:
            folders |= {Path(folder) for folder, _, _ in os.walk(self._shaders)}
        return tuple(sorted(folder for folder in folders if folder.is_dir()))

    def _digests(self) -> dict[str, bytes]:
        """Return the state of every file in the folder of shaders."""
        if self._shaders is None:
            return {}
        found = (os.path.join(folder, name) for folder, _, names in os.walk(self._shaders) for name in names)
        return {file: digest(file) for file in found}

    def _declared_skies(self) -> dict[str, Mapping[str, Parameter]]:
        """Return the skies and their parameters, which a scene is checked against; none if no shaders are watched."""
        if self._shaders is None:
            return {}
        skies: dict[str, Mapping[str, Parameter]] = {}
        for name in sky_names():
            try:
                skies[name] = sky_parameters(name)
            except (OSError, UnicodeError, ParameterError):
                continue  # went away between the two, or is half saved: the next look finds it different
        return skies


def _target(file: Path) -> Path:
    """Return the file that a symbolic link leads to, or the file itself where none can be found."""
    try:
        return file.resolve()
    except (OSError, RuntimeError):
        return file
