"""The times of passes are those of the last draw, by name, whichever way they are measured."""

import pytest

from visualizer.gpu.context import create_context
from visualizer.renderer.pass_timer import PassTimer
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load


@pytest.fixture(scope="module")
def context():
    made = create_context()
    yield made
    made.release()


@pytest.mark.parametrize("queries", [False, True])
def test_passes_of_one_name_are_added_up_and_cleared(context, queries):
    ticks = iter(range(100))
    timer = PassTimer(context, enabled=True, queries=queries, clock=lambda: float(next(ticks)))
    for name in ("depth", "surface", "depth"):
        with timer.measured(name):
            context.simple_framebuffer((8, 8)).clear()
    seconds = timer.seconds
    assert list(seconds) == ["depth", "surface"]
    assert all(value >= 0.0 for value in seconds.values())
    if not queries:
        assert seconds == {"depth": 2.0, "surface": 1.0}
    assert timer.seconds == seconds, "reading them twice adds nothing"
    timer.clear()
    assert timer.seconds == {}


def test_nothing_is_measured_unless_asked_for(context):
    timer = PassTimer(context, enabled=False)
    with timer.measured("depth"):
        pass
    assert timer.seconds == {}


@pytest.mark.parametrize("queries", [False, True])
def test_a_renderer_names_all_passes_of_its_last_draw(queries):
    scene = load("scenes/learn_1_shape.toml")
    with Renderer((32, 18), timings=True) as renderer:
        renderer._executor.timer = PassTimer(renderer.context, enabled=True, queries=queries)
        renderer.draw(scene.exposure(0.5, 2))
        names = set(renderer.timings)
        assert {"poses", "depth", "shadow", "surface", "accumulate", "grade"} <= names
        renderer.draw(scene.at(0.5))
        assert "accumulate" not in renderer.timings
