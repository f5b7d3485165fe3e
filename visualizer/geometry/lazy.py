"""Lazy meshes: a mesh that is built when one of its arrays is first read, not when the scene is loaded."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.clusters import Clusters
from visualizer.geometry.mesh import Mesh
from visualizer.geometry.places import Places


class LazyMesh(Mesh):
    """A mesh that `build` returns when one of its arrays is first read.

    It is built once, and may be read from several threads. An exception of `build` is raised in each of them.
    """

    def __init__(self, build: Callable[[], Mesh]) -> None:
        self.__dict__.update(_build=build, _lock=Lock(), _mesh=None)  # a Mesh is frozen

    @property
    def built(self) -> Mesh:
        """The mesh itself, built now if it is not yet."""
        state = self.__dict__
        if state["_mesh"] is None:
            with state["_lock"]:
                if state["_mesh"] is None:
                    state["_mesh"] = state["_build"]()
                    state["_build"] = None  # frees all that it refers to
        mesh: Mesh = state["_mesh"]
        return mesh

    @property
    def is_built(self) -> bool:
        """Whether it has been built."""
        return self.__dict__["_mesh"] is not None

    @property
    def vertices(self) -> NDArray[np.void]:  # type: ignore[override]  # a field of Mesh, read only there too
        """(n,) of dtype VERTEX."""
        return self.built.vertices

    @property
    def triangles(self) -> NDArray[np.uint32]:  # type: ignore[override]
        """(m, 3)."""
        return self.built.triangles

    @property
    def pieces(self) -> int:  # type: ignore[override]
        """How many poses a draw of the mesh needs."""
        return self.built.pieces

    @property
    def digest(self) -> str:  # type: ignore[override]
        """Of the content."""
        return self.built.digest

    @property
    def bounds(self) -> NDArray[np.float64]:  # type: ignore[override]
        """(2, 3): minimum and maximum corner of the bounding box, model space, metres."""
        return self.built.bounds

    @property
    def places(self) -> Places:  # type: ignore[override]
        """The distinct places of the vertices, and the triangles between them."""
        return self.built.places

    @property
    def clusters(self) -> Clusters:  # type: ignore[override]
        """The triangles as parts that are culled each for itself."""
        return self.built.clusters

    @property
    def finest_cell(self) -> float:  # type: ignore[override]
        """The width of the cells of the first coarser version, metres."""
        return self.built.finest_cell

    @property
    def cell_pixels(self) -> float:  # type: ignore[override]
        """The most width of the cells of coarser versions in a picture, pixels."""
        return self.built.cell_pixels

    @property
    def coarsest(self) -> int:  # type: ignore[override]
        """The highest level of `coarser` to draw."""
        return self.built.coarsest

    def coarser(self, level: int) -> Mesh:
        """Return the mesh itself with its places merged in cells."""
        return self.built.coarser(level)

    @property
    def centres(self) -> NDArray[np.float64]:  # type: ignore[override]
        """(pieces, 3): the mean vertex of each piece, in model space."""
        return self.built.centres
