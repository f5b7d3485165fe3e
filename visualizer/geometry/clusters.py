"""Clusters: triangles of a mesh that are near each other, with the boxes and properties by which they are culled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.places import Places, first_uses

_MOST = 128  # triangles of a cluster: larger bodies are divided
_FEW = 48  # triangles: consecutive bodies are one cluster up to so many


@dataclass(frozen=True, eq=False)
class Clusters:
    """The triangles of a mesh in an order in which those of a cluster follow each other, by region.

    A body is what is connected; a cluster is a part of a body, a body, or parts of several bodies; a box holds all
    vertices of a cluster that move with one piece.

    order: (m,) the triangles of the mesh, by number. starts: (clusters + 1,) first of each cluster in `order`, and m.
    closed: (clusters,) whether its bodies are surfaces without borders around rigid solids, seen from outside
    counter-clockwise: then their back faces are hidden by their front faces. body: (clusters,) the same number for
    clusters that share a body, from 0. region: (clusters,) the region of its triangles (see `VERTEX_FIELDS`), -1 if the
    mesh has none. pieces: (boxes,) the piece of each box. middle, half: (boxes, 3) float32, model space, metres, middle
    of each box and half of its size. boxes: (clusters,) the first box of each cluster.
    """

    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    closed: NDArray[np.bool_]
    body: NDArray[np.int64]
    region: NDArray[np.int64]
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
            body=none,
            region=self.region[:1] if (self.region == self.region[0]).all() else none - 1,
            pieces=pieces,
            middle=(0.5 * (low + high)).astype(np.float32),
            half=(0.5 * (high - low)).astype(np.float32),
            boxes=none,
        )


def clusters(places: Places, region: NDArray[np.int64]) -> Clusters:
    """Return the clusters of a mesh, which must have a triangle. region: (m,) of each triangle, -1 if none."""
    from scipy.sparse import coo_matrix  # loaded on use: it costs a sixth of a second
    from scipy.sparse.csgraph import connected_components

    corners = places.corners
    pairs = coo_matrix(
        (np.ones(2 * len(corners), np.int8), (corners[:, :2].reshape(-1), corners[:, 1:].reshape(-1))),
        shape=(len(places.rows), len(places.rows)),
    )
    body = _in_order(connected_components(pairs, directed=False)[1][corners[:, 0]])
    closed = _closed(places, body)
    position = places.rows[:, :3]
    count = len(closed)
    # Of one region and one body.
    sides, side = np.unique(body + count * (region + 1), return_inverse=True)
    order, part = _parts(
        side.reshape(-1), position[corners].mean(axis=1), closed[sides % count], sides // count
    )
    opens = np.diff(part, prepend=-1) != 0  # in `order`: first triangles of clusters
    fresh = np.flatnonzero(opens)
    owner = body[order][fresh]
    shared = coo_matrix(
        (np.ones(len(order), np.int8), (part, len(fresh) + body[order])), shape=(len(fresh) + count,) * 2
    )
    row = corners[order].reshape(-1)
    cluster = np.repeat(np.cumsum(opens) - 1, 3)
    moved = places.rows[row, 3].astype(np.int64)
    if (moved[1:] < moved[:-1]).any():  # else each cluster is sorted by piece
        by = np.lexsort((moved, cluster))
        cluster, moved, row = cluster[by], moved[by], row[by]
    box = np.flatnonzero((np.diff(cluster, prepend=-1) != 0) | (np.diff(moved, prepend=-1) != 0))
    points = position[row]
    low, high = np.minimum.reduceat(points, box, axis=0), np.maximum.reduceat(points, box, axis=0)
    return Clusters(
        order=order,
        starts=np.append(fresh, len(order)),
        closed=closed[owner],
        body=_in_order(connected_components(shared, directed=False)[1][: len(fresh)]),
        region=region[order][fresh],
        pieces=moved[box],
        middle=(0.5 * (low + high)).astype(np.float32),
        half=(0.5 * (high - low)).astype(np.float32),
        boxes=np.flatnonzero(np.diff(cluster[box], prepend=-1)),
    )


def _in_order(label: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return labels from 0 on numbered in the order of their first use. Those that are not used get no number."""
    first = first_uses(label.astype(np.int64), int(label.max()) + 1)
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[label]


def _closed(places: Places, body: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each body whether it is closed, rigid, and turned outwards. body: (m,) that of each triangle.

    Closed: each edge of a triangle is that of one other in the opposite direction; one of no length needs no other.
    Turned outwards: its volume is positive.
    """
    count = int(body.max()) + 1
    corners, piece = places.corners, places.rows[:, 3]
    after = corners[:, [1, 2, 0]]
    edge = (np.minimum(corners, after) * len(piece) + np.maximum(corners, after)).reshape(-1)
    by = np.argsort(edge)
    opens = np.flatnonzero(np.diff(edge[by], prepend=-1))
    uses = np.diff(opens, append=len(edge))
    ways = np.add.reduceat(np.sign(after - corners).reshape(-1)[by], opens)
    paired = np.empty(len(edge), bool)
    paired[by] = np.repeat((ways == 0) & (uses <= 2), uses)
    rigid = (piece[corners] == piece[corners[:, :1]]).all(axis=1)
    sound = paired.reshape(-1, 3).all(axis=1) & rigid
    found = np.bincount(body, ~sound, minlength=count) == 0
    place = places.position
    origin = place[corners[first_uses(body, count), 0]][body]  # near the body: precise
    a, b, c = (place[corners[:, k]] - origin for k in range(3))
    volume = np.bincount(body, np.einsum("ij,ij->i", a, np.cross(b, c)), minlength=count)
    closed: NDArray[np.bool_] = found & (volume > 0.0)
    return closed


def _parts(
    body: NDArray[np.int64], centre: NDArray[np.float32], closed: NDArray[np.bool_], region: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of the triangles, and for each place in it the number of its cluster, ascending.

    body: (m,) the number of a body, or of a part of one, of each triangle. closed, region: of each of these.
    """
    order = np.argsort(body, kind="stable")
    size = np.bincount(body)
    part = np.empty(len(order), np.int64)
    number, filled, before = -1, _FEW, (False, -1)
    kinds = list(zip(closed.tolist(), region.tolist(), strict=True))
    for end, count, kind in zip(np.cumsum(size).tolist(), size.tolist(), kinds, strict=True):
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
    """Return triangles divided at the medians of their centres along the longest side, until few enough are
    together."""
    if len(chosen) <= _MOST:
        return [np.sort(chosen)]
    points = centre[chosen]
    axis = int(np.ptp(points, axis=0).argmax())
    by = chosen[np.argsort(points[:, axis], kind="stable")]
    middle = len(by) // 2
    return [*_divided(centre, by[:middle]), *_divided(centre, by[middle:])]
