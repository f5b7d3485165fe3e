"""The window on a desktop with a window manager: covered, minimised, closed, and keys that belong to the desktop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched, screen, server_of
from tests.waiting import wait_until
from visualizer.player.renewal import CALM


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen(manager=True) as name:
        yield name


DEPTH = """
from visualizer.gpu.context import create_context
from visualizer.gpu.depth import clip_from_zero
from visualizer.player.desktop import opened
window = opened("depth", (32, 32))
print(clip_from_zero(window.ctx), clip_from_zero(create_context()))
"""


def test_the_window_has_the_depth_range_of_a_context_without_one(display: str) -> None:
    environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
    said = subprocess.run([sys.executable, "-c", DEPTH], env=environment, capture_output=True, text=True)
    window, alone = said.stdout.split()
    assert window == alone, said.stderr


UNREAD = """
from visualizer.player.desktop import opened
window = opened("unread", (32, 32))
input()
"""


def test_keys_that_are_pressed_before_the_window_reads_any_are_kept_for_it(display: str) -> None:
    environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
    process = subprocess.Popen([sys.executable, "-c", UNREAD], env=environment, stdin=subprocess.PIPE)
    try:
        server = server_of(display)

        def asked() -> bool:
            number = server.named("unread")
            return number is not None and server.takes_keys(number)

        wait_until(asked, lambda: "the server was never told that the window takes keys")
    finally:
        process.kill()
        process.communicate()


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


def test_a_window_that_cannot_be_seen_looks_for_events_twenty_times_a_second(
    display: str, tmp_path: Path
) -> None:
    with Watched(display, write_tiny(tmp_path), count="Desktop:DesktopWindow.take_events") as window:
        window.desk("set_desktop_for_window", "1")
        window.wait(lambda: not window.mapped)
        start = window.title.time
        window.wait_for(lambda title: title.time > start + 0.2)
        begin, turns = window.title.time, window.counted
        window.wait_for(lambda title: title.time > start + 1.5)
        turns = window.counted - turns
        # The film goes on with the clock; 20 times a second, with as many again to spare.
        assert turns <= 40.0 * (window.title.time - begin)


def test_what_a_hidden_window_will_need_is_prepared_once_it_can_be_seen(display: str, tmp_path: Path) -> None:
    shots = 11  # frames that are worked out of this film: see `moments`
    with Watched(display, write_tiny(tmp_path), count="Preparation:Preparation._build") as window:
        window.wait(lambda: window.counted == shots)
        window.desk("set_desktop_for_window", "1")
        window.wait(lambda: not window.mapped)
        write_tiny(tmp_path, TINY.replace("#8a8f98", "#d02010"))
        window.wait(lambda: window.counted == shots + 1)  # the first frame of what was saved
        start = window.title.time
        window.wait_for(lambda title: title.time > start + CALM + 0.5)
        assert window.counted == shots + 1
        window.desk("set_desktop_for_window", "0")
        window.wait(lambda: window.counted == 2 * shots)


def test_an_error_is_laid_out_anew_in_a_window_that_becomes_smaller(display: str, tmp_path: Path) -> None:
    path = write_tiny(tmp_path, TINY.replace("fov = 45", "fov = 'wide'"))
    with Watched(display, path, wait=False) as window:

        def fits(width: int) -> bool:
            if window.size != (width, 180):
                return False
            lit = window.picture[:60].max((0, 2)) > 0  # the panel is a little lighter than what is around it
            return bool(lit[20:-20].all() and not lit[-4:].any())

        for width in (640, 400):
            window.wait(lambda: bool(window.size[1]))
            window.desk("windowsize", str(width), "180")
            window.wait(lambda width=width: fits(width))  # type: ignore[misc]


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+w"])
def test_the_usual_combinations_quit(display: str, tmp_path: Path, key: str) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.press(key)
        assert window.ends() == 0


def test_the_close_button_quits(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        subprocess.run(["wmctrl", "-c", "Tiny"], env=window._environment, check=True)
        assert window.ends() == 0


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
        window.press("Home", "question", "Escape", "q")
        assert window.ends() == 0
        assert window.counted - begun < 60, "a picture takes more slices than that"


def test_the_film_waits_for_a_screenshot_that_is_given_up_by_quitting(display: str, tmp_path: Path) -> None:
    path = write_tiny(tmp_path, TINY.replace("[320, 180]", "[3840, 2160]"))
    with Watched(display, path) as window:
        window.press("p", "Escape")
        assert window.ends() == 0
        assert not list(tmp_path.glob("*.png"))


def test_what_is_lost_while_the_buffers_are_swapped_is_drawn_again(display: str, tmp_path: Path) -> None:
    """Events are taken in the swap too. Here each swap ends with one, so that a film that stands is drawn on and on."""
    method = "Desktop:DesktopWindow.swap_buffers"
    with Watched(display, write_tiny(tmp_path), count=method, expose=True) as window:
        window.pause()
        window.turned()
        begun = window.counted
        window.wait(lambda: window.counted > begun + 20)


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
            window.press("Escape")
        assert window.ends() == 0
