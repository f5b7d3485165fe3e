"""The standard streams, made safe to write to: whatever becomes of them, what was rendered is not lost."""

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import Any

from visualizer.cli.errors import ResultsNotPrinted


class _Messages(io.FileIO):
    """Standard error. What cannot be written (the terminal is gone, a pipe is closed, a disk is full) is dropped: a render
    of hours does not end because nobody reads its progress."""

    def write(self, data: Any) -> int:
        with contextlib.suppress(OSError):
            written = super().write(data)
            if written is not None:  # None where it would have to wait
                return written
        return _size(data)


class _Results(io.FileIO):
    """Standard output. The first time that it cannot be written to, it raises: BrokenPipeError if its reader has closed it,
    ResultsNotPrinted otherwise. What is left is dropped then: Python would try once more when it ends."""

    _failed = False

    def write(self, data: Any) -> int:
        if self._failed:
            return _size(data)
        try:
            return super().write(data)
        except OSError as error:
            self._failed = True
            if isinstance(error, BrokenPipeError):
                raise
            raise ResultsNotPrinted(error) from error


def _size(data: Any) -> int:
    return memoryview(data).nbytes


def open_streams() -> None:
    """Make the standard streams safe to write to. To be called once, before any file is opened.

    A stream that was closed before the program began is opened on nothing: a file would get its number otherwise, and with
    it all that libraries print. Characters that a stream lacks are escaped: no name keeps a message from being printed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    sys.stdout = _over(sys.stdout, 1, _Results)
    sys.stderr = _over(sys.stderr, 2, _Messages)


def _over(stream: Any, number: int, kind: Callable[..., io.FileIO]) -> Any:
    """Return a stream of text over a file number, in place of Python's own where that is a plain one, or none."""
    if stream is not None and not isinstance(stream, io.TextIOWrapper):
        return stream
    if stream is not None:
        stream.reconfigure(errors="backslashreplace")
        buffer: Any = stream.buffer  # there is none where Python is told to run unbuffered
        if (
            type(getattr(buffer, "raw", buffer)) is not io.FileIO
        ):  # the console of Windows, which has its own way
            return stream
        stream.flush()
    raw = kind(number, "w", closefd=False)
    encoding = stream.encoding if stream is not None else "utf-8"
    each_line = number == 2 or raw.isatty() or (stream is not None and stream.write_through)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=each_line)
