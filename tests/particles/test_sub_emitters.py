"""Sub-emitters: particles emitted by other particles at their birth, death or bounce, or along their path."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualizer
from tests.particles.probe import Probe
from tests.particles.texts import STAGE
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EVENTS, EmitterProperties
from visualizer.particles.motion import evaluate, origin_of

PARENT = {
    "rate": 60.0,
    "life": 1.5,
    "shape": "cone",
    "speed": 5.0,
    "speed_spread": 1.0,
    "drag": 0.3,
    "floor": -1.0,
    "bounce": 0.5,
    "inherit": 0.0,
}
CHILD: dict[str, Any] = {"life": 0.6, "speed": 1.5, "inherit": 0.4, "each": 7, "drag": 0.5}


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


def family(born="death", parent=None, child=None, seed=3):
    mother = compiled(EmitterProperties(**(PARENT | (parent or {}))), seed=seed, duration=6.0)
    properties = EmitterProperties(**(CHILD | {"parent": "mother", "born": born} | (child or {})))
    return mother, compiled(properties, seed=seed + 1, duration=6.0, parent=mother)


def agrees(probe, emitter, t, share=1.0, tolerance=2e-3):
    batch = emitter.batches("e", t)[0]
    alive, position, velocity, size, _ = probe.particles(emitter, batch.first, batch.count, t)
    wanted = evaluate(emitter, np.arange(batch.first, batch.first + batch.count), t)
    assert wanted.alive.sum() > 50
    assert (alive == wanted.alive).mean() > 0.99
    both = alive & wanted.alive
    far = np.abs(position[both] - wanted.position[both]).max(axis=1)
    assert (far < tolerance).mean() >= share, np.sort(far)[-5:]
    fast = np.abs(velocity[both] - wanted.velocity[both]).max(axis=1)
    assert (fast < 10 * tolerance).mean() >= share
    assert np.allclose(size[both], wanted.size[both], rtol=1e-3)


@pytest.mark.parametrize("born", EVENTS)
def test_shaders_agree_with_the_reference(probe, born):
    agrees(probe, family(born)[1], 3.0, share=0.99)


def test_grandchildren_agree_too(probe):
    _, child = family("death", child={"each": 3})
    properties = EmitterProperties(**(CHILD | {"parent": "child", "born": "path", "each": 4, "life": 0.3}))
    agrees(probe, compiled(properties, seed=9, duration=6.0, parent=child), 3.0, share=0.99)


@pytest.mark.parametrize("born", EVENTS)
def test_they_begin_at_the_parents_position_with_its_velocity(born):
    mother, child = family(born, child={"speed": 0.0, "inherit": 1.0, "gravity": (0, 0, 0), "drag": 0.0})
    k = np.arange(200 * 7)
    origin = origin_of(child, k)
    there = evaluate(mother, k // 7, origin.time)
    happens = np.isfinite(origin.time)
    assert happens.sum() > 500
    assert there.alive[happens].all()
    state = evaluate(child, k, np.where(happens, origin.time + 1e-3, 0.0))
    assert np.allclose(
        state.position[happens], there.position[happens] + 1e-3 * there.velocity[happens], atol=1e-6
    )
    if born == "bounce":
        assert np.allclose(there.position[happens, 1], -1.0, atol=2e-3)
        assert (there.velocity[happens, 1] >= 0.0).all()


def test_along_a_path_births_are_spread_over_the_whole_life():
    mother, child = family("path", child={"each": 50})
    k = np.arange(20 * 50)
    origin, born = origin_of(child, k), evaluate(mother, k // 50, -np.inf)
    share = ((origin.time - born.born) / born.life).reshape(20, 50)
    assert (np.diff(share, axis=1) > 0.0).all()
    assert share.min() < 0.02 and share.max() > 0.98


@settings(max_examples=30, deadline=None)
@given(
    born=st.sampled_from(EVENTS),
    t=st.floats(0.0, 8.0),
    life=st.floats(0.05, 2.0),
    each=st.integers(1, 9),
    mothers_life=st.floats(0.05, 2.0),
)
def test_every_living_one_is_in_the_batches(born, t, life, each, mothers_life):
    _, child = family(born, {"rate": 20.0, "life": mothers_life}, {"life": life, "each": each})
    living = np.flatnonzero(evaluate(child, np.arange(20 * 9 * each), t).alive)
    batches = child.batches("e", t)
    covered = np.concatenate([np.arange(b.first, b.first + b.count) for b in batches] or [np.zeros(0, int)])
    assert set(living) <= set(covered)
    assert len(covered) <= child.max_live


def test_impossible_combinations_are_refused():
    with pytest.raises(ValueError, match="do not go with a parent"):
        family(child={"rate": 3.0})
    with pytest.raises(ValueError, match="needs a parent with a floor"):
        family("bounce", {"floor": None})
    with pytest.raises(ValueError, match="flies freely"):
        family("bounce", {"turbulence": 1.0})
    with pytest.raises(ValueError, match="neither the emitter nor its parent"):
        family(child={"space": "local"})
    with pytest.raises(ValueError, match="more than the 2147483647"):
        family(parent={"rate": 1e6}, child={"each": 100_000})


SCENE = (
    STAGE
    + """[emitter.stars]
parent = "rocket"
each = 20
[emitter.rocket]
rate = 5
"""
)


def scene(tmp_path, text):
    path = tmp_path / "scene.toml"
    path.write_text(text, encoding="utf-8")
    return visualizer.load(str(path))


def test_a_parent_may_come_later_in_the_file(tmp_path):
    made = scene(tmp_path, SCENE)
    assert list(made.library.emitters) == ["stars", "rocket"]
    assert sum(batch.count for batch in made.at(3.0).batches if batch.emitter == "stars") > 50


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"rocket"', '"rokcet"', r"scene.toml:11:10: .*no emitter is called 'rokcet'; did you mean 'rocket'"),
        (
            "rate = 5",
            'parent = "stars"',
            r"its own parent, directly or through others: stars of rocket of stars",
        ),
        ("each = 20", "rate = 2", r"emitter\.stars.*a rate and bursts do not go with a parent"),
        ("each = 20", 'born = "deth"', r"scene.toml:12.*'deth'"),
    ],
)
def test_an_invalid_parent_is_reported_with_its_place(tmp_path, before, after, message):
    with pytest.raises(visualizer.SceneError, match=message):
        scene(tmp_path, SCENE.replace(before, after))
