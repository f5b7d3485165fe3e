"""Open a window and play a scene in it until it is closed."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from visualizer.data import data_folder
from visualizer.errors import ExitStatus, MachineError
from visualizer.file_names import printable
from visualizer.player.quality import check_quality, detail_at
from visualizer.player.reload import Reloader
from visualizer.renderer.detail import DetailChoice, checked_detail
from visualizer.scene.loading import Reloading, sampling

if TYPE_CHECKING:
    from visualizer.player.desktop import DesktopWindow
    from visualizer.player.editing import EditorFactory

DEFAULT_SIZE = (1280, 720)


def watch(
    path: Path | str,
    *,
    start: float | str = 0.0,
    shot: str | None = None,
    size: tuple[int, int] | None = None,
    quality: str = "auto",
    detail: DetailChoice = "auto",
    editor: EditorFactory | None = None,
) -> int:
    """Play a scene file in a window until it is closed, and return the exit status: 0, or 1 if the scene was broken
    from the start until then.

    start: film time, in seconds or any form of `visualizer.output.times`. shot: the name of a shot to start at instead,
    at its first frame. size: width and height of the window, pixels; None for 1280x720, or less on a small screen.
    quality: one of `quality.QUALITIES`. detail: as for `Renderer`; auto is full at the quality "final". editor: makes
    the panels, when they are first shown; without it, there are none. Errors of the scene are shown in the window,
    which waits for a save that mends them. Raises SceneError if there is no such file, InputError for a start outside
    the film or an unknown shot, ValueError for an unknown quality or detail, and MachineError if no window can be
    opened.
    """
    check_quality(quality)
    chosen = detail_at(quality, checked_detail(detail))
    path = Path(path)
    # The scene loads while the window opens.
    with Reloader(path, Reloading(sampled=False), data_folder("shaders"), sampling) as reloader:
        with held_signals():
            window = open_window(printable(path.name), size)
            from visualizer.player.player import Player  # after the window: both need the desktop's libraries

        player = Player(
            window,
            reloader,
            path,
            start=start,
            shot=shot,
            quality=quality,
            detail=chosen,
            editor=editor,
            clock=time.perf_counter,
        )
        try:
            valid = player.run()
        finally:
            player.release()
            window.close()
    return ExitStatus.DONE if valid else ExitStatus.INPUT_AT_FAULT


@contextmanager
def held_signals() -> Iterator[None]:
    """Hold signals that Python handles, such as Ctrl-C, until the end of the `with` block.

    The libraries of the window are C++: an exception in the midst of their import aborts the process, with a traceback.
    """
    came: list[int] = []
    handlers = {}
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        for number in numbers:
            if callable(signal.getsignal(number)):
                handlers[number] = signal.signal(number, lambda got, frame: came.append(got))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    for number in came[:1]:
        signal.raise_signal(number)


def open_window(title: str, size: tuple[int, int] | None) -> DesktopWindow:
    """Return a window with the newest OpenGL context that the driver offers. Raises MachineError, which says what is
    missing."""
    try:
        from visualizer.player.desktop import opened

        window = opened(title, size or DEFAULT_SIZE)
    except (
        Exception
    ) as error:  # pyglet has a kind of its own for each way to lack a display, and none in common
        raise MachineError(f"no window can be opened ({_reason(error)}).{_remedy()}") from error
    if size is None:
        window.fit_screen(DEFAULT_SIZE)
    return window


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _remedy() -> str:
    if not sys.platform.startswith("linux"):
        return " Update the graphics driver."
    display = os.environ.get("DISPLAY")
    named = f"names '{display}'" if display else "is not set"
    return (
        f" A window needs a screen (the variable DISPLAY {named}) and, on Debian or Ubuntu: apt-get install"
        " libgl1 libgl1-mesa-dri libglx-mesa0 libglu1-mesa libx11-6. Without a screen, xvfb-run gives an invisible"
        " one, and 'visualizer render' needs none."
    )
