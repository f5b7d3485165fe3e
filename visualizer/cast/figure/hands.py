"""Hands: palms with thumbs, and fingers of two joints, each in the frame of its hand.

The frame is that of a limb: origin at the wrist, fingers along -y; the palm faces the middle of the body, -x for the
left hand. Lengths are metres of a body 1.8 m tall.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.gait.limbs import turn_z
from visualizer.cast.people import BARE_SKIN, section
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import loft, tube

Array = NDArray[np.float64]

RELAXED, CLENCHED = 0.40, 0.72
"""How far the fingers bend, 0 straight to 1 a fist, of one who stands or walks, and of one who runs."""

KNUCKLES, JOINTS = -0.094, -0.127
"""y of the joints about which all fingers of a hand, and their ends, bend."""

_BENDS = np.radians(
    [[-74.0, -100.0], [74.0, 100.0]]
)  # of roots and ends in a fist, of the left and right hand
_HEIGHTS = np.array([KNUCKLES, JOINTS])
_FINGERS = (
    # z of the knuckle; length; degrees by which it points aside, and by which its end is bent more than the others'
    (0.0330, 0.068, 4.0, -7.0),
    (0.0125, 0.078, 1.0, 0.0),
    (-0.0080, 0.073, -2.0, 5.0),
    (-0.0270, 0.057, -6.0, 11.0),
)
_ROOT, _LAP = KNUCKLES - JOINTS, 0.006  # length of a root; by which root and end reach into each other
_THICK = (0.0096, 0.0090, 0.0083, 0.0076, 0.0034)  # half of it, from the knuckle to the tip
_NATURAL = 6.0  # degrees by which each part of a straight finger is bent


@lru_cache(maxsize=4)
def hand(side: float) -> Mesh:
    """Return a palm with its thumb. side: 1 of the left hand, -1 of the right one."""
    rings = [
        section(y, w, d, f, 8)
        for y, w, d, f in (
            (-0.103, 0.010, 0.033, 0.003),
            (-0.085, 0.015, 0.040, 0.003),
            (-0.045, 0.017, 0.036, 0.004),
            (0.0, 0.020, 0.025, 0.0),
            (0.03, 0.020, 0.024, 0.0),
        )
    ]
    thumb = np.array(
        [
            [0.0, -0.020, 0.018],
            [-side * 0.008, -0.055, 0.045],
            [-side * 0.016, -0.083, 0.056],
            [-side * 0.023, -0.104, 0.055],
        ]
    )
    skin = (1.0, 1.0, 1.0, BARE_SKIN)
    return merged(
        [
            loft(rings, flat=False, tint=skin),
            tube(thumb, np.array([0.015, 0.0125, 0.0105, 0.0045]), 5, tint=skin),
        ]
    )


@lru_cache(maxsize=4)
def fingers(side: float, ends: bool) -> Mesh:
    """Return the roots or the ends of the four fingers of a straight hand. side: as of `hand`."""
    parts = []
    for z, long, aside, bent in _FINGERS:
        knuckle = np.array([0.0, KNUCKLES, z])
        spread = np.radians(aside)
        way = np.array([0.0, -np.cos(spread), np.sin(spread)])
        joint = knuckle + _ROOT / np.cos(spread) * way
        rest = long - _ROOT
        if ends:
            way = turn_z(np.array(-side * np.radians(_NATURAL + bent))) @ way
            path = joint + np.outer((-_LAP, 0.5 * rest, 0.86 * rest, rest), way)
        else:
            path = knuckle + np.outer((-0.012, 0.4 * _ROOT, _ROOT + 0.4 * _LAP), way)
        thick = np.array(_THICK[1:] if ends else _THICK[:3])
        parts.append(tube(path, thick, 5, capped=ends, tint=(1.0, 0.95, 0.94, BARE_SKIN)))
    return merged(parts)


def finger_poses(curl: Array) -> Array:
    """Return hand_from_fingers, (n, 4, 4, 4), of the roots and ends of the left hand, then of the right one. curl: (n,
    2) of both, 0 straight to 1 a fist."""
    turn = curl[..., None] * _BENDS
    c, s = np.cos(turn), np.sin(turn)
    poses = np.zeros((len(curl), 2, 2, 4, 4))
    poses[..., 0, 0] = poses[..., 1, 1] = c
    poses[..., 0, 1], poses[..., 1, 0] = -s, s
    poses[..., 2, 2] = poses[..., 3, 3] = 1.0
    # The knuckle stays at its place in the hand, the joint at that in the root.
    poses[..., 0, 3], poses[..., 1, 3] = s * _HEIGHTS, KNUCKLES - c * _HEIGHTS
    poses[..., 1, 0, 3] += s[..., 0] * _ROOT
    poses[..., 1, 1, 3] -= c[..., 0] * _ROOT
    return poses.reshape(len(curl), 4, 4, 4)
