"""The curves, driven by the events of a mouse within Dear ImGui, without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editor.benches import Bench
from tests.player.interface import interface
from tests.player.scenes import TINY
from visualizer.editor.lanes import Mark
from visualizer.editor.panels.curves import Curves

FOV = ("camera", "eye", "fov")
EASED = TINY.replace(
    "fov = 45", 'fov = [{ t = 4, v = 45.0, ease = "cubic-bezier(0.5, 0.0, 0.5, 1.0)" }, { t = 8, v = 65.0 }]'
)


class CurvesBench(Bench[Curves]):
    """A desk with the curves of one property."""

    def at(self, time: float, value: float) -> tuple[float, float]:
        """Return the place of a value at a time."""
        return self.view.x_of(time), float(self.panel._values.y_of(value))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[CurvesBench]:
    with interface((800.0, 300.0)):
        yield CurvesBench(tmp_path, Curves(), EASED, FOV)


def test_a_keyframe_is_dragged_in_time_and_value_and_undone(bench: CurvesBench) -> None:
    bench.drag(bench.at(8.0, 65.0), bench.at(6.0, 55.0))
    assert bench.text == EASED.replace("{ t = 8, v = 65.0 }", "{ t = 6, v = 55.0 }")
    assert bench.desk.timing.marks == {Mark(FOV, 1)}
    assert [step.name for step in bench.desk.edits.done] == ["move a keyframe"], "a drag is one step"
    bench.desk.edits.undo()
    assert bench.text == EASED


def test_a_handle_bends_the_easing_of_the_selected_keyframe(bench: CurvesBench) -> None:
    bench.desk.timing.marks = frozenset({Mark(FOV, 0)})
    bench.frame()
    bench.drag(bench.at(6.0, 45.0), bench.at(7.0, 45.0))
    assert 'ease = "cubic-bezier(0.74' in bench.text
    assert bench.text.count("cubic-bezier") == 1


def test_what_is_locked_stays(bench: CurvesBench) -> None:
    bench.desk.viewing.locked.add(("camera", "eye"))
    bench.drag(bench.at(8.0, 65.0), bench.at(6.0, 55.0))
    assert bench.text == EASED
    assert "camera.eye.fov is locked" in bench.desk.session.toast


def test_a_box_selects_keyframes(bench: CurvesBench) -> None:
    left, top = bench.at(7.0, 70.0)
    right, bottom = bench.at(9.0, 60.0)
    bench.drag((left, max(top, bench.panel._values.top + 2.0)), (right, bottom))
    assert bench.desk.timing.marks == {Mark(FOV, 1)}


def test_another_button_does_not_end_a_drag(bench: CurvesBench) -> None:
    bench.move(bench.at(8.0, 65.0))
    bench.button(0, down=True)
    bench.move(bench.at(6.0, 55.0))
    bench.button(2, down=True)
    bench.button(2, down=False)
    bench.button(0, down=False)
    assert bench.text == EASED.replace("{ t = 8, v = 65.0 }", "{ t = 6, v = 55.0 }"), "it is saved"
    assert not bench.desk.edits.dragging
