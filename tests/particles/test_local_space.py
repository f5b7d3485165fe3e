"""Particles in local space: they move as if their parent were at rest, and are drawn with its transform."""

from typing import Any

import numpy as np
import pytest

from tests.particles.probe import Probe
from tests.particles.test_shaders import agrees
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate
from visualizer.transforms import compose, euler

SWINGS: dict[str, Any] = {
    "rate": 200.0,
    "life": 3.0,
    "speed": 2.0,
    "position": (0.0, 0.5, 0.0),
    "floor": 0.0,
    "drag": 0.2,
}


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


def parent(t):
    return compose((2.0 * t, 1.0, -t), euler(40.0 * t, 20.0, 5.0 * t))


def made(world_from_emitter=parent, **properties):
    return compiled(
        EmitterProperties(**(SWINGS | properties)),
        seed=5,
        duration=10.0,
        world_from_emitter=world_from_emitter,
    )


def test_local_particles_are_those_of_a_parent_at_rest_carried_to_where_it_is():
    k = np.arange(500)
    local, resting = evaluate(made(space="local"), k, 2.5), evaluate(made(lambda _: np.eye(4)), k, 2.5)
    frame = parent(2.5)
    assert local.alive.sum() > 200 and (local.alive == resting.alive).all()
    assert np.allclose(local.position, resting.position @ frame[:3, :3].T + frame[:3, 3])
    assert np.allclose(local.velocity, resting.velocity @ frame[:3, :3].T)


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"turbulence": 0.3},
        {"attractor": (1.0, 0.0, 0.0), "attraction": 1.0, "rotation": (30.0, 20.0, 0.0)},
        {"position": [{"t": 0, "v": [0, 1, 0]}, {"t": 4, "v": [4, 1, 0]}], "inherit": 1.0, "shape": "disc"},
    ],
    ids=["floor", "swirl", "attractor", "moving in its parent"],
)
def test_the_shaders_agree(probe, properties):
    agrees(probe, made(space="local", **properties), tolerance=1e-3, share=0.985)


def test_emitters_with_equal_properties_are_drawn_with_their_own_transforms(probe):
    # They may share their tables, because the transform is part of the batch.
    one, other = made(space="local"), made(lambda _: np.eye(4), space="local")
    first = probe.particles(one, 0, 300, 2.0)[1]
    second = probe.particles(other, 0, 300, 2.0)[1]
    assert np.abs(first - second).max() > 1.0


def test_a_batch_in_world_space_has_no_transform_and_a_local_one_has_its_parents():
    assert made().batches("e", 1.0)[0].world_from_local is None
    columns = made(space="local").batches("e", 1.0)[0].world_from_local
    assert np.allclose(np.reshape(columns, (4, 4)).T, parent(1.0))


def test_in_local_space_an_emitter_with_a_moving_parent_needs_one_sample():
    assert len(made(space="local").table.times) == 1 < len(made().table.times)
