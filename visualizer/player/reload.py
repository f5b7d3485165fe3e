"""Reload: a thread that loads the scene, watches its files and the shaders, and queues what is new.

Loading needs no OpenGL, so the film plays meanwhile. The window's thread takes the news with `news()` and swaps scenes
between two pictures.

No edit is missed: the content of the files is compared with what the last load has read (`Sources`) after every load,
after every event of the file system and at least every half second.
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
from visualizer.scene.problems import Problem, SceneError
from visualizer.scene.scene import Scene
from visualizer.scene.skies import sky_names, sky_parameters
from visualizer.scene.sources import Sources, digest, digest_of

_STEP = 20  # ms without a further change after which a save counts as complete
_WHOLE = 3  # ms of the same, if each changed file ends as it did before
_STEPS = 10  # times that is waited for, at most: a file that is written continuously is loaded too
_EVENTS = 4  # ms in which events of the file system are taken together, at most
_CHECK = 0.02  # s that a scene is checked further at a time
_CHECK_EVERY = 0.1  # s
_CHECK_AFTER = 0.5  # s after a load, in which its first picture is drawn
_COMPARE_EVERY = 500  # ms: interval of comparisons on file systems that report no events


@dataclass(frozen=True)
class Saved:
    """A file differs from what was read: it is read again once it is complete. `Loaded`, `Failed`, `ShadersSaved` or
    `Unchanged` follows."""


@dataclass(frozen=True)
class Unchanged:
    """The files are again what was read."""


@dataclass(frozen=True)
class Loaded:
    """The scene was loaded. seconds: how long that took."""

    scene: Scene
    seconds: float


@dataclass(frozen=True)
class Failed:
    """The scene could not be loaded. error: a SceneError, or another one for a defect of the program or of an actor."""

    error: Exception


@dataclass(frozen=True)
class ShadersSaved:
    """A shader file was changed, added or removed."""


News = Saved | Unchanged | Loaded | Failed | ShadersSaved


class Reloader:
    """The thread that loads and watches. A context manager: entering starts it, with a first load; leaving ends it.

    path: the scene file. load: loads a path to a Scene and raises on failure; it reads files through the Sources it is
    given. shaders: the folder of shaders to watch, or None. check: checks a loaded scene further, a part at each step,
    and yields a problem or None; done bit by bit in a thread of its own, as a part may take long, until the next load.
    """

    def __init__(
        self,
        path: Path,
        load: Callable[[Path, Sources], Scene],
        shaders: Path | None,
        check: Callable[[Scene], Iterator[Problem | None]] = lambda scene: iter(()),
    ) -> None:
        self._path = path
        self._load = load
        self._shaders = shaders
        self._check = check
        self._checking: Iterator[Problem | None] = iter(())
        self._queue: SimpleQueue[News] = SimpleQueue()
        self._comparing = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)
        # Taken before anything is read, so that every later save counts as a change.
        self._sources: Sources | None = None
        self._written: dict[Path, bytes] = {}
        self._skies: dict[str, Mapping[str, Parameter]] = {}
        self._shader_states = self._digests()

    def news(self) -> Iterator[News]:
        """Yield the queued news, oldest first. Never waits. What a caller does not take stays for its next call."""
        while True:
            try:
                yield self._queue.get_nowait()
            except Empty:
                return

    def written(self, path: Path, content: bytes) -> None:
        """Note that this program is about to write a file of a scene that it shows: that is no change to be loaded."""
        self._written[path] = digest_of(content)

    @property
    def waiting(self) -> bool:
        """Whether there are news that nobody has taken, or it is just being looked whether there are some, as files
        were touched."""
        return self._comparing or not self._queue.empty()

    def compare(self) -> bool:
        """Compare the files with what was read from them, load the scene if they differ, and queue what is new.

        The first call loads the scene. Returns whether anything was new. The thread calls this; it is public for tests.
        """
        shaders = self._digests()
        saved = shaders != self._shader_states
        if saved:
            # Queued after the digests were taken: if a file is saved again before it is compiled, the next call sees
            # it.
            self._shader_states = shaders
            self._queue.put(ShadersSaved())
        self._adopt_written()
        changed = self._sources is None or self._sources.now() != self._sources.states
        if changed or (saved and self._declared_skies() != self._skies):
            self._read()
            return True
        return saved

    def check_on(self) -> bool:
        """Check the last scene further, for a short while, and queue the first problem. Return whether there is more to
        check."""
        end, checking = time.perf_counter() + _CHECK, self._checking
        for problem in checking:
            if checking is not self._checking or self._stop.is_set():
                return False  # the scene is not the last one any more
            if problem is not None:
                self._checking = iter(())
                self._queue.put(Failed(SceneError([problem])))
                return False
            if time.perf_counter() > end:
                return True
        return False

    def _check_all(self) -> None:
        checking, wait = self._checking, _CHECK_AFTER
        while not self._stop.wait(wait) and checking is self._checking and self.check_on():
            wait = _CHECK_EVERY

    def __enter__(self) -> Reloader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            while self._compare_settled() and not self._stop.is_set():
                pass  # until the files after a load still have the content that it has read
            folders = self._folders()
            try:
                for events in watch(
                    *folders,
                    watch_filter=None,
                    step=1,
                    debounce=_EVENTS,
                    rust_timeout=_COMPARE_EVERY,
                    yield_on_timeout=True,
                    stop_event=self._stop,
                    recursive=False,
                ):
                    if self._stop.is_set() or self._compare_settled(at_once=bool(events)):
                        break
                    if self._folders() != folders:
                        break
            except (OSError, RuntimeError):
                # The system has no more file watches, or a folder was just removed: compare at intervals instead.
                self._stop.wait(_COMPARE_EVERY / 1000.0)

    def _compare_settled(self, *, at_once: bool = False) -> bool:
        """Call `compare` once the files have stopped changing: editors empty a file before they write it.

        at_once: whether files were touched, so that `waiting` tells others to leave Python's lock to this.
        """
        self._comparing = at_once
        try:
            return self._settled()
        finally:
            self._comparing = False

    def _settled(self) -> bool:
        saved = False
        if self._sources is not None:
            self._adopt_written()
            known = (self._shader_states, self._sources.states)
            for _ in range(_STEPS):
                before = (self._digests(), self._sources.now())
                if before == known:
                    break
                if not saved:
                    self._queue.put(Saved())
                    saved = True
                step = _WHOLE if self._sources.end_alike() else _STEP
                if self._stop.wait(step / 1000.0) or (self._digests(), self._sources.now()) == before:
                    break
        new = self.compare()
        if saved and not new:
            self._queue.put(Unchanged())
        return new

    def _adopt_written(self) -> None:
        """Take what this program has written as read."""
        if self._sources is not None and self._written:
            for path, state in self._sources.now().items():
                if self._written.get(path) == state:
                    self._sources.adopt(path, state)
                    self._written.pop(path, None)

    def _read(self) -> None:
        start = time.perf_counter()
        self._checking = iter(())
        self._sources = Sources()
        self._written.clear()
        self._sources.note(self._path)
        self._skies = self._declared_skies()
        try:
            scene = self._load(self._path, self._sources)
        except Exception as error:
            # An error in an actor's code must not end the thread: the window shows it as any other.
            self._queue.put(Failed(error))
        else:
            self._checking = self._check(scene)
            self._queue.put(Loaded(scene, time.perf_counter() - start))
            if self._thread.is_alive():
                threading.Thread(target=self._check_all, name="check", daemon=True).start()

    def _folders(self) -> tuple[Path, ...]:
        files = self._sources.files if self._sources else (self._path,)
        folders = {folder for file in files for folder in (file.parent, _target(file).parent)}
        if self._shaders is not None:
            folders |= {Path(folder) for folder, _, _ in os.walk(self._shaders)}
        return tuple(sorted(folder for folder in folders if folder.is_dir()))

    def _digests(self) -> dict[str, bytes]:
        """Return the digest of every file below the folder of shaders, by path."""
        if self._shaders is None:
            return {}
        found = (os.path.join(folder, name) for folder, _, names in os.walk(self._shaders) for name in names)
        return {file: digest(file) for file in found}

    def _declared_skies(self) -> dict[str, Mapping[str, Parameter]]:
        """Return the parameters of every sky by its name, against which a scene is checked; none if no shaders are
        watched."""
        if self._shaders is None:
            return {}
        skies: dict[str, Mapping[str, Parameter]] = {}
        for name in sky_names():
            try:
                skies[name] = sky_parameters(name)
            except (OSError, UnicodeError, ParameterError):
                continue  # removed or half saved just now: the next comparison finds it changed
        return skies


def _target(file: Path) -> Path:
    """Return the file that a symbolic link leads to, or the file itself where none can be found."""
    try:
        return file.resolve()
    except (OSError, RuntimeError):
        return file
