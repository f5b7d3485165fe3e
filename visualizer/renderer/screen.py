"""Full-screen draws: one triangle, a fragment shader, textures and uniforms by name."""

from collections.abc import Mapping

import moderngl

from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State
from visualizer.renderer import requests

REPLACE = State()
"""Overwrites the stored colour."""
ADD = State(blend=(moderngl.ONE, moderngl.ONE))
"""Adds to the stored colour."""
COPY = "renderer/copy.frag"
"""The shader that copies a picture times a factor."""


class Screen:
    """Runs fragment shaders over whole framebuffers."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs

    def run(
        self,
        fragment: str,
        framebuffer: moderngl.Framebuffer,
        state: State = REPLACE,
        *,
        textures: Mapping[str, moderngl.Texture] | None = None,
        uniforms: Mapping[str, object] | None = None,
        viewport: tuple[int, int, int, int] | None = None,
    ) -> None:
        """Draw the fragment shader of a file below shaders/ over all of a framebuffer.

        textures: by the sampler's name. uniforms: by name. viewport: x, y, width, height, or all of it. Raises
        ShaderError, KeyError for a uniform that is not declared, ValueError for one that does not fit.
        """
        self.cover(
            self.programs.get(requests.screen(fragment)), framebuffer, state, textures, uniforms, viewport
        )

    def cover(
        self,
        program: Program,
        framebuffer: moderngl.Framebuffer,
        state: State,
        textures: Mapping[str, moderngl.Texture | moderngl.Texture3D] | None = None,
        uniforms: Mapping[str, object] | None = None,
        viewport: tuple[int, int, int, int] | None = None,
    ) -> None:
        """Draw a program of `requests.screen` over all of a framebuffer, as `run` does."""
        program.bind("View", 0)
        for unit, (name, texture) in enumerate((textures or {}).items()):
            texture.use(unit)
            program[name] = unit
        for name, value in (uniforms or {}).items():
            program[name] = value
        state.apply(framebuffer, viewport)
        program.draw(mode=moderngl.TRIANGLES, vertices=3)

    def tiles(
        self,
        program: Program,
        framebuffer: moderngl.Framebuffer,
        textures: Mapping[str, moderngl.Texture],
        count: tuple[int, int],
    ) -> None:
        """Draw a program of `requests.tiles`, which covers a framebuffer with a quad for each tile or leaves it out.

        count: tiles across and up.
        """
        program.bind("View", 0)
        for unit, (name, texture) in enumerate(textures.items()):
            if name in program:
                texture.use(unit)
                program[name] = unit
        REPLACE.apply(framebuffer)
        program.draw(mode=moderngl.TRIANGLE_STRIP, vertices=4, instances=count[0] * count[1])
