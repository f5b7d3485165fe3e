"""The timeline, driven by the events of a mouse within Dear ImGui, without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.benches import Bench
from tests.player.interface import interface
from tests.player.scenes import TINY
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
