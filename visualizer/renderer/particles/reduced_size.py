"""Smoke at a reduced size: soft sprites drawn into a picture of a third or half of the width and height, which is then
blended over the whole one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.programs import Programs
from visualizer.gpu.state import clear
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.detail import Detail
from visualizer.renderer.particles.shaders import EmitterDraw
from visualizer.renderer.particles.sprites import OVER

LEAST_HEIGHTS = (384, 256)
"""Pixels, of pictures in which smoke is drawn at a third and at half of the size: in smaller ones sprites are so small
that it would show."""
WHOLE = np.array([[0.0, 0.0, 1.0, 1.0]], np.float32)
"""The box of a whole picture."""
TILE = 16
"""Width and height, pixels, of the tiles in which the picture is blended."""
REACH = 4.5
"""Pixels around a sprite that its upsampling may change."""


class ReducedSize:
    """A picture of premultiplied colour and coverage, smaller than the target, at the detail "standard"."""

    def __init__(self, context: moderngl.Context, programs: Programs, detail: Detail) -> None:
        self.context = context
        self._programs = programs
        self._wanted = detail == "standard"
        self._target: Target | None = None

    def serves(self, size: tuple[int, int]) -> bool:
        """Return whether smoke of a picture of `size`, pixels, is drawn smaller."""
        return self._wanted and size[1] >= LEAST_HEIGHTS[1]

    def draw(
        self,
        draw: Callable[[moderngl.Framebuffer], None],
        layer: Sequence[EmitterDraw],
        target: Target,
        over: moderngl.Framebuffer,
        boxes: NDArray[np.float32],
    ) -> None:
        """Draw the sprites of a layer onto `over`, a target's colour without its depth; if it is smoke, at a reduced
        size.

        draw: draws them onto a framebuffer. boxes: of `covered`, in which they are, or WHOLE. Raises MachineError.
        """
        if not (layer[0].smoke and self.serves(target.size)):
            draw(over)
            return
        assert target.depth is not None
        if not len(boxes):
            return
        draw(self._cleared(target.size))
        self._blend(target.depth, over, boxes)

    def _cleared(self, size: tuple[int, int]) -> moderngl.Framebuffer:
        divisor = 3 if size[1] >= LEAST_HEIGHTS[0] else 2
        smaller = -(-size[0] // divisor), -(-size[1] // divisor)
        if self._target is None or self._target.size != smaller:
            self.release()
            self._target = Target(self.context, smaller)
        clear(self._target.framebuffer)
        return self._target.framebuffer

    def _blend(self, depth: moderngl.Texture, over: moderngl.Framebuffer, boxes: NDArray[np.float32]) -> None:
        assert self._target is not None
        program = self._programs.get(requests.upsampled())
        program.bind("View", 0)
        for unit, (name, texture) in enumerate((("u_small", self._target.image), ("u_depth", depth))):
            texture.use(unit)
            program[name] = unit
        OVER.apply(over)
        corners = self.context.buffer(boxes.tobytes())
        array = self.context.vertex_array(program.handle, [(corners, "4f/i", "a_box")])
        program.draw(array, moderngl.TRIANGLE_STRIP, vertices=4, instances=len(boxes))
        array.release()
        corners.release()

    @property
    def memory(self) -> int:
        """Bytes of its picture."""
        return 0 if self._target is None else 8 * self._target.size[0] * self._target.size[1]

    def release(self) -> None:
        """Free the picture."""
        if self._target is not None:
            self._target.release()
        self._target = None


def covered(sprites: NDArray[np.void], size: tuple[int, int]) -> NDArray[np.float32]:
    """Return boxes, (m, 4): left, lower, right and upper side, of which 1 is the picture's width or height, that hold
    all sprites.

    The boxes are runs of tiles and do not overlap. sprites: `SPRITE.dtype`. size: of the picture, pixels.
    """
    count = -(-np.array(size) // TILE)
    centre = (0.5 + 0.5 * sprites["place"][:, :2]) * np.array(size)
    half, along = sprites["form"][:, :2], sprites["form"][:, 2:]
    reach = np.hypot(half[:, :1] * along, half[:, 1:] * along[:, ::-1]) + REACH  # of the turned ellipse
    first = np.clip(np.floor((centre - reach) / TILE), 0, count).astype(np.intp)
    end = np.clip(np.floor((centre + reach) / TILE) + 1, 0, count).astype(np.intp)
    # How many sprites are in a tile is the sum, over both axes, of what each sprite adds at its corners.
    tiles = np.zeros((count[1] + 1, count[0] + 1), np.int32)
    for ys, xs, adds in ((first, first, 1), (first, end, -1), (end, first, -1), (end, end, 1)):
        np.add.at(tiles, (ys[:, 1], xs[:, 0]), adds)
    held = tiles.cumsum(0).cumsum(1)[:-1, :-1] > 0
    changes = np.diff(held.astype(np.int8), axis=1, prepend=0, append=0)
    (row, left), (_, right) = np.nonzero(changes > 0), np.nonzero(changes < 0)
    boxes: NDArray[np.float32] = np.minimum(
        np.stack([left, row, right, row + 1], axis=1) * TILE / np.array([*size, *size]), 1.0
    ).astype(np.float32)
    return boxes
