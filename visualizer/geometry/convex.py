"""Convex bodies as their faces, cut exactly by planes.

A body is stored as polygons rather than as half-spaces: cutting by a plane then takes a few dot products per face,
volume and centroid are sums over faces, and the polygons can be drawn as they are. Many bodies are cut at once
(`clipped`), because NumPy takes as long for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.mesh import Mesh, cross, flat_polygons
from visualizer.geometry.polygons import TOLERANCE, Counts, distinct, following, ordered, starts_of

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Convex:
    """A convex body. points: (n, 3) the corners of all faces, metres, counter-clockwise seen from outside, one face
    after another. counts: (f,) the corners of each face.

    regions: (f,) one number for each face, which cuts keep; it becomes ``tint.a`` of the face's vertices.
    """

    points: Array
    counts: Counts
    regions: Array

    @classmethod
    def of(cls, faces: Sequence[ArrayLike], regions: Sequence[float] | None = None) -> Self:
        """Return the body of polygons (k, 3). regions: 0 for each if None."""
        arrays = [np.asarray(face, dtype=np.float64) for face in faces]
        counts = np.array([len(face) for face in arrays])
        given = np.zeros(len(arrays)) if regions is None else np.asarray(regions, dtype=np.float64)
        return cls(np.concatenate(arrays), counts, given)

    @cached_property
    def faces(self) -> tuple[Array, ...]:
        """The polygon (k, 3) of each face."""
        ends = np.cumsum(self.counts).tolist()
        return tuple(
            self.points[end - count : end] for end, count in zip(ends, self.counts.tolist(), strict=True)
        )

    @cached_property
    def _moments(self) -> tuple[float, Array]:
        volumes, centroids = moments([self])
        return float(volumes[0]), centroids[0]

    @property
    def volume(self) -> float:
        """Cubic metres."""
        return self._moments[0]

    @property
    def centroid(self) -> Array:
        """(3,) metres: the centre of mass at constant density."""
        return self._moments[1]

    @cached_property
    def planes(self) -> Array:
        """(faces, 4): outward unit normal and offset of each face: inside, normal . p <= offset."""
        starts = starts_of(self.counts)
        turned = cross(self.points, self.points[following(self.counts)])
        normal = np.add.reduceat(turned, starts, axis=0)
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-30)
        middle = np.add.reduceat(self.points, starts, axis=0) / self.counts[:, None]
        return np.concatenate([normal, np.einsum("ij,ij->i", normal, middle)[:, None]], axis=1)

    def clipped(self, normal: ArrayLike, offset: float, region: float = 0.0) -> Convex | None:
        """Return the part where ``normal . p <= offset``, or None if nothing is left: see `clipped`."""
        return clipped([self], np.asarray(normal, dtype=np.float64)[None], np.array([offset]), region)[0]

    def moved(self, a_from_b: Array) -> Convex:
        """Return the body transformed by a (4, 4) matrix with a positive determinant."""
        return Convex(self.points @ a_from_b[:3, :3].T + a_from_b[:3, 3], self.counts, self.regions)

    def mesh(self, *, tint: Sequence[float] = (1.0, 1.0, 1.0), piece: int = 0) -> Mesh:
        """Return the body's flat-shaded mesh; ``tint.a`` is each face's region."""
        tints = np.empty((len(self.counts), 4))
        tints[:, :3], tints[:, 3] = tint[:3], self.regions
        return flat_polygons(self.points, self.counts, tint=tints, piece=piece)


def clipped(
    bodies: Sequence[Convex], normals: Array, offsets: Array, region: float = 0.0
) -> list[Convex | None]:
    """Return of each body the part where ``normal . p <= offset``, or None if nothing is left of it.

    normals: (n, 3) unit length. offsets: (n,). A cut is closed by one new face of `region`, the last of the body.
    """
    if not bodies:
        return []
    sizes = np.array([len(body.points) for body in bodies])
    points = np.concatenate([body.points for body in bodies])
    owner = np.repeat(np.arange(len(bodies)), sizes)
    heights = np.einsum("ij,ij->i", points, normals[owner]) - offsets[owner]
    starts = starts_of(sizes)
    highest, lowest = np.maximum.reduceat(heights, starts), np.minimum.reduceat(heights, starts)
    result: list[Convex | None] = [
        body if high <= TOLERANCE else None for body, high in zip(bodies, highest.tolist(), strict=True)
    ]
    cut = (highest > TOLERANCE) & (lowest < -TOLERANCE)
    chosen = np.flatnonzero(cut)
    if len(chosen):
        kept = cut[owner]
        parts = _cut(
            [bodies[k] for k in chosen.tolist()],
            points[kept],
            heights[kept],
            sizes[chosen],
            normals[chosen],
            region,
        )
        for number, part in zip(chosen.tolist(), parts, strict=True):
            result[number] = part
    return result


def _cut(
    bodies: Sequence[Convex], points: Array, heights: Array, sizes: Counts, normals: Array, region: float
) -> list[Convex | None]:
    """Return what is left of bodies that have points on both sides of their planes. heights: of their points,
    metres."""
    counts = np.concatenate([body.counts for body in bodies])
    regions = np.concatenate([body.regions for body in bodies])
    owner = np.repeat(np.arange(len(bodies)), sizes)
    face = np.repeat(np.arange(len(counts)), counts)
    after = following(counts)
    inside = heights <= TOLERANCE
    crossing = np.flatnonzero(inside != inside[after])
    # From the inner to the outer end always, so that two faces that share the edge get the same point to the last bit.
    inner = np.where(inside[crossing], crossing, after[crossing])
    outer = np.where(inside[crossing], after[crossing], crossing)
    share = np.clip(heights[inner] / (heights[inner] - heights[outer]), 0.0, 1.0)[:, None]
    rim = points[inner] + share * (points[outer] - points[inner])
    # Each corner is followed by the point where the edge after it is cut.
    emitted = np.zeros((len(points), 2), bool)
    emitted[:, 0], emitted[crossing, 1] = inside, True
    values = np.empty((len(points), 2, 3))
    values[:, 0], values[crossing, 1] = points, rim
    left, left_face = values[emitted], np.repeat(face, 2)[emitted.reshape(-1)]
    left_counts = np.bincount(left_face, minlength=len(counts))
    whole = np.logical_and.reduceat(inside, starts_of(counts))
    stays = distinct(left, left_counts) | whole[left_face]
    left_counts = np.bincount(left_face[stays], minlength=len(counts))
    valid = left_counts >= 3
    stays &= valid[left_face]
    # A corner that lies in the plane belongs to the rim too, though no edge was cut there.
    on_plane = np.abs(heights) <= TOLERANCE
    lids, lid_counts = ordered(
        np.concatenate([rim, points[on_plane]]), np.concatenate([owner[crossing], owner[on_plane]]), normals
    )
    return _assembled(
        len(bodies),
        left[stays],
        left_counts[valid],
        regions[valid],
        _owners(bodies)[valid],
        lids,
        lid_counts,
        region,
    )


def _owners(bodies: Sequence[Convex]) -> Counts:
    """Return for each face the number of its body."""
    return np.repeat(np.arange(len(bodies)), [len(body.counts) for body in bodies])


def _assembled(
    number: int,
    points: Array,
    counts: Counts,
    regions: Array,
    owner: Counts,
    lids: Array,
    lid_counts: Counts,
    region: float,
) -> list[Convex | None]:
    """Return bodies of their faces and of one lid each. owner: (f,) the body of each face, ascending."""
    closed = lid_counts >= 3
    bodies = np.flatnonzero(closed)
    owner = np.concatenate([owner, bodies])
    counts = np.concatenate([counts, lid_counts[closed]])
    regions = np.concatenate([regions, np.full(len(bodies), region)])
    points = np.concatenate([points, lids[np.repeat(closed, lid_counts)]])
    of_point = np.argsort(np.repeat(owner, counts), kind="stable")
    order = np.argsort(owner, kind="stable")
    points, counts, regions = points[of_point], counts[order], regions[order]
    faces = np.bincount(owner, minlength=number)
    face_ends = np.cumsum(faces)
    point_ends = np.concatenate([[0], np.cumsum(counts)])[face_ends].tolist()
    result: list[Convex | None] = []
    face = point = 0
    for face_end, point_end in zip(face_ends.tolist(), point_ends, strict=True):
        whole = face_end - face >= 4
        result.append(
            Convex(points[point:point_end], counts[face:face_end], regions[face:face_end]) if whole else None
        )
        face, point = face_end, point_end
    return result


def moments(bodies: Sequence[Convex]) -> tuple[Array, Array]:
    """Return the volumes (n,), m³, and the centres of mass at constant density (n, 3) of bodies."""
    # Signed tetrahedra from a corner to the fan of every face; exact for a polyhedron.
    sizes = np.array([len(body.points) for body in bodies])
    points = np.concatenate([body.points for body in bodies])
    counts = np.concatenate([body.counts for body in bodies])
    owner = np.repeat(np.arange(len(bodies)), sizes)
    origins = points[starts_of(sizes)]
    local = points - origins[owner]
    first = np.repeat(starts_of(counts), counts)
    place = np.arange(len(points)) - first
    b = np.flatnonzero((place > 0) & (place < np.repeat(counts, counts) - 1))
    apex, left, right, own = local[first[b]], local[b], local[b + 1], owner[b]
    tetrahedra = np.einsum("ij,ij->i", apex, cross(left, right)) / 6.0
    volumes: Array = np.bincount(own, weights=tetrahedra, minlength=len(bodies)).astype(np.float64)
    weighted = tetrahedra[:, None] * (apex + left + right) / 4.0
    moment = np.stack(
        [np.bincount(own, weights=column, minlength=len(bodies)) for column in weighted.T], axis=1
    )
    return volumes, origins + moment / np.maximum(volumes, 1e-30)[:, None]


def mesh_of(bodies: Sequence[Convex], colours: Array | None = None, *, regions: bool = True) -> Mesh:
    """Return bodies as one flat-shaded mesh, a piece each.

    colours: (n, 3) ``tint.rgb`` of each body; white if None. regions: ``tint.a`` is each face's region, else 0.
    """
    counts = np.concatenate([body.counts for body in bodies])
    piece = np.repeat(np.arange(len(bodies)), [len(body.counts) for body in bodies])
    tints = np.ones((len(counts), 4))
    if colours is not None:
        tints[:, :3] = colours[piece]
    tints[:, 3] = np.concatenate([body.regions for body in bodies]) if regions else 0.0
    points = np.concatenate([body.points for body in bodies])
    return flat_polygons(points, counts, tint=tints, piece=piece)


def convex_box(low: ArrayLike, high: ArrayLike) -> Convex:
    """Return the box between two corners, (3,) metres each."""
    (x0, y0, z0), (x1, y1, z1) = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    return Convex.of(
        [
            [(x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1)],
            [(x0, y1, z0), (x0, y1, z1), (x1, y1, z1), (x1, y1, z0)],
            [(x0, y0, z0), (x0, y1, z0), (x1, y1, z0), (x1, y0, z0)],
            [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)],
            [(x0, y0, z0), (x0, y0, z1), (x0, y1, z1), (x0, y1, z0)],
            [(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)],
        ]
    )
