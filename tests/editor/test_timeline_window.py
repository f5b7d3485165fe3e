"""The timeline in a window, driven by the mouse and real keys: what is dragged there is in the file, and undo gives its
bytes back."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched
from visualizer.editor.style import KEYED, hue

OPTIONS = ("--size", "780x560", "--quality", "draft")


pytestmark = pytest.mark.usefixtures("own_state")


def like(picture: NDArray[np.int64], colour: tuple[float, float, float]) -> NDArray[np.bool_]:
    """Return which pixels of the lower part of a window are of a colour."""
    found: NDArray[np.bool_] = np.abs(picture - np.round(np.array(colour) * 255.0)).max(axis=-1) <= 3
    found[: len(picture) // 2] = False
    return found


def keys(picture: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the places of the keyframes that are not selected in the first row that has any, from the left."""
    found = like(picture, KEYED)
    rows = np.flatnonzero(found.any(axis=1))
    if not len(rows):
        return []
    row = int(rows[0]) + 1
    line = np.flatnonzero(found[row])
    parts = np.split(line, np.flatnonzero(np.diff(line) > 1) + 1)
    return [(round(float(part.mean())), row) for part in parts if len(part) > 1]


def test_keyframes_and_shots_are_dragged_in_the_file_and_undone(display: str, tmp_path: Path) -> None:
    file = write_tiny(tmp_path)
    with Watched(display, file, options=OPTIONS) as window:
        window.pause()
        window.press("Tab")
        places: list[tuple[int, int]] = []

        def rests() -> bool:
            """Panels that have just come may move once more, however long a turn of the window's loop takes."""
            places[:] = keys(window.picture)
            window.turned()
            return len(places) == 2 and keys(window.picture) == places

        window.wait(rests)
        first, last = places
        second = (last[0] - first[0]) / 20.0  # points, as the keyframes are at 0 and 20 s
        window.drag(last, (last[0] - 5 * second, last[1]))
        window.wait(lambda: "t = 15," in file.read_text())
        assert file.read_text() == TINY.replace("t = 20", "t = 15")
        window.press("ctrl+z")
        window.wait(lambda: file.read_text() == TINY)

        # The edge between the two shots.
        (line,) = [np.flatnonzero(like(window.picture, hue(1)).any(axis=1))[4]]
        edge = int(np.flatnonzero(like(window.picture, hue(1))[line])[0])
        window.drag((edge, line), (edge + 2 * second, line))
        window.wait(lambda: "start = 4.0" in file.read_text())
        assert file.read_text() == TINY.replace("start = 2.0", "start = 4.0")
        window.press("ctrl+z")
        window.wait(lambda: file.read_text() == TINY)

        # A box around the last keyframe selects it; Delete takes it out of the file.
        window.drag((last[0] - 20, last[1] - 6), (last[0] + 6, last[1] + 7))
        window.wait(lambda: keys(window.picture) == [first])
        window.press("Delete")
        window.wait(lambda: "t = 20" not in file.read_text())
        assert file.read_text() == TINY.replace(", { t = 20, v = [-3, 2, 4] }", "")
        window.press("ctrl+z")
        window.wait(lambda: file.read_text() == TINY)
        window.press("q")
        assert window.ends() == 0
