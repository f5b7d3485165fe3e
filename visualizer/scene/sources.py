"""Sources: the files that one load of a scene asks for, with a hash of the content of each as it was read."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

MAX_BYTES = 8 * 1024 * 1024
"""A scene file larger than this is a mistake; no more of a file is ever read."""

_END = 48
"""Bytes at the end of a file by which one is recognised that is written to its end."""

_ABSENT = b"absent"
_UNREADABLE = b"unreadable"
_NO_FILE = b"not a regular file"
_NOT_READ = (_ABSENT, _UNREADABLE, _NO_FILE)


class Sources:
    """Reads files for one load and keeps a digest of what was read.

    The digest is of the very bytes that the load was given, so an edit made at any later moment, also while the
    load is still under way, makes `now` differ from `states`. Times of modification are not used: two saves
    within the resolution of the file system's clock have the same one.
    """

    def __init__(self, unsaved: Mapping[Path, bytes] | None = None) -> None:
        """unsaved: content that is read instead of that of the files on disk, by path."""
        self._unsaved = dict(unsaved or {})
        self._states: dict[Path, bytes] = {}
        self._ends: dict[Path, bytes] = {}
        self._machine: set[str] = set()

    @property
    def files(self) -> tuple[Path, ...]:
        """Return all files that were asked for, whether they could be read or not."""
        return tuple(self._states)

    def note(self, path: Path) -> None:
        """Make a file one of the sources, as it is now, before it is known whether it can be read."""
        self._states[path] = digest(path)

    def note_machine(self, thing: str) -> None:
        """Make something of this machine, such as a font and its version, a part of the digest. It is not watched."""
        self._machine.add(thing)

    def read(self, path: Path) -> bytes:
        """Return the file's content, at most `MAX_BYTES` + 1 bytes. Raises OSError and ValueError as open does."""
        if (content := self._unsaved.get(path)) is not None:
            self._states[path] = digest_of(content)
            return content[: MAX_BYTES + 1]
        try:
            with path.open("rb") as opened:
                regular = stat.S_ISREG(os.fstat(opened.fileno()).st_mode)
                content = opened.read(MAX_BYTES + 1)
        except (OSError, ValueError):
            now = digest(path)
            self._states[path] = now if now in _NOT_READ else _UNREADABLE
            raise
        self._states[path] = digest_of(content) if regular else _NO_FILE
        self._ends[path] = content[-_END:]
        return content

    def adopt(self, path: Path, state: bytes) -> None:
        """Take a file as it is now, by its digest, for what was read."""
        self._states[path] = state

    @property
    def digest(self) -> str:
        """A digest of what the load was given: equal for the same files with the same content, wherever they lie.

        Things of the machine that the scene is drawn with are in it by their names.
        """
        machine = "\n".join(sorted(self._machine)).encode("utf-8", "surrogateescape")
        return digest_of(b"".join(self._states.values()) + machine).hex()

    @property
    def states(self) -> dict[Path, bytes]:
        """Return what `digest` gave for each file when the load was given its content."""
        return dict(self._states)

    def end_alike(self) -> bool:
        """Return whether each file that was read ends now as it did then: one that is being written does not, until it
        is written to its end."""
        return all(_end(path) == end for path, end in self._ends.items())

    def now(self) -> dict[Path, bytes]:
        """Return what `digest` gives for each file now."""
        return {path: digest(path) for path in self._states}


def digest(path: Path | str) -> bytes:
    """Return a digest of a file's content, or a constant that is no digest if it cannot be read. Never raises.

    Only regular files are read: reading a pipe would consume data meant for another process.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return _NO_FILE
        with open(path, "rb", buffering=0) as opened:
            # At most one byte more than its size: if the file is just growing, this digest differs from the next one.
            return digest_of(opened.read(min(status.st_size, MAX_BYTES) + 1))
    except FileNotFoundError:
        return _ABSENT
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a cycle, until Python 3.13
        return _UNREADABLE


def _end(path: Path) -> bytes:
    """Return the last bytes of a file; none if it cannot be read. Only regular files are read, as for `digest`."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return b""
        with open(path, "rb", buffering=0) as opened:
            opened.seek(max(0, min(status.st_size, MAX_BYTES + 1) - _END))
            return opened.read(_END)
    except (OSError, ValueError, RuntimeError):
        return b""


def digest_of(content: bytes) -> bytes:
    """Return what `digest` returns for a file with this content."""
    return hashlib.blake2b(content, digest_size=16).digest()
