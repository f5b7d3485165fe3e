"""The infant's eyes: open ones under their lashes, and the lines that the skin has for closed lids and brows.

Space: that of the head (`head.py`).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.cast.bundle.head import BROWS, CENTRE, EYES, on_face
from visualizer.cast.people import EYE, EYEBALL
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import loft, tube

Array = NDArray[np.float64]

_SEAM_OF_LIDS = ((-0.0050, 0.0042), (-0.0022, -0.0012))
"""At rest and in a cry: x of the middle of the seam of the closed lids, from the middle of the eye, and x of its ends
beyond that, metres. At rest it sags towards the cheek."""
_LID_LENGTH, _BROW_LENGTH = 0.0125, 0.0120  # half of it, metres
_BROW_RISE = 0.0022  # of its middle towards the crown, metres
_WONDER = 0.0075  # by which brows are raised over open eyes, metres
_KNIT = (0.0020, -0.0050)  # by which a cry moves the brows, towards the crown and to the outside, metres
_KNIT_TURN = np.radians(24.0)  # by which it turns them


Line = tuple[float, float, float, float]


def painted_lines(crying: float, awake: float = 0.0) -> tuple[Line, Line]:
    """Return the parameters `lids` and `brows` of the material skin. crying, awake: 0..1.

    In a cry the brows knit and rise at their inner ends; over open eyes they are raised.
    """
    middle, ends = (low + (up - low) * crying for low, up in zip(*_SEAM_OF_LIDS, strict=True))
    eye, brow = EYES[0], BROWS[0] + crying * np.array(_KNIT)
    return (
        (float(CENTRE[0] + eye[0] + middle), float(eye[1]), _LID_LENGTH, ends),
        (
            float(CENTRE[0] + brow[0] + _BROW_RISE + _WONDER * awake),
            float(brow[1]),
            _BROW_LENGTH,
            -float(np.tan(_KNIT_TURN * crying)),
        ),
    )


_WIDE, _HIGH = 0.0138, 0.0118  # half width and height of the open eye, metres
_IRIS_RADIUS, _PUPIL_RADIUS = 0.0080, 0.0046  # metres
_GAZE = (0.0004, 0.0026)  # of the iris from the middle between the corners, metres: he looks to his left
_LIDS_MEET, _LOWER_LID = (
    -0.0050,
    0.0042,
)  # where the lids meet; what the lower one's ends are above that, metres
_AROUND = 20  # points of a ring of the eye
_RAISED = (0.0005, 0.0017)  # of the eye's edge and of its middle, above the skin, metres

_CORNERS, _WHITE = (0.50, 0.44, 0.42), (0.80, 0.74, 0.70)
_IRIS, _RIM, _PUPIL = (0.070, 0.105, 0.155), (0.030, 0.045, 0.070), (0.003, 0.003, 0.003)
"""Tints of the white of the eye at the lids and within, of the iris, of the dark rim around it, and of the pupil."""

_RINGS = (
    (1.30 * _IRIS_RADIUS, _WHITE),
    (_IRIS_RADIUS, _WHITE),
    (0.97 * _IRIS_RADIUS, _RIM),
    (1.04 * _PUPIL_RADIUS, _IRIS),
    (_PUPIL_RADIUS, _PUPIL),
    (0.05 * _PUPIL_RADIUS, _PUPIL),
)
"""Radii, metres, and tints of the rings within the lids, from the outside in."""

_LASH_POINTS, _LASH_RAISED = 11, 0.0012  # along the upper lid; metres above the skin
_LASH_THICK = (0.0013, 0.0002)  # half of it: by how much it is thicker in the middle than at the ends, metres
_LASH_END = 1.02  # so that it does not come to nothing at its ends
_LASH_TINT = (1.6, 1.2, 1.0, EYE)

_GLINT, _GLINT_RADIUS = (0.0026, 0.0024), 0.0015  # of the light in the eye: from the iris's middle; metres
_GLINT_RAISED, _GLINT_MIDDLE = 0.0026, 0.01  # metres above the skin; radius of its inner ring, as a share
_GLINT_TINT = (2.6, 2.5, 2.4, EYEBALL)


@kept(memory=1)
def eye_mesh(side: int) -> Mesh:
    """Return the open eye of EYES[side] under its lashes, its lower lid's middle at the origin: white, iris, pupil."""
    turn: Array = np.asarray(np.arange(_AROUND) * (2.0 * np.pi / _AROUND), dtype=np.float64)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    iris = np.array([_LIDS_MEET + 0.5 * _HIGH + _GAZE[0], _GAZE[1]])
    place = EYES[side]
    origin = on_face([place + [_LIDS_MEET, 0.0]])[0]

    rings, tints = [_opening(circle)], [_CORNERS]
    for radius, tint in _RINGS:
        rings.append(_within_lids(iris + radius * circle))
        tints.append(tint)
    raised = _RAISED[0] + (_RAISED[1] - _RAISED[0]) * (1.0 - np.linspace(1.0, 0.0, len(rings)))
    ball = [on_face(place + ring, above) - origin for ring, above in zip(rings, raised, strict=True)]

    along = np.linspace(-1.0, 1.0, _LASH_POINTS)
    lid = np.stack([_LIDS_MEET + _LOWER_LID * along**2 + _HIGH * (1.0 - along**2), _WIDE * along], axis=1)
    thick = _LASH_THICK[0] * np.sqrt(_LASH_END - along**2) + _LASH_THICK[1]

    glint = on_face(place + iris + _GLINT + _GLINT_RADIUS * circle, _GLINT_RAISED)
    inner = np.broadcast_to(glint.mean(axis=0), glint.shape) * (1.0 - _GLINT_MIDDLE) + _GLINT_MIDDLE * glint
    return merged(
        [
            _disc(np.array(ball), [(*tint, EYEBALL) for tint in tints]),
            tube(on_face(place + lid, _LASH_RAISED) - origin, thick, 6, tint=_LASH_TINT),
            _disc(np.array([glint, inner]) - origin, _GLINT_TINT),
        ]
    )


