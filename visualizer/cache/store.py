"""The cache folder: entries of bytes by name, which several processes may read and write at once.

The variable `VISUALIZER_CACHE` is ``off``, or names another folder. Its size has a bound: entries that were used
longest ago are removed first. Nothing that goes wrong here stops the program: an entry that is damaged is removed and
made again, and a folder that cannot be written is left alone, with one `Notice`.
"""

from __future__ import annotations

import os
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from visualizer.errors import Notice

VARIABLE = "VISUALIZER_CACHE"
"""The environment variable: ``off``, or the folder to use instead of the user's cache folder."""

BOUND = 512 << 20
"""Bytes that all entries may take."""
LEFT = 0.75
"""Share of the bound that is left after entries were removed."""

SUFFIX = ".entry"
HALF_WRITTEN = ".half"
"""Suffix of a file that is being written; one that was abandoned is removed as entries are."""
_ABANDONED = 3600.0  # s after which a file that was not finished belongs to no running process
_DIGEST = 32  # bytes before the content of each entry


def cache_folder() -> Path | None:
    """Return the folder of the cache, which may not exist yet, or None if it is turned off."""
    value = os.environ.get(VARIABLE, "")
    if value == "off":
        return None
    if value:
        return Path(value).expanduser()
    from platformdirs import user_cache_path  # loaded on use: a scene may need no entry

    return user_cache_path("launch-visualizer", appauthor=False)


def store() -> Store | None:
    """Return the store of the cache folder, or None if it is turned off."""
    folder = cache_folder()
    return None if folder is None else _store(folder)


class Store:
    """The entries of one folder. bound: bytes. clock: seconds since the epoch."""

    def __init__(self, folder: Path, bound: int = BOUND, clock: Callable[[], float] = time.time) -> None:
        self.folder, self.bound, self._clock = folder, bound, clock
        self._taken: int | None = (
            None  # bytes of all entries: counted at the first write, and after some were removed
        )
        self.writable = True
        """Whether no write has failed yet. After one has, none is tried."""
        self._held: dict[str, bytes] | None = None
        self._holding = Lock()

    def read(self, name: str) -> bytes | None:
        """Return the content of an entry, or None if there is none, or a damaged one."""
        with self._holding:
            if self._held is not None and name in self._held:
                return self._held[name]
        path = self._path(name)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        content = data[_DIGEST:]
        if _digest(content) != data[:_DIGEST]:
            return None
        with suppress(OSError):  # in a folder that can only be read; nothing is removed from it either
            os.utime(path)  # it was used now
        return content

    def write(self, name: str, content: bytes) -> None:
        """Keep an entry, and remove others if the folder grows too large.

        Readers find the old entry or the whole new one. If it cannot be written, a Notice says so, once.
        """
        with self._holding:
            if self._held is not None:
                self._held[name] = content
                return
        if not self.writable:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._replace(self._path(name), _digest(content) + content)
            if self._taken is not None:
                self._taken += _DIGEST + len(content)
            if self._taken is None or self._taken > self.bound:
                self._taken = self._tidied()
        except OSError as error:
            self.writable = False
            reason = error.strerror or str(error)
            text = (
                f"nothing is kept for the next start: cannot write to {self.folder} ({reason}). "
                f"{VARIABLE}=FOLDER names another folder, {VARIABLE}=off keeps nothing"
            )
            warnings.warn(Notice(text), stacklevel=2)

    def hold(self) -> None:
        """Hold back in memory what is written from now on, until `release`, since it may be wanted for a moment only.
        What was held back before is dropped."""
        with self._holding:
            self._held = {}

    def release(self) -> None:
        """Write what is held back; from now on entries are written at once."""
        with self._holding:
            held, self._held = self._held or {}, None
        for name, content in held.items():
            self.write(name, content)

    def size(self) -> tuple[int, int]:
        """Return how many entries there are, and their bytes in all."""
        sizes = [size for _, size, _ in self._entries()]
        return len(sizes), sum(sizes)

    def can_write(self) -> bool:
        """Return whether entries can be written, by writing one."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Notice)
            self.write("probe", b"")
        with suppress(OSError):
            self._path("probe").unlink()
        return self.writable

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"

    def _replace(self, path: Path, data: bytes) -> None:
        number, half = tempfile.mkstemp(suffix=HALF_WRITTEN, dir=self.folder)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(
                    data
                )  # not forced to the disk: what a power cut leaves of it is found to be damaged
            os.replace(half, path)
        except BaseException as error:
            Path(half).unlink(missing_ok=True)
            # Windows replaces no file that is being read; the one that is there has the same content.
            if not (isinstance(error, PermissionError) and path.exists()):
                raise

    def _entries(self) -> list[tuple[float, int, str]]:
        """Return (time of the last use, bytes, path) of all entries."""
        found = []
        with (
            suppress(OSError),
            os.scandir(self.folder) as files,
        ):  # no folder, or one that another process empties
            for file in files:
                if file.name.endswith(SUFFIX):
                    state = file.stat()
                    found.append((state.st_mtime, state.st_size, file.path))
        return found

    def _tidied(self) -> int:
        """Remove the entries that were used longest ago if all take more than the bound, and abandoned files.

        Returns the bytes that are left. What other processes write meanwhile is counted when the next one begins to
        write.
        """
        entries = self._entries()
        size = sum(size for _, size, _ in entries)
        if size > self.bound:
            for _, own, path in sorted(entries):
                if size <= LEFT * self.bound:
                    break
                Path(path).unlink(missing_ok=True)
                size -= own
        for half in self.folder.glob(f"*{HALF_WRITTEN}"):
            with suppress(OSError):  # another process was faster
                if self._clock() - half.stat().st_mtime > _ABANDONED:
                    half.unlink()
        return size


@lru_cache(maxsize=4)
def _store(folder: Path) -> Store:
    return Store(folder)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()
