"""Playhead: the film time that a window shows, for other programs such as the language server: a small file in the
cache folder.

Neither needs the other: what cannot be written or read is left out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from visualizer.cache.store import HALF_WRITTEN, cache_folder
from visualizer.scene.sources import digest_of

_FRESH = 5.0  # s since a window has last told its time, after which it is taken for gone
_EVERY = 0.5  # s between two times that differ
_ALIVE = 2.0  # s between two times that are the same


@dataclass
class Teller:
    """Tells the film time of a window. path: of its scene. clock: seconds, monotonic."""

    path: Path
    clock: Callable[[], float]
    _last: tuple[float, float] | None = None

    def tell(self, film_time: float) -> None:
        """Tell a film time, s, unless one was told just now."""
        now = self.clock()
        if self._last is not None:
            told, at = self._last
            if now - at < (_ALIVE if told == film_time else _EVERY):
                return
        self._last = film_time, now
        file = _file(self.path)
        if file is None:
            return
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}{HALF_WRITTEN}")
            part.write_text(f"{film_time!r}\n", encoding="utf-8")
            part.replace(file)

    def forget(self) -> None:
        """Take back what was told."""
        file = _file(self.path)
        if file is not None and self._last is not None:
            with suppress(OSError):
                file.unlink()


def told(path: Path, now: float | None = None) -> float | None:
    """Return the film time, s, that a window shows of the scene at a path; None if there is no such window.

    now: seconds since the epoch; by default the present.
    """
    file = _file(path)
    if file is None:
        return None
    try:
        age = (time.time() if now is None else now) - file.stat().st_mtime
        return float(file.read_text(encoding="utf-8")) if age < _FRESH else None
    except (OSError, ValueError):
        return None


def _file(path: Path) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    return folder / f"{digest_of(os.path.abspath(path).encode('utf-8', 'surrogateescape')).hex()}.playhead"
