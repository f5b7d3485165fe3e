"""Docks: the layout of the panels in windows of different sizes, without a window."""

import pytest
from imgui_bundle import imgui

from tests.editor.benches import Drawn
from tests.player.scenes import TINY
from visualizer.editor.style import scale_of
from visualizer.scene.loading import load_text

SCENE = load_text(TINY)

pytestmark = pytest.mark.usefixtures("imgui_context")


def resized(drawn: Drawn, size: tuple[int, int]) -> tuple[float, ...]:
    """Give the window another size, and return the insets of the picture, points."""
    imgui.get_io().display_size = imgui.ImVec2(*size)
    drawn.area._window.size = drawn.area._window.buffer_size = size  # type: ignore[misc]
    drawn.frame(3)
    return tuple(drawn.area.insets)


def test_panels_keep_their_size_in_letters_when_the_window_grows_and_shrinks() -> None:
    drawn = Drawn(SCENE, (1280, 720))
    before = drawn.area.insets
    large = resized(drawn, (2560, 1440))
    ratio = scale_of(1440.0) / scale_of(720.0)
    assert ratio > 1.8
    assert [large[side] for side in (0, 2, 3)] == pytest.approx(
        [ratio * before[side] for side in (0, 2, 3)], abs=2.0
    )
    left, _, right, bottom = resized(drawn, (700, 400))
    assert left + right <= 0.63 * 700 and bottom <= 0.56 * 400, "the picture has less than its share"
    for size in ((60, 40), (1, 1), (640, 0)):
        resized(drawn, size)
        assert resized(drawn, (1280, 720)) == pytest.approx(before, abs=2.0), "a small window is remembered"


def test_a_layout_that_was_kept_on_a_large_screen_fits_a_small_one() -> None:
    drawn = Drawn(SCENE, (2560, 1440))
    large = drawn.area.insets
    drawn.editor._docks.keep()
    small = Drawn(SCENE, (1280, 720)).area.insets
    ratio = scale_of(720.0) / scale_of(1440.0)
    assert [small[side] for side in (0, 2, 3)] == pytest.approx(
        [ratio * large[side] for side in (0, 2, 3)], abs=3.0
    )


def test_the_layout_can_be_reset() -> None:
    drawn = Drawn(SCENE, (1280, 720))
    before = drawn.area.insets
    io, edge = imgui.get_io(), before[0]
    for place, down in ((edge + 1.0, False), (edge + 1.0, True), (edge + 91.0, True), (edge + 91.0, False)):
        io.add_mouse_pos_event(place, 300.0)
        drawn.frame()
        io.add_mouse_button_event(0, down)
        drawn.frame(2)
    assert drawn.area.insets[0] > edge + 60.0
    drawn.editor._docks.reset()
    drawn.frame(3)
    assert drawn.area.insets == pytest.approx(before, abs=2.0)
