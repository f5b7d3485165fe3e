"""Desktop: a window on the desktop, moderngl-window's for pyglet with additions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import moderngl
import pyglet
from moderngl_window.context.pyglet.window import Window
from pyglet.window import key as pyglet_key

from visualizer.gpu.context import LEAST_VERSION, OPENGL_VERSIONS

_USER_KEY_SHIFT = 32
"""Bits by which pyglet shifts the codes of keys that it has no name for (pyglet.window.key.user_key)."""


def _places() -> Mapping[int, str]:
    """Return the names of keys on an American keyboard by X11's key code, which identifies the place of a key.

    X11's codes are those of Linux (input-event-codes.h) plus 8. On Windows pyglet names keys by place already.
    """
    rows = {10: "1234567890", 24: "QWERTYUIOP", 38: "ASDFGHJKL", 52: "ZXCVBNM"}
    names = {first + index: letter for first, row in rows.items() for index, letter in enumerate(row)}
    names = {code: f"NUMBER_{name}" if name.isdecimal() else name for code, name in names.items()}
    return names | {20: "MINUS", 21: "EQUAL", 34: "LEFT_BRACKET", 35: "RIGHT_BRACKET"}


_PLACES = _places() if sys.platform.startswith("linux") else {}
_SCREEN_SHARE = 0.9  # of the screen that a window takes at most


class DesktopWindow(Window):
    """A window whose events can be handled without swapping buffers, and whose keys have names.

    moderngl-window's own actions of Escape and F11 are off: `keys.BINDINGS` has them. unfocused_func: called when
    the window loses the keyboard, after which it gets no releases of held keys. version: (major, minor) of OpenGL to
    request; the context is core and forward-compatible, and the driver may give another version from 3.3 on.
    Raises the errors of pyglet and moderngl if there is none; `opened` tries one version after the other.
    """

    def __init__(self, title: str, size: tuple[int, int], version: tuple[int, int]) -> None:
        super().__init__(title=title, size=size, gl_version=version, resizable=True, vsync=True)
        self.unfocused_func: Callable[[], None] = lambda: None
        self._window.push_handlers(on_deactivate=lambda: self.unfocused_func())
        self.exit_key = None
        self.fullscreen_key = None
        self.ctx.gc_mode = "context_gc"  # see gpu/copies.py
        self._key_names = {value: name for name, value in vars(self.keys).items() if isinstance(value, int)}
        # moderngl-window's own table has the braces of the American keyboard here, which take a shift.
        self._key_names[pyglet_key.BRACKETLEFT] = "LEFT_BRACKET"
        self._key_names[pyglet_key.BRACKETRIGHT] = "RIGHT_BRACKET"

    def init_mgl_context(self) -> None:
        """Use the window's context if it has at least LEAST_VERSION: macOS gives 4.1 if more is requested."""
        self._ctx = moderngl.create_context(require=LEAST_VERSION)

    def take_events(self) -> None:
        """Call the callbacks of all pending events. Never waits."""
        self._window.switch_to()
        self._window.dispatch_events()

    def key_name(self, key: object) -> str:
        """Return a key's name in moderngl-window's table, such as PAGE_UP, or an empty text if it has none.

        A key with another character in the user's layout, such as a Cyrillic letter, has the name of its place.
        """
        if not isinstance(key, int):
            return ""
        return self._key_names.get(key) or _PLACES.get(key >> _USER_KEY_SHIFT, "")

    def fit_screen(self, size: tuple[int, int]) -> None:
        """Set the size, pixels, or the largest of that aspect ratio that fits the screen."""
        screen = self._window.screen
        share = min(1.0, _SCREEN_SHARE * screen.width / size[0], _SCREEN_SHARE * screen.height / size[1])
        self.size = round(size[0] * share), round(size[1] * share)


def opened(title: str, size: tuple[int, int]) -> DesktopWindow:
    """Return a window with a context of the newest of `OPENGL_VERSIONS` that the driver offers.

    Raises the error of the last version if there is none: an exception of pyglet or of moderngl.
    """
    for number, version in enumerate(OPENGL_VERSIONS, 1):
        before = set(pyglet.app.windows)
        try:
            return DesktopWindow(title, size, version)
        except Exception:  # platforms raise different exceptions for a version that the driver lacks
            for left in set(pyglet.app.windows) - before:
                left.close()
            if number == len(OPENGL_VERSIONS):
                raise
    raise AssertionError("OPENGL_VERSIONS is empty")
