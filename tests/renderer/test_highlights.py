"""Highlights smaller than a pixel: they neither flicker as the camera moves nor lose their light."""

import numpy as np

from tests.renderer.frames import BLACK_SKY, PLAIN, PLAIN_GRADE, pose
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.primitives import icosphere
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

BLACK = (0.0, 0.0, 0.0)
BALLS = Library({"ball": icosphere(0.5, 4)}, {})


def light_of_highlights(roughness: float) -> np.ndarray:
    """Return the light of a ball of 3 pixels for 8 places of the camera within a pixel, (8,)."""
    ball = Draw("ball", "plain", pose(), uniforms=PLAIN | {"roughness": roughness, "colour": BLACK})
    sums = []
    with Renderer((32, 18)) as renderer:
        for x in np.linspace(0.0, 0.15, 8).tolist():
            frame = Frame(
                BALLS,
                0.0,
                camera=Camera(camera_from_world((x, 0.0, 6.0), (x, 0.0, 0.0)), fov=30.0, far=60.0),
                draws=(ball,),
                sky=BLACK_SKY,
                key_light=KeyLight((-0.5, -0.5, -0.7), (1.0, 1.0, 1.0), radius=1e-3),
                ambient=Ambient(BLACK, BLACK, BLACK),
                grade=PLAIN_GRADE,
            )
            renderer.draw(frame, ["beauty"])
            sums.append(renderer.result("beauty").sum())
    return np.array(sums)


def test_a_highlight_smaller_than_a_pixel_does_not_flicker_as_the_camera_moves():
    light = light_of_highlights(0.1)
    assert light.std() < 0.15 * light.mean()


def test_a_highlight_has_the_same_light_whatever_its_size_is_to_a_pixel():
    smooth, rough = (light_of_highlights(roughness).mean() for roughness in (0.1, 0.4))
    assert 0.7 < smooth / rough < 1.4
