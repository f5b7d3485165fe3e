"""The window on a desktop with a window manager: covered, minimised, closed, and keys that belong to the desktop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched, screen
from tests.waiting import GUARD, wait_until


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen(manager=True) as name:
        yield name


OTHER = """
import pyglet, sys
window = pyglet.window.Window(200, 120, caption="other window")
window.set_location(*map(int, sys.argv[1:]))
@window.event
def on_draw():
    pyglet.gl.glClearColor(1, 0, 1, 1)
    window.clear()
pyglet.app.run()
"""


DEPTH = """
from visualizer.gpu.context import create_context
from visualizer.gpu.depth import clip_from_zero
from visualizer.player.desktop import opened
window = opened("depth", (32, 32))
print(clip_from_zero(window.ctx), clip_from_zero(create_context()))
"""


@contextmanager
def other(window: Watched, place: tuple[int, int]) -> Iterator[None]:
    """Open a window of another program, all magenta, at a place of the screen."""
    command = [sys.executable, "-c", OTHER, *map(str, place)]
    process = subprocess.Popen(command, env=window._environment)
    try:
        yield
    finally:
        process.kill()
        process.wait(GUARD)


def paused(window: Watched) -> None:
    window.pause()
    window.press("Home")
    window.wait_for(lambda title: title.time == 0.0)
    window.turned()


def magenta(window: Watched) -> bool:
    return bool((window.picture == (255, 0, 255)).all(2).any())


def _shows(window: Watched, picture: NDArray[np.int64]) -> bool:
    """Return whether a window shows a picture, (height, width, 3) sRGB. One that comes back may be partly off the
    screen at first."""
    shown = window.picture
    return shown.shape == picture.shape and bool(np.abs(shown - picture).max() <= 2)


def test_the_window_has_the_depth_range_of_a_context_without_one(display: str) -> None:
    environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
    said = subprocess.run([sys.executable, "-c", DEPTH], env=environment, capture_output=True, text=True)
    window, alone = said.stdout.split()
    assert window == alone, said.stderr


def test_what_another_window_has_covered_is_drawn_again(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        paused(window)
        window.wait(lambda: window.picture.shape == (180, 320, 3))
        before = window.picture
        with other(window, (300, 260)):
            window.wait(lambda: magenta(window))
        window.wait(lambda: _shows(window, before))


def test_a_window_that_was_minimised_shows_its_picture_again(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        paused(window)
        before = window.picture
        window.desk("windowminimize")
        window.wait(lambda: not window.mapped)
        window.desk("windowactivate")
        window.wait(lambda: _shows(window, before))


def test_a_window_on_another_workspace_draws_nothing_and_the_film_goes_on(
    display: str, tmp_path: Path
) -> None:
    with Watched(display, write_tiny(tmp_path), count="Picture:Picture.drawing") as window:
        window.wait(lambda: window.counted > 1)
        window.desk("set_desktop_for_window", "1")
        window.wait(lambda: not window.mapped)
        start = window.title.time
        window.wait_for(lambda title: title.time > start + 0.2)
        hidden = window.counted
        window.wait_for(lambda title: title.time > start + 1.0)
        assert window.counted == hidden
        window.desk("set_desktop_for_window", "0")
        window.wait(lambda: window.counted > hidden)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+w"])
def test_the_usual_combinations_quit(display: str, tmp_path: Path, key: str) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.press(key)
        assert window.ends() == 0


def test_the_close_button_quits(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        subprocess.run(["wmctrl", "-c", "Tiny"], env=window._environment, check=True)
        assert window.ends() == 0


def test_combinations_of_the_desktop_do_nothing_and_no_screenshot_is_taken(
    display: str, tmp_path: Path
) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        paused(window)
        before = window.title
        window.press("ctrl+s", "ctrl+p", "ctrl+j", "ctrl+r", "super+l", "ctrl+alt+r", "s", "x")
        assert window.turned() == before
        assert window.said == [] and not list(tmp_path.glob("*.png"))


def test_plus_the_number_pad_and_the_question_mark_are_keys_too(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        paused(window)
        window.press("plus", "KP_Add")
        window.wait_for(lambda title: title.speed == "4x")
        window.press("KP_Subtract", "KP_Subtract", "KP_Subtract")
        window.wait_for(lambda title: title.speed == "0.5x")
        window.press("KP_Right", "KP_Right")
        window.wait_for(lambda title: title.time == pytest.approx(2 / 24, abs=1e-3))
        window.press("KP_Home")
        window.wait_for(lambda title: title.time == 0.0)
        window.press("KP_1", "Num_Lock")  # the first of them turns Num Lock on
        window.wait_for(lambda title: title.speed == "")
        before = window.picture
        window.press("question")
        window.wait(lambda: (np.abs(window.picture - before).max(2) > 20).mean() > 0.02)


def test_in_the_free_camera_s_flies_back_and_p_takes_the_screenshot(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        paused(window)
        window.press("v")
        window.wait_for(lambda title: "free camera" in title.words)
        before = window.picture
        window._do("keydown", "s")
        window.wait(lambda: np.abs(window.picture - before)[:120].max() > 20)
        window._do("keyup", "s")
        window.turned()
        assert window.said == []
        assert window.screenshot("p").is_file()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_closes_the_window_and_is_told_by_the_exit_status(
    display: str, tmp_path: Path, number: int
) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.process.send_signal(number)
        assert window.ends() == 128 + number
        assert not any("Traceback" in line for line in window.said)


def test_the_best_quality_answers_keys_while_a_picture_is_drawn(display: str, tmp_path: Path) -> None:
    """The picture is so large that no machine is through with its sixteen samples before the keys come."""
    path = write_tiny(tmp_path, TINY.replace("[320, 180]", "[3840, 2160]"))
    options = ("--size", "760x540", "--quality", "final")
    with Watched(display, path, options=options, count="Drawing:Steps.advance") as window:
        begun = window.counted
        window.press("Home", "question", "Escape")
        assert window.ends() == 0
        assert window.counted - begun < 60, "a picture takes more slices than that"


def test_the_film_waits_for_a_screenshot_that_is_given_up_by_quitting(display: str, tmp_path: Path) -> None:
    path = write_tiny(tmp_path, TINY.replace("[320, 180]", "[3840, 2160]"))
    with Watched(display, path) as window:
        window.press("p", "Escape")
        assert window.ends() == 0
        assert not list(tmp_path.glob("*.png"))


@pytest.mark.parametrize("phase", ["Reload:Reloader._read", "Preparation:Preparation._build"])
@pytest.mark.parametrize("close", [False, True])
def test_keys_and_the_close_button_work_while_the_scene_loads(
    display: str, tmp_path: Path, phase: str, close: bool
) -> None:
    with Watched(display, write_tiny(tmp_path), stall=phase, wait=False) as window:
        number = window.find("iny")
        window.wait(lambda: window.counted > 0)
        # What it does and how far it is: light letters and a bar on dark ground.
        window.wait(lambda: 50 < (window.picture_of(int(number)).min(2) > 60).sum() < 5000)
        if close:
            subprocess.run(["wmctrl", "-i", "-c", number], env=window._environment, check=True)
        else:

            def ended() -> bool:  # a window that has just come loses keys at first
                with suppress(subprocess.CalledProcessError):
                    window.press("Escape")
                return window.process.poll() is not None

            wait_until(ended, lambda: "a window that takes no key")
        assert window.ends() == 0
