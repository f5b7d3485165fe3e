"""Mesh: triangles as arrays, in the vertex layout that all of the renderer's surface passes draw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.clusters import Clusters, clusters
from visualizer.geometry.coarse import coarse, finest_cell
from visualizer.geometry.places import Places, places

VERTEX_FIELDS: tuple[tuple[str, int, str], ...] = (
    ("position", 3, "model space, metres"),
    ("normal", 3, "model space, unit length"),
    ("edge", 4, "xyz: unit direction in the face's plane towards its nearest edge; w: metres to that edge"),
    ("tint", 4, "rgb: linear factor on the material's colour; a: region, read by the material"),
    ("piece", 1, "number of the rigid piece that the vertex moves with, from 0"),
)
"""Name, components and meaning of each vertex attribute; the GLSL inputs are generated from this."""

VERTEX = np.dtype([(name, np.float32, (n,)) if n > 1 else (name, np.float32) for name, n, _ in VERTEX_FIELDS])

FAR_FROM_EDGE = 1e3
"""The distance to the nearest edge, metres, of vertices of smooth surfaces, which get no bevel."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles, moved as one or more rigid pieces.

    vertices: (n,) of dtype VERTEX. triangles: (m, 3) uint32, counter-clockwise seen from outside.
    pieces: how many poses a draw of the mesh needs.
    """

    vertices: NDArray[np.void]
    triangles: NDArray[np.uint32]
    pieces: int = 1

    @cached_property
    def digest(self) -> str:
        """Of the content: equal meshes share one copy on the GPU, across reloads too."""
        digest = hashlib.blake2b(self.vertices.tobytes(), digest_size=16)
        digest.update(self.triangles.tobytes())
        return digest.hexdigest()

    @property
    def built(self) -> Mesh:
        """The mesh itself. Of a `LazyMesh`: what it has built."""
        return self

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """(2, 3) float64: minimum and maximum corner of the bounding box, model space, metres."""
        if not len(self.vertices):
            return np.zeros((2, 3))
        position = self.vertices["position"].astype(np.float64)
        return np.stack([position.min(axis=0), position.max(axis=0)])

    @cached_property
    def places(self) -> Places:
        """The distinct places of the vertices, and the triangles between them."""
        return places(self.vertices["position"], self.vertices["piece"], self.triangles)

    @cached_property
    def clusters(self) -> Clusters:
        """The triangles as parts that are culled each for itself. The mesh must have triangles."""
        return self._derived[0]

    @cached_property
    def finest_cell(self) -> float:
        """The width of the cells of `coarser(1)`, metres: as in `geometry/coarse.py`."""
        return self._derived[1]

    @cached_property
    def _derived(self) -> tuple[Clusters, float]:
        return _derived(self)

    def coarser(self, level: int) -> Mesh:
        """Return the mesh with its places merged in cells of `finest_cell * 2 ** (level - 1)`; itself for level 0.

        Where that would leave no triangle, the finer version is returned.
        """
        if level == 0:
            return self
        if level not in self._coarser:
            self._coarser[level] = _coarser(self, level)
        found = self._coarser[level]
        return found if len(found.triangles) else self.coarser(level - 1)

    @cached_property
    def _coarser(self) -> dict[int, Mesh]:
        """Coarser versions by level, without triangles where none is left. Without the mesh itself, which would then be a cycle."""
        return {}

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """(pieces, 3) float64: mean of the vertex positions of each piece, model space, metres."""
        piece = self.vertices["piece"].astype(np.int64)
        total = np.zeros((self.pieces, 3))
        np.add.at(total, piece, self.vertices["position"])
        return total / np.maximum(np.bincount(piece, minlength=self.pieces), 1)[:, None]


# What takes long to derive from a mesh, which itself holds it in memory.


@kept(memory=0)
def _derived(mesh: Mesh) -> tuple[Clusters, float]:
    """Return the clusters and the width of the finest cells."""
    return clusters(mesh.places), finest_cell(mesh.places)


@kept(memory=0)
def _coarser(mesh: Mesh, level: int) -> Mesh:
    cell = mesh.finest_cell * 2.0 ** (level - 1)
    vertices, triangles = coarse(mesh.vertices, mesh.triangles, mesh.places, cell)
    return Mesh(vertices, triangles, mesh.pieces)


def flat_mesh(
    faces: Iterable[ArrayLike],
    *,
    tint: ArrayLike = (1.0, 1.0, 1.0, 0.0),
    piece: int | NDArray[np.int64] = 0,
) -> Mesh:
    """Return flat-shaded convex polygons as a mesh, whose vertices carry the direction and distance to the
    nearest edge.

    faces: polygons, each (k, 3), k >= 3, metres, counter-clockwise seen from outside. Every face is triangulated as a fan
    about its centroid, so that the interpolated distance to its edge is exact inside each triangle. tint: (4,) for all
    faces, or one (4,) per face. piece: number of the piece that all vertices belong to, or one per face: then the triangles of a
    piece follow those of the pieces before it.
    """
    polygons = [np.asarray(face, dtype=np.float64) for face in faces]
    counts = np.array([len(polygon) for polygon in polygons], dtype=np.int64)
    return flat_polygons(np.concatenate([np.zeros((0, 3)), *polygons]), counts, tint=tint, piece=piece)


def flat_polygons(
    points: NDArray[np.float64],
    counts: NDArray[np.int64],
    *,
    tint: ArrayLike = (1.0, 1.0, 1.0, 0.0),
    piece: int | NDArray[np.int64] = 0,
) -> Mesh:
    """Return the mesh of `flat_mesh` of polygons as points (n, 3), one polygon after another, and the corners of each (m,)."""
    tints = np.broadcast_to(np.asarray(tint, dtype=np.float64), (len(counts), 4))
    pieces = np.broadcast_to(np.asarray(piece, dtype=np.int64), (len(counts),))
    starts = np.cumsum(counts) - counts
    parts, owners = [np.zeros((0, 3), VERTEX)], [np.zeros(0, np.int64)]
    for count in np.unique(counts):
        chosen = np.flatnonzero(counts == count)
        fans, face = _fans(points[starts[chosen, None] + np.arange(count)], tints[chosen])
        parts.append(fans)
        owners.append(pieces[chosen][face])
    corners, owner = np.concatenate(parts), np.concatenate(owners)
    corners["piece"] = owner[:, None]
    if np.ndim(piece):
        corners = corners[np.argsort(owner, kind="stable")]
    triangles = np.arange(corners.size, dtype=np.uint32).reshape(-1, 3)
    return Mesh(corners.reshape(-1), triangles, int(np.max(piece, initial=0)) + 1)


def _fans(
    polygons: NDArray[np.float64], tints: NDArray[np.float64]
) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """Return the triangles of the fans of (n, k, 3) polygons as vertices (t, 3), and the polygon of each (t,).

    Empty triangles are left out.
    """
    after = np.roll(polygons, -1, axis=1)
    area_vector = cross(polygons, after).sum(axis=1)
    area = np.linalg.norm(area_vector, axis=1, keepdims=True)
    normal = np.broadcast_to((area_vector / np.maximum(area, 1e-30))[:, None], polygons.shape)
    centre = np.broadcast_to(polygons.mean(axis=1, keepdims=True), polygons.shape)
    along = after - polygons
    length = np.linalg.norm(along, axis=2, keepdims=True)
    outward = cross(along / np.maximum(length, 1e-30), normal)
    height = np.einsum("nki,nki->nk", polygons - centre, outward)
    kept = (length[..., 0] > 1e-9) & (area > 1e-12)
    vertices = np.zeros((int(kept.sum()), 3), VERTEX)
    vertices["position"] = np.stack([centre[kept], polygons[kept], after[kept]], axis=1)
    vertices["normal"] = normal[kept][:, None]
    vertices["edge"][..., :3] = outward[kept][:, None]
    vertices["edge"][:, 0, 3] = np.maximum(height[kept], 0.0)
    vertices["tint"] = np.broadcast_to(tints[:, None], (*kept.shape, 4))[kept][:, None]
    return vertices, np.nonzero(kept)[0]


def cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the cross product along the last axis of arrays of one shape; faster than NumPy's for small arrays."""
    result = np.empty(a.shape if a.shape == b.shape else np.broadcast_shapes(a.shape, b.shape))
    result[..., 0] = a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1]
    result[..., 1] = a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2]
    result[..., 2] = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return result


