"""Faces narrower than a pixel that mirror something bright are no rows of dots."""

import numpy as np
import pytest

from tests.actors.graphs import alone, snapshot_at
from tests.renderer.frames import PLAIN_GRADE
from visualizer.cast.crystal_hall.actor import CrystalHall
from visualizer.frame import Ambient, Camera, Frame, KeyLight, Library, Sky
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

BRIGHT = Sky("gradient", {"zenith": (0.0, 0.0, 0.0), "horizon": (3.2, 1.5, 0.7), "ground": (0.5, 0.2, 0.1)})
WIDTH, HEIGHT = 240, 135
DOT = 0.12  # radiance above that of all pixels around


def dots(light: np.ndarray) -> int:
    """Return the number of pixels that are brighter than all eight around them."""
    bright = light.max(axis=-1)
    around = [np.roll(bright, (y, x), (0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1) if x or y]
    return int((bright > np.max(around, axis=0) + DOT)[1:-1, 1:-1].sum())


@pytest.mark.parametrize("samples", [1, 2])
def test_far_ribs_of_the_hall_before_a_bright_sky_are_no_rows_of_dots(samples: int) -> None:
    hall, graph = alone(CrystalHall)
    walls = [
        draw for draw in hall.contribution(snapshot_at(graph, 0.0)).draws if draw.material == "crystal_wall"
    ]
    frame = Frame(
        Library({hall.mesh_name(local): mesh for local, mesh in hall.meshes.items()}, {}),
        0.0,
        camera=Camera(camera_from_world((0.0, 1.5, 8.0), (0.0, 3.0, -36.0)), fov=50.0),
        draws=tuple(walls),
        ambient=Ambient((0.1, 0.1, 0.2), (1.2, 0.6, 0.3), (0.02, 0.02, 0.02)),
        key_light=KeyLight((0.0, -0.3, 1.0), (0.0, 0.0, 0.0)),
        sky=BRIGHT,
        grade=PLAIN_GRADE,
    )
    with Renderer((WIDTH, HEIGHT)) as renderer:
        renderer.draw([frame] * samples)
        found = dots(renderer.light()[..., :3])
    assert found < 20
