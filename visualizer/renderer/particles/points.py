"""Particles without compute shaders: small ones as points, large ones as sprites, with floating-point blending."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import moderngl

from visualizer.gpu.programs import Programs
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.features import LIST_WIDTH
from visualizer.renderer.particles.reduced_size import WHOLE, ReducedSize
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders, layers
from visualizer.renderer.particles.sprite_texels import SpriteTexels, rows_of
from visualizer.renderer.particles.sprites import MOST_SPRITES, blend, sprite_vertices, whole


class Points:
    """Draws batches with vertex and fragment shaders only."""

    def __init__(
        self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders, reduced: ReducedSize
    ) -> None:
        self.programs = programs
        self.shaders = shaders
        self._reduced = reduced
        self._occluding = SpriteTexels(context, programs, shaders)

    def draw(self, emitter_draws: Sequence[EmitterDraw], target: Target, over: moderngl.Framebuffer) -> None:
        """Add batches to a target; `over` is its colour without its depth. Raises MachineError, ShaderError."""
        for layer in layers(emitter_draws, apart=self._reduced.serves(target.size)):
            listed = sum(rows_of(emitter_draw) for emitter_draw in layer) * LIST_WIDTH <= MOST_SPRITES
            sort = layer[0].occluding and listed  # else a list cannot hold them
            if sort:
                for emitter_draw in layer:
                    self._draw(emitter_draw, "points", target.size, over)
                self._reduced.draw(
                    partial(self._occluding.draw, layer, target.size), layer, target, over, WHOLE
                )
                continue
            for emitter_draw in layer:
                for shader in ("points", "sprite") if emitter_draw.occluding else ("sprite", "points"):
                    self._draw(emitter_draw, shader, target.size, over)

    @property
    def memory(self) -> int:
        """Bytes of GPU memory."""
        return self._occluding.memory

    def release(self) -> None:
        """Free everything."""
        self._occluding.release()

    def _draw(
        self, emitter_draw: EmitterDraw, shader: str, size: tuple[int, int], over: moderngl.Framebuffer
    ) -> None:
        program = self.programs.get(requests.instanced(shader, self.shaders.defines(emitter_draw)))
        self.shaders.prepare(program, emitter_draw)
        if shader == "sprite":
            program["u_whole"] = whole(over, size)
        occluding = emitter_draw.occluding and shader == "sprite"
        blend(over, occluding=occluding)
        mode, vertices = (
            (moderngl.POINTS, 4)
            if shader == "points"
            else (moderngl.TRIANGLE_STRIP, sprite_vertices(occluding=occluding))
        )
        for first, count in detail.draws(emitter_draw.batch):
            program["u_first"] = first
            program.draw(mode=mode, vertices=vertices, instances=count)
