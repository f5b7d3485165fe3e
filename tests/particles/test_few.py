"""The light of few particles is found again by their places: the picture is that with marks, to the last bit."""

import numpy as np
import pytest

from tests.particles.test_drawing import FOUNTAIN, SMOKE, STILL, light
from visualizer.renderer.particles import splats
from visualizer.renderer.particles.buffers import LIGHT
from visualizer.renderer.particles.glsl import FEW
from visualizer.renderer.renderer import Renderer

CLOUD = STILL | {"bursts": [{"t": 0, "count": 2000}], "size": 0.02, "shape": "box", "extent": (9.0, 6.0, 3.0)}
DENSE = CLOUD | {"brightness": 100.0, "extent": (0.02, 0.02, 0.02)}
TINY = FOUNTAIN | {"size": 0.03, "rate": 900.0}


@pytest.fixture(scope="module")
def renderer():
    with Renderer((161, 91)) as made:
        yield made


@pytest.mark.parametrize(
    ("properties", "spilt"),
    [
        ([CLOUD | {"bursts": [{"t": 0, "count": 60}]}], False),  # beyond all edges of the picture
        ([DENSE, CLOUD], True),  # counters are used where particles are dense
        ([TINY | {"rate": 100.0 + n, "size": 0.01 + 0.01 * n} for n in range(9)], None),
        ([SMOKE | {"size": 0.02}, TINY, FOUNTAIN], None),  # occluding, and sprites
    ],
    ids=["edges", "counters", "many emitters", "kinds"],
)
def test_few_particles_give_the_picture_that_marks_give(renderer, monkeypatch, properties, spilt):
    used: list[bool] = []
    original = splats.Splats._take

    def taken(drawn: splats.Splats, count: int, found: splats._Found) -> None:
        used.append(bool(found.spilt))
        original(drawn, count, found)

    monkeypatch.setattr(splats.Splats, "_take", taken)
    few = light(renderer, 2.0, *properties)
    assert used and (spilt is None or set(used) == {spilt})
    sums = np.frombuffer(renderer.particles.splats._buffers[LIGHT].read(), np.uint32)
    assert not sums.any(), "light that the next frame would show"
    again = light(renderer, 2.0, *properties)
    monkeypatch.setattr(splats, "FEW", 0)
    used.clear()
    marked = light(renderer, 2.0, *properties)
    assert not used and few.max() > 0.01
    assert (few == marked).all() and (again == marked).all()


def test_the_rule_counts_particles_and_nothing_else(renderer, monkeypatch):
    few: list[int] = []
    original = splats.Splats._take

    def taken(drawn: splats.Splats, count: int, found: splats._Found) -> None:
        few.append(count)
        original(drawn, count, found)

    monkeypatch.setattr(splats.Splats, "_take", taken)
    for count, wanted in ((100, 1), (FEW, 1), (FEW + 128, 0)):
        few.clear()
        light(renderer, 1.0, CLOUD | {"bursts": [{"t": 0, "count": count}]})
        assert len(few) == wanted, count
