"""The panels in a window, driven by real keys and the mouse."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imgui_bundle import imgui
from numpy.typing import NDArray

from tests.editor.test_panels_drawn import Drawn
from tests.player.interface import interface
from tests.player.scenes import TINY, write_tiny
from tests.player.screens import Watched
from visualizer.editor.panels.outline import Outline
from visualizer.editor.style import GROUND
from visualizer.editor.widgets import Numbers
from visualizer.scene.loading import load

SCALED = TINY.replace('colour = "#8a8f98"\n', 'colour = "#8a8f98"\nscale = 2.5\n')
OPTIONS = ("--size", "640x360", "--quality", "draft")


pytestmark = pytest.mark.usefixtures("own_state")


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


def places(
    path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[float, float]]:
    """Return where the row of each actor and the field of each number of the box are, as the panels lay them out
    without a window."""
    found: dict[str, tuple[float, float]] = {}
    draw, row = Numbers.draw, Outline._row

    def noted(numbers: Numbers, name: str, value: float, width: float, **rest: Any) -> Any:
        corner, height = imgui.get_cursor_screen_pos(), imgui.get_frame_height()
        found[name] = corner.x + 0.5 * width, corner.y + 0.5 * height
        return draw(numbers, name, value, width, **rest)

    def noted_row(outline: Outline, desk: Any, one: Any) -> None:
        corner, height = imgui.get_cursor_screen_pos(), imgui.get_frame_height()
        found[one.label] = corner.x + 3.0 * height, corner.y + 0.5 * height
        row(outline, desk, one)

    with monkeypatch.context() as patch:
        patch.setattr(Numbers, "draw", noted)
        patch.setattr(Outline, "_row", noted_row)
        with interface():
            drawn = Drawn(load(path), size)
            drawn.desk.selected = ("actor", "box")
            drawn.frame(2)
    return found


def test_a_value_is_typed_dragged_and_undone_with_mouse_and_keys_and_the_file_follows(
    display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny(tmp_path)
    place = places(path, (760, 520), monkeypatch)
    with Watched(display, path, options=("--size", "760x520", "--quality", "draft")) as window:
        window.pause()
        window.press("Tab")
        window.wait(lambda: has_panels(window.picture))
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
