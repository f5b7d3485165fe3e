"""Fog volumes absorb and scatter exactly what their density and their shape say, and follow the scene file."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import LIBRARY, PLAIN_GRADE
from tests.scene.texts import GOOD
from visualizer.errors import TooMuchFog
from visualizer.frame import (
    FOG_SHAPES,
    Ambient,
    Camera,
    FogVolume,
    Frame,
    KeyLight,
    Library,
    Medium,
    PointLight,
    Sky,
)
from visualizer.geometry.primitives import box
from visualizer.particles.compiled import compiled
from visualizer.particles.properties import EmitterProperties
from visualizer.renderer.fog import MOST_FOG
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load
from visualizer.transforms import camera_from_world

BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
HALF_FLOAT = 4e-3  # of 1: rounding of images of half floats
AWAY = 12.0  # m from the eye to the middle of volumes
EMPTY = Frame(
    LIBRARY,
    0.0,
    camera=Camera(camera_from_world((0.0, 0.0, 0.0), (0.0, 0.0, -1.0)), fov=10.0, far=60.0),
    sky=Sky("gradient", {"zenith": WHITE, "horizon": WHITE, "ground": WHITE}),
    ambient=Ambient(BLACK, BLACK, BLACK),
    key_light=KeyLight((0.0, 0.0, -1.0), BLACK),
    grade=PLAIN_GRADE,
)


@pytest.fixture(scope="module")
def renderer():
    with Renderer((32, 18)) as one:
        yield one


def pose(half, depth=AWAY):
    """Return world_from_volume of half sizes `half`, with its middle straight ahead."""
    return np.array([[half[0], 0, 0, 0], [0, half[1], 0, 0], [0, 0, half[2], -depth]], dtype=float)


def volume(shape="box", half=(30.0, 30.0, 2.0), depth=AWAY, **given):
    values: dict[str, Any] = {"density": 0.2, "colour": BLACK} | given
    return FogVolume(shape, pose(half, depth), **values)


def middle(renderer, *volumes, **changes):
    """Return the light in the middle of the picture."""
    renderer.draw(replace(EMPTY, fog=volumes, **changes), ["beauty"])
    return renderer.result("beauty")[9, 16]


@pytest.mark.parametrize(
    ("shape", "half", "length"),
    [
        ("box", (30, 30, 2), 4.0),
        ("sphere", (30, 30, 2), 4.0),
        ("cone", (30, 30, 4), 4.0),
        ("layer", (1, 30, 1), 60.0),
    ],
)
def test_uniform_fog_transmits_the_exponential_of_its_density_times_the_length_within_it(
    renderer, shape, half, length
):
    density = 0.8 / length
    found = middle(renderer, volume(shape, half, density=density))
    assert found == pytest.approx(np.exp(-density * length), abs=HALF_FLOAT)


def test_every_shape_is_tested_above():
    assert set(FOG_SHAPES) == {"box", "sphere", "cone", "layer"}


def test_fog_beside_the_ray_or_behind_the_eye_or_a_surface_is_not_seen(renderer):
    beside = FogVolume("sphere", pose((1.0, 1.0, 1.0)) + [[0, 0, 0, 9.0], [0] * 4, [0] * 4], 0.9)
    assert middle(renderer, beside, volume(depth=-AWAY)) == pytest.approx(1.0)


def test_volumes_and_haze_add_up(renderer):
    found = middle(renderer, volume(), volume(depth=AWAY + 1.0), medium=Medium(density=0.01, colour=BLACK))
    assert found == pytest.approx(np.exp(-0.2 * 4.0 - 0.2 * 4.0 - 0.01 * 60.0), abs=HALF_FLOAT)


def test_fog_scatters_the_light_around_it_in_its_colour_and_emits_its_glow(renderer):
    around = Ambient(WHITE, WHITE, WHITE)
    dark = Sky("gradient", {"zenith": BLACK, "horizon": BLACK, "ground": BLACK})
    left = np.exp(-0.2 * 4.0)
    coloured = middle(renderer, volume(colour=(1.0, 0.5, 0.0)), ambient=around, sky=dark)
    assert coloured == pytest.approx((1.0 - left) * np.array([1.0, 0.5, 0.0]), abs=HALF_FLOAT)
    glowing = middle(renderer, volume(glow=(0.3, 0.0, 0.1)), sky=dark)
    assert glowing == pytest.approx((1.0 - left) / 0.2 * np.array([0.3, 0.0, 0.1]), abs=HALF_FLOAT)


def test_thin_uniform_fog_is_lit_by_key_and_point_lights_as_haze_of_the_same_density(renderer):
    lit = {
        "key_light": KeyLight((0.0, -1.0, 0.0), WHITE),
        "point_lights": (PointLight((1.0, 1.0, -8.0), (40.0, 20.0, 10.0)),),
        "sky": Sky("gradient", {"zenith": BLACK, "horizon": BLACK, "ground": BLACK}),
    }
    haze = middle(renderer, medium=Medium(density=0.01), **lit)
    fog = middle(renderer, volume("layer", (1, 30, 1), density=0.01, colour=WHITE), medium=Medium(), **lit)
    assert haze.min() > 0.01
    assert fog == pytest.approx(haze, rel=0.03)


def test_a_soft_edge_and_noise_change_where_fog_is_and_not_how_much_there_is_of_it(renderer):
    soft = -np.log(middle(renderer, volume(edge=1.0))[0]) / 0.2
    assert 1.0 < soft < 3.0  # of 4 m
    thin = {"density": 0.02, "noise": 1.0, "noise_size": 0.4}
    depths = [-np.log(middle(renderer, volume(**thin, noise_offset=(x, 0.0, 0.0)))[0]) for x in range(24)]
    assert np.std(depths) > 0.1 * 0.08
    assert np.mean(depths) == pytest.approx(0.08, rel=0.2)


def test_more_fog_volumes_than_shaders_have_room_for_are_refused(renderer):
    with pytest.raises(TooMuchFog, match=rf"at most {MOST_FOG} fog volumes, not {MOST_FOG + 1}"):
        middle(renderer, *[volume()] * (MOST_FOG + 1))
    middle(renderer, *[volume()] * MOST_FOG, *[volume(density=0.0)] * 3)


def loaded(folder, text):
    (folder / "s.toml").write_text(GOOD + text)
    return load(folder / "s.toml")


def test_a_fog_table_makes_a_volume_with_the_values_of_each_time(tmp_path):
    scene = loaded(
        tmp_path,
        "[fog.a]\nposition = [1, 2, 3]\nsize = [2, 4, 6]\nvisible = [{ t = 0, v = true }, { t = 3, v = false }]\n"
        "density = [{ t = 0, v = 0.0 }, { t = 2, v = 1.0 }]\nnoise = 0.5\ndrift = [1, 0, 0]\n",
    )
    assert scene.warnings == ()
    (one,) = scene.at(1.0).fog
    assert (one.density, one.noise_offset) == (0.5, (1.0, 0.0, 0.0))
    assert one.world_from_volume.tolist() == [[1, 0, 0, 1], [0, 2, 0, 2], [0, 0, 3, 3]]
    assert scene.at(4.0).fog == ()


def test_a_cone_without_a_direction_opens_along_the_key_light(tmp_path):
    scene = loaded(tmp_path, "[fog.a]\nshape = 'cone'\nlength = 5\nangle = 90\n")
    frame = scene.at(0.0)
    (one,) = frame.fog
    towards = np.array(frame.key_light.direction) / np.linalg.norm(frame.key_light.direction)
    assert one.world_from_volume[:, 2] == pytest.approx(5.0 * towards)
    assert np.linalg.norm(one.world_from_volume[:, 0]) == pytest.approx(5.0)


def test_what_a_shape_of_fog_does_not_have_is_warned_of(tmp_path):
    scene = loaded(tmp_path, "[fog.a]\nlength = 5\ndrift = [1, 0, 0]\n")
    assert [(p.path, p.message) for p in scene.warnings] == [
        ("fog.a.length", "this has no effect: it needs shape = 'cone'"),
        ("fog.a.drift", "this has no effect: it needs noise"),
    ]


@pytest.mark.parametrize("solid", [False, True])
@pytest.mark.parametrize("shape", FOG_SHAPES)
def test_particles_behind_fog_are_dimmed_by_what_it_absorbs(renderer, shape, solid):
    flight: dict[str, Any] = {"position": (0.0, 0.0, -30.0), "size": 0.4, "velocity": (0.0, 0.0, 0.0)}
    mesh: dict[str, Any] = {"solid": True, "lit": 0.0} if solid else {}
    emitter = compiled(
        EmitterProperties(
            rate=20.0, life=9.0, speed=0.0, gravity=(0.0, 0.0, 0.0), size_spread=0.0, **flight, **mesh
        ),
        seed=1,
        duration=4.0,
        mesh=box((1.0, 1.0, 1.0)) if solid else None,
    )
    dark = Sky("gradient", {"zenith": BLACK, "horizon": BLACK, "ground": BLACK})
    particles = {
        "library": Library({}, {"glow": emitter}),
        "batches": emitter.batches("glow", 1.0),
        "sky": dark,
    }
    half = {"cone": (30, 30, 4), "layer": (1, 30, 1)}.get(shape, (30, 30, 2))
    length = {"layer": 30.0}.get(shape, 4.0)
    clear, dimmed = (
        middle(renderer, *fog, **particles).sum()
        for fog in ((), (volume(shape, half, density=0.8 / length),))
    )
    assert clear > 0.0
    assert dimmed / clear == pytest.approx(np.exp(-0.8), rel=0.02)
