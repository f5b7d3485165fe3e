"""Particles without compute shaders: small ones as points, large ones as sprites, with floating-point blending."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl

from visualizer.gpu.programs import Programs
from visualizer.render import detail, requests
from visualizer.render.features import LIST_WIDTH
from visualizer.render.particle_shaders import ParticleShaders, Swarm
from visualizer.render.sprite_texels import SpriteTexels, rows_of
from visualizer.render.sprites import MOST_SPRITES, blend, sprite_vertices


class Points:
    """Draws swarms with vertex and fragment shaders alone. Owns its list of veils."""

    def __init__(self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders) -> None:
        self.programs = programs
        self.shaders = shaders
        self._veils = SpriteTexels(context, programs, shaders)

    def draw(self, swarms: Sequence[Swarm], over: moderngl.Framebuffer) -> None:
        """Add swarms to a framebuffer without depth. Raises MachineError, ShaderError."""
        # What hides comes first, all of it in order of distance, as long as a list can hold it; light shines over it.
        veils = [swarm for swarm in swarms if swarm.veil]
        listed = sum(rows_of(swarm) for swarm in veils) * LIST_WIDTH <= MOST_SPRITES
        for swarm in veils:
            self._draw(swarm, over, "points")
            if not listed:
                self._draw(swarm, over, "sprite")
        if veils and listed:
            self._veils.draw(veils, over)
        for swarm in swarms:
            if not swarm.veil:
                self._draw(swarm, over, "sprite")
                self._draw(swarm, over, "points")

    @property
    def memory(self) -> int:
        """Bytes of GPU memory."""
        return self._veils.memory

    def release(self) -> None:
        """Free everything."""
        self._veils.release()

    def _draw(self, swarm: Swarm, over: moderngl.Framebuffer, shader: str) -> None:
        program = self.programs.get(requests.instanced(shader, self.shaders.defines(swarm)))
        self.shaders.prepare(program, swarm)
        veil = swarm.veil and shader == "sprite"
        blend(over, veil=veil)
        mode, vertices = (
            (moderngl.POINTS, 4)
            if shader == "points"
            else (moderngl.TRIANGLE_STRIP, sprite_vertices(veil=veil))
        )
        for first, count in detail.draws(swarm.batch):
            program["u_first"] = first
            program.bare_array.render(mode, vertices=vertices, instances=count)
