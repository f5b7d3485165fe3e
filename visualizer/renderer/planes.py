"""Pictures as planes of luma and chroma, converted on the GPU as encoders take them.

The result is within one code of what FFmpeg's swscale makes of the same picture: chroma of half the size is sited
between the pixels that share it. The picture has 8 bits and was dithered when it was graded, so the conversion only
rounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.targets import Target
from visualizer.renderer.screen import Screen

PLANES = "renderer/planes.frag"
"""The shader that converts."""


@dataclass(frozen=True)
class Layout:
    """halved: whether chroma has half the width, and half the height. bits: of a code."""

    halved: tuple[bool, bool]
    bits: int

    def rows(self, size: tuple[int, int]) -> int:
        """Return the rows, as wide as the picture, that all planes take. size: of the picture, pixels; even where
        chroma is halved."""
        width, height = size
        chroma = (width >> self.halved[0]) * (height >> self.halved[1])
        return height + 2 * chroma // width


LAYOUTS: Mapping[str, Layout] = {
    "yuv420p": Layout((True, True), 8),
    "yuv444p": Layout((False, False), 8),
    "yuv420p10le": Layout((True, True), 10),
    "yuv422p10le": Layout((True, False), 10),
    "yuv444p10le": Layout((False, False), 10),
}
"""How pixel formats of FFmpeg, by name, store a picture."""


def planes(screen: Screen, picture: moderngl.Texture, name: str) -> NDArray[Any]:
    """Return a picture as planes, one after another: (rows, width), uint8 or uint16.

    picture: sRGB. name: of the pixel format, one of LAYOUTS. Raises MachineError if the driver cannot allocate them.
    """
    layout, context = LAYOUTS[name], picture.ctx
    kind = "u1" if layout.bits == 8 else "u2"
    size = picture.width, layout.rows(picture.size)
    texture = context.texture(size, 1, dtype=kind)
    texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
    with Target.over(context, texture) as target:
        uniforms = {"u_halved": tuple(map(int, layout.halved)), "u_scale": 2.0 ** (layout.bits - 8)}
        screen.run(PLANES, target.framebuffer, textures={"u_picture": picture}, uniforms=uniforms)
        data = target.framebuffer.read(components=1, alignment=1, dtype=kind)
    texture.release()
    return np.frombuffer(data, np.uint8 if layout.bits == 8 else np.uint16).reshape(size[1], size[0])
