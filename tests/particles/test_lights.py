"""Lights of emitters: a few lights with the intensity of all particles, which never jump."""

from functools import partial

import numpy as np
import pytest
from pydantic import ValidationError

import visualizer
from tests.counting import calls_of
from tests.particles.test_drawing import DARK, STILL
from tests.renderer.frames import LIBRARY, PLAIN, pose
from visualizer.data import data_folder
from visualizer.frame import Camera, Draw, Frame, PointLight
from visualizer.particles import lights as module
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.lights import CANDIDATES, particle_lights, prime_from, stride
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

EMBERS = {
    "appearance": "ember", "rate": 400.0, "prewarm": 4.0, "life": 3.0, "speed": 1.5, "gravity": (0, 0.5, 0),
    "temperature": 2200.0, "temperature_end": 1100.0, "brightness": 8.0, "lights": 6, "turbulence": 0.3,
}  # fmt: skip


def emitter(parent=None, **properties):
    return compiled(EmitterProperties(**properties), seed=3, duration=10.0, parent=parent)


def test_one_particle_gives_the_light_of_its_disc():
    one = emitter(
        **STILL, bursts=[{"t": 0, "count": 1}], size=0.2, size_spread=0.0, colour=(1, 0.5, 0.2), brightness=3.0,
        opacity=0.5, lights=4, position=(1.0, 2.0, 3.0),
    )  # fmt: skip
    found = particle_lights(one, 2.0)
    assert found.position == pytest.approx(np.array([[1.0, 2.0, 3.0]]))
    assert found.intensity[0] == pytest.approx(np.array([1, 0.5, 0.2]) * 3.0 * 0.5 * np.pi * 0.2**2 / 4.0)
    assert found.radius[0] == pytest.approx(0.1)


@pytest.mark.parametrize("count", [5, 300, 40_000])
def test_a_few_lights_are_as_bright_as_all_particles(count):
    # Sizes differ, so the candidates must be representative of all particles.
    many = emitter(
        **STILL, bursts=[{"t": 0, "count": count}], shape="sphere", size=0.02, size_spread=0.5, lights=6
    )
    found = particle_lights(many, 1.0)
    assert len(found.radius) == min(6, count)
    wanted = count * np.pi * 0.02**2 / 4.0 * (1.0 + 0.5**2 / 3.0)  # mean of the square of a spread size
    assert found.intensity[:, 1].sum() == pytest.approx(wanted, rel=0.5 if count == 5 else 0.12)


def test_particles_that_only_reflect_light_emit_none():
    dust = STILL | {"appearance": "dust", "bursts": [{"t": 0, "count": 50}], "lights": 4}
    assert len(particle_lights(emitter(**dust), 1.0).radius) == 0
    assert len(particle_lights(emitter(**dust, lit=0.5), 1.0).radius) == 4


def test_dead_unborn_and_dark_particles_give_no_light():
    brief = emitter(bursts=[{"t": 1.0, "count": 9}], life=1.0, life_spread=0.0, lights=8)
    for t in (0.0, 0.99, 2.01, 9.0):
        assert len(particle_lights(brief, t).radius) == 0
    assert len(particle_lights(brief, 1.3).radius) == 8
    dark = emitter(bursts=[{"t": 0.0, "count": 9}], life=5.0, brightness=0.0, lights=8)
    assert len(particle_lights(dark, 1.0).radius) == 0


def irradiance(made, t, place):
    found = particle_lights(made, t)
    squared = ((found.position - place) ** 2).sum(axis=1)
    return float((found.intensity.sum(axis=1) / np.maximum(squared, found.radius**2)).sum())


@pytest.mark.parametrize("lights", [1, 6])
def test_neither_the_sum_of_the_light_nor_what_reaches_a_place_jumps(lights):
    made = emitter(**(EMBERS | {"lights": lights, "fade_in": 0.2}))
    times = np.arange(2.0, 3.0, 1.0 / 240.0)
    place = np.array([0.3, 0.0, 0.2])
    sums = np.array([particle_lights(made, t).intensity.sum() for t in times])
    seen = np.array([irradiance(made, t, place) for t in times])
    for light in (sums, seen):
        # A jump does not become smaller with the step: bisection tells it from fast motion.
        worst = int(np.abs(np.diff(light)).argmax())
        left, right = times[worst], times[worst + 1]
        at = (lambda t: particle_lights(made, t).intensity.sum()) if light is sums else (lambda t: irradiance(made, t, place))  # fmt: skip
        for _ in range(12):
            middle = 0.5 * (left + right)
            nearer = abs(at(middle) - at(left)) > abs(at(right) - at(middle))
            left, right = (left, middle) if nearer else (middle, right)
        assert abs(at(right) - at(left)) < 0.01 * light.mean()


