"""Desktop: the real window, moderngl-window's own for pyglet, with what it lacks."""

from __future__ import annotations

import moderngl
import pyglet
from moderngl_window.context.pyglet.window import Window
from pyglet.window import key as pyglet_key

from visualizer.gpu.context import LEAST_VERSION, OPENGL_VERSIONS

_SCREEN_SHARE = 0.9  # of the screen: a window leaves room for the desktop around it


class DesktopWindow(Window):
    """A window whose events can be taken without swapping buffers, and whose keys have names.

    Escape and F11 mean nothing by themselves: the table of keys decides. version: of OpenGL to ask for,
    (major, minor); the context is core and forward-compatible, and may be of another version from 3.3 on.
    Raises what pyglet and moderngl raise if there is none; `opened` asks for one version after the other.
    """

    def __init__(self, title: str, size: tuple[int, int], version: tuple[int, int]) -> None:
        super().__init__(title=title, size=size, gl_version=version, resizable=True, vsync=True)
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
        """Return a key's name in moderngl-window's table, such as PAGE_UP, or nothing for one that is not in it."""
        return self._key_names.get(key, "") if isinstance(key, int) else ""

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
