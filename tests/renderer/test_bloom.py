"""Bloom: its first level is the same from the picture and from the means of four pixels."""

import numpy as np

from visualizer.gpu.targets import Target, colour_texture
from visualizer.renderer.passes.bloom import FIRST, HALF
from visualizer.renderer.renderer import Renderer

SIZE = (64, 36)  # of the first level


def test_the_first_level_is_the_same_from_the_means_of_four_pixels():
    with Renderer((16, 16)) as renderer:
        context, run = renderer.context, renderer.screen.run

        def target(factor, *, linear=True):
            size = (factor * SIZE[0], factor * SIZE[1])
            return Target.over(context, colour_texture(context, size, linear=linear))

        picture, half, before, after = target(4), target(2, linear=False), target(1), target(1)
        light = np.random.default_rng(3).exponential(4.0, (4 * SIZE[1], 4 * SIZE[0], 4)) ** 2
        picture.image.write(light.astype(np.float16).tobytes())
        run(FIRST, before.framebuffer, textures={"u_image": picture.image})
        run(HALF, half.framebuffer, textures={"u_image": picture.image})
        run(FIRST, after.framebuffer, textures={"u_image": half.image})
        found = [
            np.frombuffer(one.image.read(), np.float16)
            .astype(float)
            .reshape(SIZE[1], SIZE[0], 4)[1:-1, 1:-1, :3]
            for one in (before, after)
        ]
        for one in (picture, half, before, after):
            one.image.release()
            one.framebuffer.release()
    assert found[0].std() > 1.0
    np.testing.assert_allclose(found[1], found[0], rtol=0.005)
