"""Edges of what is much brighter than white are straight in pictures of several samples."""

import numpy as np

from tests.renderer.frames import BLACK_SKY, PLAIN, PLAIN_GRADE
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.primitives import box
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import axis_angle, camera_from_world, rotation

LIBRARY = Library({"box": box((4.0, 40.0, 0.1))}, {})
WHITE = PLAIN | {"emission": 60.0, "colour": (1.0, 1.0, 1.0)}
LEAN = 5.0  # degrees


def test_an_edge_much_brighter_than_white_has_no_steps():
    leaning = Frame(
        LIBRARY,
        0.0,
        camera=Camera(camera_from_world((2.0, 0.0, 6.0), (2.0, 0.0, 0.0)), fov=45.0),
        draws=(Draw("box", "plain", rotation(axis_angle((0.0, 0.0, 1.0), LEAN))[None, :3], uniforms=WHITE),),
        sky=BLACK_SKY,
        key_light=KeyLight(colour=(0.0, 0.0, 0.0)),
        ambient=Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
        grade=PLAIN_GRADE,
    )
    with Renderer((48, 64)) as renderer:
        for samples in (4, 16):
            renderer.draw([leaning] * samples)
            width = renderer.pixels()[4:-4, :, 1].sum(axis=1) / 255.0  # of what is bright in each row, pixels
            rows = np.arange(len(width))
            steps = width - np.polyval(np.polyfit(rows, width, 1), rows)
            assert np.abs(steps).max() < 0.3
