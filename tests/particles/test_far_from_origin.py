"""Particles far from the origin and late in a film look the same as near it and early."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, DIM, PLAIN_GRADE, WHITE_KEY
from visualizer.frame import Camera, Frame, Library, Medium, PointLight
from visualizer.geometry.primitives import box
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world, translation

SIZE = (64, 36)
AU = 1.495978707e11  # m
# Coordinates are multiples of 2^-9 m, which float64 holds exactly even there.
PLACES = {
    "100 km": (1e5, 0.0, 0.0),
    "an Earth's radius": (0.0, 6.371e6, 0.0),
    "1 AU": (0.0, 0.0, -AU),
    "1 AU, diagonally": tuple(np.round(np.multiply((0.6, -0.48, 0.64), AU) * 512.0) / 512.0),
}
LATE = 36_000.0  # s
BURST = {"life": 3.0, "speed": 1.0, "extent": (0.5, 0.5, 0.5), "shape": "box", "gravity": (0.0, -1.0, 0.0)}
KINDS: dict[str, dict[str, Any]] = {
    "splats": {"size": 0.02, "brightness": 40.0},
    "sprites": {"size": 0.5, "brightness": 2.0},
    "smoke": {"appearance": "smoke", "size": 0.8, "fade_in": 0.0},
    "trails": {"size": 0.05, "trail": 0.5, "brightness": 5.0},
    "solids": {"solid": True, "size": 0.3},
    "local": {"space": "local", "size": 0.2},
    "dragged": {"size": 0.2, "drag": 0.8, "wind": (1.0, 0.0, 0.0), "stretch": 0.2},
    "on a floor": {"size": 0.2, "floor": 0.0, "bounce": 0.5},
    "among colliders": {
        "size": 0.2,
        "colliders": [{"shape": "sphere", "position": (0.0, -0.5, 0.0), "radius": 0.7}],
    },
    "pulled": {"size": 0.2, "attraction": 3.0, "attractor": (0.5, 0.5, 0.0)},
    "blasted": {"size": 0.2, "blast": 4.0, "blast_t": 0.2},
}


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def moved(kind, offset, late):
    """Return an emitter's properties changed so that the same happens at `offset`, m, and `late` s later."""
    told: dict[str, Any] = {**BURST, **KINDS[kind], "bursts": [{"t": late, "count": 60}]}
    if "floor" in told:
        told["floor"] = offset[1] - 0.75
    if "blast_t" in told:
        told["blast_t"] += late
    if "colliders" in told:
        told["colliders"] = [
            {**c, "position": tuple(np.add(c["position"], offset))} for c in told["colliders"]
        ]
    return told


def frame(kind, offset=(0.0, 0.0, 0.0), late=0.0, child=False, time=0.625, parent_motion=None):
    """Return a frame of a burst seen from 4 m away."""
    mesh = box((1.0, 1.0, 1.0)) if kind == "solids" else None
    made = compiled(
        EmitterProperties(**moved(kind, offset, late)), seed=3, duration=LATE + 10.0, mesh=mesh,
        world_from_emitter=parent_motion or (lambda _: translation(offset)),
    )  # fmt: skip
    emitters = {"one": made}
    if child:
        told = EmitterProperties(born="birth", each=4, life=2.0, size=0.1, speed=0.5, brightness=5.0)
        emitters["two"] = compiled(told, seed=4, duration=LATE + 10.0, parent=made)
    now = late + time
    eye = np.add(offset, (0.0, 0.5, 4.0))
    turn = camera_from_world((0.0, 0.5, 4.0), (0.0, 0.0, 0.0))
    turn[:3, 3] = -turn[:3, :3] @ eye
    return Frame(
        Library({}, emitters),
        now,
        camera=Camera(turn, position=tuple(eye)),
        sky=BLACK_SKY,
        grade=PLAIN_GRADE,
        ambient=DIM,
        key_light=dataclasses.replace(WHITE_KEY, centre=tuple(offset)),
        point_lights=(PointLight(tuple(np.add(offset, (1.0, 1.0, 1.0))), (1.0, 0.5, 0.2)),),
        medium=Medium(density=0.02, falloff=0.1, floor=offset[1]),
        batches=tuple(batch for name, one in emitters.items() for batch in one.batches(name, now)),
    )


def picture(renderer, *frames, compute=True):
    renderer.particles.compute = compute
    renderer.draw(frames)
    return renderer.pixels().astype(int)


