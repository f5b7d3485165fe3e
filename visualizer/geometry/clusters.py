"""Clusters: triangles of a mesh that are near each other, with the boxes and properties by which they are culled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_MOST = 128  # triangles of a cluster: larger bodies are divided
_FEW = 48  # triangles: consecutive bodies are one cluster up to so many


@dataclass(frozen=True, eq=False)
class Clusters:
    """The triangles of a mesh in an order in which those of a cluster follow each other.

    A body is what is connected; a cluster is a part of a body, a body, or several bodies; a box holds all vertices of a cluster
    that move with one piece.

    order: (m,) the triangles of the mesh, by number. starts: (clusters + 1,) first of each cluster in `order`, and m.
    closed: (clusters,) whether its bodies are surfaces without borders around rigid solids, seen from outside counter-clockwise: then
    their back faces are hidden by their front faces. bodies: (bodies,) the first cluster of each body.
    pieces: (boxes,) the piece of each box. middle, half: (boxes, 3) float32, model space, metres, middle of each box and half of its
    size. boxes: (clusters,) the first box of each cluster.
    """

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    closed: NDArray[np.bool_]
    bodies: NDArray[np.int64]
    pieces: NDArray[np.int64]
    middle: NDArray[np.float32]
    half: NDArray[np.float32]
    boxes: NDArray[np.int64]

    @cached_property
    def joined(self) -> Clusters:
        """All triangles as one cluster, with a box for each piece."""
        by = np.argsort(self.pieces, kind="stable")
        pieces, first = np.unique(self.pieces[by], return_index=True)
        low = np.minimum.reduceat((self.middle - self.half)[by], first, axis=0)
        high = np.maximum.reduceat((self.middle + self.half)[by], first, axis=0)
        none = np.zeros(1, np.int64)
        return Clusters(
            order=self.order,
            starts=self.starts[[0, -1]],
            closed=np.array([bool(self.closed.all())]),
            bodies=none,
            pieces=pieces,
            middle=(0.5 * (low + high)).astype(np.float32),
            half=(0.5 * (high - low)).astype(np.float32),
            boxes=none,
        )


def clusters(
    position: NDArray[np.float32], piece: NDArray[np.float32], triangles: NDArray[np.uint32]
) -> Clusters:
    """Return the clusters of a mesh. position: (n, 3) metres. piece: (n,). triangles: (m, 3), of which there must be one."""
    from scipy.sparse import coo_matrix  # loaded on use: it costs a sixth of a second
    from scipy.sparse.csgraph import connected_components

    place = np.ascontiguousarray(np.column_stack([position, piece]), dtype=np.float32) + np.float32(
        0.0
    )  # no -0
    _, first, same = np.unique(place.view("V16")[:, 0], return_index=True, return_inverse=True)
    corners = same.reshape(-1)[triangles.astype(np.int64)]  # (m, 3) numbers of distinct places
    pairs = coo_matrix(
        (np.ones(2 * len(corners), np.int8), (corners[:, :2].reshape(-1), corners[:, 1:].reshape(-1))),
        shape=(len(first), len(first)),
    )
    body = _in_order(connected_components(pairs, directed=False)[1][corners[:, 0]])
    closed = _closed(corners, body, position[first].astype(np.float64), piece[first])
    centre = position[triangles].mean(axis=1)
    order, part = _parts(body, centre, closed)
    fresh = np.flatnonzero(np.diff(part, prepend=-1))  # in `order`: first triangles of clusters
    owner = body[order][fresh]
    vertices = triangles[order].reshape(-1).astype(np.int64)
    cluster = np.repeat(np.cumsum(np.diff(part, prepend=-1) != 0) - 1, 3)
    moved = piece[vertices].astype(np.int64)
    by = np.lexsort((moved, cluster))
    cluster, moved, points = cluster[by], moved[by], position[vertices[by]]
    box = np.flatnonzero((np.diff(cluster, prepend=-1) != 0) | (np.diff(moved, prepend=-1) != 0))
    low, high = np.minimum.reduceat(points, box, axis=0), np.maximum.reduceat(points, box, axis=0)
    return Clusters(
        order=order,
        starts=np.append(fresh, len(order)),
        closed=closed[owner],
        bodies=np.flatnonzero(np.diff(owner, prepend=-1)),
        pieces=moved[box],
        middle=(0.5 * (low + high)).astype(np.float32),
        half=(0.5 * (high - low)).astype(np.float32),
        boxes=np.flatnonzero(np.diff(cluster[box], prepend=-1)),
    )


def _in_order(label: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return labels numbered in the order of their first use."""
    _, first, which = np.unique(label, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[which.reshape(-1)]


def _closed(
    corners: NDArray[np.int64],
    body: NDArray[np.int64],
    place: NDArray[np.float64],
    piece: NDArray[np.float32],
) -> NDArray[np.bool_]:
    """Return for each body whether it is closed, rigid, and turned outwards.

    Closed: each edge of a triangle is that of one other in the opposite direction. Turned outwards: its volume is positive.
    """
    count = int(body.max()) + 1
    after = corners[:, [1, 2, 0]]
    forth = (corners * len(place) + after).reshape(-1)
    back = (after * len(place) + corners).reshape(-1)
    edges, times = np.unique(forth, return_counts=True)
    at = np.minimum(np.searchsorted(edges, back), len(edges) - 1)
    own = np.searchsorted(edges, forth)
    paired = (edges[at] == back) & (times[at] == 1) & (times[own] == 1)
    rigid = (piece[corners] == piece[corners[:, :1]]).all(axis=1)
    sound = paired.reshape(-1, 3).all(axis=1) & rigid
    found = np.bincount(body, ~sound, minlength=count) == 0
    start = np.flatnonzero(np.diff(np.sort(body), prepend=-1))
    origin = place[corners[np.argsort(body, kind="stable")[start], 0]][body]  # near the body: precise
    a, b, c = (place[corners[:, k]] - origin for k in range(3))
    volume = np.bincount(body, np.einsum("ij,ij->i", a, np.cross(b, c)), minlength=count)
    closed: NDArray[np.bool_] = found & (volume > 0.0)
    return closed


def _parts(
    body: NDArray[np.int64], centre: NDArray[np.float32], closed: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of the triangles, and for each place in it the number of its cluster, ascending."""
    order = np.argsort(body, kind="stable")
    size = np.bincount(body)
    part = np.empty(len(order), np.int64)
    number, filled, before = -1, _FEW, False
    for end, count, kind in zip(np.cumsum(size).tolist(), size.tolist(), closed.tolist(), strict=True):
        first = end - count
        if count > _MOST:
            slices = _divided(centre, order[first:end])
            order[first:end] = np.concatenate(slices)
            lengths = [len(one) for one in slices]
            part[first:end] = np.repeat(np.arange(number + 1, number + 1 + len(slices)), lengths)
            number, filled = number + len(slices), _FEW
        else:
            if filled + count > _FEW or kind != before:
                number, filled = number + 1, 0
            filled += count
            part[first:end] = number
        before = kind
    return order, part


def _divided(centre: NDArray[np.float32], chosen: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return triangles divided at the medians of their centres along the longest side, until few enough are together."""
    if len(chosen) <= _MOST:
        return [np.sort(chosen)]
    points = centre[chosen]
    axis = int(np.ptp(points, axis=0).argmax())
    by = chosen[np.argsort(points[:, axis], kind="stable")]
    middle = len(by) // 2
    return [*_divided(centre, by[:middle]), *_divided(centre, by[middle:])]
