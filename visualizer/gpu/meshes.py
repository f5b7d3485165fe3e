"""Meshes on the GPU: one copy of each content, one vertex array per program that draws it."""

from collections.abc import Iterable

import moderngl

from visualizer.geometry.mesh import VERTEX_FIELDS, Mesh
from visualizer.gpu.programs import Program

VERTEX_GLSL = "".join(
    f"in {'float' if count == 1 else f'vec{count}'} a_{name};  // {meaning}\n"
    for name, count, meaning in VERTEX_FIELDS
)
"""The vertex inputs as GLSL: shaders include them as generated/vertex.glsl."""


def _layout(program: Program) -> tuple[str, list[str]]:
    """Return the buffer format and the attribute names of a program: what it does not read is passed over."""
    used = [f"a_{name}" in program for name, _, _ in VERTEX_FIELDS]
    # `f` reads 4-byte floats, `x4` skips as many bytes.
    formats = [
        f"{count}f" if use else f"{count}x4" for (_, count, _), use in zip(VERTEX_FIELDS, used, strict=True)
    ]
    names = [f"a_{name}" for (name, _, _), use in zip(VERTEX_FIELDS, used, strict=True) if use]
    return " ".join(formats), names


class MeshStore:
    """Vertex and index buffers by content key. Owns them; `release` frees all."""

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._buffers: dict[str, tuple[moderngl.Buffer, moderngl.Buffer]] = {}
        self._arrays: dict[tuple[str, int], moderngl.VertexArray] = {}

    def array(self, mesh: Mesh, program: Program) -> moderngl.VertexArray:
        """Return the vertex array that feeds `mesh` to `program`, made at first use."""
        key = (mesh.key, id(program))
        if key not in self._arrays:
            if mesh.key not in self._buffers:
                self._buffers[mesh.key] = (
                    self.context.buffer(mesh.vertices.tobytes()),
                    self.context.buffer(mesh.triangles.astype("u4").tobytes()),
                )
            vertices, triangles = self._buffers[mesh.key]
            layout, names = _layout(program)
            self._arrays[key] = self.context.vertex_array(
                program.handle, [(vertices, layout, *names)], triangles
            )
        return self._arrays[key]

    def keep_only(self, meshes: Iterable[Mesh]) -> None:
        """Free every mesh that is not among `meshes`: what a reload left behind."""
        kept = {mesh.key for mesh in meshes}
        for array_key in [key for key in self._arrays if key[0] not in kept]:
            self._arrays.pop(array_key).release()
        for key in [key for key in self._buffers if key not in kept]:
            for buffer in self._buffers.pop(key):
                buffer.release()

    def release(self) -> None:
        """Free all buffers and vertex arrays."""
        self.keep_only(())
