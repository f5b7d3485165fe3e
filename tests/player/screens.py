"""A virtual screen, and a process that plays a scene on it, driven by key and mouse events."""

import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.commands import Command
from tests.player.x11 import Connection
from tests.waiting import GUARD, wait_until

SIZE = (320, 180)

_OPTIONS = ("--size", f"{SIZE[0]}x{SIZE[1]}", "--quality", "preview")


def missing() -> list[str]:
    """Return the programs that window tests need and that are not installed."""
    names = {
        "Xvfb": "xvfb",
        "xdotool": "xdotool",
        "openbox": "openbox",
        "wmctrl": "wmctrl",
    }
    return [package for name, package in names.items() if shutil.which(name) is None]


_PICTURES: dict[str, Path] = {}
"""The files in which X servers keep what their screens show, by the name of the display."""

_SERVERS: dict[str, Connection] = {}
"""Connections to the servers, by the name of the display."""


def seen(display: str) -> NDArray[np.int64]:
    """Return what a screen shows now, (height, width, 3) int, sRGB."""
    data = _PICTURES[display].read_bytes()
    # The header of an X window dump: XWDFile.h. All numbers are 32 bits, big end first.
    header = struct.unpack(">25I", data[:100])
    start, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
    rows = np.frombuffer(data, np.uint8, height * line, start + 12 * colours).reshape(height, line)
    return rows[:, : 4 * width].reshape(height, width, 4)[..., 2::-1].astype(int)


def server_of(display: str) -> Connection:
    """Return the connection to the server of a screen."""
    return _SERVERS[display]


@contextmanager
def screen(*, manager: bool = False) -> Iterator[str]:
    """Start an X server without a monitor, and give its display's name. manager: with a window manager."""
    with tempfile.TemporaryDirectory() as folder, _server(folder) as display:
        _PICTURES[display] = Path(folder) / "Xvfb_screen0"
        _SERVERS[display] = server = Connection(display)
        try:
            if not manager:
                yield display
                return
            with _desk(display):
                wait_until(lambda: server.managed, lambda: "no window manager")
                yield display
        finally:
            _SERVERS.pop(display).close()


