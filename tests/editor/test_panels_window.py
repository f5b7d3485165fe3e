"""The panels in a window, driven by real keys and the mouse."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched, screen
from visualizer.editor.style import GROUND

OPTIONS = ("--size", "640x360", "--quality", "draft")


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen(manager=True) as name:
        yield name


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def has_panels(picture: NDArray[np.int64]) -> bool:
    """Return whether the corners at the top are of panels."""
    ground = np.round(np.array(GROUND) * 255.0)
    return all(np.abs(picture[40:300, column] - ground).max(axis=-1).mean() < 12.0 for column in (3, -4))


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
        window.press("Escape")
        assert window.ends() == 0
    assert (tmp_path / "tiny.toml").read_text() == TINY
