"""Trails: ribbons along the past path of particles."""

import numpy as np
import pytest

import visualizer
from tests.particles.test_drawing import STILL, light, renderer  # noqa: F401
from visualizer.data import data_folder
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.renderer.renderer import Renderer

FLYING = STILL | {
    "bursts": [{"t": 0, "count": 1}],
    "position": (-1.5, 0, 0),
    "velocity": (1.0, 0, 0),
    "size": 0.08,
    "size_spread": 0.0,
    "brightness": 4.0,
    "trail": 1.0,
    "trail_points": 24,
}


def lit(picture):
    columns = np.flatnonzero(picture.sum(axis=(0, 2)) > 1e-3)
    return columns.min(), columns.max()


@pytest.mark.parametrize("compute", [True, False])
def test_a_trail_is_as_long_as_the_path_in_its_time(renderer, compute):  # noqa: F811
    pixels_a_metre = 90 / (2 * 5.0 * np.tan(np.radians(22.5)))
    left, right = lit(light(renderer, 2.0, FLYING, compute=compute))
    assert right == pytest.approx(80 + 0.5 * pixels_a_metre, abs=4)
    assert left == pytest.approx(80 - 0.5 * pixels_a_metre, abs=8)


def test_before_its_birth_a_particle_left_no_trail(renderer):  # noqa: F811
    pixels_a_metre = 90 / (2 * 5.0 * np.tan(np.radians(22.5)))
    left, _ = lit(light(renderer, 0.3, FLYING))
    assert left >= 80 - 1.5 * pixels_a_metre - 4


def test_a_trail_outlives_its_particle_and_then_is_gone(renderer):  # noqa: F811
    dying = FLYING | {"life": 1.0, "life_spread": 0.0}
    assert light(renderer, 1.5, dying).sum() > 0.1
    assert light(renderer, 2.1, dying).sum() == 0.0


def test_a_trail_thinner_than_a_pixel_dims(renderer):  # noqa: F811
    only = {"brightness": 40.0, "size": 0.004}
    thin, thinner = (
        light(renderer, 2.0, FLYING | only | {"trail_width": width}).sum() for width in (1.0, 0.5)
    )
    head = light(renderer, 2.0, FLYING | only | {"trail": 0.0}).sum()
    assert (thinner - head) == pytest.approx(0.5 * (thin - head), rel=0.05)


def test_trails_are_drawn_the_same_whatever_came_before(renderer):  # noqa: F811
    many = FLYING | {
        "bursts": [{"t": 0, "count": 50}],
        "velocity_spread": (0.5, 0.5, 0.5),
        "appearance": "smoke",
    }
    first = light(renderer, 1.7, many, FLYING)
    light(renderer, 0.4, FLYING)
    assert (light(renderer, 1.7, many, FLYING) == first).all()


def test_particles_whose_trails_are_seen_are_in_the_batches():
    emitter = compiled(
        EmitterProperties(rate=10.0, life=1.0, life_spread=0.0, trail=2.0), seed=1, duration=9.0
    )
    assert sum(batch.count for batch in emitter.batches("e", 6.0)) >= 30


def test_no_pixel_of_many_trails_is_nan_or_infinite():
    # Degenerate triangles of ribbons once gave NaN here.
    scene = visualizer.load(str(data_folder("scenes") / "particles" / "forces.toml"))
    with Renderer((640, 360)) as big:
        big.draw(scene.exposure(6.5, 3))
        assert np.isfinite(big.light()).all()