@contextmanager
def _desk(display: str) -> Iterator[None]:
    """Run a window manager."""
    desk = subprocess.Popen(
        ["openbox", "--sm-disable"], env={**os.environ, "DISPLAY": display}, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        desk.terminate()
        desk.wait(GUARD)


@contextmanager
def _server(folder: str) -> Iterator[str]:
    if lacking := missing():
        text = f"the tests of the window need: apt-get install {' '.join(lacking)}"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
    reader, writer = os.pipe()
    server = subprocess.Popen(
        # -noreset: otherwise the server resets when its last window closes, and refuses connections meanwhile.
        [
            "Xvfb",
            "-displayfd",
            str(writer),
            "-screen",
            "0",
            "800x600x24",
            "-nolisten",
            "tcp",
            "-noreset",
            "-fbdir",
            folder,
        ],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as pipe:
            number = pipe.readline().strip()
        assert number, "the X server did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(GUARD)


_COUNTING = """
import importlib.abc, sys, threading
from importlib.machinery import PathFinder

class Counting(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "visualizer.player.{module}":
            return None
        found = PathFinder.find_spec(name, path)
        execute = found.loader.exec_module
        def executed(module):
            execute(module)
            real = module.{name}.{method}
            def counted(*args, **options):
                with open({file!r}, "a") as calls:
                    calls.write(".")
                if {stall}:
                    threading.Event().wait()
                done = real(*args, **options)
                if {expose}:
                    args[0].exposed_func()
                return done
            module.{name}.{method} = counted
        found.loader.exec_module = executed
        return found

sys.meta_path.insert(0, Counting())
"""
"""Code that the process executes first: it counts the calls of a method, a byte in a file for each, and stalls it or
exposes the window in it."""


class Gone(Exception):
    """The window is not there, perhaps because it is replaced by another."""


@dataclass
class Title:
    """The parts of a window's title. time: seconds."""

    film: str
    time: float
    shot: str
    words: list[str]

    @classmethod
    def read(cls, text: str) -> "Title":
        """Return the parts of a title. Raises Gone if it is empty."""
        if not text:
            raise Gone
        film, clock, shot, *words = text.split(" | ")
        minutes, seconds = clock.split(":")
        return cls(film, 60.0 * int(minutes) + float(seconds), shot, words)

    @property
    def paused(self) -> bool:
        return "paused" in self.words

    @property
    def speed(self) -> str:
        """The word of the speed, such as 0.5x; none at normal speed."""
        return next((word for word in self.words if word.endswith("x")), "")


class Watched:
    """A process that shows a scene on a screen."""

    def __init__(
        self,
        display: str,
        scene: Path,
        *,
        start: float | str = 0.0,
        root: Path | None = None,
        options: tuple[str, ...] = _OPTIONS,
        wait: bool = True,
        count: str = "",
        stall: str = "",
        expose: bool = False,
    ) -> None:
        """`count`: a method, as Module:Class.method, in `visualizer.player`; `counted` is how often it was called.

        stall: a method that never returns. expose: the method that is counted, of the window, ends with an event
        which says that the screen has lost what was drawn.
        """
        self.folder = scene.parent
        self._display = display
        self._server = _SERVERS[display]
        self._wait = wait
        self._environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
        self._environment["PYTHONPATH"] = str(root or Path(__file__).resolve().parents[2])
        self._log = self.folder / "stderr.log"
        self._calls = self.folder / "calls"
        hook = ""
        if count or stall:
            module, name, method = re.split("[:.]", count or stall)
            hook = _COUNTING.format(
                module=module.lower(),
                name=name,
                method=method,
                file=str(self._calls),
                stall=bool(stall),
                expose=expose,
            )
        words = ["watch", str(scene), "--start", str(start), *options]
        self._log.touch()
        self.process: Command | subprocess.Popen[bytes]
        if root is None:
            self.process = Command(words, self.folder, self._environment, self._log, before=hook)
        else:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "visualizer", *words],
                cwd=self.folder,
                env=self._environment,
                stderr=self._log.open("w"),
            )

    def __enter__(self) -> "Watched":
        try:
            if not self._wait:
                return self
            self.wait(lambda: self._found() is not None)
            self.listens()
            # Away from the scrub bar, so that the mouse hides nothing.
            self._do("mousemove", "790", "590")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    @property
    def title(self) -> Title:
        """The window's title now."""
        return Title.read(self._name())

    def press(self, *keys: str) -> None:
        """Press and release keys, named as in X."""
        self._do("key", "--delay", "30", *keys)

    def pause(self) -> Title:
        """Let the film stand, and return the title. On a slow machine it may stand at its end, where the key would
        start it anew."""
        if not self.title.paused:
            self.press("space")
        return self.wait_for(lambda title: title.paused)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the left button at one place of the window, let it go at another."""
        self.hold(start)
        self.move(end)
        self._do("mouseup", "1")

    def click(self, place: tuple[float, float]) -> None:
        """Click with the left button."""
        self.move(place)
        self._do("click", "1")

    def move(self, place: tuple[float, float]) -> None:
        """Move the mouse to a place of the window."""
        self._do("mousemove", "--window", self._window(), *_whole(place))

    def hold(self, place: tuple[float, float]) -> None:
        """Press the left button at a place of the window, and hold it."""
        self.move(place)
        self._do("mousedown", "1")

    def desk(self, action: str, *arguments: str) -> None:
        """Ask the window manager to do something with the window, by an action of xdotool."""
        self._do(action, self._window(), *arguments)

    @property
    def mapped(self) -> bool:
        """Whether the desktop shows the window."""
        return self._server.mapped(self._number())

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the window, pixels."""
        box = self._server.box(self._number())
        return box.width, box.height

    @property
    def counted(self) -> int:
        """How often the method that is counted was called so far."""
        return self._calls.stat().st_size if self._calls.is_file() else 0

    @property
    def picture(self) -> NDArray[np.int64]:
        """What the screen shows where the window is, (height, width, 3) int, sRGB."""
        return self.picture_of(self._number())

    def picture_of(self, number: int) -> NDArray[np.int64]:
        """Return what the screen shows where a window is, by its number: one whose scene is not loaded has another
        title."""
        left, top, width, height = self._server.box(number)
        return seen(self._display)[max(top, 0) : top + height, max(left, 0) : left + width]

    def wait(self, true: Callable[[], bool]) -> None:
        """Wait until a condition holds. Fails with the program's output if it has ended, or with the title."""

        def so() -> bool:
            if self.process.poll() is not None:
                pytest.fail(f"the window closed: {self._log.read_text()}")
            try:
                return true()
            except (Gone, subprocess.CalledProcessError):  # asked while it changed to or from the full screen
                return False

        wait_until(so, self._name)

    def wait_for(self, true: Callable[[Title], bool]) -> Title:
        """Wait until the title meets a condition, and return that title."""
        titles: list[Title] = []

        def so() -> bool:
            titles.append(self.title)
            return true(titles[-1])

        self.wait(so)
        return titles[-1]

    def listens(self) -> None:
        """Wait until the window receives keys. A window that is new or has just been resized loses some."""
        tries = 0

        def heard() -> bool:
            nonlocal tries
            if tries % 100 == 0:
                self._do("windowfocus", self._window())
                self.press("minus")
            tries += 1
            return self.title.speed != ""

        self.wait(heard)
        # Keys arrive in order, so keys that were delayed have been handled too.
        self.press("1")
        self.wait_for(lambda title: title.speed == "")

    def turned(self) -> Title:
        """Return the title once all keys sent so far have been handled; for this the speed is changed and restored."""
        self.press("minus")
        self.wait_for(lambda title: title.speed != "")
        self.press("1")
        return self.wait_for(lambda title: title.speed == "")

    def screenshot(self, key: str = "F12") -> Path:
        """Take a screenshot, and return its path once the program has printed it, when the file is complete."""
        before = len(self.said)
        self.press(key)
        self.wait(lambda: len(self.said) > before)
        return Path(self.said[-1])

    def find(self, name: str) -> str:
        """Wait for a window whose title holds a text, give it the keyboard, and return its number."""
        found: list[str] = []

        def there() -> bool:
            said = subprocess.run(
                ["xdotool", "search", "--onlyvisible", "--name", re.escape(name)],
                env=self._environment,
                capture_output=True,
                text=True,
            )
            found[:] = said.stdout.split()
            return bool(found)

        self.wait(there)
        self._do("windowfocus", "--sync", found[0])
        return found[0]

    def ends(self) -> int:
        """Wait until the program has ended, and return its exit status."""
        return self.process.wait(GUARD)

    @property
    def said(self) -> list[str]:
        """The lines that the program has written to stderr."""
        return self._log.read_text().splitlines()

    def _name(self) -> str:
        window = self._found()
        return "" if window is None else self._server.title(window)

    def _window(self) -> str:
        """Return the number of the window, as programs take it."""
        return str(self._number())

    def _number(self) -> int:
        """Return the number of the window. Raises Gone."""
        window = self._found()
        if window is None:
            raise Gone
        return window

    def _found(self) -> int | None:
        # The title has bars from the moment that the scene is loaded.
        return self._server.named(" | ")

    def _do(self, *command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=GUARD,
        )
        return done.stdout.rstrip("\n")


def _whole(place: tuple[float, float]) -> tuple[str, str]:
    return str(round(place[0])), str(round(place[1]))
