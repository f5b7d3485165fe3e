"""The conversion of pictures to luma and chroma on the GPU: within one code of FFmpeg's."""

import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from visualizer.output.video import converted, source_frame
from visualizer.renderer.planes import LAYOUTS, planes
from visualizer.renderer.renderer import Renderer

SIZE = (48, 26)


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


def noise():
    return np.random.default_rng(1).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)


def ramps():
    across, down = np.meshgrid(np.linspace(0, 255, SIZE[0]), np.linspace(0, 255, SIZE[1]))
    return np.dstack([across, down, 255 - across]).astype(np.uint8)


@pytest.mark.parametrize("picture", [noise(), ramps()], ids=["noise", "ramps"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_planes_are_within_one_code_of_those_that_ffmpeg_makes(renderer, name, picture):
    texture = renderer.context.texture(
        SIZE, 4, np.dstack([picture, np.full(SIZE[::-1], 255, np.uint8)])[::-1].tobytes()
    )
    found = planes(renderer.screen, texture, name)
    texture.release()
    wanted = converted(
        source_frame(picture),
        format=name,
        src_colorspace=Colorspace.ITU709,
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
    )
    expected = []
    for plane in wanted.planes:
        rows = np.frombuffer(plane, found.dtype).reshape(plane.height, -1)
        expected.append(rows[:, : plane.width].ravel())
    difference = np.abs(found.ravel().astype(int) - np.concatenate(expected).astype(int))
    assert difference.max() <= 1
    assert difference.mean() < 0.1
