"""The infant's head: skull and face as one sculpted surface, lashes, brows, mouth and hair.

Space: that of the bundle, metres; the crown towards +x, the face up (+y). Places on the face are (x, z) from the centre
of the head.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import BARE_SKIN, EYE, EYEBALL, LIP
from visualizer.geometry.mesh import Mesh, merged, smooth_mesh
from visualizer.geometry.primitives import loft, tube
from visualizer.geometry.turns import smooth
from visualizer.transforms import axis_angle, compose

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


def _mirrored(relief: Sequence[tuple[float, ...]]) -> Array:
    both = [(x, side * z, *rest) for x, z, *rest in relief for side in ((1.0, -1.0) if z else (1.0,))]
    return np.array(both).T


_BUMPS, _CRYING_BUMPS = _mirrored(_RELIEF), _mirrored(_CRY)


def _height(place: Array, bumps: Array = _BUMPS) -> Array:
    """Return the relief at places (n, 2), metres along +y."""
    x, z, long, wide, height = bumps
    along, across = (place[:, :1] - x) / long, (place[:, 1:] - z) / wide
    return np.asarray(np.exp(-0.5 * (along * along + across * across)) @ height)


def on_face(place: ArrayLike, above: ArrayLike = 0.0) -> Array:
    """Return points (n, 3) of the face at places (n, 2), `above` metres, one number or (n,), over the skin."""
    at = np.asarray(place, dtype=np.float64)
    x, y, z = _SKULL
    rest = np.maximum(1.0 - (at[:, 0] / x) ** 2 - (at[:, 1] / z) ** 2, 0.0)
    height = y * np.sqrt(rest) + _height(at) + np.asarray(above, dtype=np.float64)
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


def _skull(
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
    relief = _height(points[:, [0, 2]]) + crying * _height(points[:, [0, 2]], _CRYING_BUMPS)
    points[:, 1] += front * relief
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


def _blush(points: Array, crying: float) -> Array:
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
    points, faces = _skull(crying)
    parts = [smooth_mesh(CENTRE + points, faces, tint=_blush(points, crying))]
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


_SEAM_OF_LIDS = ((-0.0050, 0.0042), (-0.0022, -0.0012))
"""At rest and in a cry: x of the middle of the seam of the closed lids, from the middle of the eye, and x of its ends
beyond that, metres. At rest it sags towards the cheek."""
_LID_LENGTH, _BROW_LENGTH = 0.0125, 0.0120  # half of it, metres
_BROW_RISE = 0.0022  # of its middle towards the crown, metres
_KNIT = (0.0020, -0.0050)  # by which a cry moves the brows, towards the crown and to the outside, metres
_KNIT_TURN = np.radians(24.0)  # by which it turns them


Line = tuple[float, float, float, float]


def painted_lines(crying: float) -> tuple[Line, Line]:
    """Return the parameters `lids` and `brows` of the material skin. crying: 0..1.

    In a cry the brows knit and rise at their inner ends.
    """
    middle, ends = (low + (up - low) * crying for low, up in zip(*_SEAM_OF_LIDS, strict=True))
    eye, brow = EYES[0], BROWS[0] + crying * np.array(_KNIT)
    return (
        (float(CENTRE[0] + eye[0] + middle), float(eye[1]), _LID_LENGTH, ends),
        (
            float(CENTRE[0] + brow[0] + _BROW_RISE),
            float(brow[1]),
            _BROW_LENGTH,
            -float(np.tan(_KNIT_TURN * crying)),
        ),
    )


_EYE = (0.0118, 0.0066, 0.0052, 0.0030)  # half width, height, radii of iris and pupil, metres
_GAZE = (0.0012, 0.0)  # of the iris from the middle between the corners, metres: he looks up
_GLINT = (0.0017, -0.0012, 0.0009)  # of the light in the eye: from the iris's middle, and radius, metres
_LOWER_LID = (-0.0050, 0.0042)  # where the lids meet; what its ends are above that, metres
_EYE_TINTS = (
    (0.80, 0.74, 0.70),
    (0.50, 0.44, 0.42),
    (0.070, 0.105, 0.155),
    (0.030, 0.045, 0.070),
    (0.003,) * 3,
)


@kept(memory=1)
def eye_mesh(side: int) -> Mesh:
    """Return the open eye of EYES[side] under its lashes, its lower lid's middle at the origin: white, iris, pupil."""
    turn: Array = np.asarray(np.arange(20) * (2.0 * np.pi / 20), dtype=np.float64)
    wide, high, iris, pupil = _EYE
    low = _LOWER_LID[0]
    across = np.sin(turn)
    ends = low + _LOWER_LID[1] * across**2
    edge = np.stack(
        [np.where(np.cos(turn) > 0.0, ends + high * (1.0 - across**2), ends), wide * across], axis=1
    )
    middle = np.array([low + 0.5 * high + _GAZE[0], _GAZE[1]])
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    rings, tints = [edge], [_EYE_TINTS[1]]
    for radius, tint in (
        (iris * 1.30, _EYE_TINTS[0]),
        (iris, _EYE_TINTS[0]),
        (iris * 0.97, _EYE_TINTS[3]),
        (pupil * 1.04, _EYE_TINTS[2]),
        (pupil, _EYE_TINTS[4]),
        (pupil * 0.05, _EYE_TINTS[4]),
    ):
        ring = middle + radius * circle
        # What is beyond the lids is hidden by them.
        span = np.clip(1.0 - (ring[:, 1] / wide) ** 2, 0.0, None)
        under = low + _LOWER_LID[1] * (1.0 - span)
        ring[:, 0] = np.clip(ring[:, 0], under, under + high * span)
        rings.append(ring)
        tints.append(tint)
    place = EYES[side]
    origin = on_face([place + [low, 0.0]])[0]
    raised = 0.0005 + 0.0012 * (1.0 - np.linspace(1.0, 0.0, len(rings)))
    points = [on_face(place + ring, above) - origin for ring, above in zip(rings, raised, strict=True)]
    ball = loft(
        np.array(points)[:, ::-1], capped=False, flat=False, tint=[(*tint, EYEBALL) for tint in tints]
    )
    along = np.linspace(-1.0, 1.0, 11)
    lid = np.stack([low + _LOWER_LID[1] * along**2 + high * (1.0 - along**2), wide * along], axis=1)
    lash = tube(
        on_face(place + lid, 0.0012) - origin,
        0.0013 * np.sqrt(1.02 - along**2) + 0.0002,
        6,
        tint=(1.6, 1.2, 1.0, EYE),
    )
    glint = on_face(
        place + middle + _GLINT[:2] + _GLINT[2] * np.array([[np.cos(a), np.sin(a)] for a in turn]), 0.0026
    )
    centre = np.broadcast_to(glint.mean(axis=0), glint.shape) * 0.99 + 0.01 * glint
    light = loft(
        np.array([glint, centre])[:, ::-1] - origin, capped=False, flat=False, tint=(2.6, 2.5, 2.4, EYEBALL)
    )
    return merged([ball, lash, light])


