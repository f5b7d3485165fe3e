"""Textures into which a pass writes points, one texel each: births, or points of trails. Later passes of the frame read
them."""

from __future__ import annotations

import moderngl

from visualizer.errors import TooManyParticles
from visualizer.gpu.limits import check_texture, limits_of
from visualizer.gpu.programs import Program
from visualizer.gpu.state import State
from visualizer.particles.births import MOST_POINTS
from visualizer.renderer.particles.features import LIST_WIDTH


class PointTexels:
    """Pairs of textures, four float32 per texel. They grow as needed, and every frame overwrites them."""

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._pairs: list[tuple[moderngl.Texture, moderngl.Texture, moderngl.Framebuffer]] = []
        self._used = 0

    def begin(self) -> None:
        """Let all pairs be used again."""
        self._used = 0

    def written(self, program: Program, count: int) -> tuple[moderngl.Texture, moderngl.Texture]:
        """Run a full-screen program over `count` texels, and return the two textures that it wrote.

        Raises TooManyParticles (the loader refuses such emitters), MachineError.
        """
        if count > MOST_POINTS:
            raise TooManyParticles(
                f"{count} births or points of trails are more than the {MOST_POINTS} that can be evaluated at one time"
            )
        rows = -(-count // LIST_WIDTH)
        first, second, framebuffer = self._pair(rows)
        State().apply(framebuffer, (0, 0, LIST_WIDTH, rows))
        program.draw(mode=moderngl.TRIANGLES, vertices=3)
        return first, second

    def release(self) -> None:
        """Free everything."""
        for pair in self._pairs:
            for one in pair:
                one.release()
        self._pairs, self._used = [], 0

    def _pair(self, rows: int) -> tuple[moderngl.Texture, moderngl.Texture, moderngl.Framebuffer]:
        if self._used == len(self._pairs) or self._pairs[self._used][0].height < rows:
            check_texture(self.context, (LIST_WIDTH, rows), "places of births and trails")
            size = (LIST_WIDTH, min(rows + rows // 2, limits_of(self.context).texture))
            first, second = (self.context.texture(size, 4, dtype="f4") for _ in range(2))
            for texture in (first, second):
                texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
            made = (first, second, self.context.framebuffer(color_attachments=[first, second]))
            if self._used < len(self._pairs):
                for old in self._pairs[self._used]:
                    old.release()
                self._pairs[self._used] = made
            else:
                self._pairs.append(made)
        self._used += 1
        return self._pairs[self._used - 1]
