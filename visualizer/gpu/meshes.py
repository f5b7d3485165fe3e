"""Meshes on the GPU: one copy per digest of the content, and one vertex array per program that draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import moderngl

from visualizer.geometry.mesh import VERTEX_FIELDS, Mesh
from visualizer.gpu.copies import Copies
from visualizer.gpu.programs import Program

VERTEX_GLSL = "".join(
    f"in {'float' if count == 1 else f'vec{count}'} a_{name};  // {meaning}\n"
    for name, count, meaning in VERTEX_FIELDS
)
"""The vertex inputs as GLSL: shaders include them as generated/vertex.glsl."""


def _layout(program: Program) -> tuple[str, list[str]]:
    """Return the buffer format and the attribute names of a program. Attributes that it does not read are skipped."""
    used = [f"a_{name}" in program for name, _, _ in VERTEX_FIELDS]
    # `f` reads 4-byte floats, `x4` skips as many bytes.
    formats = [
        f"{count}f" if use else f"{count}x4" for (_, count, _), use in zip(VERTEX_FIELDS, used, strict=True)
    ]
    names = [f"a_{name}" for (name, _, _), use in zip(VERTEX_FIELDS, used, strict=True) if use]
    return " ".join(formats), names


class MeshStore:
    """Vertex and index buffers of meshes. `release` frees all.

    A copy lives as long as the mesh of that content that was drawn last. After a reload, `collect` frees the copies of meshes
    that no longer exist.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._copies = Copies[_MeshCopy]()

    def array(self, mesh: Mesh, program: Program) -> moderngl.VertexArray:
        """Return the vertex array that feeds `mesh` to `program`, made at first use."""
        copy = self._copies.get(mesh.key, mesh, self._uploaded)
        array = copy.arrays.get(program)
        if array is None:
            layout, names = _layout(program)
            array = self.context.vertex_array(
                program.handle, [(copy.vertices, layout, *names)], copy.triangles
            )
            copy.arrays[program] = array
        return array

    def collect(self) -> None:
        """Free the copies of meshes that were garbage-collected. The context must be current."""
        self._copies.collect()

    def release(self) -> None:
        """Free all buffers and vertex arrays."""
        self._copies.release()

    def _uploaded(self, mesh: Mesh) -> _MeshCopy:
        return _MeshCopy(
            self.context.buffer(mesh.vertices.tobytes()),
            self.context.buffer(mesh.triangles.astype("u4").tobytes()),
        )


@dataclass
class _MeshCopy:
    """A mesh on the GPU. arrays: by the program that reads them, as long as the program exists."""

    vertices: moderngl.Buffer
    triangles: moderngl.Buffer
    arrays: WeakKeyDictionary[Program, moderngl.VertexArray] = field(default_factory=WeakKeyDictionary)

    def release(self) -> None:
        for array in self.arrays.values():
            array.release()
        self.vertices.release()
        self.triangles.release()
