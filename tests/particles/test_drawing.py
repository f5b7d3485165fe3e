"""Drawing particles: light, order, occlusion, and the path without compute shaders."""

import itertools
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, pose
from visualizer.errors import TooManyParticles
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.primitives import box
from visualizer.particles.births import MOST_LIVE
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Batch, EmitterProperties
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.buffers import LIGHT
from visualizer.renderer.particles.detail import chunks
from visualizer.renderer.particles.splats import LIGHT_SUM, most_steps
from visualizer.renderer.particles.sprite_tiles import scattering
from visualizer.renderer.particles.sprites import farthest_first
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

DARK: dict[str, Any] = {
    "sky": BLACK_SKY,
    "key_light": KeyLight(colour=(0.0, 0.0, 0.0)),
    "ambient": Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
}
STILL = {"gravity": (0, 0, 0), "life": 10.0, "fade_in": 0.0, "fade_out": 0.0}


def frame(t, *properties, draws=(), distance=5.0, **changes):
    emitters = {
        f"e{n}": compiled(EmitterProperties(**p), seed=n, duration=10.0, mesh=box((1, 1, 1)))
        for n, p in enumerate(properties)
    }
    batches = tuple(b for name, e in emitters.items() for b in e.batches(name, t))
    settings = {"camera": Camera(camera_from_world((0, 0, distance), (0, 0, 0)), fov=45.0), **DARK, **changes}
    return Frame(Library(LIBRARY.meshes, emitters), t, draws=draws, batches=batches, **settings)


@pytest.fixture(scope="module")
def renderer():
    with Renderer((160, 90)) as made:
        yield made


def light(renderer, *arguments, compute=True, size=(160, 90), **more):
    renderer.resize(size)
    renderer.particles.compute = compute
    renderer.draw(frame(*arguments, **more))
    return renderer.light().astype(np.float64)


FOUNTAIN = {
    "rate": 3000.0,
    "life": 2.0,
    "speed": 3.0,
    "shape": "cone",
    "drag": 0.3,
    "size": 0.02,
    "temperature": 2600.0,
    "temperature_end": 1300.0,
    "brightness": 5.0,
}
SMOKE = {
    "appearance": "smoke",
    "rate": 20.0,
    "life": 3.0,
    "gravity": (0, 0.3, 0),
    "size": 0.6,
    "grow": 2.0,
    "turbulence": 0.2,
    "lit": 0.0,
    "opacity": 0.5,
}
SOOT = SMOKE | {"colour": (0.02, 0.02, 0.02), "position": (0.1, 0.0, 0.1)}
LARGE = {"rate": 50.0, "life": 2.0, "speed": 1.0, "size": 0.15, "appearance": "ember", "gravity": (0, 0, 0)}


@pytest.mark.parametrize("size", [0.004, 0.02, 0.05, 0.2])
@pytest.mark.parametrize("appearance", ["spark", "dust"])
def test_the_light_of_particles_is_the_same_at_every_resolution(renderer, size, appearance):
    one = STILL | {
        "bursts": [{"t": 0, "count": 400}],
        "shape": "box",
        "extent": (1.5, 0.7, 0.3),
        "size": size,
        "opacity": 0.05,
        "appearance": appearance,
        "lit": 0.0,
    }
    sums = [
        light(renderer, 1.0, one, size=s).sum() / (s[0] * s[1]) for s in ((96, 54), (160, 90), (320, 180))
    ]
    assert sums[0] > 0.0
    # Most of the remaining difference is the rounding of half floats.
    assert np.allclose(sums, sums[-1], rtol=0.01), sums


def test_light_in_every_part_of_a_large_picture_is_drawn_and_its_sums_are_cleared(renderer):
    everywhere = STILL | {
        "bursts": [{"t": 0, "count": 30_000}],
        "shape": "box",
        "extent": (3.2, 2.3, 0.1),
        "size": 0.002,
    }
    size = (640, 448)  # three words of marks in a row, the last one used in half
    drawn = light(renderer, 1.0, everywhere, size=size).sum(axis=2)
    assert (drawn.reshape(28, 16, 40, 16).sum(axis=(1, 3)) > 0.0).all(), "a part has no light"
    sums = renderer.particles.splats._buffers[LIGHT].read()
    assert not np.frombuffer(sums, np.uint32).any()


