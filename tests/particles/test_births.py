"""The range of live particles, against brute force; births do not depend on the time of evaluation."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.hashing import hash_particle, unit
from visualizer.particles.motion import birth_time, evaluate
from visualizer.transforms import translation

RATES = st.lists(
    st.tuples(
        st.floats(0.05, 2.0),
        st.sampled_from([0.0, 3.0, 40.0, 500.0]),
        st.sampled_from(["linear", "step", "in-out-cubic"]),
    ),
    min_size=1,
    max_size=5,
)
BURSTS = st.lists(
    st.tuples(st.floats(0.0, 5.0), st.integers(1, 200), st.sampled_from([0.0, 0.5])), max_size=3
)


def made(rates, bursts, life, spread):
    keys, t = [], 0.0
    for gap, rate, ease in rates:
        t += gap
        keys.append({"t": t, "v": rate, "ease": ease})
    groups: Any = [{"t": t, "count": n, "over": over} for t, n, over in bursts]
    return compiled(
        EmitterProperties(
            rate=keys,
            bursts=groups,
            life=life,
            life_spread=spread,
        ),
        seed=3,
        duration=6.0,
    )


@given(RATES, BURSTS, st.floats(0.02, 3.0), st.floats(0.0, 1.0), st.floats(-0.5, 9.0))
@settings(max_examples=80, deadline=None)
def test_the_live_range_holds_every_living_particle_and_few_others(rates, bursts, life, spread, t):
    emitter = made(rates, bursts, life, spread)
    total = max(int(run.first[-1]) for run in emitter.runs)
    if total == 0:
        assert emitter.batches("e", t) == ()
        return
    k = np.arange(total)
    born = birth_time(emitter, k, unit(hash_particle(k, emitter.seed, 0))[:, 0])
    lives = evaluate(emitter, k, t).alive
    listed = np.zeros(total, bool)
    for batch in emitter.batches("e", t):
        assert batch.time == t and batch.emitter == "e"
        assert not listed[batch.first : batch.first + batch.count].any()
        listed[batch.first : batch.first + batch.count] = True
    assert (listed | ~lives).all()
    possible = (born <= t + 0.03) & (born >= t - emitter.longest - 0.03)
    allowed = possible.sum() + 4 * len(emitter.runs) + sum(n for s, n, _ in bursts if abs(s - t) < 4.0)
    assert listed.sum() <= allowed


@given(RATES)
@settings(max_examples=40, deadline=None)
def test_births_follow_the_integral_of_the_rate(rates):
    emitter = made(rates, [], 1.0, 0.0)
    run = emitter.runs[0]
    k = np.arange(run.count)
    born = birth_time(emitter, k, np.full(len(k), 0.5))
    assert (np.diff(born) >= -1e-9).all()
    times = np.linspace(0.0, 8.0, 4001)
    middle = (times[1:] + times[:-1]) / 2.0
    integral = np.cumsum(emitter.properties.rate.sample(middle) * np.diff(times))
    counted = np.searchsorted(born, times[1:])
    assert np.abs(integral - counted).max() <= 3.0 + 0.02 * 500.0


def test_births_do_not_depend_on_the_time_of_evaluation():
    emitter = made([(0.1, 300.0, "linear"), (2.0, 20.0, "linear")], [(1.0, 50, 0.2)], 2.0, 0.5)
    k = np.arange(200)
    states = [evaluate(emitter, k, t) for t in (0.5, 3.0, 0.5)]
    assert (states[0].born == states[1].born).all() and (states[0].position == states[2].position).all()


def test_a_moving_source_lays_an_even_trail_at_any_frame_rate():
    # Particles stay where they are emitted, so the whole trail is there at the end.
    emitter = compiled(
        EmitterProperties(rate=1000.0, life=9.0, life_spread=0.0, gravity=(0, 0, 0), speed=0.0),
        seed=1, duration=4.0, world_from_emitter=lambda t: translation((10.0 * t, 0.0, 0.0)),
    )  # fmt: skip
    batch = emitter.batches("e", 4.0)[0]
    state = evaluate(emitter, np.arange(batch.first, batch.first + batch.count), 4.0)
    gaps = np.diff(np.sort(state.position[state.alive][:, 0]))
    assert gaps.max() < 2.05 * 10.0 / 1000.0
    counts = np.histogram(state.position[state.alive][:, 0], bins=40, range=(0.0, 40.0))[0]
    assert (np.abs(counts - 100) <= 2).all()


def test_keyframes_do_not_change_particles_emitted_before_them():
    keyed = compiled(
        EmitterProperties(rate=100.0, life=5.0, speed=[{"t": 1.0, "v": 1.0, "ease": "step"}, {"t": 1.5, "v": 9.0}]),
        seed=2, duration=5.0,
    )  # fmt: skip
    plain = compiled(EmitterProperties(rate=100.0, life=5.0, speed=1.0), seed=2, duration=5.0)
    k = np.arange(140)
    assert np.allclose(evaluate(keyed, k, 3.0).position, evaluate(plain, k, 3.0).position)


def test_a_prewarmed_emitter_is_already_full_when_the_film_begins():
    emitter = compiled(
        EmitterProperties(rate=100.0, life=2.0, life_spread=0.0, prewarm=5.0), seed=2, duration=5.0
    )
    batch = emitter.batches("e", 0.0)[0]
    assert 195 <= batch.count <= 206


def test_equal_emitters_have_one_digest_and_others_have_another():
    one, same, other = (compiled(EmitterProperties(rate=r), seed=1, duration=2.0) for r in (10.0, 10.0, 11.0))
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    "wrong",
    [{"rte": 1.0}, {"rate": -1.0}, {"life": 0.0}, {"shape": "spher"}, {"bursts": [{"t": 1, "count": 0}]}, {"appearance": "fog"},
     {"fade_in": 2.0}, {"extent": (-1, 0, 0)}],
)  # fmt: skip
def test_invalid_values_are_refused(wrong):
    with pytest.raises(ValidationError):
        EmitterProperties(**wrong)


def test_a_shape_that_needs_a_mesh_says_so():
    with pytest.raises(ValueError, match=r"surface.*mesh"):
        compiled(EmitterProperties(shape="surface"), seed=1, duration=1.0)


def test_too_many_particles_are_refused():
    with pytest.raises(ValueError, match="more than"):
        compiled(EmitterProperties(rate=1e9), seed=1, duration=100.0)
