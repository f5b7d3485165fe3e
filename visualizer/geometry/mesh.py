"""Mesh: triangles as arrays, in the vertex layout that all of the renderer's surface passes draw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.clusters import Clusters, clusters
from visualizer.geometry.coarse import FLAT_PIXELS, LEAST_ACROSS, LEVELS, SMOOTH_PIXELS, coarse, finest_cell
from visualizer.geometry.places import Places, places
from visualizer.transforms import normalized

VERTEX_FIELDS: tuple[tuple[str, int, str], ...] = (
    ("position", 3, "model space, metres"),
    ("normal", 3, "model space, unit length"),
    (
        "edges",
        4,
        "model space, metres, to each of the first four edges of the flat face; far from any if it is smooth",
    ),
    ("more_edges", 4, "to the next four; repeats of the first where it has fewer"),
    (
        "tint",
        4,
        "rgb: linear factor on the material's colour; a: region, read by the material, which rounds it",
    ),
    ("piece", 1, "number of the rigid piece that the vertex moves with, from 0"),
)
"""Name, components and meaning of each vertex attribute; the GLSL inputs are generated from this."""

VERTEX = np.dtype([(name, np.float32, (n,)) if n > 1 else (name, np.float32) for name, n, _ in VERTEX_FIELDS])

EDGE_FIELDS = ("edges", "more_edges")
EDGES = 8
"""Edges of a flat face whose distances its vertices carry."""

FAR_FROM_EDGE = 1e3
"""The distance to edges, metres, of vertices of smooth surfaces, which get no bevel."""

_EMPTY_SIDE, _EMPTY_AREA = 1e-9, 1e-12  # m, m²: sides and faces that are left out
_BENT = 1e-3  # of a face's size: how far corners of a convex face may be beyond the line of a side


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
    def cell_pixels(self) -> float:
        """The most width of the cells of coarser versions in a picture, pixels: as in `geometry/coarse.py`."""
        smooth = (self.vertices["edges"] > FAR_FROM_EDGE / 2.0).all(axis=1)
        return SMOOTH_PIXELS if 2 * int(smooth.sum()) > len(self.vertices) else FLAT_PIXELS

    @cached_property
    def coarsest(self) -> int:
        """The highest level of `coarser` to draw: a smooth mesh keeps `LEAST_ACROSS` cells along its longest side, if
        level 1 has them."""
        if self.cell_pixels <= FLAT_PIXELS or not np.isfinite(self.finest_cell):
            return LEVELS
        across = float(np.ptp(self.bounds, axis=0).max()) / self.finest_cell
        return int(np.clip(1 + np.floor(np.log2(max(across / LEAST_ACROSS, 1.0))), 1, LEVELS))

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
        """Coarser versions by level, without triangles where none is left. Without the mesh itself, which would then be
        a cycle."""
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
    corners = np.floor(mesh.vertices["tint"][:, 3][mesh.triangles] + 0.5).astype(np.int64)
    # A triangle of several regions shows that the material reads no region, but a value that varies.
    region = corners[:, 0] if (corners == corners[:, :1]).all() else np.full(len(corners), -1)
    return clusters(mesh.places, region), finest_cell(mesh.places)


@kept(memory=0)
def _coarser(mesh: Mesh, level: int) -> Mesh:
    cell = mesh.finest_cell * 2.0 ** (level - 1)
    rounded = mesh.cell_pixels > FLAT_PIXELS
    vertices, triangles = coarse(mesh.vertices, mesh.triangles, mesh.places, cell, sides=rounded)
    return Mesh(vertices, triangles, mesh.pieces)


def flat_mesh(
    faces: Iterable[ArrayLike],
    *,
    tint: ArrayLike = (1.0, 1.0, 1.0, 0.0),
    piece: int | NDArray[np.int64] = 0,
    edges: Sequence[bool] | None = None,
) -> Mesh:
    """Return flat-shaded convex polygons as a mesh, whose vertices carry the distances to the edges of their face.

    faces: polygons, each (k, 3), k >= 3, metres, counter-clockwise seen from outside. tint: (4,) for all faces, or one
    (4,) per face. piece: number of the piece that all vertices belong to, or one per face: then the triangles of a
    piece follow those of the pieces before it. edges: for faces of one size k, which of the k sides are edges, from the
    one between the first two corners on; all if None.

    The distance to the line of an edge is linear over a face, so that its interpolation is exact. A face of more than
    `EDGES` sides, or one that is not convex, is divided into a triangle for each side, about its mean corner: that side
    is the triangle's only edge.
    """
    polygons = [np.asarray(face, dtype=np.float64) for face in faces]
    counts = np.array([len(polygon) for polygon in polygons], dtype=np.int64)
    points = np.concatenate([np.zeros((0, 3)), *polygons])
    return flat_polygons(points, counts, tint=tint, piece=piece, edges=edges)


def flat_polygons(
    points: NDArray[np.float64],
    counts: NDArray[np.int64],
    *,
    tint: ArrayLike = (1.0, 1.0, 1.0, 0.0),
    piece: int | NDArray[np.int64] = 0,
    edges: Sequence[bool] | None = None,
) -> Mesh:
    """Return the mesh of `flat_mesh` of polygons as points (n, 3), one polygon after another, and the corners of each
    (m,)."""
    tints = np.broadcast_to(np.asarray(tint, dtype=np.float64), (len(counts), 4))
    pieces = np.broadcast_to(np.asarray(piece, dtype=np.int64), (len(counts),))
    starts = np.cumsum(counts) - counts
    blocks, parts = [np.zeros(0, VERTEX)], [np.zeros((0, 3), np.int64)]
    before = 0
    for count in np.unique(counts):
        chosen = np.flatnonzero(counts == count)
        corners = points[starts[chosen, None] + np.arange(count)]
        for vertices, triangles, face in _flat(corners, np.ones(count, bool) if edges is None else edges):
            vertices["tint"] = tints[chosen[face]]
            vertices["piece"] = pieces[chosen[face]]
            blocks.append(vertices)
            parts.append(triangles + before)
            before += len(vertices)
    every, triangles = np.concatenate(blocks), np.concatenate(parts)
    if np.ndim(piece):
        order = np.argsort(every["piece"], kind="stable")
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        triangles = number[triangles[np.argsort(every["piece"][triangles[:, 0]], kind="stable")]]
        every = every[order]
    return Mesh(every, triangles.astype(np.uint32), int(np.max(piece, initial=0)) + 1)


_Faces = tuple[NDArray[np.void], NDArray[np.int64], NDArray[np.int64]]
"""Vertices (n,) without tint and piece, triangles (m, 3), and the number of the face of each vertex (n,)."""


def _flat(polygons: NDArray[np.float64], edges: ArrayLike) -> Iterator[_Faces]:
    """Yield (n, k, 3) polygons as vertices and triangles, without empty triangles. edges: (k,) which sides are
    edges."""
    count = polygons.shape[1]
    after = np.roll(polygons, -1, axis=1)
    area_vector = cross(polygons, after).sum(axis=1)
    area = np.linalg.norm(area_vector, axis=1)
    normal = area_vector / np.maximum(area, 1e-30)[:, None]
    along = after - polygons
    length = np.linalg.norm(along, axis=2)
    outward = cross(
        along / np.maximum(length, 1e-30)[..., None], np.broadcast_to(normal[:, None], along.shape)
    )
    offset = np.einsum("nki,nki->nk", polygons, outward)
    # (n, corners, sides): distance of each corner to the line of each side.
    height = offset[:, None] - polygons @ outward.transpose(0, 2, 1)
    real = length > _EMPTY_SIDE
    height[np.broadcast_to(~(real & np.asarray(edges))[:, None], height.shape)] = FAR_FROM_EDGE
    solid = area > _EMPTY_AREA
    convex = (height >= -_BENT * np.sqrt(area)[:, None, None]).all(axis=(1, 2)) & (count <= EDGES)
    whole, split = np.flatnonzero(solid & convex), np.flatnonzero(solid & ~convex)
    if len(whole):
        yield _undivided(polygons[whole], normal[whole], height[whole], whole)
    if len(split):
        yield _fans(polygons[split], normal[split], outward[split], real[split], split)


def _undivided(
    polygons: NDArray[np.float64],
    normal: NDArray[np.float64],
    height: NDArray[np.float64],
    number: NDArray[np.int64],
) -> _Faces:
    """Return convex polygons (n, k, 3) as triangles between their corners. height: (n, corners, sides), as in
    `_flat`."""
    faces, count = polygons.shape[:2]
    vertices = np.zeros((faces, count), VERTEX)
    vertices["position"] = polygons
    vertices["normal"] = normal[:, None]
    filled = np.maximum(height, 0.0)[..., np.arange(EDGES) % count]  # places beyond the last repeat the first
    vertices["edges"], vertices["more_edges"] = filled[..., :4], filled[..., 4:]
    # About the corner with the shortest diagonals: pixels along them are shaded for the triangles on both sides.
    away = np.linalg.norm(polygons[:, :, None] - polygons[:, None], axis=3)
    first = away.sum(axis=2).argmin(axis=1) if count > 3 else np.zeros(faces, np.int64)
    k = np.arange(1, count - 1)
    corners = (first[:, None, None] + np.stack([0 * k, k, k + 1], axis=1)) % count
    a, b, c = np.moveaxis(corners, 2, 0)
    face = np.arange(faces)[:, None]
    real = np.minimum(np.minimum(away[face, a, b], away[face, b, c]), away[face, c, a]) > _EMPTY_SIDE
    return vertices.reshape(-1), (corners + count * face[..., None])[real], np.repeat(number, count)


def _fans(
    polygons: NDArray[np.float64],
    normal: NDArray[np.float64],
    outward: NDArray[np.float64],
    real: NDArray[np.bool_],
    number: NDArray[np.int64],
) -> _Faces:
    """Return polygons (n, k, 3) as triangles about their mean corner. outward: (n, k, 3) normals of their sides. real:
    (n, k) which sides have a length.
    """
    centre = np.broadcast_to(polygons.mean(axis=1, keepdims=True), polygons.shape)
    height = np.einsum("nki,nki->nk", polygons - centre, outward)
    vertices = np.zeros((int(real.sum()), 3), VERTEX)
    vertices["position"] = np.stack(
        [centre[real], polygons[real], np.roll(polygons, -1, axis=1)[real]], axis=1
    )
    face = np.nonzero(real)[0]
    vertices["normal"] = normal[face][:, None]
    for name in EDGE_FIELDS:
        vertices[name][:, 0] = np.maximum(height[real], 0.0)[:, None]
    triangles = np.arange(vertices.size).reshape(-1, 3)
    return vertices.reshape(-1), triangles, np.repeat(number[face], 3)


def shared_corners(corners: NDArray[np.void]) -> Mesh:
    """Return triangles, (3 n,) corners of dtype VERTEX, as a mesh in which equal corners are one vertex, in the order
    of first use.

    A software rasteriser shades vertices on one core.
    """
    _, first, same = np.unique(
        np.ascontiguousarray(corners).view(f"V{VERTEX.itemsize}"), return_index=True, return_inverse=True
    )
    order = np.argsort(first)
    number = np.empty(len(order), np.uint32)
    number[order] = np.arange(len(order), dtype=np.uint32)
    return Mesh(corners[first[order]], number[same.reshape(-1)].reshape(-1, 3))


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
    for name in EDGE_FIELDS:
        vertices[name] = FAR_FROM_EDGE
    vertices["tint"] = np.broadcast_to(np.asarray(tint, dtype=np.float64), (len(points), 4))
    vertices["piece"] = piece
    return Mesh(vertices, index, piece + 1)


def rounded(mesh: Mesh, angle: float) -> Mesh:
    """Return a flat-shaded mesh whose normals are means of the faces that meet at a place with less than `angle`,
    radians, between them. Sharper edges stay edges."""
    vertices = mesh.vertices.copy()
    normal = mesh.vertices["normal"].astype(np.float64)
    keys = np.concatenate([mesh.vertices["position"], mesh.vertices["piece"][:, None]], axis=1)
    _, place = np.unique(np.round(keys, 5), axis=0, return_inverse=True)
    order = np.argsort(place.reshape(-1), kind="stable")
    for meeting in np.split(order, np.flatnonzero(np.diff(place.reshape(-1)[order])) + 1):
        faces = np.unique(np.round(normal[meeting], 6), axis=0)
        alike = normal[meeting] @ faces.T > np.cos(angle)
        vertices["normal"][meeting] = normalized(alike @ faces)
    return Mesh(vertices, mesh.triangles, mesh.pieces)


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
    turned = mesh.vertices["normal"] @ normal_matrix.T
    vertices["normal"] = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12)
    scale = float(np.cbrt(abs(np.linalg.det(linear))))
    for name in EDGE_FIELDS:
        vertices[name] *= scale
    triangles = mesh.triangles if np.linalg.det(linear) > 0 else mesh.triangles[:, ::-1].copy()
    return Mesh(vertices, triangles, mesh.pieces)


def tinted(mesh: Mesh, tint: ArrayLike) -> Mesh:
    """Return `mesh` with every vertex's tint replaced by `tint`, (4,) or (n, 4)."""
    vertices = mesh.vertices.copy()
    vertices["tint"] = tint
    return Mesh(vertices, mesh.triangles, mesh.pieces)
