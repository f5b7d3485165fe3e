"""Keyboards with other layouts than the American, and keys that are released in another window."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.player.scenes import write_tiny
from tests.player.screens import Watched, screen

PLACES = {"L": "46", "]": "35", "R": "27", "1": "10", "-": "20", "Q": "24"}
"""Keys by their label on an American keyboard, with their X keycodes."""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


def test_held_keys_are_released_when_the_window_loses_the_focus_and_work_when_it_is_back(
    display: str, tmp_path: Path
) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.pause()
        window.press("Home")
        window.wait_for(lambda title: title.time == 0.0)
        window._do("keydown", "Right")
        window.wait_for(lambda title: title.time > 4.5 / 24)
        window._do("windowfocus", "1")  # PointerRoot of X: no window in particular
        window._do("keyup", "Right")
        window._do("windowfocus", window._window())
        stopped = window.turned()
        assert window.turned() == stopped
        window.press("Right")  # the same key again, the first time
        window.wait_for(lambda title: title.time > stopped.time)


def test_a_key_that_is_released_after_shift_can_be_pressed_again_and_no_longer_repeats(
    display: str, tmp_path: Path
) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.pause()
        for speed in ("2x", "4x", "8x"):  # by "+", which is another key once Shift is released
            for action, key in (
                ("keydown", "shift"),
                ("keydown", "equal"),
                ("keyup", "shift"),
                ("keyup", "equal"),
            ):
                window._do(action, key)
            window.wait_for(partial(lambda speed, title: title.speed == speed, speed))
        window.press("1", "Home")
        window.wait_for(lambda title: title.time == 0.0 and title.speed == "")
        window._do("keydown", "period")  # "." goes on frame by frame
        window.wait_for(lambda title: title.time > 4.5 / 24)
        for action, key in (("keydown", "shift"), ("keyup", "period"), ("keyup", "shift")):
            window._do(action, key)
        stopped = window.turned()
        assert window.turned() == stopped


def test_keys_with_cyrillic_letters_do_what_the_latin_ones_in_their_places_do(
    display: str, tmp_path: Path
) -> None:
    if shutil.which("setxkbmap") is None:
        pytest.skip("setxkbmap not installed: apt-get install x11-xkb-utils")
    with Watched(display, write_tiny(tmp_path)) as window:
        subprocess.run(["setxkbmap", "ru"], env={**os.environ, "DISPLAY": display}, check=True)
        try:
            for key, word in (("L", "2x"), ("R", "-2x"), ("-", "-1x")):
                window.press(PLACES[key])
                window.wait_for(partial(lambda word, title: word in title.words, word))
            window.press(PLACES["1"])
            window.wait_for(lambda title: title.speed == "")
            window.press(PLACES["]"])
            window.wait_for(lambda title: title.shot == "second")
            window.press(f"ctrl+{PLACES['R']}", PLACES["-"])
            window.wait_for(lambda title: title.speed == "0.5x")
            window.press(f"ctrl+{PLACES['L']}")
            window.wait_for(lambda title: "loop" in title.words)
            window.press(PLACES["Q"])
            assert window.ends() == 0
        finally:
            subprocess.run(["setxkbmap", "us"], env={**os.environ, "DISPLAY": display}, check=True)
