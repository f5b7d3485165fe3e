"""The infant's mouth: lips about a hollow, and a tongue. Space: that of the head (`head.py`)."""

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.bundle.head import CENTRE, CRYING_BUMPS, MOUTH, blush, mouth_slope, on_face, relief
from visualizer.cast.people import LIP
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import loft
from visualizer.transforms import axis_angle, composed

Array = NDArray[np.float64]

_WIDE = ((0.25, 0.5, 0.82), (1.06, 1.0, 1.22))  # factors on the mouth along its axes, at rest and in a cry
_DROP, _RAISED = (
    0.004,
    (0.0004, 0.0016),
)  # by which a cry lowers the mouth; above the skin at rest and in it, metres
_HIGH = (0.0165, 0.0100)  # half height of the lips before these factors, at rest and in a cry, metres
_LIP_WIDTH = 0.0135  # half of it, metres
_SEAM = -0.0011  # depth of the seam of closed lips, in the frame of the mouth, metres
_OPENING = ((0.09, 0.90), (0.80, 0.86))
"""Share of the lips' height and width that is open, at rest and in a cry."""
_SAG = 0.0030  # by which the face falls off to both sides of the mouth, metres
_AROUND = 16  # points of a ring

_POWER = 2.5  # exponent of the superellipse that its outline is
_UPPER_WIDTH, _UPPER_HEIGHT = (
    0.86,
    0.92,
)  # of the upper half, of those of the lower one: the opening is wider below
_DIP, _DIP_WIDTH = (
    0.22,
    0.16,
)  # of the middle of the upper lip: shares of the half height, and of the half width
_CORNERS = (
    0.45,
    -0.12,
)  # by which the corners are raised, at rest and in a cry, as shares of the half height

_BESIDE = ((1.40, -0.0030, (1.16, 1.66, 1.78)), (1.16, 0.0002, (1.08, 1.30, 1.36)))
"""Rings beside the lips: size over that of the lips, height over the skin, metres, and factors on the skin's tint."""
_OUTER = (-0.0016, (1.0, 1.0, 1.0))
"""The ring half way between the lips' outline and the opening: depth, metres, and tint."""
_WITHIN = (
    (1.00, 1.00, 0.0006, (0.80, 0.62, 0.62)),
    (0.92, 0.95, 0.0030, (0.40, 0.15, 0.15)),
    (0.60, 0.60, 0.0080, (0.12, 0.04, 0.04)),
    (0.05, 0.05, 0.0090, (0.08, 0.03, 0.03)),
)
"""Rings of the hollow: height and width over those of the opening, depth in a cry, metres, and tint."""

_TONGUE_AT, _TONGUE_SIZE = -0.0040, (0.0042, 0.0068)  # along x; half its length and width, metres
_TONGUE_RINGS = (
    (1.0, -0.0072),
    (0.7, -0.0046),
    (0.1, -0.0038),
)  # size; height in the frame of the mouth, metres
_TONGUE_TINT = (0.85, 0.55, 0.55, LIP)


@cache
def _slope() -> Array:
    """Return the rotation of the mouth, as a quaternion (1, 4)."""
    return axis_angle((0.0, 0.0, 1.0), mouth_slope())[None]


def mouth_poses(crying: Array) -> Array:
    """Return head_from_mouth, (n, 4, 4), of each of `crying`, (n,): at rest it is nearly closed; in a cry, 1, the jaw
    drops and it is wide open."""
    much = crying[:, None]
    place = on_face(MOUTH - much * [_DROP, 0.0], _RAISED[0] + (_RAISED[1] - _RAISED[0]) * crying)
    return composed(place, _slope(), (1.0 - much) * _WIDE[0] + much * _WIDE[1])


def mouth_pose(crying: float) -> Array:
    """Return one of `mouth_poses`, (4, 4)."""
    return np.asarray(mouth_poses(np.array([crying]))[0])


