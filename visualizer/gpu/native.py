"""OpenGL functions that moderngl does not offer."""

from __future__ import annotations

import ctypes
from weakref import WeakKeyDictionary

import moderngl

_STORAGE, _R32UI, _RED_INTEGER, _UNSIGNED_INT = 0x90D2, 0x8236, 0x8D94, 0x1405
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


def clear_storage(buffer: moderngl.Buffer) -> None:
    """Fill a buffer with zeros on the GPU, in the order of the calls around it. The context must be current and have
    OpenGL 4.3.

    `moderngl.Buffer.clear` writes from the CPU, for which it waits until the GPU has used the buffer.
    """
    unsigned, pointer = ctypes.c_uint, ctypes.c_void_p
    bind = function(buffer.ctx, "glBindBuffer", unsigned, unsigned)
    clear = function(buffer.ctx, "glClearBufferData", unsigned, unsigned, unsigned, unsigned, pointer)
    assert bind is not None and clear is not None
    bind(_STORAGE, buffer.glo)
    clear(_STORAGE, _R32UI, _RED_INTEGER, _UNSIGNED_INT, None)
