"""Latency of reloading: from saving an edit of a scene file until the picture that shows it, by what the edit
changes."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from visualizer.errors import InputError, MachineError
from visualizer.gpu.context import create_context
from visualizer.player.pictures import Pictures
from visualizer.player.reload import Failed, Loaded, News, Reloader
from visualizer.player.session import Session
from visualizer.scene.document import EditError, toml_of
from visualizer.scene.explaining import path_of
from visualizer.scene.loading import Reloading, edited, load, sampling
from visualizer.scene.paths import Path as ScenePath
from visualizer.scene.paths import dotted
from visualizer.scene.problems import SceneError
from visualizer.scene.scene import Scene

SIZE = (960, 540)
"""Pixels of the pictures, width and height."""

_TIMEOUT = 600.0  # seconds to wait for a picture
_NAP = 0.002  # seconds between two looks at the reloader while nothing is drawn
_CALM = 0.3  # seconds between a picture and the next save


@dataclass(frozen=True)
class Edit:
    """A value of a scene that is changed. path: in the merged scene. value: the new one, a Python value."""

    path: ScenePath
    value: Any

    @classmethod
    def read(cls, text: str) -> Edit:
        """Return the edit of a text such as ``camera.eye.fov=30``. Raises InputError for one that is none."""
        path, _, value = text.partition("=")
        try:
            return cls(path_of(path.strip()), tomllib.loads(f"v = {value}")["v"])
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                f"an edit is PATH=VALUE with a value as TOML, such as camera.eye.fov=30, not {text!r}: {error}"
            ) from None


@dataclass(frozen=True)
class ReloadRow:
    """Medians of the saves of one edit, milliseconds from the save on.

    playing: whether the film plays. noticed: until the window says that it reloads. load: reading, checking and
    building, alone. loaded: until the window has the new scene. picture: until its first picture is drawn. drawing: one
    more picture of the same time, alone.
    """

    edit: str
    playing: bool
    noticed: float
    load: float
    loaded: float
    picture: float
    drawing: float


@dataclass(frozen=True)
class ReloadReport:
    """saves: of each edit. rows: in the order measured."""

    saves: int
    rows: tuple[ReloadRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def table(self) -> str:
        """Return the report as text."""
        names = ("noticed", "load", "loaded", "picture", "drawing")
        wide = max(len("edit"), *(len(row.edit) for row in self.rows)) + 2
        lines = [f"milliseconds from the save on, medians of {self.saves} saves", ""]
        lines.append(f"{'edit':{wide}}{'':9}{''.join(f'{name:>9}' for name in names)}")
        for row in self.rows:
            numbers = "".join(f"{getattr(row, name):9.0f}" for name in names)
            lines.append(f"{row.edit:{wide}}{'playing' if row.playing else 'paused':9}{numbers}")
        return "\n".join(lines)


def measure_reload(
    path: Path,
    saves: int,
    edits: Sequence[Edit] = (),
    *,
    start: float = 0.0,
    size: tuple[int, int] = SIZE,
) -> ReloadReport:
    """Save edits of a copy of a scene while it is watched, without a window, paused and playing.

    edits: each is saved and undone in turn; if there are none, `usual_edits`. start: film time that is shown, seconds.
    Raises SceneError if the scene, or the scene with an edit, is at fault, EditError for a value that is not in its
    files, and MachineError if a save is not shown within ten minutes.
    """
    scene = load(path, sampled=False)
    edits = edits or usual_edits(scene, start)
    with tempfile.TemporaryDirectory() as folder:
        for file in scene.files:
            copy = Path(folder) / os.path.relpath(file, path.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        with _Watch(Path(folder) / path.name, start, size) as watch:
            rows = [
                watch.measured(edit, saves, playing=playing) for edit in edits for playing in (False, True)
            ]
    return ReloadReport(saves, tuple(rows))


def usual_edits(scene: Scene, time: float) -> tuple[Edit, ...]:
    """Return an edit of one number of each table that a picture at a film time, seconds, may show: the shot's camera
    and look, and the first light, actor and emitter.
    """
    shot = scene.shot_at(time)
    tables: list[ScenePath] = [("camera", shot.camera)]
    tables += [("look", shot.look)] if shot.look else []
    for kind in ("light", "actor", "emitter"):
        tables += [path for path in scene.tables if path[0] == kind][:1]
    found = []
    for table in tables:
        for path, value in _numbers(scene, table):
            edit = Edit(path, value + 1 if isinstance(value, int) else 1.01 * value + 1e-3)
            try:
                edited(scene, edit.path, edit.value, sampled=False)
            except (EditError, SceneError):
                continue  # beyond its limits, for example
            found.append(edit)
            break
    return tuple(found)


def _numbers(scene: Scene, table: ScenePath) -> Iterator[tuple[ScenePath, int | float]]:
    """Yield the path and the value of each number of a table as it is written, but for times of keyframes."""
    found = scene.documents.find(table)
    if found is None:
        return
    document, own = found
    value: Any = document.data
    for part in own:
        value = value[part]
    rest: list[tuple[ScenePath, Any]] = [(table, value)]
    while rest:
        path, value = rest.pop(0)
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            rest[:0] = [((*path, part), one) for part, one in inner if part != "t"]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, value


class _Watch:
    """What the window does with a scene, without a window: a reloader, and pictures that are drawn in this thread."""

    def __init__(self, path: Path, start: float, size: tuple[int, int]) -> None:
        self._context = create_context()
        window: Any = SimpleNamespace(ctx=self._context, buffer_size=size, take_events=lambda: None)
        handler: Any = SimpleNamespace(ended=False, pending=False, moving=False)
        self._start = start
        self._reloader = Reloader(path, Reloading(sampled=False), None, sampling)
        self._pictures = Pictures(
            window, handler, time.perf_counter, lambda: None, "auto", lambda: self._reloader.waiting
        )
        self._loads: list[float] = []
        self._session: Session | None = None

    def __enter__(self) -> _Watch:
        self._reloader.__enter__()
        self._turn_until(lambda: self._session is not None)
        self._turn_until(lambda: self._pictures.picture.drawn)
        return self

    def __exit__(self, *error: object) -> None:
        self._reloader.__exit__(*error)
        self._pictures.release()
        self._context.release()

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    def measured(self, edit: Edit, saves: int, *, playing: bool) -> ReloadRow:
        """Save an edit and undo it, `saves` times in all, and return how long each step took."""
        documents = self.session.scene.documents
        changed = documents.replaced(edit.path, toml_of(edit.value))
        pairs = [
            (a.file, a.source, b.source)
            for a, b in zip(documents.files, changed.files, strict=True)
            if a is not b
        ]
        ((file, before, after),) = pairs
        rows = []
        for number in range(saves + saves % 2):  # the last one undoes the edit
            self._rest(playing=playing)
            self._save(file, before if number % 2 else after)
            rows.append(self._times())
        self._rest(playing=False)
        drawing = statistics.median(self._redrawn() for _ in range(3))
        noticed, load_, loaded, picture = (1e3 * statistics.median(one) for one in zip(*rows, strict=True))
        return ReloadRow(dotted(edit.path), playing, noticed, load_, loaded, picture, 1e3 * drawing)

    def _times(self) -> tuple[float, float, float, float]:
        """Return when each step of the reload that begins now is done, s from now: as in `ReloadRow`."""
        scene, begin = self.session.scene, time.perf_counter()

        def now() -> float:
            return time.perf_counter() - begin

        # A small scene may be loaded before this loop turns again, and then nothing says any more that it is.
        self._turn_until(lambda: bool(self._pictures.news) or self.session.scene is not scene)
        noticed = now()
        self._turn_until(lambda: self.session.scene is not scene)
        loaded = now()
        self._turn_until(lambda: self._shown is self.session.scene.library)
        return noticed, self._loads[-1], loaded, now()

    def _redrawn(self) -> float:
        """Return how long one more picture takes, s."""
        begin, frame = time.perf_counter(), self._pictures.frame
        self.session.changed += 1
        self._turn_until(lambda: self._pictures.frame is not frame)
        return time.perf_counter() - begin

    @property
    def _shown(self) -> object:
        """What the last picture was drawn from."""
        frame = self._pictures.frame
        return None if frame is None else frame.library

    def _rest(self, *, playing: bool) -> None:
        """Play, or stand still, for a while at the start."""
        now = time.perf_counter()
        self.session.seek(self._start, now)
        transport = self.session.transport
        self.session.transport = transport.played(now) if playing else transport.paused(now)
        self._turn_until(lambda: time.perf_counter() - now > _CALM and (playing or not self._pictures.busy))

    def _save(self, file: Path, source: bytes) -> None:
        new = file.with_name(f"{file.name}.new")
        new.write_bytes(source)
        new.replace(file)

    def _turn_until(self, true: Callable[[], bool]) -> None:
        """Do what the window does in its loop, until something is true."""
        end = time.monotonic() + _TIMEOUT
        while not true():
            if time.monotonic() > end:
                raise MachineError(f"a saved file was not shown within {_TIMEOUT:.0f} s")
            now, session = time.perf_counter(), self._session
            for news in self._reloader.news():
                self._take(news, now)
            if session is not None:
                self._pictures.draw(session, now)
                if (
                    self._pictures.rehearse(session, now) or self._pictures.busy
                ) and not self._pictures.waiting:
                    continue
            time.sleep(_NAP)

    def _take(self, news: News, now: float) -> None:
        if isinstance(news, Failed):
            raise news.error
        if isinstance(news, Loaded):
            self._loads.append(news.seconds)
            if self._session is None:
                self._session = Session(news.scene, start=self._start, quality="preview", now=now)
                self._session.transport = self._session.transport.paused(now)
                return self._pictures.prepare(news.scene, self._start)
        return self._pictures.take(news, self.session, now)
