"""Locks: no two renders write the same film, or the same frames of a sequence, at once.

The operating system holds a lock for a process and releases it when the process ends, by whatever. A lock file that a
killed process left is therefore taken over by the next render.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from visualizer.errors import InputError
from visualizer.file_names import LONGEST_NAME, printable, shortened
from visualizer.output.files import check_target, failure

_ENDING = ".lock"
_EVERYTHING = 2**31 - 1  # bytes: more than the frames of any film, and as many as Windows locks at once


@contextlib.contextmanager
def locked(out: Path, numbers: range | None = None) -> Iterator[None]:
    """Hold the lock of a film or sequence. numbers: frames that are written; None locks all.

    While several processes write to one name, they hold the locks of different frames. Raises InputError if another
    process holds one of these; it is named. A process does not exclude itself.
    """
    check_target(out)
    path = out.with_name(f".{shortened(out.name, LONGEST_NAME - len(_ENDING) - 1)}{_ENDING}")
    first, count = (0, _EVERYTHING) if numbers is None else (numbers.start, len(numbers))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = _opened(path, first, count)
    except OSError as error:
        raise failure(path, error) from error
    if file is None:
        frames = "" if numbers is None else f" frames {first} to {first + count - 1} of"
        raise InputError(
            f"another render is writing{frames} {printable(out)} ({_owner(path, first, count)}); wait for its end, or choose another name"
        )
    with file:
        if numbers is None:
            file.truncate(0)  # it names processes that were killed
        file.write(f"{first} {first + count} process {os.getpid()} on {socket.gethostname()}\n".encode())
        file.flush()
        try:
            yield
        finally:
            if sys.platform != "win32" and _taken(file, 0, _EVERYTHING):
                path.unlink(missing_ok=True)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):  # another process has opened it
            path.unlink()


def _opened(path: Path, first: int, count: int) -> BinaryIO | None:
    """Return the lock file with the lock of some bytes, one for each frame; None if another process holds one of
    them."""
    while True:
        file = path.open("ab+")
        if not _taken(file, first, count):
            file.close()
            return None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        file.close()  # its last owner has deleted it in the meantime


def _taken(file: BinaryIO, first: int, count: int) -> bool:
    """Lock bytes of a file, unless another process has, and return whether it was done."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(first)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)
        else:
            import fcntl

            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, count, first)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _owner(path: Path, first: int, count: int) -> str:
    """Return the process that wrote last that it locks one of some frames."""
    found = "its process is not known"
    with contextlib.suppress(OSError, ValueError):
        for line in path.read_text(encoding="utf-8").splitlines():
            low, high, owner = line.split(" ", 2)
            if int(low) < first + count and first < int(high):
                found = owner
    return found
