"""Meshes on the GPU: one copy per digest of the content, and one vertex array per program that draws it."""

from __future__ import annotations

from dataclasses import dataclass, field

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import VERTEX_FIELDS, Mesh
from visualizer.geometry.places import first_uses
from visualizer.gpu.copies import Copies
from visualizer.gpu.programs import Program

VERTEX_GLSL = "".join(
    f"in {'float' if count == 1 else f'vec{count}'} a_{name};  // {meaning}\n"
    for name, count, meaning in VERTEX_FIELDS
)
"""The vertex inputs as GLSL: shaders include them as generated/vertex.glsl."""
PLACE = ("position", "piece")
"""The attributes that passes without shading read: depths, shadows, numbers."""


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
    """Vertex and index buffers of meshes, with the triangles in the order of `Clusters.order`. `release` frees all.

    A copy lives as long as the mesh of that content that was drawn last. After a reload, `collect` frees the copies of
    meshes that no longer exist.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._copies = Copies[MeshCopy]()

    def array(self, mesh: Mesh, program: Program) -> moderngl.VertexArray:
        """Return the vertex array that feeds `mesh` to `program`, made at first use."""
        copy = self.copy(mesh)
        array = copy.arrays.get(program.number)
        if array is None:
            layout, names = _layout(program)
            vertices, triangles = copy.vertices, copy.triangles
            if names == [f"a_{name}" for name in PLACE]:
                if copy.places is None:
                    copy.places = self._welded(mesh)
                (vertices, triangles), layout = copy.places, "3f 1f"
            array = self.context.vertex_array(program.handle, [(vertices, layout, *names)], triangles)
            copy.arrays[program.number] = array
        return array

    def copy(self, mesh: Mesh) -> MeshCopy:
        """Return the copy of a mesh, made at first use. It is valid while the mesh exists."""
        return self._copies.get(mesh.digest, mesh, self._uploaded)

    @property
    def memory(self) -> int:
        """Bytes of all buffers."""
        return sum(copy.memory for copy in self._copies)

    def collect(self) -> bool:
        """Free the copies of meshes that were garbage-collected, and return whether there were any. The context must be
        current."""
        return self._copies.collect()

    def release(self) -> None:
        """Free all buffers and vertex arrays."""
        self._copies.release()

    def _uploaded(self, mesh: Mesh) -> MeshCopy:
        return MeshCopy(
            self.context.buffer(mesh.vertices.tobytes()),
            self.context.buffer(mesh.triangles[mesh.clusters.order].astype("u4").tobytes()),
        )

    def _welded(self, mesh: Mesh) -> tuple[moderngl.Buffer, moderngl.Buffer]:
        """Upload the distinct places of a mesh, and its triangles between them.

        Flat-shaded faces repeat a place for each triangle about it, five times on the mean; vertices are shaded on one
        core of a software rasteriser. The order is that of first use, so that neighbouring triangles share what was
        shaded last.
        """
        places, triangles = welded(mesh)
        return self.context.buffer(places.tobytes()), self.context.buffer(triangles.tobytes())


def welded(mesh: Mesh) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    """Return the distinct places of a mesh, (n, 4) position and piece, in order of first use; and (m, 3) triangles of
    them.

    The triangles are in the order of `Clusters.order`.
    """
    places = mesh.places
    corners = places.corners[mesh.clusters.order].reshape(-1)
    first = first_uses(corners, len(places.rows))
    order = np.argsort(first)[: int((first < len(corners)).sum())]
    number = np.empty(len(first), np.uint32)
    number[order] = np.arange(len(order), dtype=np.uint32)
    return places.rows[order], number[corners].reshape(-1, 3)


@dataclass
class MeshCopy:
    """A mesh on the GPU. arrays: by the number of the program that reads them.

    places: vertices and triangles of `MeshStore._welded`, from when they are first drawn.
    """

    vertices: moderngl.Buffer
    triangles: moderngl.Buffer
    places: tuple[moderngl.Buffer, moderngl.Buffer] | None = None
    arrays: dict[int, moderngl.VertexArray] = field(default_factory=dict)

    @property
    def memory(self) -> int:
        """Bytes of its buffers."""
        return sum(buffer.size for buffer in (self.vertices, self.triangles, *(self.places or ())))

    def release(self) -> None:
        """Free its buffers and vertex arrays."""
        for array in self.arrays.values():
            array.release()
        for buffer in (self.vertices, self.triangles, *(self.places or ())):
            buffer.release()
