"""Passes that cover the whole picture: one triangle, one fragment shader, named inputs."""

from collections.abc import Mapping

import moderngl

from visualizer.gpu.depth import NEARER
from visualizer.gpu.programs import Program, Programs


class ScreenPass:
    """Runs fragment shaders over whole targets. Owns one vertex array per program."""

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self.context = context
        self.programs = programs
        self._arrays: dict[int, moderngl.VertexArray] = {}

    def program(self, fragment: str, slots: Mapping[str, str] | None = None, *, far: bool = False) -> Program:
        """Return the program of a fragment shader below shaders/, bound to the view block. far: as `run`."""
        program = self.programs.program(
            "render/screen.vert", fragment, slots=slots, defines={"FAR": int(far)}
        )
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
        blend: tuple[int, int] | None = None,
        far: bool = False,
    ) -> None:
        """Draw `fragment` over all of `framebuffer`.

        textures: by the sampler's name. uniforms: by name. blend: (source, destination) factors, or None to replace.
        far: draw on the far plane: only where depth is still that of the clear.
        """
        program = self.program(fragment, slots, far=far)
        for unit, (name, texture) in enumerate((textures or {}).items()):
            texture.use(unit)
            program[name] = unit
        for name, value in (uniforms or {}).items():
            program[name] = value
        framebuffer.use()
        flags = 0
        if blend is not None:
            flags = flags | moderngl.BLEND
            self.context.blend_func = blend
            self.context.blend_equation = moderngl.FUNC_ADD  # type: ignore[assignment]  # one for both is allowed
        if far:
            flags = flags | moderngl.DEPTH_TEST
            self.context.depth_func = NEARER
        self.context.enable_only(flags)
        framebuffer.depth_mask = False
        if id(program) not in self._arrays:
            self._arrays[id(program)] = self.context.vertex_array(program.handle, [])
        self._arrays[id(program)].render(moderngl.TRIANGLES, vertices=3)
        framebuffer.depth_mask = True

    def release(self) -> None:
        """Free the vertex arrays."""
        for array in self._arrays.values():
            array.release()
        self._arrays.clear()
