"""The shadow map: what nothing shades is lit in full, and what stands on a floor shades it up to its edge."""

from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN, PLAIN_GRADE, pose
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight
from visualizer.renderer.detail import DETAILS
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

SIZE = (64, 36)
FLOOR = Draw("floor", "plain", pose(), uniforms=PLAIN)
BOX = Draw("box", "plain", pose(0.0, 0.5), uniforms=PLAIN)


@pytest.fixture(scope="module", params=DETAILS)
def renderer(request):
    with Renderer(SIZE, detail=request.param) as made:
        yield made


def light(renderer, *draws: Draw, direction: tuple[float, float, float], radius: float) -> np.ndarray:
    settings: dict[str, Any] = {
        "library": LIBRARY,
        "time": 0.0,
        "camera": Camera(camera_from_world((0.0, 2.5, 4.0), (0.0, 0.0, 0.0)), fov=45.0, far=60.0),
        "draws": draws,
        "sky": BLACK_SKY,
        "key_light": KeyLight(direction, (1.0, 1.0, 1.0), radius=radius),
        "ambient": Ambient((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        "grade": PLAIN_GRADE,
    }
    renderer.draw(Frame(**settings), ["beauty"])
    shown: np.ndarray = renderer.result("beauty").mean(axis=2)
    return shown


@pytest.mark.parametrize("height", [-1.0, -0.3, -0.05])
def test_a_floor_does_not_shade_itself_in_any_light(renderer, height):
    mapped, bare = (
        light(renderer, FLOOR, direction=(0.7, height, 0.4), radius=radius) for radius in (20.0, 1e-3)
    )
    np.testing.assert_array_equal(mapped, bare)


def test_the_shadow_of_a_box_begins_within_three_texels_of_it(renderer):
    # From the left and above: the shadow lies on the floor to the right of the box.
    lit = light(renderer, FLOOR, direction=(1.0, -1.0, 0.0), radius=10.0)
    shaded = light(renderer, FLOOR, BOX, direction=(1.0, -1.0, 0.0), radius=10.0)
    row = (shaded / np.maximum(lit, 1e-6))[19]
    assert row[SIZE[0] // 2 + 12] < 0.05
