"""The timeline, driven by the events of a mouse within Dear ImGui, without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from imgui_bundle import imgui

from tests.editor.benches import Bench
from tests.player.interface import interface
from tests.player.scenes import TINY
from visualizer.editor.lanes import Mark
from visualizer.editor.panels.timeline import Timeline


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench[Timeline]]:
    with interface((800.0, 300.0)):
        yield Bench(tmp_path, Timeline(), TINY)


def test_a_double_click_on_a_shot_fits_it_into_the_view(bench: Bench[Timeline]) -> None:
    assert (bench.view.start, bench.view.end) == pytest.approx((-0.4, 20.4))
    bench.move((bench.view.x_of(1.0), 60.0))
    for down in (True, False, True, False):
        bench.button(0, down=down)
    assert bench.desk.selected == ("shot", 0)
    assert (bench.view.start, bench.view.end) == pytest.approx((-0.04, 2.04))


def test_a_drag_with_shift_scales_what_is_selected_and_a_click_with_it_takes_a_keyframe_out(
    bench: Bench[Timeline],
) -> None:
    both = frozenset(Mark(("camera", "eye", "position"), number) for number in (0, 1))
    io = imgui.get_io()
    io.add_key_event(imgui.Key.mod_shift, True)
    row = 130.0  # of the camera
    bench.desk.timing.marks = both
    bench.drag((bench.view.x_of(20.0), row), (bench.view.x_of(10.0), row))
    assert bench.text == TINY.replace("{ t = 20, v", "{ t = 10.041, v"), "at a frame; the first stays"
    bench.desk.timing.marks = both
    bench.move((bench.view.x_of(10.041), row))
    for down in (True, False):
        bench.button(0, down=down)
    io.add_key_event(imgui.Key.mod_shift, False)
    assert bench.desk.timing.marks == frozenset({Mark(("camera", "eye", "position"), 0)})