@pytest.mark.parametrize("kind", KINDS)
def test_particles_look_the_same_far_away_and_late(renderer, kind):
    here = picture(renderer, frame(kind))
    assert here.max() > 40
    for place in PLACES.values():
        for late in (0.0, LATE):
            there = picture(renderer, frame(kind, place, late))
            assert np.abs(there - here).max() <= 1, (place, late)


@pytest.mark.parametrize("kind", ["splats", "smoke"])
def test_particles_look_the_same_far_away_without_compute_shaders_and_in_an_exposure(renderer, kind):
    def exposure(place=(0.0, 0.0, 0.0), late=0.0):
        return [frame(kind, place, late, time=0.625 + k / 64.0) for k in range(3)]

    for compute in (False, True):
        here = picture(renderer, *exposure(), compute=compute)
        there = picture(renderer, *exposure(PLACES["1 AU"], LATE), compute=compute)
        assert np.abs(there - here).max() <= 1


def test_sub_emitters_emit_at_their_parents_far_away_and_late(renderer):
    here = picture(renderer, frame("sprites", child=True))
    assert np.abs(here - picture(renderer, frame("sprites"))).max() > 20
    for place in PLACES.values():
        assert np.abs(picture(renderer, frame("sprites", place, LATE, child=True)) - here).max() <= 1


@pytest.mark.parametrize("place", PLACES)
def test_an_emitter_at_orbital_speed_emits_at_exact_positions(renderer, place):
    """It comes from 280,000 km away, where positions in single precision have steps of 16 m."""
    where = np.array(PLACES[place])

    def parent_motion(t):
        return translation(where + np.array([7800.0, 0.0, 0.0]) * (t - LATE))

    told = {**BURST, **KINDS["sprites"], "rate": [{"t": 0.0, "v": 0.01}, {"t": LATE, "v": 0.02}]}
    made = compiled(
        EmitterProperties(**{**told, "bursts": [{"t": LATE, "count": 60}]}),
        seed=3, duration=LATE + 10.0, world_from_emitter=parent_motion,
    )  # fmt: skip
    burst = [b for b in made.batches("one", LATE + 0.625) if b.count >= 60][-1:]
    seen = dataclasses.replace(
        frame("sprites", tuple(where), LATE), library=Library({}, {"one": made}), batches=tuple(burst)
    )
    first = burst[0].first + burst[0].count - 60
    state = evaluate(made, np.arange(first, first + 60), LATE + 0.625)
    middle = state.position[state.alive].mean(axis=0) - where
    assert np.abs(middle).max() < 1.0
    assert picture(renderer, seen).max() > 40


def test_turbulence_does_not_depend_on_the_position_of_the_camera(renderer):
    """The noise is a function of world positions: the picture is the same for every origin of the renderer's
    coordinates."""
    told: dict[str, Any] = {
        **BURST,
        "size": 0.1,
        "brightness": 5.0,
        "turbulence": 1.0,
        "turbulence_scale": 0.7,
        "turbulence_speed": 0.3,
    }
    pictures = []
    for aside in (119.5, 120.5):  # on both sides of where the origin changes
        made = compiled(
            EmitterProperties(**{**told, "bursts": [{"t": LATE, "count": 60}]}), seed=3, duration=LATE + 9.0,
            world_from_emitter=lambda _: translation((120.0, 0.0, 0.0)),
        )  # fmt: skip
        one = frame("splats", (120.0, 0.0, 0.0), LATE)
        turn = one.camera.camera_from_world.copy()
        eye = np.array([aside, 0.5, 4.0])
        turn[:3, 3] = -turn[:3, :3] @ eye
        positions = evaluate(made, np.arange(60), LATE + 0.625).position
        camera = dataclasses.replace(one.camera, camera_from_world=turn, position=tuple(eye))
        one = dataclasses.replace(
            one, camera=camera, library=Library({}, {"one": made}), medium=Medium(),
            batches=made.batches("one", LATE + 0.625),
        )  # fmt: skip
        image = picture(renderer, one).sum(axis=2)
        seen = positions @ turn[:3, :3].T + turn[:3, 3]
        focal = 0.5 / np.tan(np.radians(22.5))
        x = (SIZE[0] - SIZE[1]) / 2 + SIZE[1] * (0.5 + focal * seen[:, 0] / -seen[:, 2])
        y = SIZE[1] * (0.5 - focal * seen[:, 1] / -seen[:, 2])
        inside = (x > 1) & (x < SIZE[0] - 1) & (y > 1) & (y < SIZE[1] - 1)
        assert inside.sum() > 20
        pictures.append(image[y[inside].astype(int), x[inside].astype(int)])
        assert (pictures[-1] > 60).mean() > 0.95