def test_many_embers_light_a_place_steadily_though_each_flickers():
    times = np.arange(2.0, 6.0, 1.0 / 24.0)
    made = emitter(**EMBERS)
    seen = np.array([irradiance(made, t, np.array([0.0, 0.0, 3.0])) for t in times])
    assert np.abs(np.diff(np.log(seen))).mean() < 0.04
    one = emitter(
        **(EMBERS | {"rate": 0.0, "bursts": [{"t": 0, "count": 1}], "life": 9.0, "life_spread": 0.0})
    )
    alone = np.array([particle_lights(one, t).intensity.sum() for t in times])
    assert np.abs(np.diff(np.log(alone))).mean() > 0.06


def test_lights_are_where_particles_are_and_stay_with_them():
    made = emitter(**(EMBERS | {"turbulence": 0.0, "lights": 4}))
    before, after = (particle_lights(made, t).position for t in (3.0, 3.0 + 1.0 / 24.0))
    near = np.linalg.norm(before[:, None] - after[None], axis=2).min(axis=1)
    assert (near < 0.2).sum() >= 3  # at most one has changed


def test_particles_of_sub_emitters_may_light_the_scene():
    rocket = emitter(bursts=[{"t": 0, "count": 4}], life=1.0, velocity=(0, 9, 0), size=0.1)
    stars = emitter(parent=rocket, each=100, born="death", life=1.0, speed=3.0, lights=4)
    assert len(particle_lights(stars, 0.3).radius) == 0
    found = particle_lights(stars, 1.3)
    assert len(found.radius) == 4 and (found.position[:, 1] > 1.0).all()


def test_a_scene_has_the_lights_whatever_order_its_frames_are_asked_in(tmp_path):
    text = (data_folder("scenes") / "particles" / "embers.toml").read_text(encoding="utf-8")
    path = tmp_path / "lit.toml"
    path.write_text(
        text.replace('appearance = "ember"\n', 'appearance = "ember"\nlights = 5\n', 1), encoding="utf-8"
    )
    times = [3.0, 0.5, 7.25, 3.0, 0.5]
    scene = visualizer.load(str(path))
    forwards = {t: scene.at(t).point_lights for t in times}
    again = visualizer.load(str(path))
    for t in reversed(times):
        assert again.at(t).point_lights == forwards[t]
    without = visualizer.load(str(data_folder("scenes") / "particles" / "embers.toml")).at(3.0).point_lights
    assert len(forwards[3.0]) == len(without) + 5
    assert all(isinstance(light, PointLight) for light in forwards[3.0])


def test_a_surface_near_the_particles_is_lit_by_them():
    burst = STILL | {
        "bursts": [{"t": 0, "count": 3}],
        "position": (0, 0.5, 0),
        "size": 0.3,
        "brightness": 4.0,
    }
    made = emitter(**burst, lights=3)
    found = particle_lights(made, 1.0)
    lights = tuple(
        PointLight(tuple(p), tuple(i), r, e)
        for p, i, r, e in zip(found.position, found.intensity, found.radius, found.reach, strict=True)
    )
    with Renderer((160, 90)) as renderer:
        seen = []
        for shining in ((), lights):
            frame = Frame(
                LIBRARY, 1.0, draws=(Draw("floor", "plain", pose(), uniforms=PLAIN),), point_lights=shining,
                camera=Camera(camera_from_world((0, 2.0, 4.0), (0, 0, 0)), fov=45.0), **DARK,
            )  # fmt: skip
            renderer.draw(frame)
            seen.append(renderer.light().astype(np.float64))
    dark, lit = seen
    assert lit[45, 80].sum() > dark[45, 80].sum() + 0.01
    assert lit[45, 80].sum() > 2.0 * lit[85, 5].sum()  # it is darker far away


def test_candidates_are_few_however_many_particles_there_are():
    for rate in (10.0, 4_000.0, 1e6):
        made = emitter(**(EMBERS | {"rate": rate, "prewarm": 0.0}))
        assert made.max_live / stride(made) <= CANDIDATES
    assert [prime_from(n) for n in (0, 1, 2, 4, 90, 1000)] == [1, 1, 2, 5, 97, 1009]


def test_the_lights_of_an_emitter_cost_the_same_however_many_particles_there_are(monkeypatch):
    asked = []

    def counted(function):
        def call(emitter, k, *rest):
            asked.append(len(k))
            return function(emitter, k, *rest)

        return call

    for name in ("lives", "evaluate"):
        monkeypatch.setattr(module, name, counted(getattr(module, name)))
    calls = set()
    for rate in (4_000.0, 40_000.0, 1e6):
        made = emitter(**(EMBERS | {"rate": rate, "prewarm": 0.0}))
        particle_lights(made, 1.0)
        asked.clear()
        calls.add(calls_of(partial(particle_lights, made, 2.0)))
        assert len(asked) == 2 and sum(asked) <= CANDIDATES + made.properties.lights
    # 2054 calls take about 2 ms; 'visualizer bench host' measures the time.
    assert len(calls) == 1 and max(calls) < 3000


@pytest.mark.parametrize("lights", [-1, 9, 1.5])
def test_an_invalid_number_of_lights_is_refused(lights):
    with pytest.raises(ValidationError, match="lights"):
        EmitterProperties(lights=lights)
