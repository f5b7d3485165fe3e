"""Atomic writing of files: a file appears under its name only when it is complete."""

import contextlib
import errno
import itertools
import os
import stat
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from visualizer.errors import DiskFull, InputError
from visualizer.file_names import printable, shortened

NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
"""Error numbers of a full disk and of an exceeded disk quota (Windows has no EDQUOT)."""

_NUMBERS = itertools.count()  # unique within this process: several threads may write files of the same name
_LONGEST_STEM, _LONGEST_ENDING = 32, 16  # bytes of the target's name that the temporary name repeats


class NotAsDrawn(InputError):
    """The written file does not hold what was drawn. The message says in what it differs."""


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`; it is renamed to `path` on success and deleted on failure.

    A symbolic link is followed: the file that it names is replaced, and the link stays. The permissions of a replaced
    file are kept. Raises InputError if the folder cannot be written to or `path` is not a regular file, and DiskFull.
    """
    check_target(path)
    before, after = _name_parts(path)
    try:
        target = Path(os.path.realpath(path)) if path.is_symlink() else path
        part = target.with_name(f"{before}{os.getpid()}-{next(_NUMBERS)}{after}")
        target.parent.mkdir(parents=True, exist_ok=True)
        _delete_stale(target.parent, before, after)
        part.touch()
    except OSError as error:
        raise failure(path, error) from error
    try:
        yield part
        with contextlib.suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(part, target)
    except OSError as error:
        raise failure(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def check_target(path: Path) -> None:
    """Raise InputError if `path` cannot be written, before time is spent on rendering: it is a folder, a device or
    read-only; its folder is a file or is read-only; its name is too long."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:  # the file, or its folder, does not exist yet
        folder = next((one for one in Path(os.path.realpath(path)).parents if one.exists()), None)
        if folder is not None and not os.access(folder, os.W_OK | os.X_OK):
            raise failure(path, PermissionError(errno.EACCES, os.strerror(errno.EACCES))) from None
        return
    except NotADirectoryError:
        file = next(folder for folder in path.parents if folder.exists())
        raise InputError(
            f"cannot write {printable(path)}: {printable(file)} is a file, not a folder"
        ) from None
    except OSError as error:
        raise failure(path, error) from error
    if stat.S_ISDIR(mode):
        raise InputError(f"cannot write {printable(path)}: it is a folder")
    if not stat.S_ISREG(mode):
        # A film is written to a file beside it, read back, and put in its place: a pipe would be replaced unread.
        raise InputError(f"cannot write {printable(path)}: it is a pipe or a device, not a file")
    if not os.access(path, os.W_OK):
        raise InputError(f"cannot write {printable(path)}: the file exists and is write-protected")


def check_not_read(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise InputError if an output is a file that a scene was read from, by whatever name: the scene would be lost."""
    read = {(found.st_dev, found.st_ino) for found in map(_status, inputs) if found is not None}
    for path in outputs:
        found = _status(path)
        if found is not None and (found.st_dev, found.st_ino) in read:
            text = "the scene is read from it; choose another name"
            raise InputError(f"cannot write {printable(path)}: {text}")


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except OSError:  # does not exist
        return None


def _name_parts(path: Path) -> tuple[str, str]:
    """Return the start and the end of temporary names of `path`, between which process and number go. Both are short.

    The ending is kept, because FFmpeg chooses the container by it.
    """
    stem, ending = path.stem, shortened(path.suffix, _LONGEST_ENDING)
    if len(os.fsencode(stem)) > _LONGEST_STEM:
        stem = f"{shortened(stem, _LONGEST_STEM // 2)}~{zlib.crc32(os.fsencode(stem)):08x}"
    return f".{stem}.part-", ending


def _delete_stale(folder: Path, before: str, after: str) -> None:
    """Delete the temporary files of a name that killed processes left: those whose process no longer exists."""
    if os.name != "posix":  # elsewhere signal 0 does not test for existence
        return
    for name in os.listdir(folder):
        process, _, number = name.removeprefix(before).removesuffix(after).partition("-")
        if name != f"{before}{process}-{number}{after}" or not (process.isdecimal() and number.isdecimal()):
            continue
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, OverflowError):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
        except OSError:  # the process exists and belongs to another user
            continue


def failure(path: Path, error: OSError) -> DiskFull | InputError:
    """Return the exception to raise for an OSError while `path` is written."""
    if error.errno in NO_ROOM:
        return DiskFull(printable(path))
    return InputError(f"cannot write {printable(path)}: {error.strerror or error}")
