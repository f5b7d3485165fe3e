"""The infant's arm: a half-open fist, which reaches along +y from the elbow, in a sleeve. Its fingers are meshes of
their own, so that it opens. Metres."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.cast.gait.limbs import turn_x, turn_z
from visualizer.cast.people import BARE_SKIN, ROBE, section
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import icosphere, loft, tube
from visualizer.transforms import axis_angle, compose

Array = NDArray[np.float64]

_SKIN = (1.0, 1.0, 1.0, BARE_SKIN)
_KNUCKLE = (1.10, 0.88, 0.85, BARE_SKIN)


def _lobe(place: tuple[float, float, float], size: tuple[float, float, float], turn: float = 0.0) -> Mesh:
    """Return an ellipsoid with half axes `size`, turned by `turn` degrees about the x axis."""
    return transformed(
        icosphere(1.0, 1, tint=_KNUCKLE), compose(place, axis_angle((1.0, 0.0, 0.0), turn), size)
    )


FINGERS = ((-0.0140, 0.90), (-0.0048, 1.0), (0.0048, 0.97), (0.0140, 0.84))
"""Of the fingers: x of the knuckle, metres, and length over that of the longest."""
OPEN = ((-12.0, (0.068, 0.0)), (-104.0, (0.0950, 0.004)))
"""Of roots and ends of the fingers of an open hand: the turn, degrees, and the place (y, z) of the joint, metres."""
_SPREAD = 620.0  # degrees by which a finger of an open hand points aside, for each metre of its x
_CURLED = 0.28  # share by which the last finger opens less than the first


_OPENS = 1.0 - _CURLED * np.arange(len(FINGERS)) / (len(FINGERS) - 1)
_ASIDE = np.radians([-_SPREAD * x for x, _ in FINGERS])
(_ROOT_TURN, _END_TURN) = np.radians([turn for turn, _ in OPEN])
_KNUCKLES, _JOINTS = np.array(
    [[[(x,), (0.068 + (y - 0.068) * long,), (z,)] for x, long in FINGERS] for _, (y, z) in OPEN]
)


def fingers_poses(opened: ArrayLike) -> Array:
    """Return fist_from_fingers, (..., 8, 4, 4): of the roots of the four fingers, then of their ends. opened: (...), 0,
    half curled, to 1, an open hand, whose fingers are spread and not all alike."""
    much = np.asarray(opened, dtype=np.float64)[..., None]
    root = turn_x(_ROOT_TURN * much * _OPENS) @ turn_z(_ASIDE * much)
    end = root @ turn_x(_END_TURN * much * _OPENS)
    place = _KNUCKLES - root @ _KNUCKLES
    poses = np.zeros((*much.shape[:-1], 2, len(FINGERS), 4, 4))
    poses[..., 0, :, :3, :3], poses[..., 0, :, :3, 3:] = root, place
    poses[..., 1, :, :3, :3], poses[..., 1, :, :3, 3:] = end, place + (root - end) @ _JOINTS
    poses[..., 3, 3] = 1.0
    return poses.reshape(*much.shape[:-1], 2 * len(FINGERS), 4, 4)


@kept(memory=1)
def fist_mesh() -> Mesh:
    """Return the wrist, from within the sleeve, the palm, and the thumb beside the fingers."""
    profile = (
        (0.008, 0.0190, 0.0),
        (0.024, 0.0185, 0.0),
        (0.036, 0.0168, 0.3),
        (0.045, 0.0158, 0.7),
        (0.054, 0.0150, 1.0),
        (0.060, 0.0095, 1.0),  # within the palm
    )
    tints = [tuple(np.array(_SKIN) + red * (np.array(_KNUCKLE) - _SKIN)) for _, _, red in profile]
    arm = loft([section(y, r, 0.92 * r, 0.0, 14, 2.0) for y, r, _ in profile], flat=False, tint=tints)
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


ELBOW, UPPER = -0.032, 0.10
"""y of the elbow, and the length of the upper arm's sleeve, metres."""


@kept(memory=1)
def sleeve_mesh() -> Mesh:
    """Return the sleeve of the forearm, bunched at the round elbow and rolled up at the wrist."""
    profile = np.array(
        [
            (-0.058, 0.004),
            (-0.054, 0.016),
            (-0.044, 0.0235),
            (-0.030, 0.0262),
            (-0.018, 0.0250),
            (-0.008, 0.0240),
            (0.004, 0.0232),
            (0.009, 0.0262),
            (0.015, 0.0278),
            (0.021, 0.0266),
            (0.023, 0.0225),
            (0.018, 0.0180),
        ]
    )
    turn = np.arange(18) * (2.0 * np.pi / 18)
    rings = []
    for y, radius in profile:
        # Folds run about the arm at a slant, deepest in the bend.
        fold = 0.0016 * np.sin(2.0 * turn + 330.0 * y) + 0.0012 * np.sin(5.0 * turn - 210.0 * y)
        r = radius + fold * np.clip((radius - 0.010) / 0.012, 0.0, 1.0)
        rings.append(np.stack([r * np.cos(turn), y + 0.0 * turn, -r * np.sin(turn)], axis=1))
    return loft(np.array(rings), flat=False, tint=(1.0, 1.0, 1.0, ROBE))


@kept(memory=1)
def upper_sleeve_mesh() -> Mesh:
    """Return the sleeve of the upper arm, which reaches along +y from the elbow at the origin to the shoulder."""
    profile = ((-0.024, 0.006), (-0.018, 0.018), (0.0, 0.0255), (0.04, 0.0275), (UPPER, 0.028))
    return loft([section(y, r, r, 0.0, 16, 2.0) for y, r in profile], flat=False, tint=(1.0, 1.0, 1.0, ROBE))


@kept(memory=8)
def fingers_mesh(ends: bool, finger: int) -> Mesh:
    """Return the root or the end of one of four half-curled FINGERS, in the fist's frame."""
    # They rise from the knuckles and curl over to the front, their tips towards the palm.
    curl = np.array(
        [
            (0.068, -0.003),
            (0.086, -0.002),
            (0.0950, 0.004),
            (0.092, 0.0125),
            (0.083, 0.0155),
            (0.0805, 0.0158),
        ]
    )
    wide = np.array([0.0060, 0.0058, 0.0055, 0.0051, 0.0040, 0.0016])
    part = slice(2, 6) if ends else slice(0, 3)
    x, long = FINGERS[finger]
    path = np.column_stack([np.full(6, x), 0.068 + (curl[:, 0] - 0.068) * long, curl[:, 1]])
    made = [tube(path[part], wide[part], 8, tint=_KNUCKLE)]
    if ends:
        made.append(_lobe((x, path[2, 1], path[2, 2]), (0.0055, 0.0055, 0.0055)))
    return merged(made)
