"""A second context draws the same particles, bit for bit. In a file of its own, because creating a context changes the
current one."""

from tests.particles.test_drawing import FOUNTAIN, LARGE, SMOKE, light
from visualizer.renderer.renderer import Renderer


def test_another_renderer_draws_the_same_bits():
    pictures = []
    for times in ((2.0,), (0.3, 1.1, 2.0)):
        with Renderer((160, 90)) as renderer:
            pictures.append([light(renderer, t, FOUNTAIN, SMOKE, LARGE) for t in times][-1])
    assert (pictures[0] == pictures[1]).all() and pictures[0].sum() > 1.0
