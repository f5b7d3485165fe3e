"""Few samples: each is blurred by its share of shutter and lens, and more samples converge to the same picture."""

import dataclasses
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, PLAIN, PLAIN_GRADE, floor, pose, still_life
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library, Sky
from visualizer.geometry.primitives import box, icosphere
from visualizer.particles.compiled import compiled
from visualizer.particles.properties import EmitterProperties
from visualizer.renderer import executor
from visualizer.renderer.passes.blur import Blur
from visualizer.renderer.placed import Placed
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.view import eye_view
from visualizer.transforms import camera_from_world

SIZE = (160, 90)
MANY = 32
PIXEL = 2.0 * 6.0 * np.tan(np.radians(22.5)) / SIZE[1]  # metres at the origin, as `seen` sees it
STARS = Sky("stars", {"brightness": 3.0, "band": 0.0})
LIBRARY = Library(
    {
        "box": box((1.0, 1.0, 1.0)),
        "speck": box((0.08, 0.08, 0.08)),
        "floor": floor(),
        "glint": box((0.4, 9.0, 0.1)),
        "disc": icosphere(0.6, subdivisions=4),
        "wall": box((60.0, 60.0, 1.0)),
    },
    {},
)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def glowing(mesh, light, *place):
    return Draw(mesh, "plain", pose(*place), uniforms=PLAIN | {"emission": light, "colour": (1.0, 1.0, 1.0)})


def seen(time, draws, turn=0.0, aside=0.0, **changes):
    """Return a frame from 6 m before the origin. turn: degrees to the right. aside: metres to the right."""
    ahead = np.radians(turn)
    eye = np.array([aside, 0.0, 6.0])
    settings = {
        "library": LIBRARY,
        "time": time,
        "camera": Camera(
            camera_from_world(tuple(eye), tuple(eye + [np.sin(ahead), 0.0, -np.cos(ahead)])), fov=45.0
        ),
        "draws": draws,
        "sky": BLACK_SKY,
        "key_light": KeyLight(colour=(0.0, 0.0, 0.0)),
        "ambient": Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
        "grade": PLAIN_GRADE,
    }
    return Frame(**(settings | changes))


BOXES = (
    glowing("box", 1.0, -1.5, 0.3),
    glowing("box", 0.4, 1.0, -0.5, -4.0),
    glowing("box", 0.1, 0.4, 0.2, 2.0),
)
SPECKS = tuple(glowing("speck", 9.0, x, y, -30.0) for x, y in ((-6, 3), (-2, -4), (1, 5), (5, -2), (8, 2)))
SHARP = Camera(camera_from_world((0.0, 0.0, 6.0), (0.0, 0.0, 0.0)), fov=45.0, focus=6.0, aperture=1.2)


@cache
def spray(size):
    flight: dict[str, Any] = {
        "rate": 40.0,
        "life": 50.0,
        "shape": "box",
        "extent": (4.0, 2.0, 0.5),
        "velocity": (3.0, 1.0, 0.0),
    }
    properties = EmitterProperties(**flight, speed=0.0, gravity=(0.0, 0.0, 0.0), size=size, size_spread=0.0)
    return compiled(properties, seed=3, duration=10.0)


def flying(time, size):
    """Return a frame of particles that fly to the right and up."""
    library = Library({}, {"spray": spray(size)})
    return seen(time, (), library=library, batches=spray(size).batches("spray", 1.0 + time))


@cache
def stones(velocity, spin):
    born: dict[str, Any] = {
        "rate": 0.0,
        "bursts": [{"t": 0, "count": 12}],
        "shape": "box",
        "extent": (4.0, 1.5, 0.5),
    }
    look: dict[str, Any] = {"solid": True, "lit": 0.0, "size": 0.7, "size_spread": 0.0, "life": 50.0}
    flight: dict[str, Any] = {"velocity": velocity, "speed": 0.0, "gravity": (0.0, 0.0, 0.0), "spin": spin}
    properties = EmitterProperties(**born, **look, **flight)
    return compiled(properties, seed=3, duration=10.0, mesh=box((1.0, 0.2, 0.4)))


def thrown(time, velocity=(0.0, 0.0, 0.0), spin=0.0):
    """Return a frame of particles that are meshes."""
    emitter = stones(velocity, spin)
    return seen(
        time, (), library=Library({}, {"stones": emitter}), batches=emitter.batches("stones", 1.0 + time)
    )