def _opening(circle: Array) -> Array:
    """Return the outline of the open eye about its middle, (n, 2) metres, at the directions of `circle`, (n, 2)."""
    above, across = circle.T
    ends = _LIDS_MEET + _LOWER_LID * across**2
    return np.stack([np.where(above > 0.0, ends + _HIGH * (1.0 - across**2), ends), _WIDE * across], axis=1)


def _within_lids(ring: Array) -> Array:
    """Return places (n, 2), metres about the middle of the eye, moved to the edge of the lids where these hide them."""
    span = np.clip(1.0 - (ring[:, 1] / _WIDE) ** 2, 0.0, None)
    under = _LIDS_MEET + _LOWER_LID * (1.0 - span)
    return np.stack([np.clip(ring[:, 0], under, under + _HIGH * span), ring[:, 1]], axis=1)


def _disc(rings: Array, tint: Sequence[Any]) -> Mesh:
    """Return the smooth surface between rings (k, n, 3), from the outside in. tint: of it, or one a ring."""
    return loft(rings[:, ::-1], capped=False, flat=False, tint=tint)


_SHUT_DEPTH = 0.007  # by which a closed eye lies under its lid, metres
_LEAST_OPEN = 0.05  # height of a closed eye, of that of an open one


@cache
def _places() -> Array:
    """Return the places of open eyes in the head, (2, 3)."""
    return on_face(EYES + [_LIDS_MEET, 0.0])


def eye_poses(opened: ArrayLike) -> Array:
    """Return head_from_eye, (..., 2, 4, 4). opened: (...), 0..1; a closed eye is under its lid."""
    wide = np.asarray(opened, dtype=np.float64)
    poses = np.zeros((*wide.shape, 2, 4, 4))
    poses[..., 0, 0] = np.maximum(wide, _LEAST_OPEN)[..., None]
    poses[..., 1, 1] = poses[..., 2, 2] = poses[..., 3, 3] = 1.0
    poses[..., :3, 3] = _places()
    poses[..., 1, 3] -= (_SHUT_DEPTH * (1.0 - wide) ** 2)[..., None]
    return poses