@pytest.mark.parametrize("appearance", ["spark", "dust", "smoke", "shard"])
def test_light_is_steady_where_splats_become_sprites(renderer, appearance):
    # Many faint particles that do not occlude each other: light must grow like the area of the discs.
    pixel = 5.0 * np.tan(np.radians(22.5)) / 90.0  # m, at the middle of the scene
    sums = []
    for pixels in (1.0, 1.8, 2.2, 2.5, 2.8, 3.2, 6.0):
        one = STILL | {
            "bursts": [{"t": 0, "count": 1500}],
            "shape": "box",
            "extent": (2.2, 1.2, 0),
            "size_spread": 0.0,
            "opacity": 0.004,
            "brightness": 100.0,
            "lit": 0.0,
            "spin": 0.0,
        }
        sums.append(
            light(
                renderer, 1.0, one | {"size": pixels * pixel, "appearance": appearance}, size=(320, 180)
            ).sum()
            / pixels**2
        )
    assert np.allclose(sums, np.mean(sums), rtol=0.01), sums


def test_a_particle_smaller_than_a_pixel_keeps_its_light_wherever_it_falls(renderer):
    sums = []
    for n in range(24):
        one = STILL | {
            "bursts": [{"t": 0, "count": 1}],
            "position": (0.013 * n, 0.007 * n, 0.0),
            "size": 0.01,
            "size_spread": 0.0,
            "brightness": 8.0,
        }
        sums.append(light(renderer, 1.0, one).sum())
    assert np.ptp(sums) < 0.01 * np.mean(sums)


def test_frames_are_bit_identical_again_and_in_any_order(renderer):
    scene = (FOUNTAIN, SMOKE, LARGE)
    times = (0.4, 2.0, 1.1, 3.3)
    first = {t: light(renderer, t, *scene) for t in times}
    for t in (3.3, 0.4, 2.0, 2.0, 1.1):
        assert (light(renderer, t, *scene) == first[t]).all()


@pytest.mark.parametrize(
    "scene",
    [
        (FOUNTAIN,),
        (SMOKE,),
        (SMOKE, SOOT),  # intermixed, so that their order matters
        (SMOKE | {"appearance": "shard", "grow": 1.0}, SOOT),
        (LARGE,),
        (FOUNTAIN | {"size": 0.06},),
        (FOUNTAIN | {"stretch": 0.03},),
    ],
)
def test_without_compute_shaders_the_picture_is_the_same_but_for_rounding(renderer, scene):
    splat, points = (light(renderer, 2.0, *scene, compute=c) for c in (True, False))
    assert splat.sum() > 1.0
    assert abs(splat.sum() - points.sum()) < 0.005 * splat.sum()
    assert np.abs(splat - points).mean() < 0.01 * splat.mean()


def test_sprites_come_farthest_first_and_equal_ones_in_their_order():
    distances = np.array([2.0, 0.0, 5.0, 2.0, 900.0, 0.05, 4000.0], np.float32)
    assert farthest_first(distances, 0.1, 1000.0).tolist() == [6, 4, 2, 0, 3, 5]


def test_a_pixel_that_gets_all_light_saturates_and_never_overflows(renderer):
    heap = STILL | {
        "bursts": [{"t": 0, "count": 200_000}],
        "size": 0.03,
        "brightness": 1e5,
        "colour": (1, 1, 1),
    }
    picture = light(renderer, 1.0, heap)
    assert picture.max() >= 60000.0  # the largest half float is 65504
    assert np.isfinite(picture).all()


def test_ten_million_on_one_pixel_add_up_to_what_one_gives_times_ten_million(renderer):
    heap = STILL | {"size": 0.01, "size_spread": 0.0, "brightness": 1.0}
    one = light(renderer, 1.0, heap | {"bursts": [{"t": 0, "count": 1}]}).sum(axis=(0, 1))
    many = heap | {"bursts": [{"t": 0, "count": 10_000_000}]}
    for brightness in (1e-3, 1e9):
        # The light of a pixel saturates at the largest half float.
        picture = light(renderer, 1.0, many | {"brightness": brightness})
        assert np.isfinite(picture).all()
        if brightness > 1.0:
            assert picture.max() >= 65_000.0
        else:
            assert picture.sum(axis=(0, 1)) == pytest.approx(one * brightness * 1e7, rel=0.01)


