"""Births are as exact in the tenth hour as in the first second, on the GPU and in the batches."""

from typing import Any

import numpy as np
import pytest

from tests.particles.probe import Probe
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate

LATE = 35_990.0  # s
FAST: dict[str, Any] = {
    "life": 1.0,
    "life_spread": 0.0,
    "speed": 10.0,
    "speed_spread": 0.0,
    "gravity": (0.0, 0.0, 0.0),
}
STREAMS: dict[str, dict[str, Any]] = {
    "steady": {"rate": 100.0},
    "dense": {"rate": 9000.0},
    "rare": {"rate": 0.1, "life": 60.0},
    "on for hours": {"rate": [{"t": 0, "v": 100.0, "ease": "step"}, {"t": LATE + 2.0, "v": 0.0}]},
    "beside a burst": {"rate": 100.0, "bursts": [{"t": LATE, "count": 20}]},
    "changing slowly": {"rate": [{"t": 0, "v": 10.0}, {"t": 36_000.0, "v": 100.0}]},
    "a long burst": {"bursts": [{"t": LATE - 9000.0, "count": 900_000, "over": 10_000.0}]},
}


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


@pytest.mark.parametrize("stream", STREAMS)
def test_particles_after_ten_hours_are_where_the_reference_has_them(probe, stream):
    made = compiled(EmitterProperties(**FAST | STREAMS[stream]), seed=1, duration=36_000.0)
    for time in (LATE + 0.5, LATE + 1.0 / 3.0):
        for batch in made.batches("e", time):
            count = min(batch.count, 500)
            wanted = evaluate(made, batch.first + np.arange(count), time)
            alive, place, _, _, _ = probe.particles(made, batch.first, count, time)
            assert wanted.alive.any() and (alive == wanted.alive).all()
            assert np.abs(place - wanted.position)[alive].max() < 1e-4  # 4 cm with times in single precision


def test_batches_in_the_tenth_hour_are_those_of_the_first_seconds():
    def batches(late):
        rate = [{"t": late, "v": 0.0, "ease": "step"}, {"t": late + 1.0, "v": 9000.0}]
        made = compiled(EmitterProperties(rate=rate, life=3.0), seed=1, duration=late + 20.0)
        return [(b.first, b.count) for time in (1.5, 6.48, 12.0) for b in made.batches("e", late + time)]

    assert batches(35_000.0) == batches(0.0)


def test_keyed_turbulence_is_as_exact_as_constant_turbulence_after_ten_hours(probe):
    keyed = [{"t": 0.0, "v": 0.5}, {"t": 1.0, "v": 1.5}]
    swirls: dict[str, Any] = {
        "turbulence_speed": 1.0,
        "turbulence_scale": 0.7,
        "rate": 100.0,
        "speed": 0.0,
        "life": 1.0,
    }
    places = []
    for strength in (keyed, 1.5):
        made = compiled(EmitterProperties(turbulence=strength, **swirls), seed=1, duration=36_000.0)
        (batch,) = made.batches("e", LATE)
        places.append(probe.particles(made, batch.first, batch.count, LATE)[1])
    assert np.ptp(places[0]) > 0.1
    assert np.abs(places[0] - places[1]).max() < 1e-4  # 5 mm with times in single precision
