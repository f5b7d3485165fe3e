"""The infant's head: skull and face as one sculpted surface, with its skin and ears.

Space: that of the bundle, metres; the crown towards +x, the face up (+y). Places on the face are (x, z) from the centre
of the head.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import BARE_SKIN
from visualizer.geometry.mesh import Mesh, merged, smooth_mesh
from visualizer.geometry.primitives import tube
from visualizer.geometry.turns import smooth

Array = NDArray[np.float64]

CENTRE = np.array([0.190, 0.040, 0.0])
"""Centre of the head."""

MOUTH = np.array([-0.0345, 0.0])
"""Place of the mouth."""

BROWS = np.array([[0.019, 0.026], [0.019, -0.026]])
"""Places of the brows, one a side."""

EYES = np.array([[0.0, 0.026], [0.0, -0.026]])
"""Places of the eyes, one a side."""

_SKULL = (0.076, 0.070, 0.067)  # half axes: crown to chin, back to brow, side to side
_RINGS, _AROUND = 32, 42

_RELIEF = (
    # place x, z; half width along x, z; height. All but those of the middle are mirrored in z.
    (0.034, 0.0, 0.026, 0.036, 0.004),  # forehead
    (0.000, 0.026, 0.011, 0.015, -0.0060),  # sockets
    (-0.001, 0.026, 0.0075, 0.0105, 0.0052),  # lids
    (0.018, 0.026, 0.006, 0.014, 0.0020),  # ridges of the brows
    (-0.024, 0.034, 0.018, 0.015, 0.0100),  # cheeks
    (-0.006, 0.0, 0.012, 0.0055, 0.0035),  # bridge of the nose
    (-0.0145, 0.0, 0.0058, 0.0062, 0.0100),  # its tip
    (-0.0160, 0.0068, 0.0040, 0.0042, 0.0042),  # nostrils
    (-0.0250, 0.0, 0.0035, 0.0040, -0.0015),  # groove above the lip
    (-0.0345, 0.0, 0.0100, 0.0160, 0.0010),  # muzzle
    (-0.0425, 0.0, 0.0045, 0.0110, -0.0030),  # hollow below the lip
    (-0.0540, 0.0, 0.0090, 0.0120, 0.0075),  # chin
)


_CRY = (
    # What a cry adds to it: the brow is knit and in wrinkles, lids are squeezed, cheeks pushed up, and the mouth is
    # hollow.
    (0.0250, 0.0110, 0.0055, 0.0060, 0.0052),
    (0.0240, 0.0, 0.0090, 0.0032, -0.0042),
    (0.0360, 0.0, 0.0034, 0.0220, -0.0026),
    (0.0410, 0.0, 0.0034, 0.0220, 0.0018),
    (0.0460, 0.0, 0.0034, 0.0200, -0.0022),
    (0.0030, 0.0260, 0.0055, 0.0120, 0.0034),
    (-0.0085, 0.0270, 0.0036, 0.0130, -0.0034),
    (-0.0190, 0.0340, 0.0105, 0.0130, 0.0062),
    (-0.0270, 0.0205, 0.0095, 0.0040, -0.0052),
    (-0.0350, 0.0, 0.0085, 0.0100, -0.0170),
    (-0.0600, 0.0, 0.0050, 0.0140, 0.0030),
)


def _mirrored(bumps: Sequence[tuple[float, ...]]) -> Array:
    both = [(x, side * z, *rest) for x, z, *rest in bumps for side in ((1.0, -1.0) if z else (1.0,))]
    return np.array(both).T


_BUMPS, CRYING_BUMPS = _mirrored(_RELIEF), _mirrored(_CRY)


def relief(place: Array, bumps: Array = _BUMPS) -> Array:
    """Return the relief at places (n, 2), metres along +y."""
    x, z, long, wide, height = bumps
    along, across = (place[:, :1] - x) / long, (place[:, 1:] - z) / wide
    # A product of matrices would sum up in an order that depends on the number of places.
    return np.asarray((np.exp(-0.5 * (along * along + across * across)) * height).sum(axis=1))


def on_face(place: ArrayLike, above: ArrayLike = 0.0) -> Array:
    """Return points (n, 3) of the face at places (n, 2), `above` metres, one number or (n,), over the skin."""
    at = np.asarray(place, dtype=np.float64)
    x, y, z = _SKULL
    rest = np.maximum(1.0 - (at[:, 0] / x) ** 2 - (at[:, 1] / z) ** 2, 0.0)
    height = y * np.sqrt(rest) + relief(at) + np.asarray(above, dtype=np.float64)
    return CENTRE + np.stack([at[:, 0], height, at[:, 1]], axis=1)


@cache
def mouth_slope() -> float:
    """Return the angle in degrees by which the face rises towards the crown (+x) at the mouth, over its size."""
    low, high = on_face([MOUTH - [0.012, 0.0], MOUTH + [0.012, 0.0]])
    return float(np.degrees(np.arctan2(high[1] - low[1], high[0] - low[0])))


def _polar(rings: int, around: int) -> tuple[Array, NDArray[np.int64]]:
    """Return unit directions (n, 3) in rings about the face's axis, +y, denser on the face, and triangles (m, 3)."""
    share = np.linspace(0.0, 1.0, rings)[1:-1]
    polar = np.pi * (0.55 * share + 0.45 * share**2.2)
    turn = np.arange(around) * (2.0 * np.pi / around)
    ring = np.stack([np.cos(turn), np.zeros(around), np.sin(turn)], axis=1)
    rows = np.sin(polar)[:, None, None] * ring + np.cos(polar)[:, None, None] * np.array([0.0, 1.0, 0.0])
    directions = np.concatenate([[[0.0, 1.0, 0.0]], rows.reshape(-1, 3), [[0.0, -1.0, 0.0]]])
    here = np.arange(around)
    after = (here + 1) % around
    last = 1 + (len(polar) - 1) * around
    faces = [np.stack([np.zeros_like(here), 1 + after, 1 + here], axis=1)]
    for row in range(len(polar) - 1):
        low, high = 1 + row * around, 1 + (row + 1) * around
        faces.append(np.stack([low + here, low + after, high + after], axis=1))
        faces.append(np.stack([low + here, high + after, high + here], axis=1))
    faces.append(np.stack([last + here, last + after, np.full_like(here, last + around)], axis=1))
    return directions, np.concatenate(faces)


