"""Whole files or none: what is written appears under its name only when it is finished."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from visualizer.output.problems import DiskFull, OutputError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name beside `path` to write to; on success it becomes `path`, on failure it is removed.

    Raises OutputError if the folder cannot be written to or `path` is a folder, DiskFull.
    """
    if path.is_dir():  # else this would be found out only when all is drawn
        raise OutputError(f"cannot write {path}: it is a folder")
    # The ending is kept, because encoders choose the container by it.
    part = path.with_name(f".{path.stem}.part-{os.getpid()}{path.suffix}")
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


def _sweep(path: Path) -> None:
    """Remove what writers of `path` left that were killed outright: parts whose process is gone."""
    if os.name != "posix":  # elsewhere signal 0 is no question
        return
    before, after = f".{path.stem}.part-", path.suffix
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
        return DiskFull(path)
    return OutputError(f"cannot write {path}: {error.strerror or error}")
