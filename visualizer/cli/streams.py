"""Standard output and standard error, made safe to write to: if one of them fails, a render is not lost."""

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import Any

from visualizer.cli.errors import ResultsNotPrinted


class _Messages(io.FileIO):
    """Standard error. What cannot be written (closed terminal or pipe, full disk) is discarded, so that a long render
    does not fail because its progress cannot be printed."""

    def write(self, data: Any) -> int:
        with contextlib.suppress(OSError):
            written = super().write(data)
            if written is not None:  # None if a non-blocking stream would have to wait
                return written
        return _size(data)


class _Results(io.FileIO):
    """Standard output. The first write that fails raises BrokenPipeError if the reader has closed the pipe, and
    ResultsNotPrinted otherwise. Later writes are discarded, because Python flushes once more when it exits."""

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
    """Make the standard streams safe to write to. Call it once, before any file is opened.

    A stream that was closed before the program started is opened on the null device: otherwise the next file to be
    opened would get its file descriptor, and libraries would print into that file. Characters that a stream cannot
    encode are escaped.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
    sys.stdout = _over(sys.stdout, 1, _Results)
    sys.stderr = _over(sys.stderr, 2, _Messages)


def _over(stream: Any, number: int, kind: Callable[..., io.FileIO]) -> Any:
    """Return a text stream on file descriptor `number`, or `stream` itself if it is not one of Python's file streams.

    kind: class of the raw stream.
    """
    if stream is not None and not isinstance(stream, io.TextIOWrapper):
        return stream
    if stream is not None:
        stream.reconfigure(errors="backslashreplace")
        buffer: Any = stream.buffer  # missing if Python runs unbuffered
        if (
            type(getattr(buffer, "raw", buffer)) is not io.FileIO
        ):  # the console of Windows has a stream class of its own
            return stream
        stream.flush()
    raw = kind(number, "w", closefd=False)
    encoding = stream.encoding if stream is not None else "utf-8"
    each_line = number == 2 or raw.isatty() or (stream is not None and stream.write_through)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", line_buffering=each_line)
