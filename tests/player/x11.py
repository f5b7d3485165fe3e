"""What an X server knows of its windows, asked in this process: a test asks often while it waits, and programs take
long to start."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

_MOST = 1 << 16  # 32 bit words of a property that are read
_VIEWABLE = 2  # map_state in Xlib.h
_KEY_PRESS_MASK = 1  # in X.h


class Box(NamedTuple):
    """Where a window is on its screen, pixels, without the frame around it."""

    left: int
    top: int
    width: int
    height: int


class Connection:
    """A connection to a server. Windows are numbers; what is asked of one that has gone is empty."""

    def __init__(self, display: str) -> None:
        from pyglet.libs.x11 import xlib  # it loads Xlib

        self._xlib: Any = xlib
        # Else Xlib ends this process when it asks about a window that has gone.
        self._ignore = xlib.XErrorHandler(lambda *_: 0)
        xlib.XSetErrorHandler(self._ignore)
        self._display = xlib.XOpenDisplay(display.encode())
        assert self._display, f"there is no X server {display}"
        self._root: int = xlib.XDefaultRootWindow(self._display)
        self._names = [self._atom(b"_NET_WM_NAME"), self._atom(b"WM_NAME")]

    def close(self) -> None:
        """End the connection, before the server ends."""
        self._xlib.XCloseDisplay(self._display)

    def windows(self, parent: int | None = None) -> Iterator[int]:
        """Return all windows, or those below one, parents first."""
        x = self._xlib
        root, above, count = x.Window(), x.Window(), ctypes.c_uint()
        found = ctypes.POINTER(x.Window)()
        given = self._root if parent is None else parent
        if not x.XQueryTree(self._display, given, root, above, ctypes.byref(found), ctypes.byref(count)):
            return
        children = [int(found[number]) for number in range(count.value)]
        if found:
            x.XFree(found)
        for child in children:
            yield child
            yield from self.windows(child)

    def named(self, part: str) -> int | None:
        """Return a window whose title holds a text, or None."""
        return next((window for window in self.windows() if part in self.title(window)), None)

    def title(self, window: int) -> str:
        """Return the title of a window."""
        return next(filter(None, (self._text(window, name) for name in self._names)), "")

    @property
    def managed(self) -> bool:
        """Whether a window manager has put its mark on the screen."""
        return bool(self._property(self._root, self._atom(b"_NET_SUPPORTING_WM_CHECK")))

    def mapped(self, window: int) -> bool:
        """Return whether the screen shows a window."""
        about = self._about(window)
        return about is not None and about.map_state == _VIEWABLE

    def takes_keys(self, window: int) -> bool:
        """Return whether a program has asked for the keys that are pressed in a window."""
        about = self._about(window)
        return about is not None and bool(about.all_event_masks & _KEY_PRESS_MASK)

    def box(self, window: int) -> Box:
        """Return where a window is."""
        x, about = self._xlib, self._about(window)
        left, top, child = ctypes.c_int(), ctypes.c_int(), x.Window()
        if about is None or not x.XTranslateCoordinates(
            self._display, window, self._root, 0, 0, ctypes.byref(left), ctypes.byref(top), child
        ):
            return Box(0, 0, 0, 0)
        return Box(left.value, top.value, about.width, about.height)

    def _about(self, window: int) -> Any:
        about = self._xlib.XWindowAttributes()
        return about if self._xlib.XGetWindowAttributes(self._display, window, about) else None

    def _atom(self, name: bytes) -> int:
        return int(self._xlib.XInternAtom(self._display, name, 0))

    def _text(self, window: int, name: int) -> str:
        return self._property(window, name).decode("utf-8", "replace")

    def _property(self, window: int, name: int) -> bytes:
        """Return the bytes of a property; of one with numbers not all, but none if there is no such property."""
        x = self._xlib
        kind, form, count, left = x.Atom(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
        data = ctypes.POINTER(ctypes.c_ubyte)()
        failed = x.XGetWindowProperty(
            self._display, window, name, 0, _MOST, 0, 0,
            kind, ctypes.byref(form), ctypes.byref(count), ctypes.byref(left), ctypes.byref(data),
        )  # fmt: skip
        if failed or not data:
            return b""
        found = ctypes.string_at(data, count.value)
        x.XFree(data)
        return found
