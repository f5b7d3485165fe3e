"""An invisible screen, and a watched scene on it that is driven like a person would: by keys and mouse."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import GUARD, wait_until

SIZE = (320, 180)

_OPTIONS = ("--size", f"{SIZE[0]}x{SIZE[1]}", "--quality", "preview")


def missing() -> list[str]:
    """Return the programs that window tests need and that are not installed."""
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]


@contextmanager
def screen() -> Iterator[str]:
    """Start an X server without a monitor, and give its display's name."""
    if lacking := missing():
        text = f"{' and '.join(lacking)} not installed: apt-get install xvfb xdotool"
        if os.environ.get("CI"):
            pytest.fail(text)
        pytest.skip(text)
    reader, writer = os.pipe()
    server = subprocess.Popen(
        # -noreset: a server that starts anew when its last window closes turns the next one away meanwhile.
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"],
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


@dataclass
class Title:
    """A window's title, taken apart. time: seconds."""

    film: str
    time: float
    shot: str
    words: list[str]

    @classmethod
    def read(cls, text: str) -> "Title":
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
        self, display: str, scene: Path, *, start: float | str = 0.0, root: Path | None = None
    ) -> None:
        self.folder = scene.parent
        self._environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
        self._environment["PYTHONPATH"] = str(root or Path(__file__).resolve().parents[2])
        self._log = self.folder / "stderr.log"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "visualizer", "watch", str(scene), "--start", str(start), *_OPTIONS],
            cwd=self.folder,
            env=self._environment,
            stderr=self._log.open("w"),
        )

    def __enter__(self) -> "Watched":
        try:
            self.wait(lambda: bool(self._window()))
            self.listens()
            # Away from the scrub bar, so that the mouse hides nothing.
            self._do("mousemove", "400", "400")
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
        return Title.read(self._do("getwindowname", self._window()))

    def press(self, *keys: str) -> None:
        """Press and let go keys, named as X names them."""
        self._do("key", "--delay", "30", *keys)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the left button at one place of the window, let it go at another."""
        self._do("mousemove", *_whole(start), "mousedown", "1")
        self._do("mousemove", *_whole(end), "mouseup", "1")

    def click(self, place: tuple[float, float]) -> None:
        """Click with the left button."""
        self._do("mousemove", *_whole(place), "click", "1")

    def wait(self, true: Callable[[], bool]) -> None:
        """Wait until something is so. Fails with what the program said if it ended, or with the title."""

        def so() -> bool:
            if self.process.poll() is not None:
                pytest.fail(f"the window closed: {self._log.read_text()}")
            try:
                return true()
            except subprocess.CalledProcessError:  # asked while the window changed to or from the full screen
                return False

        wait_until(so, self._name)

    def wait_for(self, true: Callable[[Title], bool]) -> Title:
        """Wait until the title says something, and return it as it was then."""
        titles: list[Title] = []

        def so() -> bool:
            titles.append(self.title)
            return true(titles[-1])

        self.wait(so)
        return titles[-1]

    def listens(self) -> None:
        """Wait until the window takes keys. One that has just come, or has changed its size, loses some at first."""
        tries = 0

        def heard() -> bool:
            nonlocal tries
            if tries % 100 == 0:
                self._do("windowfocus", self._window())
                self.press("minus")
            tries += 1
            return self.title.speed != ""

        self.wait(heard)
        # Keys come in the order in which they are pressed: whatever else came late is undone too.
        self.press("1")
        self.wait_for(lambda title: title.speed == "")

    def turned(self) -> Title:
        """Return the title once all keys sent so far have been acted on; the speed is changed and put back."""
        self.press("minus")
        self.wait_for(lambda title: title.speed != "")
        self.press("1")
        return self.wait_for(lambda title: title.speed == "")

    def screenshot(self, key: str = "F12") -> Path:
        """Take a screenshot, and return its path once the program has told it: it is whole then."""
        before = len(self.said)
        self.press(key)
        self.wait(lambda: len(self.said) > before)
        return Path(self.said[-1])

    def ends(self) -> int:
        """Wait until the program has ended, and return its exit status."""
        return self.process.wait(GUARD)

    @property
    def said(self) -> list[str]:
        """The lines that the program has written to stderr."""
        return self._log.read_text().splitlines()

    def _name(self) -> str:
        window = self._window()
        return window and self._do("getwindowname", window)

    def _window(self) -> str:
        # The title has bars from the moment that the scene is loaded.
        found = subprocess.run(
            ["xdotool", "search", "--name", re.escape(" | ")],
            env=self._environment,
            capture_output=True,
            text=True,
        )
        return found.stdout.split()[0] if found.stdout.split() else ""

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
