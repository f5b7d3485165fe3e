"""Skin, hair and cloth leave out a share of the colour of the light that falls on them, but none of its luminance."""

from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, LIBRARY, PLAIN_GRADE, pose
from visualizer.colour import LUMINANCE
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, PointLight
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

BLUE, ORANGE = (0.05, 0.10, 0.30), (3.0, 1.2, 0.4)
WHITE = {"colour": (0.5, 0.5, 0.5)}
LIT: dict[str, dict[str, Any]] = {
    "ambient": {"ambient": Ambient(BLUE, BLUE, BLUE), "key_light": KeyLight(colour=(0.0, 0.0, 0.0))},
    "lights": {
        "ambient": Ambient((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        "key_light": KeyLight((0.0, -0.6, -0.8), ORANGE),
        "point_lights": (PointLight((0.0, 1.0, 2.0), ORANGE),),
    },
}


@pytest.mark.parametrize("lit", LIT)
@pytest.mark.parametrize("material", ["hair", "cloth"])
def test_a_grey_material_is_grey_in_coloured_light_and_as_bright_as_before(material, lit):
    shown = []
    with Renderer((16, 9)) as renderer:
        for share in (0.0, 1.0):
            uniforms: dict[str, Any] = WHITE | {"whitened": share}
            if material == "cloth":
                uniforms |= {"trim": (0.5, 0.5, 0.5)}
            settings: dict[str, Any] = {
                "library": LIBRARY,
                "time": 0.0,
                "camera": Camera(camera_from_world((0.0, 0.0, 1.5), (0.0, 0.0, 0.0)), fov=30.0, far=60.0),
                "draws": (Draw("box", material, pose(), uniforms=uniforms),),
                "sky": BLACK_SKY,
                "grade": PLAIN_GRADE,
            }
            renderer.draw(Frame(**(settings | LIT[lit])), ["beauty"])
            shown.append(renderer.result("beauty")[4, 8])
    coloured, white = shown
    assert np.ptp(coloured) > 0.3 * coloured.max()
    assert np.ptp(white) < 0.01 * white.max()
    np.testing.assert_allclose(white @ LUMINANCE, coloured @ LUMINANCE, rtol=0.02)
