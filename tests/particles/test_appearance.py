"""Appearance of particles: shaders and float64 reference agree."""

from typing import Any

import numpy as np
import pytest

from tests.particles.probe import Probe
from tests.particles.test_curves import BLUSH, FALL, QUICK
from tests.particles.test_shaders import COUNT, emitter
from visualizer.particles.appearance import LUMINANCE, appearances, blackbody
from visualizer.particles.motion import evaluate, lives

APPEARANCES: dict[str, dict[str, Any]] = {
    "colour": {"colour": (0.8, 0.6, 0.4), "colour_end": (0.1, 0.2, 0.9), "brightness": 3.0, "dim": 0.2},
    "fades": {"fade_in": 0.4, "fade_out": 0.7, "opacity": 0.6, "grow": 3.0},
    "ember": {"appearance": "ember", "temperature": 2600.0, "temperature_end": 900.0},
    "white hot": {"temperature": 9000.0, "temperature_end": 2000.0},
    "glint": {"appearance": "glint", "brightness": 2.0},
    "shard": {"appearance": "shard", "spin": 200.0},
    "curves": {"colour_curve": BLUSH, "opacity_curve": FALL, "colour_by_speed": QUICK, "drag": 0.5},
    "keyed": {"brightness": [{"t": 0, "v": 1}, {"t": 4, "v": 6}], "opacity": [{"t": 0, "v": 0}, {"t": 4, "v": 1}]},
}  # fmt: skip


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


@pytest.mark.parametrize("name", APPEARANCES)
def test_every_appearance_agrees(probe, name):
    made, k, t = emitter(**APPEARANCES[name]), np.arange(COUNT), 2.5
    found = lives(made, k, t)
    wanted = appearances(made, found, np.linalg.norm(evaluate(made, k, t).velocity, axis=1))
    alive, colour, opacity = probe.appearances(made, 0, COUNT, t)
    both = alive & found.alive
    assert both.sum() > COUNT // 4
    assert np.allclose(colour[both], wanted.colour[both], rtol=1e-3, atol=1e-3)
    assert np.allclose(opacity[both], wanted.opacity[both], atol=1e-3)
    assert np.allclose(probe.shines(made, 0, COUNT, t)[both], wanted.shine[both], rtol=2e-3, atol=1e-3)


def test_black_bodies_have_luminance_1_and_get_bluer():
    colours = blackbody(np.array([900.0, 1500.0, 2000.0, 3000.0, 6500.0, 15000.0, 30000.0]))
    assert np.allclose(colours @ LUMINANCE, 1.0)
    assert (np.diff(colours[:, 2] / colours[:, 0]) >= 0.0).all()
    assert np.allclose(colours[4], 1.0, atol=0.08)


@pytest.mark.parametrize("appearance", ["spark", "ember", "glint", "shard"])
def test_the_steady_shine_is_the_mean_of_the_flickering_one(appearance):
    made = emitter(
        appearance=appearance, rate=0.0, bursts=[{"t": 0, "count": 200}], life=100.0, life_spread=0.0
    )
    moments = [lives(made, np.arange(200), t) for t in np.linspace(1.0, 50.0, 400)]
    seen = [appearances(made, found, np.zeros(200)) for found in moments]
    shine, steady = (np.array([getattr(s, name) for s in seen]).mean() for name in ("shine", "steady"))
    assert shine == pytest.approx(steady, rel=0.02)
