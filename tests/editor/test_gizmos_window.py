"""Gizmos in a window, driven by the real mouse and keys: handles take the mouse, and what lies beside them stays the
film's."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.editor.windows import panelled
from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched

pytestmark = pytest.mark.usefixtures("own_state")

LAMP = "\n[light.lamp]\nposition = [0.8, 1.2, 0]\n"


def red_handle(window: Watched) -> tuple[float, float] | None:
    """Return a place on the handle along x: the middle of what has its colour."""
    picture = window.picture
    red = np.argwhere(np.abs(picture - (235, 64, 52)).max(axis=2) < 12)
    if len(red) < 20:
        return None
    row, column = red[red[:, 1].argsort()][-len(red) // 4]
    return float(column), float(row)


def drag_red_handle(window: Watched) -> None:
    """Drag the handle along x, once it is there, some points to the right."""
    window.wait(lambda: red_handle(window) is not None)
    handle = red_handle(window)
    assert handle is not None
    window.hold(handle)
    for step in range(1, 6):
        window.move((handle[0] + 6.0 * step, handle[1] + step))
    window._do("mouseup", "1")


def test_the_mouse_moves_a_box_in_the_picture_and_the_file_follows_in_one_step(
    display: str, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path)
    with panelled(display, path) as window:
        picture = window.picture
        middle = picture.shape[1] / 2.0, 0.28 * picture.shape[0]
        window.click(middle)
        drag_red_handle(window)
        window.wait(lambda: "position = [" in path.read_text().partition("[actor.box]")[2])
        (line,) = [line for line in path.read_text().splitlines() if line not in TINY.splitlines()]
        assert line.startswith("position = [") and line.endswith(", 0.0, 0.0]"), "along x alone"
        window.press("ctrl+z")
        window.wait(lambda: path.read_text() == TINY)
        window.press("m")
        window.wait(lambda: red_handle(window) is not None)
        window.press("m", "m")
        window.wait(lambda: red_handle(window) is None)


def test_the_mouse_drags_a_keyframe_on_the_trail_and_the_scrub_bar_below_stays_the_films(
    display: str, tmp_path: Path
) -> None:
    keys = 'kind = "shape"\nposition = [{ t = 0, v = [0, 0, 0] }, { t = 0.5, v = [-1.5, 0, 0] }]'
    text = TINY.replace('kind = "shape"', keys)
    path = write_tiny(tmp_path, text)
    with panelled(display, path) as window:
        window.press("Home")
        window.wait_for(lambda title: title.time == 0.0)
        picture = window.picture
        window.click((picture.shape[1] / 2.0, 0.28 * picture.shape[0]))
        window.wait(lambda: red_handle(window) is not None)

        def keyed() -> NDArray[np.int64]:
            found = np.abs(window.picture[:250, 180:520] - (255, 201, 102)).max(axis=2) < 12
            return np.argwhere(found)

        window.wait(lambda: len(keyed()) > 30)
        row, column = keyed()[keyed()[:, 1] <= np.median(keyed()[:, 1])].mean(axis=0)
        place = 180.0 + column, row
        window.hold(place)
        for step in range(1, 5):
            window.move((place[0] - 3.0 * step, place[1] - 8.0 * step))
        window._do("mouseup", "1")
        window.wait(lambda: path.read_text() != text)
        changed = path.read_text()
        assert "{ t = 0, v = [0, 0, 0] }, { t = 0.5, v = [" in changed
        window.press("ctrl+z")
        window.wait(lambda: path.read_text() == text)


def test_a_click_on_a_line_of_the_picture_selects_the_light_that_is_there(
    display: str, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path, TINY.replace("[actor.box]", LAMP.lstrip() + "\n[actor.box]"))
    with panelled(display, path) as window:
        window.press("F6")
        light = (255, 217, 89)

        def cross() -> list[tuple[float, float]]:
            picture = window.picture[:300]
            found = np.argwhere(np.abs(picture - light).max(axis=2) < 45)
            return [(float(column), float(row)) for row, column in found]

        window.wait(lambda: len(cross()) > 8)
        window.wait(lambda: red_handle(window) is None)
        places = np.array(cross())
        window.click(tuple(places[np.abs(places - np.median(places, axis=0)).sum(axis=1).argmin()]))
        window.wait(lambda: red_handle(window) is not None)


LIT = """
[look.day]
key.direction = [0, -1, 0]  # from above

[emitter.rain]
rate = 10
position = [0, 2, 0]
colliders = [{ shape = "box", extent = [1, 1, 1] }]
"""


def test_the_mouse_selects_a_collider_by_its_line_and_moves_it_alone(display: str, tmp_path: Path) -> None:
    text = TINY.replace('camera = "eye"', 'camera = "eye"\nlook = "day"', 1) + LIT
    path = write_tiny(tmp_path, text)
    with panelled(display, path) as window:
        window.press("F6")

        def drawn(colour: tuple[int, int, int]) -> NDArray[np.int64]:
            return np.argwhere(np.abs(window.picture[:330, 180:540] - colour).max(axis=2) < 45)

        pink = (255, 153, 191)
        window.wait(lambda: len(drawn(pink)) > 30)
        row, column = drawn(pink)[0]
        window.click((180.0 + column, float(row)))
        drag_red_handle(window)
        window.wait(lambda: "position" in path.read_text().partition("colliders")[2])
        changed = path.read_text()
        assert changed.startswith(text.partition("colliders")[0]), "the collider alone has moved"
        window.press("ctrl+z")
        window.wait(lambda: path.read_text() == text)