MOVING = {
    "particles that are meshes": lambda t: thrown(0.4 * t, velocity=(3.0, 1.0, 0.0)),
    "meshes that only rotate": lambda t: thrown(0.2 * t, spin=360.0),
    "large particles": lambda t: flying(0.4 * t, size=0.3),
    "small particles": lambda t: flying(0.12 * t, size=0.05),
    "a camera that turns": lambda t: seen(t, BOXES, turn=16.0 * t),
    "a camera that goes": lambda t: seen(t, BOXES, aside=2.0 * t),
    "an object": lambda t: seen(t, (glowing("box", 1.0, -1.5 + 3.0 * t, 0.4 * t), *BOXES[1:])),
    "stars": lambda t: seen(t, (), turn=20.0 * t, sky=STARS),
    "what is out of focus": lambda t: seen(t, (*BOXES, *SPECKS), camera=SHARP),
}


def exposure(of, count):
    return [of((k + 0.5) / count) for k in range(count)]


def light(renderer, frames):
    renderer.draw(frames, ["beauty"])
    return renderer.result("beauty")


def unblurred(monkeypatch, renderer, frames):
    with monkeypatch.context() as patch:
        patch.setattr(Blur, "wanted", lambda *_: False)
        patch.setattr(
            executor,
            "exposed_view",
            lambda frames, size, index: eye_view(frames[index], size, index, len(frames)),
        )
        return light(renderer, frames)


def away(one, other):
    return float(np.sqrt(np.mean((one - other) ** 2)))


@pytest.mark.parametrize("name", MOVING)
def test_two_samples_are_much_nearer_to_many_than_without_a_blur(name, renderer, monkeypatch):
    many = light(renderer, exposure(MOVING[name], MANY))
    few = exposure(MOVING[name], 2)
    before, after = (away(one, many) for one in (unblurred(monkeypatch, renderer, few), light(renderer, few)))
    assert before > 1.7 * after > 0.0


@pytest.mark.parametrize("name", ["stars", "what is out of focus"])
def test_many_samples_give_the_picture_that_they_give_without_a_blur(name, renderer, monkeypatch):
    few, many = (exposure(MOVING[name], count) for count in (2, MANY))
    sharp = unblurred(monkeypatch, renderer, many)
    assert away(light(renderer, many), sharp) < 0.2 * away(unblurred(monkeypatch, renderer, few), sharp)


def test_a_glint_out_of_focus_is_a_band_and_not_a_line_for_each_tap(renderer):
    def of(t):
        return seen(t, (glowing("glint", 60.0, 0.0, 0.0, -30.0),), camera=SHARP)

    few, many = (light(renderer, exposure(of, count))[40:50, :, 0] for count in (2, 128))
    band = many.mean(axis=0) > 0.5 * many.max(axis=1).mean()
    assert band.sum() > 8
    assert few[:, band].std() < 0.3 * few[:, band].mean()
    assert few.sum() == pytest.approx(many.sum(), rel=0.25)


def test_a_sharp_bright_disc_has_no_halo_on_a_dark_wall_out_of_focus():
    def of(t):
        return seen(t, (glowing("disc", 10.0), glowing("wall", 0.02, 0.0, 0.0, -25.0)), camera=SHARP)

    size = (320, 180)
    y, x = np.mgrid[: size[1], : size[0]] + 0.5
    beside = np.hypot(x - size[0] / 2, y - size[1] / 2) - 0.6 * 2.0 / PIXEL
    with Renderer(size) as renderer:
        few, many = (light(renderer, exposure(of, count))[..., 0] for count in (2, MANY))
    assert few[beside < -2.0].min() > 9.0
    for ring in ((beside > near) & (beside < near + 2.0) for near in (2.0, 4.0, 8.0)):
        assert many[ring].mean() < 0.03
        assert few[ring].mean() < 0.06, "0.9 with the disc in the mip levels of the wall"


def test_an_edge_out_of_focus_before_a_sharp_wall_is_a_ramp_without_ridges(renderer):
    def of(t):
        edge, wall = glowing("wall", 1.0, -30.0, 0.0, 3.5), glowing("wall", 0.1, 0.0, 0.0, -0.5)
        return seen(t, (edge, wall), camera=SHARP)

    ramp = light(renderer, exposure(of, 2))[40:50, :, 0].mean(axis=0)
    assert np.maximum(np.diff(ramp), 0.0).sum() < 0.05


