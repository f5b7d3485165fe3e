"""OpenGL functions that moderngl does not offer."""

from __future__ import annotations

import ctypes
from weakref import WeakKeyDictionary

import moderngl

_found: WeakKeyDictionary[moderngl.Context, dict[str, ctypes._FuncPointer | None]] = WeakKeyDictionary()


def function(context: moderngl.Context, name: str, *arguments: type) -> ctypes._FuncPointer | None:
    """Return a function of the driver by its name, such as "glClipControl", or None if the driver lacks it.

    arguments: the ctypes types of its parameters. It returns no value. The context must be current when it is called.
    """
    known = _found.setdefault(context, {})
    if name not in known:
        loader = getattr(context.mglo, "_context", None)
        # moderngl has two kinds of loaders: of contexts that it made, and of those that it found, such as a window's.
        load = getattr(loader, "load", None) or getattr(loader, "load_opengl_function", None)
        address = load(name) if load is not None else 0
        known[name] = ctypes.CFUNCTYPE(None, *arguments)(address) if address else None
    return known[name]