@pytest.mark.parametrize("count", [1, 10**4, 10**7, 10**8, MOST_LIVE])
def test_no_number_of_particles_on_one_pixel_overflows(count):
    # A particle spread over four pixels may be rounded up by a step on each.
    assert (most_steps(count) + 4.0) * count < LIGHT_SUM


def test_more_particles_than_a_picture_can_add_up_are_refused():
    with pytest.raises(TooManyParticles, match="more than the 268435456"):
        most_steps(MOST_LIVE + 1)


@pytest.mark.parametrize(
    ("first", "count"), [(0, 1), (127, 2), (5, 10**7), (4_194_303, 2), (2**31 - 300, 299)]
)
def test_dispatches_cover_every_particle_once_and_none_is_too_long(first, count):
    covered = first
    for begin, low, end in chunks(Batch("e", first, count, 0.0)):
        assert begin % 128 == 0 and begin <= low == covered < end <= begin + 2**20
        covered = end
    assert covered == first + count


@pytest.mark.parametrize("level", [0.0, 2.5])
def test_draws_of_instances_cover_every_particle_once_and_none_is_too_long(level):
    batch = Batch("e", 77, 10**7, 0.0, level=level)
    calls = list(detail.draws(batch))
    step = detail.stride(batch)
    assert calls[0][0] == detail.begin(batch) and sum(count for _, count in calls) == detail.drawn(batch)
    assert all(0 < count <= 2**20 for _, count in calls)
    assert all(b[0] == a[0] + a[1] * step for a, b in itertools.pairwise(calls))


@pytest.mark.parametrize("groups", [1, 2, 3, 6, 60, 489, 8192])
def test_every_group_is_reached_once_however_they_are_scattered(groups):
    assert {number * scattering(groups) % groups for number in range(groups)} == set(range(groups))


def test_a_thousand_faint_particles_beside_a_blinding_one_keep_their_light(renderer):
    # The quantisation step follows the typical particle; brighter ones use the second counters.
    dim = STILL | {
        "bursts": [{"t": 0, "count": 1000}],
        "shape": "box",
        "extent": (1.5, 0.7, 0.3),
        "size": 0.01,
    }
    blinding = STILL | {
        "bursts": [{"t": 0, "count": 1}],
        "size": 0.02,
        "size_spread": 0.0,
        "position": (0, 1.2, 0),
        "brightness": 1e4,
    }
    both, alone = light(renderer, 1.0, dim, blinding), light(renderer, 1.0, dim)
    assert np.allclose(both[30:], alone[30:])
    assert (both - alone).sum() == pytest.approx(light(renderer, 1.0, blinding).sum(), rel=0.01)


def test_of_two_clouds_the_near_one_hides_the_far_one_whichever_comes_first(renderer):
    cloud = STILL | {
        "bursts": [{"t": 0, "count": 200}],
        "shape": "sphere",
        "extent": (0.2, 0.2, 0.2),
        "appearance": "dust",
        "size": 0.8,
        "size_spread": 0.0,
        "lit": 0.0,
    }
    near, far = (
        cloud | {"position": (0, 0, 2), "colour": (1, 0, 0)},
        cloud | {"position": (0, 0, -1), "colour": (0, 1, 0)},
    )
    for scene in ((near, far), (far, near)):
        red, green, _ = light(renderer, 1.0, *scene)[45, 80]
        assert red > 0.9 and green < 0.02


def test_surfaces_hide_the_particles_behind_them(renderer):
    wall = Draw("box", "plain", pose(0.0, 0.0, 2.0), uniforms=PLAIN)
    behind = STILL | {"bursts": [{"t": 0, "count": 2000}], "shape": "sphere", "extent": (0.3, 0.3, 0.1)}
    for compute in (True, False):
        for size in (0.01, 0.15):
            hidden = light(renderer, 1.0, behind | {"size": size}, draws=(wall,), compute=compute)
            bare = light(renderer, 1.0, draws=(wall,))
            seen = light(
                renderer,
                1.0,
                behind | {"size": size, "position": (0, 0, 3.2)},
                draws=(wall,),
                compute=compute,
            )
            assert np.abs(hidden - bare).max() < 1e-3
            assert (seen - bare).sum() > 1.0