def eye_poses(opened: float) -> Array:
    """Return head_from_eye, (2, 4, 4). opened: 0..1; a closed eye is under its lid."""
    places = on_face(EYES + [_LOWER_LID[0], 0.0], -0.007 * (1.0 - opened) ** 2)
    scale = (max(opened, 0.05), 1.0, 1.0)
    return np.array([compose(place, axis_angle((1.0, 0.0, 0.0), 0.0), scale) for place in places])


_WIDE = ((0.16, 0.5, 0.80), (1.06, 1.0, 1.22))  # factors on the mouth along its axes, at rest and in a cry
_LIPS = (0.0165, 0.0100)  # half height of the lips before these factors, at rest and in a cry, metres
_LIP_WIDTH = 0.0135
_SEAM = -0.0011  # depth of the seam of closed lips, in the frame of the mouth, metres
_OPENING = (
    (0.14, 0.90),
    (0.80, 0.86),
)  # share of the lips' height and width that is open, at rest and in a cry


def mouth_pose(crying: float) -> Array:
    """Return head_from_mouth, (4, 4): at rest it is nearly closed; in a cry, 1, the jaw drops and it is wide open."""
    place = on_face([MOUTH - [0.004 * crying, 0.0]], 0.0004 + 0.0012 * crying)[0]
    wide = np.array(_WIDE[0]) * (1.0 - crying) + np.array(_WIDE[1]) * crying
    return compose(place, axis_angle((0.0, 0.0, 1.0), mouth_slope()), tuple(wide))


def _contour(turn: Array, half_height: float, half_width: float) -> Array:
    """Return points (n, 2), along x and z, of a mouth: the upper lip dips in its middle, the lower one is fuller and
    straighter."""
    c, s = np.cos(turn), np.sin(turn)
    size = (np.abs(c) ** 2.5 + np.abs(s) ** 2.5) ** (-1.0 / 2.5)
    upper = np.maximum(c, 0.0)
    # Its corners are drawn down, and the opening is wider below.
    across = half_width * s * size * (1.0 - 0.14 * upper)
    along = half_height * (
        c * size * np.where(c > 0.0, 0.92, 1.0) - 0.22 * np.exp(-((s / 0.16) ** 2)) * upper - 0.12 * s**2
    )
    return np.stack([along, across], axis=-1)


