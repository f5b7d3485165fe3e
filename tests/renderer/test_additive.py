"""Additive draws add their light to what is behind them and hide nothing; the air about a planet has the right way
through it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, PLAIN, PLAIN_GRADE, pose
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Layer, Library
from visualizer.geometry.primitives import box, icosphere
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

SIZE = (64, 36)
LIBRARY = Library({"box": box((1.0, 1.0, 1.0)), "ball": icosphere(1.0, 4)}, {})
BLACK = (0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def light():
    with Renderer(SIZE) as renderer:

        def draw(*draws, results=("beauty",), distance=5.0, **changes):
            frame = Frame(
                library=LIBRARY, time=0.0, camera=Camera(camera_from_world((0.0, 0.0, distance), BLACK), fov=45.0),
                draws=draws, sky=BLACK_SKY, key_light=KeyLight(colour=BLACK), ambient=Ambient(BLACK, BLACK, BLACK), grade=PLAIN_GRADE,
            )  # fmt: skip
            renderer.draw(replace(frame, **changes), results)
            return renderer.result(results[0]).astype(np.float64)

        yield draw


def glowing(x: float, z: float, colour: tuple[float, float, float], layer: Layer = "additive") -> Draw:
    return Draw(
        "box", "plain", pose(x, 0.0, z), uniforms=PLAIN | {"colour": colour, "emission": 1.0}, layer=layer
    )


def test_light_is_added_in_any_order_and_hidden_by_what_is_opaque(light):
    red, green = glowing(-0.2, 0.5, (0.5, 0.0, 0.0)), glowing(0.2, 0.0, (0.0, 0.25, 0.0))
    wall = glowing(0.2, 1.5, (0.0, 0.0, 1.0), "opaque")
    np.testing.assert_array_equal(light(red, green), light(green, red))
    np.testing.assert_allclose(light(red, green), light(red) + light(green), atol=1e-3)
    hidden = light(wall)[..., 2] > 0.5
    assert hidden.any() and not light(red, green, wall)[hidden][:, :2].any()
    assert (light(red, green)[hidden] > 0).any()


def test_additive_draws_have_no_place_in_other_results(light):
    gas, thing = glowing(0.0, 1.0, (0.5, 0.0, 0.0)), glowing(0.6, 0.0, (0.0, 0.0, 1.0), "opaque")
    for name in ("depth", "object", "normal", "motion", "material"):
        np.testing.assert_array_equal(light(gas, thing, results=(name,)) > 1, light(replace(gas, poses=pose(50.0)), thing, results=(name,)) > 1)  # fmt: skip


@pytest.mark.parametrize("offset", [0.5, 0.9, 1.0, 1.03, 1.08])
def test_air_scatters_along_the_whole_way_of_the_ray(light, offset):
    top, height, density = 1.3, 0.05, 0.3
    uniforms: dict[str, Any] = {"air": (1.0, 1.0, 1.0), "top": top, "height": height, "density": density}
    air = Draw("ball", "air", pose()[:, :3] * np.array([top, top, top, 1.0]), uniforms=uniforms, layer="additive")  # fmt: skip
    # The key light comes from behind the camera, so that all that is seen is in full daylight.
    key = KeyLight(direction=(0.0, 0.0, -1.0), colour=(1.0, 1.0, 1.0))
    distance, fov = 400.0, 0.42
    camera = Camera(camera_from_world((0.0, 0.0, distance), BLACK), fov=fov)
    seen = light(air, distance=distance, camera=camera, key_light=key)[SIZE[1] // 2]
    across = distance * np.tan(np.radians(fov / 2)) / (SIZE[1] / 2)  # radii a pixel
    column = SIZE[0] // 2 + round(offset / across - 0.5)
    place = (column + 0.5 - SIZE[0] / 2) * across
    # Optical depth by summation along the parallel ray, up to the ground if it meets it.
    ways = np.linspace(-3.0, 3.0, 60_001)
    above = np.hypot(ways, place) - 1.0
    density_along = density / height * np.exp(-above / height)
    lit = (above > 0.0) & (ways > 0.0) if place < 1.0 else np.ones_like(ways, bool)
    want = 1.0 - np.exp(-np.sum(density_along[lit]) * (ways[1] - ways[0]))
    # Dusk and night begin towards the limb: both depend on the height of the sun alone.
    sun = np.sqrt(max(1.0 - place * place, 0.0))
    day = np.clip((sun + 0.22) / 0.67, 0.0, 1.0)
    day = day * day * (3.0 - 2.0 * day)
    assert seen[column, 0] == pytest.approx(want * day, rel=0.12, abs=0.01)
