"""Whole files or none: what is written appears under its name only when it is finished."""

import contextlib
import errno
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from visualizer.names import readable, shortened
from visualizer.output.problems import DiskFull, OutputError

_LONGEST_STEM, _LONGEST_ENDING = 32, 16  # bytes that the name of a part repeats


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; on success it becomes `path`, on failure it is removed.

    Raises OutputError if the folder cannot be written to or `path` is a folder, DiskFull.
    """
    check_target(path)
    before, after = _around(path)
    part = path.with_name(f"{before}{os.getpid()}{after}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        part.touch()
    except OSError as error:
        raise failure(path, error) from error
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise failure(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def check_target(path: Path) -> None:
    """Raise OutputError for what would be found out only when all is drawn: a folder in the way, a name too long."""
    try:
        folder = stat.S_ISDIR(os.stat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):  # it, or its folder, is made later
        return
    except OSError as error:
        raise failure(path, error) from error
    if folder:
        raise OutputError(f"cannot write {readable(path)}: it is a folder")


def _around(path: Path) -> tuple[str, str]:
    """Return what stands before and after a number in the names of parts of `path`: short, however long its own is.

    The ending is kept, because encoders choose the container by it.
    """
    stem, ending = path.stem, shortened(path.suffix, _LONGEST_ENDING)
    if len(os.fsencode(stem)) > _LONGEST_STEM:
        stem = f"{shortened(stem, _LONGEST_STEM // 2)}~{zlib.crc32(os.fsencode(stem)):08x}"
    return f".{stem}.part-", ending


def _sweep(path: Path) -> None:
    """Remove what writers of `path` left that were killed outright: parts whose process is gone."""
    if os.name != "posix":  # elsewhere signal 0 is no question
        return
    before, after = _around(path)
    for part in path.parent.iterdir():
        number = part.name.removeprefix(before).removesuffix(after)
        if part.name != f"{before}{number}{after}" or not number.isdecimal():
            continue
        try:
            os.kill(int(number), 0)
        except (ProcessLookupError, OverflowError):
            with contextlib.suppress(OSError):
                part.unlink()
        except OSError:  # it lives, and belongs to somebody else
            continue


def failure(path: Path, error: OSError) -> DiskFull | OutputError:
    """Return what to raise for an error of the system while `path` is written."""
    if error.errno == errno.ENOSPC:
        return DiskFull(readable(path))
    return OutputError(f"cannot write {readable(path)}: {error.strerror or error}")
