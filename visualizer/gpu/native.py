"""OpenGL functions that moderngl does not offer."""

from __future__ import annotations

import ctypes
from weakref import WeakKeyDictionary

import moderngl

_TAKEN = 4096  # bytes
_found: WeakKeyDictionary[moderngl.Context, dict[str, ctypes._FuncPointer | None]] = WeakKeyDictionary()


def function(
    context: moderngl.Context, name: str, *arguments: type, result: type | None = None
) -> ctypes._FuncPointer | None:
    """Return a function of the driver by its name, such as "glClipControl", or None if the driver lacks it.

    arguments: the ctypes types of its parameters. result: of the value that it returns; None if it returns none. The
    context must be current when it is called.
    """
    known = _found.setdefault(context, {})
    if name not in known:
        loader = getattr(context.mglo, "_context", None)
        # moderngl has two kinds of loaders: of contexts that it made, and of those that it found, such as a window's.
        load = getattr(loader, "load", None) or getattr(loader, "load_opengl_function", None)
        address = load(name) if load is not None else 0
        known[name] = ctypes.CFUNCTYPE(result, *arguments)(address) if address else None
    return known[name]


def finish(context: moderngl.Context) -> None:
    """Wait until the GPU has finished, as `context.finish()` does, but let other threads run Python meanwhile. The
    context must be current."""
    wait = function(context, "glFinish")
    if wait is None:
        context.finish()
    else:
        wait()


def begin(context: moderngl.Context) -> None:
    """Let the driver begin with the calls so far, and return at once if it has a thread for that (`driver_thread.py`).

    Its thread otherwise gets them when there are many, or when a call waits for it. The context must be current.
    """
    flush = function(context, "glFlush")
    if flush is not None:
        flush()


def upload(buffer: moderngl.Buffer, data: bytes, held: bytes = b"") -> None:
    """Write the first bytes of a buffer, in parts that Mesa's thread of the driver takes without a wait: it waits for
    those of more than 8 KiB until all calls before them are done.

    held: what the buffer begins with. Parts that are the same there are not written.
    """
    for first in range(0, len(data), _TAKEN):
        part = data[first : first + _TAKEN]
        if part != held[first : first + _TAKEN]:
            buffer.write(part, offset=first)


class Uploads:
    """What is written to the beginning of a buffer again and again, of which much stays the same."""

    def __init__(self, buffer: moderngl.Buffer) -> None:
        self.buffer = buffer
        self._held = b""

    def write(self, data: bytes) -> None:
        """Write the first bytes of the buffer as `upload` does, but what they are already."""
        held, self._held = self._held, b""  # of which nothing is known after an error
        upload(self.buffer, data, held)
        self._held = data
