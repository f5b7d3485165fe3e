"""Jumps: birth values are those before or after a jump, never interpolated between them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.particles.probe import Probe
from tests.scene.texts import GOOD
from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph
from visualizer.actors.shape import Shape
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Burst, EmitterProperties, ParentMotion
from visualizer.particles.lights import particle_lights
from visualizer.particles.motion import birth_time, evaluate
from visualizer.particles.sampling import SAME
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError
from visualizer.transforms import translation

STILL: dict[str, Any] = {"life": 3.0, "life_spread": 0.0, "speed": 0.0, "gravity": (0.0, 0.0, 0.0)}
BEFORE, AFTER = (1.0, 2.0, 3.0), (101.0, -38.0, 3.0)


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


def jumping(t, before=BEFORE, after=AFTER):
    """Return the transform, as a function of time, of a parent that jumps at `t`, s, without a keyframe there."""
    return lambda now: translation(before if now < t else after)


def keyed(t):
    return [{"t": 0, "v": BEFORE, "ease": "step"}, {"t": t, "v": AFTER}]


def cast(t):
    """Return the motion of an actor that jumps at `t`, s, and is attached to one at rest."""
    film = FilmContext(duration=12.0)
    ground = Shape("ground", Shape.Properties(), film)
    actor = Shape("actor", Shape.Properties(position=keyed(t), attach="ground"), film)
    return SceneGraph({"ground": ground, "actor": actor}).parent_motion("actor")


@pytest.mark.parametrize("way", ["unkeyed", "actor", "own"])
def test_a_burst_at_the_time_of_a_jump_is_at_the_position_after_it(way):
    for t in np.random.default_rng(5).uniform(0.1, 10.0, 60):
        t = float(t)
        own: dict[str, Any] = {"position": keyed(t)} if way == "own" else {}
        parent_motion = {"unkeyed": jumping(t), "actor": cast(t), "own": None}[way]
        made = compiled(
            EmitterProperties(bursts=[Burst(t=t, count=3)], **STILL, **own),
            seed=1,
            duration=12.0,
            world_from_emitter=parent_motion,
        )
        assert np.allclose(evaluate(made, np.arange(3), t + 1.0).position, AFTER)


@given(st.floats(0.5, 3.5), st.integers(-3, 3))
@settings(max_examples=20, deadline=None)
def test_times_that_differ_by_rounding_count_as_equal(t, ulps):
    # A shot's start plus an offset may differ from the time as a number by rounding.
    near = t
    for _ in range(abs(ulps)):
        near = float(np.nextafter(near, np.inf if ulps > 0 else -np.inf))
    burst: dict[str, Any] = {"bursts": [{"t": near, "count": 2}], "fade_in": 0.0}
    made = compiled(EmitterProperties(position=keyed(t), **burst, **STILL), seed=1, duration=4.0)
    (batch,) = made.batches("e", t)
    assert batch.count == 2
    state = evaluate(made, np.arange(2), t)
    assert state.alive.all() and np.allclose(state.position, AFTER)


@pytest.mark.parametrize("kind", ["rate", "burst before", "burst over"])
def test_particles_emitted_around_a_jump_are_at_one_of_its_two_ends(probe, kind):
    t = 1.2345
    ways: dict[str, dict[str, Any]] = {
        "rate": {"rate": 400.0},
        "burst before": {"bursts": [{"t": t - 1e-4, "count": 400}]},
        "burst over": {"bursts": [{"t": t - 0.5, "count": 800, "over": 1.0}]},
    }
    births = ways[kind]
    made = compiled(EmitterProperties(**births, **STILL), seed=3, duration=4.0, world_from_emitter=jumping(t))
    first, count = made.batches("e", 2.5)[0].first, 400
    k = np.arange(first, first + count)
    born = evaluate(made, k, 2.5).born
    wanted = np.where((born < t - SAME)[:, None], BEFORE, AFTER)
    alive, place, _, _, _ = probe.particles(made, first, count, 2.5)
    assert np.allclose(evaluate(made, k, 2.5).position, wanted)
    clear = alive & (np.abs(born - t) > 1e-5)  # single precision rounds births
    assert clear.sum() > 300 and np.allclose(place[clear], wanted[clear], atol=1e-4)
    off = np.minimum(np.abs(place - BEFORE).max(axis=1), np.abs(place - AFTER).max(axis=1))
    assert off[alive].max() < 1e-4


def test_a_jump_adds_nothing_to_the_inherited_velocity(probe):
    def walks(t):  # 2 m/s before a jump of 300 m that no key tells of, 3 m/s after it
        return translation((2.0 * t, 0.0, 0.0) if t < 1.7 else (300.0, 3.0 * t, 0.0))

    made = compiled(
        EmitterProperties(rate=300.0, inherit=1.0, **STILL), seed=3, duration=4.0, world_from_emitter=walks
    )
    k = np.arange(1000)
    state = evaluate(made, k, -np.inf)
    wanted = np.where((state.born < 1.7 - SAME)[:, None], (2.0, 0.0, 0.0), (0.0, 3.0, 0.0))
    assert np.allclose(state.velocity, wanted, atol=0.03)
    alive, _, velocity, _, _ = probe.particles(made, 0, 1000, 2.9)
    assert alive.sum() > 800
    assert np.linalg.norm(velocity[alive], axis=1).max() < 3.03


def test_the_inherited_velocity_changes_at_a_keyframe_without_delay():
    path = [{"t": 0, "v": (0, 0, 0)}, {"t": 1, "v": (5, 0, 0)}, {"t": 2, "v": (5, 0, 7)}]
    made = compiled(EmitterProperties(rate=500.0, inherit=1.0, position=path, **STILL), seed=3, duration=3.0)
    state = evaluate(made, np.arange(1000), -np.inf)
    assert np.allclose(
        state.velocity, np.where((state.born < 1.0 - SAME)[:, None], (5, 0, 0), (0, 0, 7)), atol=1e-3
    )


@pytest.mark.parametrize("ease", ["linear", "in-out-sine", "out-elastic", "in-expo", "smooth", "ease-in-out"])
def test_samples_are_within_the_stated_error(ease):
    path = [{"t": 1, "v": (0, 0, 0), "ease": ease}, {"t": 3, "v": (40, 0, 9)}]
    sizes = [{"t": 0.5, "v": 0.01, "ease": ease}, {"t": 2.7, "v": 3.0}]
    made = compiled(EmitterProperties(rate=1.0, position=path, size=sizes), seed=1, duration=4.0)
    times = np.linspace(0.0, 4.0, 5003)
    p = made.properties
    place = made.table.place(times)
    assert np.abs(place - p.position.sample(times)).max() < 2e-3
    size = p.size.sample(times)
    assert (np.abs(made.table.at("size", times) - size) < 1e-3 * np.abs(size) + 6e-4).all()
    # The easing 'in-expo' itself jumps by a thousandth of its range at its start.
    at_keys = made.table.at("size", np.array([0.5, 2.7]))
    assert at_keys[0] == pytest.approx(0.01, abs=3e-3 if ease == "in-expo" else 1e-8)
    assert at_keys[1] == pytest.approx(3.0, abs=1e-6)
    assert len(made.table.times) < 1500


def test_samples_are_as_dense_in_a_film_of_ten_hours(probe):
    # The emitter moves for two seconds in the tenth hour, and for 0.1 s particles get longer lives.
    start = 35_000.0
    path = [{"t": start, "v": (0, 0, 0), "ease": "in-out-cubic"}, {"t": start + 2.0, "v": (20, 0, 0)}]
    lives = [
        {"t": start + 0.5, "v": 0.5, "ease": "step"},
        {"t": start + 0.6, "v": 9.0, "ease": "step"},
        {"t": start + 0.7, "v": 0.5},
    ]
    rest = STILL | {"life": lives}
    made = compiled(EmitterProperties(rate=100.0, position=path, **rest), seed=1, duration=36_000.0)
    times = np.linspace(start - 0.1, start + 2.1, 999)
    assert np.abs(made.table.at("place_x", times) - made.properties.position.sample(times)[:, 0]).max() < 1e-3
    assert len(made.table.times) < 500
    shown = start + 4.0
    (batch,) = made.batches("e", shown)
    k = np.arange(3_400_000, 3_600_100)
    alive = k[evaluate(made, k, shown).alive]
    assert len(alive) >= 55 and alive[0] >= batch.first and alive[-1] < batch.first + batch.count
    assert alive[0] < 3_500_070  # one with a long life
    found, place, _, _, _ = probe.particles(made, int(alive[0]), 8, shown)
    # Times in float32 have steps of 4 ms there, in which the emitter moves 4 cm.
    assert found.all() and np.abs(place - evaluate(made, alive[0] + np.arange(8), shown).position).max() < 0.2


@given(
    st.lists(st.tuples(st.floats(0.1, 40.0), st.sampled_from(["step", "linear", "out-back", "out-elastic", "smooth", "in-out-elastic"])), min_size=2, max_size=5),
    st.floats(0.0, 1.0),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_no_particle_lives_longer_than_the_stated_maximum(lives, spread):
    keys = [{"t": 1000.0 * n * n, "v": life, "ease": ease} for n, (life, ease) in enumerate(lives)]
    made = compiled(EmitterProperties(rate=0.1, life=keys, life_spread=spread), seed=1, duration=16_000.0)
    times = np.concatenate([np.linspace(0.0, 16_000.0, 4001), made.table.times])
    life, own_spread = made.table.at("life", times), made.table.at("life_spread", times)
    assert (life * (1.0 + own_spread)).max() <= made.longest


def test_no_particle_is_emitted_while_the_rate_is_zero():
    rate: list[dict[str, Any]] = [
        {"t": 0, "v": 10.0, "ease": "step"},
        {"t": 1.05, "v": 0.0, "ease": "step"},
        {"t": 20, "v": 7.0, "ease": "step"},
        {"t": 21, "v": 0.0},
    ]
    made = compiled(EmitterProperties(rate=rate), seed=1, duration=40.0)
    run = made.runs[0]
    for offset in (0.0, 0.5, 0.999):
        born = birth_time(made, np.arange(run.count), np.full(run.count, offset))
        assert (((born >= 0.0) & (born <= 1.05)) | ((born >= 20.0) & (born <= 21.0))).all()
    assert run.count in (17, 18)


def test_a_rate_that_changes_for_ten_hours_needs_few_knots():
    rate: list[dict[str, Any]] = [{"t": 0, "v": 0.0, "ease": "in-out-sine"}, {"t": 36_000, "v": 20.0}]
    run = compiled(EmitterProperties(rate=rate), seed=1, duration=36_000.0).runs[0]
    assert len(run.time) < 20_000
    share = np.linspace(0.0, 1.0, 101)
    integral = 20.0 * 36_000.0 * (share / 2.0 - np.sin(np.pi * share) / (2.0 * np.pi))
    assert np.abs(np.interp(36_000.0 * share, run.time, run.first) - integral).max() < 1.0


def test_a_table_that_would_be_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("visualizer.particles.tables.MOST_TEXELS", 400)
    turning = ParentMotion(lambda t: translation((np.sin(9.0 * t), 0.0, 0.0)))
    made = compiled(EmitterProperties(rate=9.0), seed=1, duration=60.0, world_from_emitter=turning)
    with pytest.raises(ValueError, match=r"more than 66 samples from 0 s to 62.02 s; emit for"):
        _ = made.table


@pytest.mark.parametrize("t", [1.0 / 24.0, 0.1 + 0.2, 1.2 + 0.5, 100.0 / 3.0])
def test_a_burst_shows_in_the_frame_of_its_own_time(probe, t):
    made = compiled(EmitterProperties(bursts=[Burst(t=t, count=4)]), seed=1, duration=40.0)
    for shown in (t, float(np.nextafter(t, 0.0)), round(t * 24) / 24 if t * 24 % 1 == 0 else t):
        (batch,) = made.batches("e", shown)
        alive, _, opacity = probe.appearances(made, batch.first, batch.count, shown)
        assert alive.all() and (opacity == 1.0).all()
    assert not probe.appearances(made, 0, 4, t - 1e-3)[0].any()


def test_a_table_that_would_be_too_large_has_its_place_in_the_file(monkeypatch, tmp_path):
    monkeypatch.setattr("visualizer.particles.tables.MOST_TEXELS", 40)
    scene = tmp_path / "scene.toml"
    keys = ", ".join(f"{{ t = {n * 0.01}, v = [{n % 3}, 0, 0] }}" for n in range(99))
    scene.write_text(f"{GOOD}\n[emitter.spray]\nrate = 9\nposition = [{keys}]\n")
    with pytest.raises(SceneError) as caught:
        load(scene)
    line = scene.read_text().splitlines().index("[emitter.spray]") + 1
    assert f"scene.toml:{line}:" in str(caught.value)
    assert "samples from 0 s to" in str(caught.value) and "fewer keyframes" in str(caught.value)


def test_a_burst_lights_the_scene_at_its_birth_unless_it_fades_in():
    burst: dict[str, Any] = {"bursts": [{"t": 1.0, "count": 200}], "lights": 2, "brightness": 5.0}
    shown, fading = (
        compiled(EmitterProperties(**burst, fade_in=share), seed=1, duration=4.0) for share in (0.0, 0.2)
    )
    after = particle_lights(shown, 1.01).intensity.sum()
    assert after > 0.0 and particle_lights(shown, 1.0).intensity.sum() == pytest.approx(after, rel=0.2)
    assert len(particle_lights(fading, 1.0).intensity) == 0


@pytest.mark.parametrize("ease", ["step", "step-start", "steps(4)", "steps(3, jump-both)", "linear(0, 0.2 50%, 0.9 50%, 1)"])  # fmt: skip
@pytest.mark.parametrize("space", ["world", "local"])
def test_births_follow_every_easing_that_jumps(ease, space):
    path = [{"t": 1.0, "v": (0, 0, 0), "ease": ease}, {"t": 2.3, "v": (60, 0, 0)}]
    made = compiled(
        EmitterProperties(rate=900.0, inherit=1.0, position=path, space=space, **STILL), seed=2, duration=3.0
    )
    track = made.properties.position
    state = evaluate(made, np.arange(2600), -np.inf)
    clear = np.abs(state.born[:, None] - np.array(track.breaks)).min(axis=1) > 2.0 * SAME
    assert clear.sum() > 2500 and np.allclose(
        state.position[clear], track.sample(state.born[clear]), atol=2e-3
    )
    assert np.abs(state.velocity).max() < 60.0
    at_once = [Burst(t=t, count=1) for t in track.breaks]
    bursts = compiled(EmitterProperties(bursts=at_once, position=path, **STILL), seed=2, duration=3.0)
    after = track.sample(np.array(track.breaks) + 2.0 * SAME)
    assert np.allclose(evaluate(bursts, np.arange(len(at_once)), -np.inf).position, after, atol=2e-3)


def test_rates_that_jump_within_their_keys_are_integrated_exactly():
    rate: list[dict[str, Any]] = [{"t": 0.37, "v": 0.0, "ease": "steps(5)"}, {"t": 3.11, "v": 1000.0}]
    run = compiled(EmitterProperties(rate=rate), seed=1, duration=1.5).runs[0]
    steps = 0.37 + (3.11 - 0.37) * np.arange(6) / 5
    wanted = sum(200.0 * max(0.0, 3.5 - t) for t in steps[1:])
    assert run.count == pytest.approx(wanted, abs=1.0)
    assert run.time[0] == pytest.approx(steps[1], abs=1e-6)


@pytest.mark.parametrize("ease", ["cubic-bezier(0, 1, 0, 1)", "cubic-bezier(0, 0.9, 0.1, 1)", "out-expo", "out-circ", "out-elastic"])  # fmt: skip
@pytest.mark.parametrize("t", [1.0, 1.0 / 3.0])
def test_a_burst_at_a_keyframe_is_at_its_value_however_steep_the_easing(ease, t):
    path = [
        {"t": 0, "v": (-50, 0, 0), "ease": "step"},
        {"t": t, "v": (0, 7, 0), "ease": ease},
        {"t": t + 1.5, "v": (100, 0, 0)},
    ]
    made = compiled(
        EmitterProperties(bursts=[Burst(t=t, count=3)], position=path, **STILL), seed=2, duration=3.0
    )
    assert np.allclose(evaluate(made, np.arange(3), -np.inf).position, (0, 7, 0), atol=2e-3)
