"""Particles without compute shaders: small ones as points, large ones as sprites, with floating-point blending."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl

from visualizer.gpu.programs import Programs
from visualizer.renderer import requests
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.features import LIST_WIDTH
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders
from visualizer.renderer.particles.sprite_texels import SpriteTexels, rows_of
from visualizer.renderer.particles.sprites import MOST_SPRITES, blend, sprite_vertices


class Points:
    """Draws batches with vertex and fragment shaders only."""

    def __init__(self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders) -> None:
        self.programs = programs
        self.shaders = shaders
        self._occluding = SpriteTexels(context, programs, shaders)

    def draw(self, emitter_draws: Sequence[EmitterDraw], over: moderngl.Framebuffer) -> None:
        """Add batches to a framebuffer without depth. Raises MachineError, ShaderError."""
        # Occluding particles first, those of all emitters sorted by distance if a list can hold them; then additive light.
        occluding = [emitter_draw for emitter_draw in emitter_draws if emitter_draw.occluding]
        listed = sum(rows_of(emitter_draw) for emitter_draw in occluding) * LIST_WIDTH <= MOST_SPRITES
        for emitter_draw in occluding:
            self._draw(emitter_draw, over, "points")
            if not listed:
                self._draw(emitter_draw, over, "sprite")
        if occluding and listed:
            self._occluding.draw(occluding, over)
        for emitter_draw in emitter_draws:
            if not emitter_draw.occluding:
                self._draw(emitter_draw, over, "sprite")
                self._draw(emitter_draw, over, "points")

    @property
    def memory(self) -> int:
        """Bytes of GPU memory."""
        return self._occluding.memory

    def release(self) -> None:
        """Free everything."""
        self._occluding.release()

    def _draw(self, emitter_draw: EmitterDraw, over: moderngl.Framebuffer, shader: str) -> None:
        program = self.programs.get(requests.instanced(shader, self.shaders.defines(emitter_draw)))
        self.shaders.prepare(program, emitter_draw)
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
