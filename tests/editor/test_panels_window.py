"""The panels in a window, driven by real keys and the mouse."""

from pathlib import Path

import numpy as np
import pytest

from tests.editor.windows import has_panels, panelled, places
from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched

SCALED = TINY.replace('colour = "#8a8f98"\n', 'colour = "#8a8f98"\nscale = 2.5\n')
OPTIONS = ("--size", "640x360", "--quality", "draft")


pytestmark = pytest.mark.usefixtures("own_state")


def test_a_key_shows_and_hides_the_panels_beside_the_picture(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path), options=OPTIONS) as window:
        paused = window.pause()
        alone = window.picture
        assert not has_panels(alone)
        window.press("Tab")
        window.wait(lambda: has_panels(window.picture))
        window.press("F4")
        window.wait(lambda: bool(np.abs(window.picture - alone).mean() < 2.0))
        window.press("Tab")
        window.wait(lambda: has_panels(window.picture))
        window.press("Escape")
        window.wait(lambda: not has_panels(window.picture))
        assert window.turned() == paused
        window.press("q")  # an Esc right after one that hid the panels does not quit
        assert window.ends() == 0
    assert (tmp_path / "tiny.toml").read_text() == TINY


def test_a_value_is_typed_dragged_and_undone_with_mouse_and_keys_and_the_file_follows(
    display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny(tmp_path)
    place = places(path, monkeypatch)
    with panelled(display, path) as window:
        window.click(place["box"])
        window.click(place["actor.box.scale.0"])
        window.press("2", "period", "5", "Return")
        window.wait(lambda: path.read_text() == SCALED)
        window.press("ctrl+z")
        window.wait(lambda: path.read_text() == TINY)
        window.press("ctrl+y")
        window.wait(lambda: path.read_text() == SCALED)
        x, y = place["actor.box.scale.0"]
        window.hold((x, y))
        for step in range(1, 6):
            window.move((x + 8.0 * step, y))
        window._do("mouseup", "1")
        window.wait(lambda: path.read_text() not in (SCALED, TINY))
        assert path.read_text().replace(SCALED.partition("2.5")[2], "").startswith(SCALED.partition("2.5")[0])
        window.press("ctrl+z", "ctrl+z")
        window.wait(lambda: path.read_text() == TINY)


def test_an_error_is_gone_once_the_file_is_again_what_the_window_has(display: str, tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    with Watched(display, path, options=("--size", "760x520", "--quality", "draft")) as window:
        window.pause()
        window.press("Tab")
        window.wait(lambda: has_panels(window.picture))
        path.write_text(TINY.replace("fov = 45", 'fov = "wide"'))
        window.wait_for(lambda title: any("camera.eye.fov" in word for word in title.words))
        path.write_text(TINY)
        window.wait_for(lambda title: not any("error" in word for word in title.words))