def test_light_is_neither_made_nor_lost(renderer, monkeypatch):
    few = exposure(MOVING["an object"], 2)
    assert light(renderer, few).mean() == pytest.approx(
        unblurred(monkeypatch, renderer, few).mean(), rel=0.03
    )


def test_a_still_scene_in_focus_is_the_same_to_the_bit(renderer, monkeypatch):
    frames = [dataclasses.replace(still_life(), time=t) for t in (0.0, 0.1, 0.2)]
    np.testing.assert_array_equal(light(renderer, frames), unblurred(monkeypatch, renderer, frames))


def test_what_is_at_rest_beside_something_that_moves_stays_sharp(renderer, monkeypatch):
    """In front of it, and behind it where it does not come."""

    def of(t):
        return seen(t, (glowing("box", 1.0, -1.0 + 1.5 * t, 0.0), glowing("box", 0.5, 0.3, 0.0, 2.0)))

    frames = exposure(of, 2)
    found, sharp = light(renderer, frames), unblurred(monkeypatch, renderer, frames)
    still = light(renderer, [of(0.5)])
    front = (still[..., 0] > 0.45) & (still[..., 0] < 0.55)
    assert front.sum() > 50
    inner = front & np.roll(front, 2, 1) & np.roll(front, -2, 1)
    np.testing.assert_allclose(found[inner], sharp[inner], atol=0.02)


def test_results_about_surfaces_are_not_blurred(renderer, monkeypatch):
    frames, names = exposure(MOVING["an object"], 2), ["depth", "normal", "object", "motion", "emission"]
    renderer.draw(frames, [*names, "picture"])
    found = [renderer.result(name) for name in names]
    monkeypatch.setattr(Blur, "wanted", lambda *_: False)
    renderer.draw(frames, names)
    for one, name in zip(found, names, strict=True):
        np.testing.assert_array_equal(one, renderer.result(name))


def test_where_things_were_is_the_same_to_the_bit_if_kept_from_the_sample_before_or_found_anew(
    renderer, monkeypatch
):
    def of(t):
        moving = glowing("box", 1.0, -1.5 + 3.0 * t, 0.4 * t, 0.7 * t)
        eye = (0.3 + 1.7 * t, 0.0, 6.0)
        camera = Camera(camera_from_world(eye, (0.0, 0.1, 0.0)), fov=45.0, focus=5.0, aperture=0.3)
        return seen(t, (moving, *BOXES[1:]), camera=camera)

    frames = exposure(of, 4)
    held, holds = [], Placed.holds

    def told(placed, frame, origin):
        held.append(holds(placed, frame, origin))
        return held[-1]

    monkeypatch.setattr(Placed, "holds", told)
    kept = light(renderer, frames)
    assert held == [True] * 3, "each sample but the first uses what the one before has placed"
    monkeypatch.setattr(Placed, "holds", lambda *_: False)
    np.testing.assert_array_equal(light(renderer, frames), kept)
    assert away(kept, unblurred(monkeypatch, renderer, frames)) > 0.01


@pytest.mark.parametrize("size", [0.05, 0.3])
def test_the_shares_of_a_streak_lie_on_one_line(renderer, size):
    def level(time):
        """Return a frame of particles that fly to the right only."""
        flight: dict[str, Any] = {
            "velocity": (3.0, 0.0, 0.0),
            "position": (0.0, 0.5 * PIXEL, 0.0),
            "rate": 4.0,
            "life": 50.0,
            "shape": "box",
            "extent": (4.0, 0.0, 0.0),
        }
        sparse = EmitterProperties(**flight, speed=0.0, gravity=(0.0, 0.0, 0.0), size=size, size_spread=0.0)
        emitter = compiled(sparse, seed=3, duration=10.0)
        return seen(
            time, (), library=Library({}, {"spray": emitter}), batches=emitter.batches("spray", 1.0 + time)
        )

    def thickness(frames):
        """Return the mean square distance of light from its middle row, pixels squared."""
        light_of_rows = light(renderer, frames)[..., 0].sum(axis=1)
        rows = np.arange(len(light_of_rows))
        return np.average((rows - np.average(rows, weights=light_of_rows)) ** 2, weights=light_of_rows)

    still = thickness([level(0.0)])
    for count in (2, 4):
        assert thickness(exposure(lambda t: level(0.3 * t), count)) < still + 0.1
