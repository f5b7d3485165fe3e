"""Reload: a thread that loads the scene, watches its files and the shaders, and posts what is new.

Loading needs no OpenGL, so it happens here, and the film plays on meanwhile. The window's thread takes the
news with `news()` and swaps between two pictures.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from watchfiles import watch

from visualizer.scene.scene import Scene

_STEP = 20  # ms without a further change after which a save is taken to be whole
_LOOK_ANYWAY = 500  # ms: file systems that tell nothing are looked at this often


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

    load: a path to a Scene, raising on failure. shaders: the folder of shaders to watch, or None.
    """

    def __init__(self, path: Path, load: Callable[[Path], Scene], shaders: Path | None) -> None:
        self._path = path
        self._load = load
        self._shaders = shaders
        self._files: tuple[Path, ...] = (path,)
        self._broken = False
        self._queue: SimpleQueue[News] = SimpleQueue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)

    def news(self) -> list[News]:
        """Return what happened since the last call, oldest first. Never waits."""
        found: list[News] = []
        while True:
            try:
                found.append(self._queue.get_nowait())
            except Empty:
                return found

    def __enter__(self) -> Reloader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        # Stamps are taken before a file is read: a save in between is seen at the next look.
        scenes, shaders = self._scene_stamps(), self._shader_stamps()
        self._read()
        while not self._stop.is_set():
            folders = self._folders()
            for _ in watch(
                *folders,
                watch_filter=None,
                step=_STEP,
                debounce=10 * _STEP,
                rust_timeout=_LOOK_ANYWAY,
                yield_on_timeout=True,
                stop_event=self._stop,
                recursive=False,
            ):
                if self._stop.is_set():
                    return
                if (new := self._shader_stamps()) != shaders:
                    shaders = new
                    self._queue.put(ShadersSaved())
                if (new := self._scene_stamps()) != scenes:
                    self._read()
                    # A read may have found other files: what they are like now is what was read.
                    scenes = self._scene_stamps() if set(self._watched()) != set(new) else new
                    if self._folders() != folders:
                        break

    def _read(self) -> None:
        start = time.perf_counter()
        try:
            scene = self._load(self._path)
        except (
            Exception
        ) as error:  # an actor's own mistake must not end the thread: it is shown like any other
            self._broken = True
            self._queue.put(Failed(error))
        else:
            self._broken = False
            self._files = tuple(scene.files)
            self._queue.put(Loaded(scene, time.perf_counter() - start))

    def _watched(self) -> list[Path]:
        files = {*self._files, self._path}
        if self._broken:
            # What a broken scene includes is not known: any scene file near it may be what mends it.
            files |= {file for folder in {file.parent for file in files} for file in folder.glob("*.toml")}
        return sorted(files)

    def _folders(self) -> tuple[Path, ...]:
        folders = {file.parent for file in (*self._files, self._path)}
        if self._shaders is not None:
            folders |= {self._shaders, *(entry for entry in self._shaders.rglob("*") if entry.is_dir())}
        return tuple(sorted(folder for folder in folders if folder.is_dir()))

    def _scene_stamps(self) -> dict[Path, tuple[int, int]]:
        return _stamps(self._watched())

    def _shader_stamps(self) -> dict[Path, tuple[int, int]]:
        if self._shaders is None:
            return {}
        return _stamps(file for file in self._shaders.rglob("*") if file.is_file())


def _stamps(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return when each file was last written and its size; (0, 0) for one that is not there."""
    stamps = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:
            stamps[file] = (0, 0)
        else:
            stamps[file] = (status.st_mtime_ns, status.st_size)
    return stamps