_JAW, _NARROW = (
    (0.005, 0.07),
    0.16,
)  # where towards the chin the jaw begins and over which length, m; by which it is narrower
_NAPE = 0.010  # by which the back of the head is drawn in towards the neck, metres
_FRONT = (0.1, 0.45)  # cosines from the face's axis over which the relief of the face ends
_CHIN, _DROP = (
    (0.030, 0.025),
    0.007,
)  # where the jaw begins to drop in a cry and over which length; how far, metres


def sculpted(
    crying: float = 0.0, rings: int = _RINGS, around: int = _AROUND
) -> tuple[Array, NDArray[np.int64]]:
    """Return the points of the sculpted head about its centre, (n, 3), and triangles. crying: 0..1. rings, around: of
    points."""
    directions, faces = _polar(rings, around)
    points = directions * _SKULL
    jaw = smooth((-points[:, 0] - _JAW[0]) / _JAW[1])
    points[:, 2] *= 1.0 - _NARROW * jaw
    points[:, 0] -= _NAPE * smooth(-directions[:, 1]) * (directions[:, 0] < 0.0) * directions[:, 0]
    front = smooth((directions[:, 1] + _FRONT[0]) / _FRONT[1])
    place = points[:, [0, 2]]
    points[:, 1] += front * (relief(place) + crying * relief(place, CRYING_BUMPS))
    points[:, 0] -= _DROP * crying * front * smooth((-points[:, 0] - _CHIN[0]) / _CHIN[1])
    return points, faces


_RED = (
    # place x, z; radius, metres; redness of cheeks, nose and lids
    (-0.020, 0.034, 0.014, 0.45),
    (-0.015, 0.0, 0.007, 0.35),
    (0.0, 0.026, 0.010, 0.2),
)
_RED_IN_CRY = (0.5, 0.2)  # by which a cry reddens: what is red, as a factor, and all of the face
_RED_TINT = np.array([0.16, -0.22, -0.24])  # added to the tint where it is as red as can be


def blush(points: Array, crying: float) -> Array:
    """Return tints (n, 4) of skin at points about the centre of the head: redder on cheeks, nose and lids, and in a
    cry."""
    place = points[:, [0, 2]]
    red = np.zeros(len(points))
    for x, z, radius, amount in _RED:
        for side in (1.0, -1.0):
            away = np.linalg.norm(place - [x, side * z], axis=1) / radius
            red += amount * np.exp(-0.5 * away * away)
    red = np.clip(red * (1.0 + _RED_IN_CRY[0] * crying) + _RED_IN_CRY[1] * crying, 0.0, 1.0) * (
        points[:, 1] > 0.0
    )
    tint = np.ones((len(points), 4))
    tint[:, :3] = 1.0 + red[:, None] * _RED_TINT
    tint[:, 3] = BARE_SKIN
    return tint


_EAR, _EAR_SIZE = (0.002, -0.006, 0.0655), (0.017, 0.010, 0.004)  # from the head's centre; half sizes, metres
_EAR_ARC, _EAR_THICK = 120.0, 0.0048  # degrees to both sides of its rim; half thickness, metres
_EAR_TINT = (1.06, 0.88, 0.85, BARE_SKIN)


@kept(memory=8)
def head_mesh(crying: float = 0.0) -> Mesh:
    """Return the head with ears; the material paints closed lids and brows on it. crying: 0..1, how far its face is
    that of a cry."""
    points, faces = sculpted(crying)
    parts = [smooth_mesh(CENTRE + points, faces, tint=blush(points, crying))]
    for side in (1.0, -1.0):
        turn = np.radians(np.linspace(-_EAR_ARC, _EAR_ARC, 11))
        ear = CENTRE + np.stack(
            [
                _EAR[0] + _EAR_SIZE[0] * np.cos(turn),
                _EAR[1] - _EAR_SIZE[1] * np.sin(turn),
                side * (_EAR[2] + _EAR_SIZE[2] * np.cos(turn)),
            ],
            axis=1,
        )
        parts.append(tube(ear, _EAR_THICK, 6, tint=_EAR_TINT))
    return merged(parts)
