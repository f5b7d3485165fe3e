"""What leaves a window as it was: gestures, keys and what the desktop does with it, all in one window."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.player.scenes import TINY, write_tiny
from tests.player.screens import SIZE, Watched, screen
from tests.waiting import GUARD
from visualizer.player.layout import ScrubBar

BAR = ScrubBar.of(SIZE, 20.0)

MESSAGES = 40
"""Rows at the top of the window that short messages may cover."""

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


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    path = write_tiny(tmp_path_factory.mktemp("shared"))
    with screen(manager=True) as display, Watched(display, path) as window:
        yield window


@pytest.fixture
def window(shared: Watched) -> Watched:
    """The window, with the film at its start and paused, and the mouse beside it, where it hides nothing."""
    shared._do("mousemove", "790", "590")
    shared.pause()
    shared.press("Home")
    shared.wait_for(lambda title: title.time == 0.0)
    shared.turned()
    return shared


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


def magenta(window: Watched) -> bool:
    return bool((window.picture == (255, 0, 255)).all(2).any())


def _shows(window: Watched, picture: NDArray[np.int64]) -> bool:
    """Return whether a window shows a picture, (height, width, 3) sRGB, but for the short messages at its top, which go
    by themselves. One that comes back may be partly off the screen at first."""
    shown = window.picture
    return shown.shape == picture.shape and bool(np.abs(shown - picture)[MESSAGES:].max() <= 2)


def taken(window: Watched) -> NDArray[np.int64]:
    """Return a screenshot that is taken now, (height, width, 3)."""
    return np.asarray(Image.open(window.screenshot())).astype(np.int64)


def test_the_mouse_scrubs_and_the_film_goes_on_from_there(window: Watched) -> None:
    window.drag((BAR.x_of(5.0), BAR.y), (BAR.x_of(15.0), BAR.y))
    title = window.wait_for(lambda title: title.time > 14.0)
    assert title.paused and title.time == pytest.approx(15.0, abs=0.1) and title.shot == "second"
    window.click((BAR.x_of(1.0), BAR.y))
    window.wait_for(lambda title: title.time == pytest.approx(1.0, abs=0.1))
    window.click((BAR.left + 0.5 * BAR.reach, BAR.row + BAR.reach))
    window.wait_for(lambda title: "playing" in title.words and title.time > 1.2)


def test_the_marks_of_shots_catch_the_mouse(window: Watched) -> None:
    window.drag((BAR.x_of(10.0), BAR.y), (BAR.x_of(2.0) + 3.0, BAR.y))
    window.wait_for(lambda title: title.time == 2.0)


def test_a_frame_key_that_is_held_goes_on_frame_by_frame(window: Watched) -> None:
    window._do("keydown", "Right")
    window.wait_for(lambda title: title.time > 4.5 / 24)
    window._do("keyup", "Right")
    stopped = window.turned()
    assert window.turned() == stopped
    assert stopped.time * 24 == pytest.approx(round(stopped.time * 24), abs=0.02)


def test_every_save_is_shown_one_after_another(window: Watched) -> None:
    """How long it takes beyond loading the scene is measured by 'visualizer bench reload'."""
    before = window.title
    for name in ("Save 0", "Save 1", "Save 2", "Tiny"):
        write_tiny(window.folder, TINY.replace("Tiny", name))
        shown = window.wait_for(partial(lambda film, title: title.film == film, name))
        assert shown.time == before.time


def test_the_free_camera_flies_and_the_films_camera_comes_back(window: Watched) -> None:
    window.press("v")  # only now: the camera starts from the place that it has when the film stands
    window.wait_for(lambda title: "free camera" in title.words)
    start, before = taken(window), window.picture
    window._do("keydown", "w")
    window.wait(lambda: np.abs(window.picture - before)[:100].mean() > 2.0)
    window._do("keyup", "w")
    window.turned()
    flown = taken(window)
    window.drag((160, 60), (200, 60))
    window.wait(lambda: np.abs(taken(window) - flown).mean() > 2.0)
    window.press("v")
    window.wait_for(lambda title: "free camera" not in title.words)
    assert np.abs(taken(window) - start).mean() < 0.5


def test_what_another_window_has_covered_is_drawn_again(window: Watched) -> None:
    window.wait(lambda: window.picture.shape == (180, 320, 3))
    before = window.picture
    with other(window, (300, 260)):
        window.wait(lambda: magenta(window))
    window.wait(lambda: _shows(window, before))


def test_a_window_that_was_minimised_shows_its_picture_again(window: Watched) -> None:
    before = window.picture
    window.desk("windowminimize")
    window.wait(lambda: not window.mapped)
    window.desk("windowactivate")
    window.wait(lambda: _shows(window, before))


def test_combinations_of_the_desktop_do_nothing_and_no_screenshot_is_taken(window: Watched) -> None:
    before, said = window.title, window.said
    window.press("ctrl+s", "ctrl+p", "ctrl+j", "ctrl+r", "super+l", "ctrl+alt+r", "s", "x")
    assert window.turned() == before
    assert window.said == said


def test_plus_the_number_pad_and_the_question_mark_are_keys_too(window: Watched) -> None:
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
    window.press("question")


def test_in_the_free_camera_s_flies_back_and_p_takes_the_screenshot(window: Watched) -> None:
    window.press("v")
    window.wait_for(lambda title: "free camera" in title.words)
    before, said = window.picture, window.said
    window._do("keydown", "s")
    window.wait(lambda: np.abs(window.picture - before)[:120].max() > 20)
    window._do("keyup", "s")
    window.turned()
    assert window.said == said
    assert window.screenshot("p").is_file()
    window.press("v")