def smooth_mesh(
    positions: ArrayLike,
    triangles: ArrayLike,
    *,
    tint: ArrayLike = (1.0, 1.0, 1.0, 0.0),
    piece: int = 0,
) -> Mesh:
    """Return an indexed surface with normals averaged over triangles by area (for cloth, spheres, rounded hulls).

    positions: (n, 3) metres. triangles: (m, 3), counter-clockwise from outside. tint: (4,) or (n, 4).
    """
    points = np.asarray(positions, dtype=np.float64)
    index = np.asarray(triangles, dtype=np.uint32)
    a, b, c = points[index[:, 0]], points[index[:, 1]], points[index[:, 2]]
    face = cross(b - a, c - a)
    corners = index.T.reshape(-1)
    summed = (np.bincount(corners, np.tile(column, 3), minlength=len(points)) for column in face.T)
    normal = np.stack(list(summed), axis=1)
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    vertices = np.zeros(len(points), VERTEX)
    vertices["position"] = points
    vertices["normal"] = normal / np.maximum(length, 1e-12)
    vertices["edge"] = (0.0, 0.0, 0.0, FAR_FROM_EDGE)
    vertices["tint"] = np.broadcast_to(np.asarray(tint, dtype=np.float64), (len(points), 4))
    vertices["piece"] = piece
    return Mesh(vertices, index, piece + 1)


