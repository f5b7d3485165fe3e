"""Which bodies of a mesh enclose a point: by its winding number, which is right for bodies with small gaps too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import Mesh

INSIDE = 0.5
"""Winding number above which a point counts as inside: 1 inside of a closed body, 0 outside."""

Array = NDArray[np.float64]


def winding_number(corners: Array, point: Array) -> float:
    """Return how often a surface winds around a point: 1 inside of a closed one whose triangles are counter-clockwise
    from outside.

    corners: (m, 3, 3), of each triangle, metres. point: (3,), not on the surface. The sum of the solid angles of the
    triangles, over 4 pi (Jacobson, Kavan, Sorkine-Hornung 2013, "Robust Inside-Outside Segmentation using Generalized
    Winding Numbers", section 3), each by van Oosterom and Strackee 1983, "The Solid Angle of a Plane Triangle",
    equation 8.
    """
    a, b, c = np.moveaxis(corners - point, 1, 0)
    lengths = [np.linalg.norm(side, axis=1) for side in (a, b, c)]
    volume = np.einsum("ij,ij->i", a, np.cross(b, c))
    dots = [np.einsum("ij,ij->i", one, other) for one, other in ((a, b), (b, c), (c, a))]
    below = (
        lengths[0] * lengths[1] * lengths[2]
        + dots[0] * lengths[2]
        + dots[1] * lengths[0]
        + dots[2] * lengths[1]
    )
    return float(np.arctan2(volume, below).sum() / (2.0 * np.pi))


class Bodies:
    """The pieces of a mesh, each taken as a body."""

    def __init__(self, mesh: Mesh) -> None:
        position = mesh.vertices["position"].astype(np.float64)
        piece = mesh.vertices["piece"].astype(np.int64)[mesh.triangles[:, 0]]
        self._corners = [position[mesh.triangles[piece == number]] for number in range(mesh.pieces)]
        self._boxes = np.array(
            [
                [c.min(axis=(0, 1)), c.max(axis=(0, 1))] if len(c) else [[np.inf] * 3, [-np.inf] * 3]
                for c in self._corners
            ]
        )

    def enclose(self, poses: Array, point: Array) -> bool:
        """Return whether one of the bodies, at one of its poses, encloses a point of the world.

        poses: (instances * pieces, 3, 4), as those of a draw. point: (3,), metres.
        """
        turns = poses[:, :, :3]
        solid = np.abs(np.linalg.det(turns)) > 0.0  # a body that is scaled to nothing encloses nothing
        local = np.zeros((len(poses), 3))
        local[solid] = np.linalg.solve(turns[solid], (point - poses[solid, :, 3])[..., None])[..., 0]
        number = np.arange(len(poses)) % len(self._boxes)
        low, high = self._boxes[number].swapaxes(0, 1)
        near = solid & np.all((local > low) & (local < high), axis=1)
        return any(winding_number(self._corners[number[n]], local[n]) > INSIDE for n in np.flatnonzero(near))