def test_solid_particles_are_opaque_and_lit(renderer):
    stones = STILL | {"bursts": [{"t": 0, "count": 30}], "shape": "box", "solid": True, "size": 0.3}
    key = KeyLight((0, 0, -1), (2.0, 2.0, 2.0), radius=5.0)
    picture = light(renderer, 1.0, stones, key_light=key)
    assert 0.1 < picture.max() < 0.7
    assert (picture.sum(axis=2) > 0.05).sum() > 300
    behind = light(
        renderer,
        1.0,
        stones,
        STILL | {"bursts": [{"t": 0, "count": 1}], "position": (0, 0, -3), "size": 0.05},
        key_light=key,
    )
    assert (behind >= picture - 1e-6).all()


def test_nothing_is_drawn_and_nothing_breaks_without_particles(renderer):
    assert light(renderer, 5.0, {"rate": 0.0}).max() == 0.0
    assert light(renderer, 5.0, STILL | {"bursts": [{"t": 9, "count": 5}]}).max() == 0.0
    renderer.draw(frame(2.0, FOUNTAIN))
    assert renderer.live_particles >= 3000
    renderer.draw(frame(2.0))
    assert renderer.live_particles == 0


def test_particles_at_or_behind_the_eye_cause_no_invalid_pixels(renderer):
    around = STILL | {
        "bursts": [{"t": 0, "count": 500}],
        "shape": "sphere",
        "extent": (1, 1, 1),
        "position": (0, 0, 5),
        "size": 0.3,
        "appearance": "smoke",
    }
    assert np.isfinite(light(renderer, 1.0, around)).all()


@pytest.mark.parametrize("compute", [True, False])
@pytest.mark.parametrize("what", ["particle", "camera"])
@pytest.mark.parametrize("size", [0.02, 0.15])
def test_few_sub_frames_show_motion_as_a_streak_and_not_as_beads(renderer, what, size, compute):
    flies = what == "particle"
    one = STILL | {"bursts": [{"t": 0, "count": 1}], "position": (-1.0 if flies else 0.0, 0, 0), "size": size}
    one |= {"velocity": (1.0 if flies else 0.0, 0, 0), "brightness": 50.0}
    renderer.resize((160, 90))
    renderer.particles.compute = compute
    frames = []
    for t in (0.75, 1.0, 1.25, 1.5):
        eye = 0.0 if flies else 1.0 - t
        frames.append(frame(t, one, camera=Camera(camera_from_world((eye, 0, 5), (eye, 0, 0)), fov=45.0)))
    renderer.draw(frames)
    row = renderer.pixels().sum(axis=(0, 2))
    lit = np.flatnonzero(row > 0.2 * row.max())
    pixels_a_metre = 90 / (2 * 5.0 * np.tan(np.radians(22.5)))
    assert (np.diff(lit) == 1).all()
    assert np.ptp(lit) == pytest.approx(pixels_a_metre * 1.0, abs=4.0 + 2.0 * size * pixels_a_metre)


@pytest.mark.parametrize("compute", [True, False])
@pytest.mark.parametrize("appearance", ["spark", "dust"])
def test_the_lens_spreads_what_is_out_of_focus_and_keeps_its_light(renderer, appearance, compute):
    one = STILL | {
        "bursts": [{"t": 0, "count": 1}],
        "size": 0.05,
        "size_spread": 0.0,
        "opacity": 0.1,
        "appearance": appearance,
        "lit": 0.0,
    }
    seen = []
    for aperture, focus in ((0.0, 2.0), (0.3, 5.0), (0.3, 2.0)):
        camera = Camera(camera_from_world((0, 0, 5), (0, 0, 0)), fov=45.0, aperture=aperture, focus=focus)
        renderer.resize((160, 90))
        renderer.particles.compute = compute
        still = [frame(t, one, camera=camera) for t in (1.0, 1.001)]
        renderer.draw(still)
        seen.append(renderer.light().astype(np.float64))
    sharp, focused, blurred = seen
    assert np.allclose(sharp, focused, atol=1e-3)
    assert (blurred > 1e-6).sum() > 6 * (sharp > 1e-6).sum()
    assert blurred.sum() == pytest.approx(sharp.sum(), rel=0.02)
    # One round disc, however few samples look through other places of the lens.
    renderer.draw([frame(1.0 + 0.0001 * k, one, camera=camera) for k in range(16)])
    assert np.abs(renderer.light() - blurred).sum() < 0.1 * blurred.sum()
