"""The crib: a padded bowl with a thick rim, as it stands in the smaller ship and, finer, in the cabin's close shots."""

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import Mesh, smooth_mesh
from visualizer.geometry.turns import smooth

Array = NDArray[np.float64]

PROFILE = (
    (0.50, -0.30),
    (0.52, -0.05),
    (0.53, 0.12),
    (0.505, 0.185),
    (0.455, 0.20),
    (0.40, 0.175),
    (0.36, 0.12),
    (0.33, 0.06),
    (0.26, 0.015),
    (0.17, -0.005),
    (0.08, -0.01),
    (0.002, -0.01),
)
"""Radius and height, metres, from the outer wall over the rim to the middle of the bed."""
LONGER = 1.30  # its length along z over its width
WALL_TINT, PIPING_TINT, LINING_TINT = (
    (0.45, 1.0),
    (1.0, 1.0),
    (1.0, 0.0),
)  # brightness, and region (``tint.a``)
PIPING = (0.25, 0.36)  # shares of the profile between which lies the piping along the rim


def basket(around: int, rings: int, *, foot: float = -0.30) -> Mesh:
    """Return the bowl. Origin: the middle of its bed; +y is up, +z its longer axis. Metres.

    around, rings: points around it and along its profile. foot: height of the lower end of its outer wall. tint.a is 1
    on the outer wall and the piping along the rim, 0 on the lining.
    """
    turn = np.linspace(0.0, 2.0 * np.pi, around, endpoint=False)
    corners = np.array(PROFILE)
    corners[0, 1] = foot
    profile = _rounded(corners, rings)
    places, tints = [], []
    for k, (radius, height) in enumerate(profile):
        share = k / (rings - 1.0)
        # The head end, towards the nose, stands higher.
        raised = smooth((height - 0.0) / 0.06)
        dip = 0.05 * np.cos(turn) * (radius / 0.5) * raised
        # The lining is gathered towards the rim.
        puff = 0.010 * np.cos(10.0 * turn) * smooth(share / 0.2 - 1.0) * smooth((0.72 - share) / 0.1)
        places.append(
            np.stack(
                [np.sin(turn) * (radius + puff), height + dip, np.cos(turn) * (radius + puff) * LONGER],
                axis=1,
            )
        )
        bright, region = (
            WALL_TINT if share < PIPING[0] else PIPING_TINT if share <= PIPING[1] else LINING_TINT
        )
        tints.append(np.tile([bright, 0.93 * bright, 0.84 * bright, region], (around, 1)))
    points = np.concatenate(places)
    here = np.arange(around)
    after = (here + 1) % around
    triangles = []
    for k in range(rings - 1):
        low, high = k * around, (k + 1) * around
        triangles += [
            np.stack([low + here, low + after, high + after], axis=1),
            np.stack([low + here, high + after, high + here], axis=1),
        ]
    index = np.concatenate(triangles)
    # Reverse the winding if the outer wall faces inwards.
    a, b, c = points[index[0]]
    if np.cross(b - a, c - a) @ (a * [1.0, 0.0, 1.0]) < 0.0:
        index = index[:, ::-1]
    return smooth_mesh(points, np.ascontiguousarray(index), tint=np.concatenate(tints))


def _rounded(corners: Array, count: int) -> Array:
    """Return `count` points of the Catmull-Rom spline through `corners`, (n, 2), evenly in its parameter."""
    padded = np.concatenate([2.0 * corners[:1] - corners[1:2], corners, 2.0 * corners[-1:] - corners[-2:-1]])
    at = np.linspace(0.0, len(corners) - 1.0, count)
    first = np.minimum(at.astype(int), len(corners) - 2)
    u = (at - first)[:, None]
    a, b, c, d = (padded[first + k] for k in range(4))
    return np.asarray(
        b + 0.5 * u * (c - a + u * (2.0 * a - 5.0 * b + 4.0 * c - d + u * (3.0 * (b - c) + d - a)))
    )
