"""Desktop: a window on the desktop, moderngl-window's for pyglet with additions."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import moderngl
import pyglet
from moderngl_window.context.pyglet.window import Window
from pyglet.window import key

from visualizer.gpu.context import LEAST_VERSION, OPENGL_VERSIONS
from visualizer.player.keys import KEY_NAMES, Press

_KEY_EVENTS = (2, 3)  # X11's types of the press and the release of a key, in X.h
_USER_KEY_SHIFT = 32
"""Bits by which pyglet shifts the codes of keys that it has no name for (pyglet.window.key.user_key)."""


def _places() -> Mapping[int, str]:
    """Return the names of keys on an American keyboard by X11's key code, which identifies the place of a key.

    X11's codes are those of Linux (input-event-codes.h) plus 8. On Windows pyglet names keys by place already.
    """
    rows = {10: "1234567890-=", 24: "QWERTYUIOP[]", 38: "ASDFGHJKL", 52: "ZXCVBNM"}
    return {first + index: letter for first, row in rows.items() for index, letter in enumerate(row)}


_NAMES = {getattr(key, name): shown for name, shown in KEY_NAMES.items()}
_PLACES = _places() if sys.platform.startswith("linux") else {}
_CONTROL = key.MOD_COMMAND if sys.platform == "darwin" else key.MOD_CTRL
_OTHER = (key.MOD_ALT | key.MOD_WINDOWS | key.MOD_COMMAND | key.MOD_OPTION) & ~_CONTROL
_SCREEN_SHARE = 0.9  # of the screen that a window takes at most


class DesktopWindow(Window):
    """A window whose events can be handled without swapping buffers, and whose keys have names.

    moderngl-window's own handling of keys is not used. pressed_func: called with each key that is pressed, not when a
    held key repeats. released_func: called with the name of a key that is released. typed_func: called with each
    character that is typed, when a held key repeats too. unfocused_func: called when the window loses the keyboard,
    after which it gets no releases of held keys. exposed_func: called when the screen no longer holds what was drawn,
    as the window was covered, hidden or off the screen, or has another size: X11 exposes nothing of a smaller window.
    version: (major, minor) of OpenGL to request; the context is core and forward-compatible, and the driver may give
    another version from 3.3 on. Raises the errors of pyglet and moderngl if there is none; `opened` tries one version
    after the other.
    """

    def __init__(self, title: str, size: tuple[int, int], version: tuple[int, int]) -> None:
        super().__init__(title=title, size=size, gl_version=version, resizable=True, vsync=True)
        self._press: Press | None = (
            None  # a key that was just pressed: its character comes as an event of its own
        )
        self._code = 0  # X11's code of the key that is pressed or released now; 0 elsewhere
        self._down: dict[int, set[int]] = {}  # pyglet's numbers of what is held, by that code
        self.pressed_func: Callable[[Press], None] = lambda press: None
        self.released_func: Callable[[str], None] = lambda name: None
        self.typed_func: Callable[[str], None] = lambda text: None
        self.unfocused_func: Callable[[], None] = lambda: None
        self.exposed_func: Callable[[], None] = lambda: None
        self._window.push_handlers(
            on_key_press=self._key_pressed,
            on_key_release=self._key_released,
            on_text=self._typed,
            on_activate=self._focused,
            on_deactivate=lambda: self.unfocused_func(),
            on_expose=lambda: self.exposed_func(),
            on_show=lambda: self.exposed_func(),
            on_resize=lambda width, height: self.exposed_func(),
        )
        self.exit_key = None
        self.fullscreen_key = None
        self.ctx.gc_mode = "context_gc"  # see gpu/copies.py
        if hasattr(self._window, "pressed_keys"):  # only on X11
            for name in ("dispatch_platform_event", "dispatch_platform_event_view"):
                setattr(self._window, name, partial(self._note_code, getattr(self._window, name)))
        self._ask_for_events()

    def init_mgl_context(self) -> None:
        """Use the window's context if it has at least LEAST_VERSION: macOS gives 4.1 if more is requested."""
        self._ctx = moderngl.create_context(require=LEAST_VERSION)

    def set_default_viewport(self) -> None:
        """Do nothing: whoever draws sets the viewport, and events may come between two draws of a picture."""

    def take_events(self) -> None:
        """Call the callbacks of all pending events. Never waits."""
        self._window.switch_to()
        self._window.dispatch_events()
        self._tell()

    def _ask_for_events(self) -> None:
        """Send what pyglet has asked of X11 and keeps back: until then, keys that are pressed are lost, not late."""
        if sys.platform.startswith("linux"):
            from pyglet.libs.x11 import xlib

            xlib.XFlush(self._window.display._display)

    def _note_code(self, handle: Callable[[Any], None], event: Any) -> None:
        """Handle an event of X11, and know meanwhile which key it is of."""
        self._code = event.xkey.keycode if event.type in _KEY_EVENTS else 0
        handle(event)
        self._code = 0

    def _focused(self) -> None:
        """Forget keys that were released while the window had no keyboard: pyglet takes the next press of each for a
        repeat."""
        if self._down:
            from pyglet.libs.x11 import xlib

            down = (ctypes.c_char * 32)()  # a bit for each code
            xlib.XQueryKeymap(self._window.display._display, down)
            for code in tuple(self._down):
                if not down.raw[code // 8] >> code % 8 & 1:
                    self._window.pressed_keys.difference_update(self._down.pop(code))

    def _key_pressed(self, symbol: int, modifiers: int) -> bool:
        self._tell()
        if self._code:
            self._down.setdefault(self._code, set()).add(symbol)
        self._press = Press(
            key_name(symbol),
            shift=bool(modifiers & key.MOD_SHIFT),
            control=bool(modifiers & _CONTROL),
            other=bool(modifiers & _OTHER),
        )
        return True  # no other handler gets it

    def _typed(self, text: str) -> None:
        if self._press is not None and text.isprintable():
            self._press = replace(self._press, character=text)
        self._tell()
        if text.isprintable():
            self.typed_func(text)

    def _key_released(self, symbol: int, modifiers: int) -> None:
        """Release all that the key has been: with or without Shift it has another number, and that it was pressed with
        would count as held on and on."""
        self._tell()
        been = self._down.pop(self._code, {symbol})
        if self._code:
            self._window.pressed_keys.difference_update(been)
        for name in sorted({key_name(one) for one in been | {symbol}}):
            self.released_func(name)

    def _tell(self) -> None:
        """Call `pressed_func` with the last key, as no character of it can follow."""
        press, self._press = self._press, None
        if press is not None:
            self.pressed_func(press)

    def copy(self, text: str) -> None:
        """Put a text into the clipboard."""
        self._window.set_clipboard_text(text)

    def fit_screen(self, size: tuple[int, int]) -> None:
        """Set the size, pixels, or the largest of that aspect ratio that fits the screen."""
        screen = self._window.screen
        share = min(1.0, _SCREEN_SHARE * screen.width / size[0], _SCREEN_SHARE * screen.height / size[1])
        self.size = round(size[0] * share), round(size[1] * share)


def key_name(symbol: int) -> str:
    """Return the name of a key by pyglet's number, or an empty text if it has none.

    A key with another character in the user's layout, such as a Cyrillic letter, has the name of its place.
    """
    return _NAMES.get(symbol) or _PLACES.get(symbol >> _USER_KEY_SHIFT, "")


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
