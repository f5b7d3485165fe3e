"""Level of detail: fewer, larger particles replace all, with the same sum of light and without a jump."""

import dataclasses

import numpy as np
import pytest

from tests.particles.test_drawing import FOUNTAIN, STILL, frame, renderer  # noqa: F401
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Batch, EmitterProperties
from visualizer.renderer.particles import detail

CLOUD = STILL | {
    "bursts": [{"t": 0, "count": 32_768}],
    "shape": "box",
    "extent": (1.5, 0.8, 0.5),
    "size": 0.008,
    "size_spread": 0.0,
}


def light(renderer, level, scene=CLOUD, *, compute=True, t=1.0):  # noqa: F811
    renderer.resize((160, 90))
    renderer.particles.compute = compute
    made = frame(t, scene)
    made = dataclasses.replace(made, batches=tuple(dataclasses.replace(b, level=level) for b in made.batches))
    renderer.draw(made)
    return renderer.light().astype(np.float64)


@pytest.mark.parametrize("compute", [True, False])
@pytest.mark.parametrize("level", [0.5, 1.0, 1.7, 3.0, 5.2])
def test_the_sum_of_light_does_not_depend_on_the_level(renderer, level, compute):  # noqa: F811
    every, some = light(renderer, 0.0, compute=compute), light(renderer, level, compute=compute)
    assert some.sum() == pytest.approx(every.sum(), rel=0.02)


@pytest.mark.parametrize(
    "scene", [CLOUD, CLOUD | {"appearance": "dust", "lit": 0.0, "size": 0.03}, CLOUD | {"trail": 0.2}]
)
def test_both_ways_of_drawing_agree(renderer, scene):  # noqa: F811
    splat, points = (light(renderer, 2.4, scene, compute=c) for c in (True, False))
    assert abs(splat.sum() - points.sum()) < 0.01 * splat.sum()
    assert np.abs(splat - points).mean() < 0.05 * splat.mean()


@pytest.mark.parametrize("level", [1.0, 2.0, 4.0])
def test_the_picture_does_not_jump_where_a_level_begins(renderer, level):  # noqa: F811
    below, above = light(renderer, level - 1e-4), light(renderer, level + 1e-4)
    assert np.abs(below - above).mean() < 0.01 * above.mean()


def test_a_level_draws_fewer_particles_and_always_the_same_ones():
    for first in (0, 77, 12_345):
        batch = Batch("e", first, 100_000, 0.0, level=3.3)
        assert detail.drawn(batch) < 100_000 / 8 + 2 * 128
        covered = [n for begin, _, end in detail.chunks(batch) for n in range(begin, end, 128 * 8)]
        assert all(n % (128 * 8) == 0 for n in covered)
        assert covered[0] <= first < first + 100_000 <= covered[-1] + 128 * 8


def test_the_level_follows_the_distance():
    emitter = compiled(
        EmitterProperties(rate=10.0, lod_distance=5.0, position=(1.0, 0.0, 0.0)), seed=1, duration=9.0
    )
    levels = [emitter.level(1.0, np.array([1.0 + d, 0.0, 0.0])) for d in (0.0, 5.0, 10.0, 20.0, 1e6)]
    assert levels == pytest.approx([0.0, 0.0, 2.0, 4.0, 6.0])
    always = compiled(EmitterProperties(rate=10.0), seed=1, duration=9.0)
    assert always.level(1.0, np.array([1e5, 0.0, 0.0])) == 0.0


def test_frames_with_detail_are_pure(renderer):  # noqa: F811
    thick = FOUNTAIN | {"rate": 30_000.0}
    first = light(renderer, 1.6, thick, t=2.0)
    light(renderer, 0.3, thick, t=0.5)
    assert (light(renderer, 1.6, thick, t=2.0) == first).all()