def _contour(turn: Array, half_height: float, half_width: float, crying: float) -> Array:
    """Return points (n, 2), along x and z, of a mouth: the upper lip dips in its middle, the lower one is fuller and
    straighter."""
    c, s = np.cos(turn), np.sin(turn)
    size = (np.abs(c) ** _POWER + np.abs(s) ** _POWER) ** (-1.0 / _POWER)
    upper = np.maximum(c, 0.0)
    across = half_width * s * size * (1.0 - (1.0 - _UPPER_WIDTH) * upper)
    rise = _CORNERS[0] + (_CORNERS[1] - _CORNERS[0]) * crying
    dip = _DIP * np.exp(-((s / _DIP_WIDTH) ** 2)) * upper
    along = half_height * (c * size * np.where(c > 0.0, _UPPER_HEIGHT, 1.0) - dip + rise * s**2)
    return np.stack([along, across], axis=-1)


@kept(memory=8)
def mouth_mesh(crying: float = 0.0) -> Mesh:
    """Return the mouth in the frame of `mouth_pose`: lips that rise out of the skin about a hollow, and a tongue.
    crying: 0..1.

    At rest the lips meet in a seam.
    """
    turn: Array = np.asarray(np.arange(_AROUND) * (2.0 * np.pi / _AROUND), dtype=np.float64)
    rings, tints = _rings_beside(turn, crying)
    for ring, tint in _rings_within(turn, crying):
        rings.append(ring)
        tints.append(tint)
    lips = loft(np.array(rings)[:, ::-1], capped=False, flat=False, tint=[(*tint, LIP) for tint in tints])
    return merged([lips, _tongue(turn)])


def _height(crying: float) -> float:
    """Return half the height of the lips in the frame of `mouth_pose`, metres."""
    return _HIGH[0] + (_HIGH[1] - _HIGH[0]) * crying


def _rings_beside(turn: Array, crying: float) -> tuple[list[Array], list[tuple[float, ...]]]:
    """Return rings beside the lips, (n, 3) each in the frame of `mouth_pose`, and their tints.

    There the mesh is that of the skin: where the face is at the present cry, and as red.
    """
    frame, one = mouth_pose(crying), np.ones_like(turn)
    red = blush(on_face([MOUTH]) - CENTRE, crying)[0, :3]
    rings, tints = [], []
    for size, above, tint in _BESIDE:
        contour = _contour(turn, _height(crying) * size, _LIP_WIDTH * size, crying)
        face = (np.column_stack([contour[:, 0], 0.0 * one, contour[:, 1], one]) @ frame.T)[:, :3]
        place = face[:, [0, 2]] - CENTRE[[0, 2]]
        face[:, 1] = on_face(place, above + crying * relief(place, CRYING_BUMPS))[:, 1]
        rings.append((np.column_stack([face, one]) @ np.linalg.inv(frame).T)[:, :3])
        tints.append(tuple(red * tint))
    return rings, tints


def _rings_within(turn: Array, crying: float) -> Iterator[tuple[Array, tuple[float, ...]]]:
    """Yield rings from the lips into the hollow, (n, 3) each in the frame of `mouth_pose`, with their tints."""
    high, wide = (low + (up - low) * crying for low, up in zip(*_OPENING, strict=True))
    rings = [(0.5 + 0.5 * high, 0.5 + 0.5 * wide, *_OUTER)]
    for height, width, depth, tint in _WITHIN:
        # At rest the face has no hollow, so that the seam lies on it.
        rings.append((height * high, width * wide, _SEAM + (depth - _SEAM) * crying, tint))
    for height, width, depth, tint in rings:
        contour = _contour(turn, _height(crying) * height, _LIP_WIDTH * width, crying)
        low = -_SAG * np.sin(turn) ** 2 * width - depth
        yield np.column_stack([contour[:, 0], low, contour[:, 1]]), tint


def _tongue(turn: Array) -> Mesh:
    long, wide = _TONGUE_SIZE
    rings = [
        np.stack(
            [_TONGUE_AT + long * size * np.cos(turn), 0.0 * turn + high, wide * size * np.sin(turn)], axis=1
        )
        for size, high in _TONGUE_RINGS
    ]
    return loft(np.array(rings)[:, ::-1], capped=False, flat=False, tint=_TONGUE_TINT)
