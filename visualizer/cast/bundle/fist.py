"""The infant's half-open fist, which reaches along +y from the origin, metres. Its fingers are a mesh of their own, so
that it opens."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import BARE_SKIN, section
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import icosphere, loft, tube
from visualizer.transforms import axis_angle, compose, translation

Array = NDArray[np.float64]

_SKIN = (1.0, 1.0, 1.0, BARE_SKIN)
_KNUCKLE = (1.10, 0.88, 0.85, BARE_SKIN)


def _lobe(place: tuple[float, float, float], size: tuple[float, float, float], turn: float = 0.0) -> Mesh:
    """Return an ellipsoid with half axes `size`, turned by `turn` degrees about the x axis."""
    return transformed(
        icosphere(1.0, 1, tint=_KNUCKLE), compose(place, axis_angle((1.0, 0.0, 0.0), turn), size)
    )


OPEN = ((-14.0, (0.068, 0.0)), (-112.0, (0.0950, 0.004)))
"""Of the fingers' roots and ends in an open hand: the turn, degrees, and the place (y, z) of the joint, metres."""


def fingers_poses(opened: float) -> Array:
    """Return fist_from_fingers, (2, 4, 4), of their roots and ends. opened: 0, half curled, to 1, an open hand."""
    poses, frame = [], np.eye(4)
    for turn, joint in OPEN:
        there = compose((0.0, *joint), axis_angle((1.0, 0.0, 0.0), turn * opened))
        frame = frame @ there @ translation((0.0, -joint[0], -joint[1]))
        poses.append(frame)
    return np.array(poses)


@kept(memory=1)
def fist_mesh() -> Mesh:
    """Return forearm, palm, and the thumb beside the fingers."""
    profile = (
        (-0.03, 0.019),
        (0.0, 0.020),
        (0.022, 0.0195),
        (0.036, 0.0165),
        (0.041, 0.0150),
        (0.046, 0.0156),
        (0.052, 0.0150),
        (0.058, 0.0090),  # within the palm
    )
    arm = loft([section(y, r, 0.94 * r, 0.0, 14, 2.0) for y, r in profile], flat=False, tint=_SKIN)
    palm = _lobe((0.0, 0.066, 0.0), (0.019, 0.0165, 0.0145))
    thumb = tube(
        np.array(
            [
                [0.0150, 0.056, 0.006],
                [0.0185, 0.070, 0.013],
                [0.0120, 0.079, 0.0195],
                [0.0040, 0.0815, 0.0200],
            ]
        ),
        np.array([0.0068, 0.0064, 0.0058, 0.0036]),
        6,
        tint=_KNUCKLE,
    )
    return merged([arm, palm, thumb])


@kept(memory=2)
def fingers_mesh(ends: bool) -> Mesh:
    """Return the roots or the ends of four half-curled fingers, in the fist's frame."""
    # They rise from the knuckles and curl over to the front, their tips towards the palm.
    curl = np.array([(0.070, -0.003), (0.088, -0.002), (0.0955, 0.004), (0.092, 0.0125), (0.082, 0.0155)])
    wide = np.array([0.0062, 0.0061, 0.0058, 0.0054, 0.0036])
    part = slice(2, 5) if ends else slice(0, 3)
    fingers = []
    for x, long in ((-0.0140, 0.92), (-0.0047, 1.0), (0.0047, 0.98), (0.0140, 0.91)):
        path = np.column_stack([np.full(5, x), 0.068 + (curl[:, 0] - 0.068) * long, curl[:, 1]])
        fingers.append(tube(path[part], wide[part], 6, tint=_KNUCKLE))
        if ends:
            fingers.append(_lobe((x, path[2, 1], path[2, 2]), (0.0058, 0.0058, 0.0058)))
    return merged(fingers)
