"""Windows with panels, and where what is in these is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imgui_bundle import imgui
from numpy.typing import NDArray

from tests.editor.benches import Drawn
from tests.player.interface import interface
from tests.player.screens import Watched
from visualizer.editor.numbers import Numbers
from visualizer.editor.panels.outline import Outline
from visualizer.editor.style import GROUND
from visualizer.scene.loading import load

SIZE = (760, 520)


@contextmanager
def panelled(display: str, path: Path) -> Iterator[Watched]:
    """Show a scene that stands, with panels beside it."""
    with Watched(display, path, options=("--size", f"{SIZE[0]}x{SIZE[1]}", "--quality", "draft")) as window:
        window.pause()
        window.press("Tab")
        window.wait(lambda: has_panels(window.picture))
        yield window


def has_panels(picture: NDArray[np.int64]) -> bool:
    """Return whether the corners at the top are of panels."""
    ground = np.round(np.array(GROUND) * 255.0)
    return all(np.abs(picture[40:300, column] - ground).max(axis=-1).mean() < 12.0 for column in (3, -4))


def places(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[float, float]]:
    """Return where the row of each actor and the field of each number of the box are, as the panels of a
    window of `SIZE` lay them out."""
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
            drawn = Drawn(load(path), SIZE)
            drawn.desk.selected = ("actor", "box")
            drawn.frame(2)
    return found
