"""Places: the distinct positions of a mesh's vertices, with the piece that each moves with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Places:
    """Distinct places, and the triangles between them.

    rows: (p, 4) float32, position, model space, metres, and piece, in no particular order. of_vertex: (n,) the row of
    each vertex of the mesh. corners: (m, 3) the rows of each triangle's corners.
    """

    rows: NDArray[np.float32]
    of_vertex: NDArray[np.int64]
    corners: NDArray[np.int64]

    @cached_property
    def position(self) -> NDArray[np.float64]:
        """(p, 3), metres."""
        return self.rows[:, :3].astype(np.float64)


def places(
    position: NDArray[np.float32], piece: NDArray[np.float32], triangles: NDArray[np.uint32]
) -> Places:
    """Return the places of vertices. position: (n, 3), metres. piece: (n,). triangles: (m, 3)."""
    rows = np.empty((len(position), 4), np.float32)
    rows[:, :3] = position
    rows[:, 3] = piece
    rows += np.float32(0.0)  # no -0, whose bits differ from those of 0
    _, first, same = np.unique(_hashed(rows), return_index=True, return_inverse=True)
    same = same.reshape(-1)
    if not np.array_equal(
        rows[first[same]], rows
    ):  # two places have one hash, or a coordinate is not a number
        _, first, same = np.unique(rows.view("V16")[:, 0], return_index=True, return_inverse=True)
        same = same.reshape(-1)
    return Places(rows[first], same, same[triangles.astype(np.int64)])


def _hashed(rows: NDArray[np.float32]) -> NDArray[np.uint64]:
    """Return a hash of the bits of each row: integers are sorted much faster than rows."""
    low, high = rows.view(np.uint64).T
    with np.errstate(over="ignore"):
        mixed: NDArray[np.uint64] = low * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed += high
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
    return mixed


def first_uses(numbers: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Return the index at which each number below `count` first occurs, (count,); len(numbers) for those that do
    not."""
    first = np.full(count, len(numbers), np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)  # of equal numbers the last assignment stays
    return first
