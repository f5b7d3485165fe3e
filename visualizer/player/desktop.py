"""Desktop: the real window, moderngl-window's own for pyglet, with what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import moderngl
import pyglet
from moderngl_window.context.pyglet.window import Window
from pyglet.window import key as pyglet_key

from visualizer.gpu.context import LEAST_VERSION, OPENGL_VERSIONS

_USER_KEY_SHIFT = 32
"""pyglet gives keys that it has no name for their code, shifted by so many bits (pyglet.window.key.user_key)."""


def _places() -> Mapping[int, str]:
    """Return the names, as on an American keyboard, of the keys that X11 numbers by where they are.

    X11's numbers are those of Linux (input-event-codes.h), and 8. On Windows pyglet's letters are of the place already.
    """
    rows = {10: "1234567890", 24: "QWERTYUIOP", 38: "ASDFGHJKL", 52: "ZXCVBNM"}
    names = {first + index: letter for first, row in rows.items() for index, letter in enumerate(row)}
    names = {code: f"NUMBER_{name}" if name.isdecimal() else name for code, name in names.items()}
    return names | {20: "MINUS", 21: "EQUAL", 34: "LEFT_BRACKET", 35: "RIGHT_BRACKET"}


_PLACES = _places() if sys.platform.startswith("linux") else {}
_SCREEN_SHARE = 0.9  # of the screen: a window leaves room for the desktop around it


class DesktopWindow(Window):
    """A window whose events can be taken without swapping buffers, and whose keys have names.

    Escape and F11 mean nothing by themselves: the table of keys decides. unfocused_func: called back when keys go to
    another window from now on; that one gets the releases of those that are held. version: of OpenGL to ask for,
    (major, minor); the context is core and forward-compatible, and may be of another version from 3.3 on.
    Raises what pyglet and moderngl raise if there is none; `opened` asks for one version after the other.
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
        """Take the context that the window has, if it is not too old: macOS gives 4.1 to who asks for more."""
        self._ctx = moderngl.create_context(require=LEAST_VERSION)

    def take_events(self) -> None:
        """Call back for all events that have come. Never waits."""
        self._window.switch_to()
        self._window.dispatch_events()

    def key_name(self, key: object) -> str:
        """Return a key's name in moderngl-window's table, such as PAGE_UP, or nothing for one that is not in it.

        A key that bears no such name in the user's layout (a Cyrillic letter) has that of its place.
        """
        if not isinstance(key, int):
            return ""
        return self._key_names.get(key) or _PLACES.get(key >> _USER_KEY_SHIFT, "")

    def fit_screen(self, size: tuple[int, int]) -> None:
        """Take a size, pixels, or the largest of that shape that the screen has room for."""
        screen = self._window.screen
        share = min(1.0, _SCREEN_SHARE * screen.width / size[0], _SCREEN_SHARE * screen.height / size[1])
        self.size = round(size[0] * share), round(size[1] * share)


def opened(title: str, size: tuple[int, int]) -> DesktopWindow:
    """Return a window with a context of the newest of `OPENGL_VERSIONS` that the driver gives.

    Raises the error of the last version if there is none: an exception of pyglet's or of moderngl's own.
    """
    for number, version in enumerate(OPENGL_VERSIONS, 1):
        before = set(pyglet.app.windows)
        try:
            return DesktopWindow(title, size, version)
        except Exception:  # a driver without that version fails in a way of its own on each platform
            for left in set(pyglet.app.windows) - before:
                left.close()
            if number == len(OPENGL_VERSIONS):
                raise
    raise AssertionError("OPENGL_VERSIONS is empty")
