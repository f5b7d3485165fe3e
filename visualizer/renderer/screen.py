"""Passes that cover the whole picture: one triangle, one fragment shader, named inputs."""

from collections.abc import Mapping

import moderngl

from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import Blend, State
from visualizer.renderer import requests


class ScreenPass:
    """Runs fragment shaders over whole targets."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs

    def program(self, fragment: str, slots: Mapping[str, str] | None = None, *, far: bool = False) -> Program:
        """Return the program of a fragment shader below shaders/, bound to the view block. far: as `run`."""
        program = self.programs.get(requests.screen(fragment, slots, far=far))
        program.bind("View", 0)
        return program

    def run(
        self,
        fragment: str,
        framebuffer: moderngl.Framebuffer,
        *,
        textures: Mapping[str, moderngl.Texture] | None = None,
        uniforms: Mapping[str, object] | None = None,
        slots: Mapping[str, str] | None = None,
        blend: Blend | None = None,
        far: bool = False,
        viewport: tuple[int, int, int, int] | None = None,
    ) -> None:
        """Draw `fragment` over all of `framebuffer`.

        textures: by the sampler's name. uniforms: by name. blend: (source, destination) factors, or None to replace.
        far: draw on the far plane: only where depth is still that of the clear. viewport: x, y, width, height, or all
        of it. Raises ShaderError, KeyError for a uniform that is not declared, ValueError for one that does not fit.
        """
        program = self.program(fragment, slots, far=far)
        for unit, (name, texture) in enumerate((textures or {}).items()):
            texture.use(unit)
            program[name] = unit
        for name, value in (uniforms or {}).items():
            program[name] = value
        State(depth_test=far, blend=blend).apply(framebuffer, viewport)
        program.bare_array.render(moderngl.TRIANGLES, vertices=3)
