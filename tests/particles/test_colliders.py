"""Colliders: exact distances; particles never enter them and never jump; shaders and reference agree."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import visualizer
from tests.particles.probe import Probe
from tests.particles.reference import states_at
from tests.particles.test_shaders import agrees, emitter
from visualizer.data import data_folder
from visualizer.particles.colliders import Collider, distance
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate
from visualizer.renderer.particles.colliders import packed
from visualizer.renderer.particles.features import features
from visualizer.transforms import compose, euler

PLANE: dict[str, Any] = {"shape": "plane", "position": [0.0, -1.0, 0.0], "normal": [0.2, 2.0, 0.0]}
SPHERE: dict[str, Any] = {"shape": "sphere", "position": [0.5, -0.6, 0.2], "radius": 0.8, "bounce": 0.7}
CAPSULE: dict[str, Any] = {
    "shape": "capsule",
    "position": [-1.0, -0.5, 0.0],
    "end": [-1.5, 0.5, 0.5],
    "radius": 0.3,
    "friction": 0.1,
}
BOX: dict[str, Any] = {
    "shape": "box",
    "position": [0.0, -0.8, -0.8],
    "extent": [0.7, 0.3, 0.4],
    "rotation": [30.0, 20.0, 10.0],
}
ROOM: dict[str, Any] = {"shape": "box", "extent": [1.5, 1.5, 1.5], "inside": True}
BALL: dict[str, Any] = {"shape": "sphere", "radius": 1.2, "inside": True}
ALL: list[Any] = [PLANE, SPHERE, CAPSULE, BOX]


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


@pytest.mark.parametrize("values", [*ALL, ROOM, BALL], ids=lambda values: values["shape"])
def test_normals_are_the_slope_of_the_distance_and_lead_to_the_surface(values):
    collider = Collider(**values)
    x = np.random.default_rng(4).uniform(-2.0, 2.0, (400, 3))
    d, normal = distance(collider, x)
    assert np.allclose(np.linalg.norm(normal, axis=1), 1.0)
    step = 1e-5
    slope = np.stack(
        [
            (distance(collider, x + e)[0] - distance(collider, x - e)[0]) / (2 * step)
            for e in np.eye(3) * step
        ],
        axis=1,
    )
    smooth = np.abs(np.linalg.norm(slope, axis=1) - 1.0) < 1e-4  # not where two faces are equally near
    assert smooth.mean() > 0.97 and np.allclose(slope[smooth], normal[smooth], atol=1e-4)
    assert np.abs(distance(collider, x - d[:, None] * normal)[0])[smooth].max() < 1e-6


def test_inside_inverts_a_collider():
    solid, hollow = Collider(**(BALL | {"inside": False})), Collider(**BALL)
    x = np.array([[0.3, 0.0, 0.0], [2.0, 0.0, 0.0]])
    assert np.allclose(distance(solid, x)[0], [-0.9, 0.8]) and np.allclose(
        distance(hollow, x)[0], [0.9, -0.8]
    )


CASES: dict[str, dict[str, Any]] = {
    "plane": {"colliders": [PLANE]},
    "sphere": {"colliders": [SPHERE]},
    "capsule": {"colliders": [CAPSULE]},
    "box": {"colliders": [BOX]},
    "all": {"colliders": ALL, "drag": 0.4},
    "all and floor": {"colliders": ALL, "floor": -0.9, "bounce": 0.5},
    "room": {"colliders": [ROOM], "bounce": 0.8},
    "ball and swirl": {"colliders": [BALL], "turbulence": 0.4, "gravity": (0.0, 0.0, 0.0)},
    "stones": {"colliders": ALL, "solid": True, "size": 0.2, "floor": -1.4},
    "attracted": {"colliders": [SPHERE], "attractor": (0.5, -0.6, 0.2), "attraction": 4.0, "gravity": (0, 0, 0)},
    "blast": {"colliders": [PLANE], "blast": 5.0, "blast_centre": (0.0, -1.2, 0.0), "blast_t": 1.5},
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_shaders_and_reference_agree_but_for_a_few_near_contacts(probe, name):
    agrees(probe, emitter(position=(0.0, 0.8, 0.0), **CASES[name]), tolerance=2e-3, share=0.95)


def test_they_agree_in_local_space(probe):
    made = compiled(
        EmitterProperties(rate=200.0, life=3.0, speed=2.0, space="local", colliders=ALL),
        seed=5, duration=10.0, world_from_emitter=lambda t: compose((t, 1.0, 0.0), euler(40.0 * t, 20.0, 0.0)),
    )  # fmt: skip
    agrees(probe, made, tolerance=2e-3, share=0.95)


@pytest.mark.parametrize("name", CASES)
def test_no_particle_is_ever_inside_a_collider(name):
    made = emitter(position=(0.0, 0.8, 0.0), **CASES[name])
    for state in states_at(made, np.arange(1200), (1.0, 2.37, 4.0)):
        for collider in made.colliders:
            d = distance(collider, state.position[state.alive])[0]
            # In the wedge between two colliders it may penetrate one of them a little.
            several = len(made.colliders) > 1
            assert d.min() > (-0.08 if several else -1e-6)
            assert (d < -0.01).mean() < 0.01


@pytest.mark.parametrize("name", CASES)
def test_particles_never_jump_from_one_frame_to_the_next(name):
    # Bounces do not depend on the time of evaluation, so a particle moves no farther than at its speed.
    made = emitter(position=(0.0, 0.8, 0.0), **CASES[name])
    k, step = np.arange(300), 1.0 / 480.0
    states = states_at(made, k, [t + n * step for t in (1.9, 2.6) for n in range(4)])
    for run in (states[:4], states[4:]):
        for one, other in itertools.pairwise(run):
            both = one.alive & other.alive
            moved = np.linalg.norm(other.position - one.position, axis=1)[both]
            fastest = np.maximum(*(np.linalg.norm(s.velocity, axis=1) for s in (one, other)))[both]
            assert (moved > (fastest + 3.0) * step + 2e-3).mean() < 0.007


def test_without_contact_motion_is_the_closed_form():
    far = [{"shape": "sphere", "position": [0.0, -500.0, 0.0]}]
    k = np.arange(500)
    free, among = evaluate(emitter(drag=0.3), k, 2.5), evaluate(emitter(drag=0.3, colliders=far), k, 2.5)
    assert np.allclose(free.position, among.position) and np.allclose(free.velocity, among.velocity)


def test_a_plane_is_the_same_as_the_floor_as_long_as_particles_bounce():
    high = {
        "position": (0.0, 2.0, 0.0),
        "bounce": 0.8,
        "friction": 0.2,
        "speed": 0.5,
        "life": 2.0,
        "life_spread": 0.0,
    }
    k = np.arange(400)
    floor = evaluate(emitter(floor=0.0, **high), k, 1.9)
    plane = evaluate(emitter(colliders=[{"shape": "plane"}], steps=32, **high), k, 1.9)
    assert np.allclose(floor.position, plane.position, atol=1e-2)


def test_stones_come_to_rest_on_a_box_and_keep_off_it_by_their_size():
    table = {"shape": "box", "position": [0.0, -0.5, 0.0], "extent": [4.0, 0.5, 4.0]}
    made = emitter(
        solid=True, colliders=[table], bounce=0.2, size=0.3, rate=0.0, bursts=[{"t": 0, "count": 100}], life=9.0,
        life_spread=0.0, position=(0.0, 0.5, 0.0), speed=1.0, steps=48,
    )  # fmt: skip
    state = evaluate(made, np.arange(100), 8.0)
    assert state.alive.all() and (state.velocity == 0.0).mean() > 0.98
    assert np.allclose(state.position[:, 1], 0.35 * state.size, atol=1e-3)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_a_bounce_never_adds_energy(bounce, friction, first):
    made = compiled(
        EmitterProperties(rate=50.0, life=3.0, speed=2.0, bounce=bounce, friction=friction, colliders=[Collider(**ROOM), Collider(**SPHERE)]),
        seed=first, duration=10.0,
    )  # fmt: skip
    k = np.arange(300)

    def energy(state):
        return 0.5 * (state.velocity**2).sum(axis=1) + 9.8 * state.position[:, 1]

    early, late = states_at(made, k, (3.0, 3.4))
    both = early.alive & late.alive
    assert (energy(late)[both] <= energy(early)[both] + 0.2).mean() > 0.99


def test_packed_rows_hold_the_values_that_shaders_read():
    rows = packed([Collider(**PLANE), Collider(**(BALL | {"bounce": 0.25}))])
    assert rows.shape == (2,) and np.allclose(np.linalg.norm(rows["form"][0]), 1.0)
    assert rows["side"][1] == -1.0 and rows["radius"][1] == np.float32(1.2)
    assert rows["response"][1, 0] == 0.25 and rows["response"][1, 1] < 0.0


def test_without_colliders_the_shaders_have_no_code_for_them():
    assert features(emitter())["COLLIDERS"] == 0 and features(emitter())["STEPS"] == 1
    assert features(emitter(colliders=ALL))["BOXES"] == 1
    assert emitter(colliders=ALL).digest != emitter(colliders=ALL[:3]).digest != emitter().digest


@pytest.mark.parametrize(
    ("collider", "message"),
    [
        ({"shape": "ball"}, "plane"),
        ({"shape": "sphere", "normal": [0, 1, 0]}, "a sphere has no 'normal'"),
        ({"shape": "plane", "radius": 1.0}, "a plane has no 'radius'"),
        ({"shape": "plane", "normal": [0, 0, 0]}, "a direction has a length"),
        ({"shape": "capsule"}, "other end"),
        ({"shape": "sphere", "radius": 0.0}, "at least"),
        ({"shape": "box", "extent": [1, -1, 1]}, "at least"),
        ({"shape": "box", "rotation": [1, 2]}, "3 or 4 numbers"),
        ({"shape": "sphere", "bounce": 2.0}, "must be at most 1"),
        ({"shape": "sphere", "bouncy": 2.0}, "bouncy"),
    ],
)
def test_invalid_colliders_are_refused(collider, message):
    with pytest.raises(ValidationError, match=message):
        EmitterProperties(colliders=[collider])


def test_nine_colliders_are_refused():
    with pytest.raises(ValidationError, match="at most 8 colliders, not 9"):
        EmitterProperties.model_validate({"colliders": [SPHERE] * 9})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "colliders = [{ shape = 'sphere', end = [0, 1, 0] }]",
            r"colliders\[0\]\.end: a sphere has no 'end'",
        ),
        ("colliders = [{ shape = 'sphere', radius = '4' }]", r"colliders\[0\]\.radius: a number is needed"),
        ("colliders = [{ shape = 'box', rotation = [1, 2] }]", r"colliders\[0\]\.rotation: a list of 3 or 4"),
        ("colliders = [{ shape = 'sphere', radios = 4 }]", r"colliders\[0\]\.radios: unknown key.*radius"),
    ],
)
def test_a_scene_names_the_place_of_a_wrong_collider(tmp_path, line, message):
    text = (data_folder("scenes") / "particles" / "fountain.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(f"{text}{line}\n", encoding="utf-8")
    with pytest.raises(visualizer.SceneError, match=message):
        visualizer.load(str(path))
