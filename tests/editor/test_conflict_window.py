"""A file that is changed on disk while the same value is dragged in the window: the window asks, and nothing is
lost."""

from pathlib import Path

import numpy as np
import pytest

from tests.editor.windows import panelled, places
from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched
from visualizer.editor.style import POPUP, contrast

SCALED = TINY.replace('colour = "#8a8f98"\n', 'colour = "#8a8f98"\nscale = 1.0\n')
THEIRS = SCALED.replace("scale = 1.0", "scale = 1.75  # from an editor")

pytestmark = pytest.mark.usefixtures("own_state")


def asks(window: Watched) -> bool:
    """Return whether there is a dialog in the middle of the window."""
    picture = window.picture
    y, x = picture.shape[0] // 2, picture.shape[1] // 2
    ground = np.round(np.array(POPUP) * 255.0)
    inside = np.abs(picture[y - 20 : y + 20, x - 100 : x + 100] - ground).max(axis=2) <= 1
    return bool(inside.mean() > 0.3)


@pytest.mark.parametrize("ours", [True, False])
def test_the_window_asks_which_change_stays_and_undo_brings_the_other_back(
    display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    path = write_tiny(tmp_path, SCALED)
    place = places(path, monkeypatch)
    with panelled(display, path) as window:
        window.click(place["box"])
        x, y = place["actor.box.scale.0"]
        before = window.picture[60:280, 150:550]
        window.hold((x, y))
        for step in range(1, 6):
            window.move((x + 8.0 * step, y))
        # The drag has to be under way: one that begins after the file was read again meets nothing.
        window.wait(lambda: bool(np.abs(window.picture[60:280, 150:550] - before).mean() > 2.0))
        path.write_text(THEIRS)
        window.wait(lambda: asks(window))
        window._do("mouseup", "1")
        window.wait_for(lambda title: "not saved" in title.words)
        assert path.read_text() == THEIRS, "nothing is written before the user has decided"
        height, width = window.picture.shape[:2]
        inside = window.picture[height // 2 - 20 : height // 2 + 20, width // 2 - 100 : width // 2 + 100]
        ink = tuple(float(part) / 255.0 for part in inside.reshape(-1, 3)[inside.sum(axis=2).argmax()])
        assert contrast((ink[0], ink[1], ink[2]), POPUP) >= 4.5, "the dialog is dimmed with what is behind it"
        window.click((width / 2.0 + (-60.0 if ours else 60.0), height / 2.0 + 24.0))
        window.wait(lambda: not asks(window))
        if ours:
            window.wait(lambda: path.read_text() not in (THEIRS, SCALED))
            assert "scale = " in path.read_text() and "from an editor" not in path.read_text()
            window.press("ctrl+z")
        window.wait(lambda: path.read_text() == THEIRS)
        window.wait_for(lambda title: "not saved" not in title.words)