@kept(memory=8)
def mouth_mesh(crying: float = 0.0) -> Mesh:
    """Return the mouth in the frame of `mouth_pose`: lips that rise out of the skin about a hollow, and a tongue.
    crying: 0..1.

    At rest the lips meet in a seam.
    """
    turn: Array = np.asarray(np.arange(16) * (2.0 * np.pi / 16), dtype=np.float64)
    high = _LIPS[0] + (_LIPS[1] - _LIPS[0]) * crying
    open_x, open_z = (low + (up - low) * crying for low, up in zip(*_OPENING, strict=True))
    frame = mouth_pose(crying)
    rings, tints = [], []
    # Beside the lips the mesh is that of the skin: where the face is at the present cry, and as red.
    blush = _blush(on_face([MOUTH]) - CENTRE, crying)[0, :3]
    for size, above, tint in ((1.40, -0.0030, (1.16, 1.66, 1.78)), (1.16, 0.0002, (1.08, 1.30, 1.36))):
        contour = _contour(turn, high * size, _LIP_WIDTH * size)
        face = (np.column_stack([contour[:, 0], 0.0 * turn, contour[:, 1], 0.0 * turn + 1.0]) @ frame.T)[
            :, :3
        ]
        place = face[:, [0, 2]] - CENTRE[[0, 2]]
        face[:, 1] = on_face(place, above + crying * _height(place, _CRYING_BUMPS))[:, 1]
        rings.append((np.column_stack([face, 0.0 * turn + 1.0]) @ np.linalg.inv(frame).T)[:, :3])
        tints.append((*(blush * tint), LIP))
    sag = -0.0030 * np.sin(turn) ** 2  # the face falls off to both sides
    for size_x, size_z, depth, tint in (
        (0.5 + 0.5 * open_x, 0.5 + 0.5 * open_z, -0.0016, (1.0, 1.0, 1.0)),
        (open_x, open_z, 0.0006, (0.80, 0.62, 0.62)),
        (0.92 * open_x, 0.95 * open_z, 0.0030, (0.40, 0.15, 0.15)),
        (0.60 * open_x, 0.60 * open_z, 0.0080, (0.12, 0.04, 0.04)),
        (0.05 * open_x, 0.05 * open_z, 0.0090, (0.08, 0.03, 0.03)),
    ):
        contour = _contour(turn, high * size_x, _LIP_WIDTH * size_z)
        if depth > 0.0:  # at rest the face has no hollow, so that the seam lies on it
            depth = _SEAM + (depth - _SEAM) * crying
        rings.append(np.column_stack([contour[:, 0], sag * size_z - depth, contour[:, 1]]))
        tints.append((*tint, LIP))
    lips = loft(np.array(rings)[:, ::-1], capped=False, flat=False, tint=tints)
    tongue = [
        np.stack([-0.0040 + 0.0042 * r * np.cos(turn), 0.0 * turn + lift, 0.0068 * r * np.sin(turn)], axis=1)[
            ::-1
        ]
        for r, lift in ((1.0, -0.0072), (0.7, -0.0046), (0.1, -0.0038))
    ]
    return merged([lips, loft(tongue, capped=False, flat=False, tint=(0.85, 0.55, 0.55, LIP))])


_HAIRLINE = (0.040, 0.30, 0.75, 0.030)
"""Where hair begins: x in the middle, metres; its slope to the sides, and down to the ears below a height, metres."""

_WAVES = (0.0020, 230.0, 60.0)  # of the hairline: height, metres; radians per metre across and along
_GROWN, _BEFORE = (0.0062, 0.020, 0.0016), 0.012
"""Thickness of the hair, the length over which it is reached, and by how much its edge lies under the skin, metres; and
how far before the hairline its mesh begins."""

_FORELOCK = ((0.050, 0.002), (0.031, -0.012))  # places of its root and its tip
_CURL, _THICK = 0.007, 0.0052  # how far it bends aside; half its thickness at its root, metres


@kept(memory=1)
def hair_mesh() -> Mesh:
    """Return thin black hair: the part of the skull behind the hairline, raised, and one lock on the brow.

    The lock is thick enough to be one shape where the head is small; thin wisps would be spots.
    """
    points, faces = _skull(rings=26, around=34)
    # Distance behind the hairline, metres: it runs over the brow and down to the ears.
    start, aside, ears, below = _HAIRLINE
    behind = (
        points[:, 0] - start + aside * np.abs(points[:, 2]) + ears * np.maximum(below - points[:, 1], 0.0)
    )
    high, waves, leaning = _WAVES
    lock = high * np.sin(points[:, 2] * waves + leaning * points[:, 0])
    thick, over, under = _GROWN
    lift = thick * smooth((behind + lock) / over) - under
    grown = points + lift[:, None] * (points / np.linalg.norm(points, axis=1, keepdims=True))
    shown = (behind > -_BEFORE)[faces].all(axis=1)
    cap = smooth_mesh(CENTRE + grown, faces[shown])
    along = np.linspace(0.0, 1.0, 7)
    place = np.outer(1.0 - along, _FORELOCK[0]) + np.outer(along, _FORELOCK[1])
    place[:, 1] += _CURL * np.sin(np.pi * along)
    forelock = tube(on_face(place, 0.0022 - 0.0010 * along), _THICK * np.sqrt(1.02 - along**1.5), 6)
    return merged([cap, forelock])