def merged(meshes: Iterable[Mesh], *, as_pieces: bool = False) -> Mesh:
    """Return one mesh of all of `meshes`.

    as_pieces: give each mesh's pieces new numbers after those before it; otherwise numbers are kept,
    and meshes that share a number move together.
    """
    parts = list(meshes)
    if not parts:
        return Mesh(np.zeros(0, VERTEX), np.zeros((0, 3), np.uint32))
    counts = np.array([len(part.vertices) for part in parts])
    pieces = np.array([part.pieces for part in parts])
    vertices = np.concatenate([part.vertices for part in parts])
    if as_pieces:
        vertices["piece"] += np.repeat(np.cumsum(pieces) - pieces, counts).astype(vertices["piece"].dtype)
    triangles = np.concatenate([part.triangles for part in parts]).astype(np.uint32, copy=False)
    first = (np.cumsum(counts) - counts).astype(np.uint32)
    triangles += np.repeat(first, [len(part.triangles) for part in parts])[:, None]
    return Mesh(vertices, triangles, int(pieces.sum() if as_pieces else pieces.max()))


def transformed(mesh: Mesh, a_from_model: NDArray[np.float64]) -> Mesh:
    """Return `mesh` transformed by a (4, 4) matrix without shear.

    Distances to edges are scaled by the cube root of the determinant. The matrix must be invertible.
    """
    linear = a_from_model[:3, :3]
    normal_matrix = np.linalg.inv(linear).T
    vertices = mesh.vertices.copy()
    vertices["position"] = mesh.vertices["position"] @ linear.T + a_from_model[:3, 3]
    for name, matrix in (("normal", normal_matrix), ("edge", linear)):
        turned = mesh.vertices[name][:, :3] @ matrix.T
        length = np.linalg.norm(turned, axis=1, keepdims=True)
        vertices[name][:, :3] = turned / np.maximum(length, 1e-12)
    scale = float(np.cbrt(abs(np.linalg.det(linear))))
    vertices["edge"][:, 3] *= scale
    triangles = mesh.triangles if np.linalg.det(linear) > 0 else mesh.triangles[:, ::-1].copy()
    return Mesh(vertices, triangles, mesh.pieces)


def tinted(mesh: Mesh, tint: ArrayLike) -> Mesh:
    """Return `mesh` with every vertex's tint replaced by `tint`, (4,) or (n, 4)."""
    vertices = mesh.vertices.copy()
    vertices["tint"] = tint
    return Mesh(vertices, mesh.triangles, mesh.pieces)
