"""Features of a face that move: eyes, upper lids, brows and the halves of the lips, and their poses for an expression.

The frame of a feature is that of the head, moved to its pivot. Lengths are metres of a body 1.8 m tall.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure.body import on_face
from visualizer.cast.figure.face_shapes import SHAPES, FaceShape, shaped, shaped_points
from visualizer.cast.gait.limbs import turned_about
from visualizer.cast.people import BARE_SKIN, EYE, GLOBE, LIP
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import loft, tube
from visualizer.transforms import translation

Array = NDArray[np.float64]

SIDES = (1.0, -1.0)  # left, right
EYES, LIDS, BROWS = slice(0, 2), slice(2, 4), slice(4, 6)
UPPER_LIPS, LOWER_LIPS, CAVITY = slice(6, 8), slice(8, 10), 10
FEATURES = 11
"""Pieces that move: eyes, upper lids, brows, halves of the upper and of the lower lip, each left and right, and what is
dark between the lips."""

EYE_RADIUS = 0.0180  # a fifth larger than a person's, so that it is seen in a whole figure
_EYE_PLACE, _BROW_PLACE, _MOUTH_HEIGHT = (0.0335, 0.1365), (0.0335, 0.1615), 0.0580
_OUT = 0.0068  # by which the eyeball stands out of its socket
_LID = 1.07  # radius of the lids, eyeballs
_OPEN, _SHUT = 26.0, -12.0  # degrees of the upper lid's edge above the middle of the eye
_LOWER = -22.0  # of the lower lid's
_WIDE = 9.0  # degrees by which fear opens the lids farther
_LARGEST_GAZE = np.radians([30.0, 20.0])  # of an eye sideways, and up and down
_BLINK = 0.20  # s that a blink lasts
_BLINKS = 3.7  # s from one to the next
_SHIFT = 1.37  # s by which the blinks of one seed are later than those of the seed before
_NARROWED = (0.16, 0.15, 0.12)  # share by which sorrow, joy and knit brows narrow the eyes
_LID_FOLLOWS = 0.55  # share of the eye's turn downwards by which the upper lid follows it
_EYE_CORNER = 76.0  # degrees from the middle of the eye to its corners
_OUTER_CORNER = 0.10  # radians by which the outer corner is lower
_LOWER_REACH = (-75.0, -38.0)  # degrees of the rows of the lower lid behind its edge
_UPPER_REACH, _LID_ROWS = 62.0, 6  # degrees to which the upper lid reaches while it is open; its rows
_LASHES = ((-7.0, 1.14), (6.0, 1.10))  # of the lashes' rows: degrees from the lid's edge; radius, eyeballs
_LOWER_LID_TINT, _UPPER_LID_TINT = (0.93, 0.80, 0.78, BARE_SKIN), (0.86, 0.74, 0.72, BARE_SKIN)
_LASH_TINT = (0.8, 0.8, 0.8, EYE)
_EYE_POLES = (70.0, 46.0, 24.0, 1.0)  # degrees of the rings of an eyeball from where it looks
_BROW_LENGTH, _BROW_ABOVE = 0.0200, 0.0024  # half of it; over the skin, metres
_BROW_ARCH = (-0.0010, -0.0055)  # its height by the place from -1, the inner end, to 1, and by its square, m
_BROW_THICK, _THINNER = 0.0047, 0.30  # half of it in the middle, metres; by which the outer end is thinner
_BROW_ENDS, _LIP_ENDS, _SEAM_ENDS = 1.06, 1.05, 1.35  # squares of where they would be points, half lengths
_BROW_TINT = (1.6, 1.2, 1.0, EYE)
_MOUTH_WIDTH = 0.0240  # half of it, metres
_GAPE = 0.0130  # by which the lower lip falls as the mouth opens, metres
_CLOSED = 0.01  # height of the dark between closed lips, of that between open ones
_WIDENS = 4.0  # by which the dark is wider, of its whole width, for each share that the mouth is open
_UPPER_LIP, _LOWER_LIP = (0.0615, 0.0027), (0.0550, 0.0034)  # height of the middle; half thickness, metres
_LIP_ABOVE = 0.0004  # over the skin, metres
_ACROSS = -0.04  # where a half of a lip begins, beyond the middle, of its length
_SEAM_ABOVE, _SEAM_FALL = 0.0028, 0.0018  # of the seam over the skin; by which it falls to its end, metres
_SEAM_END, _SEAM_THICK = 1.10, 0.0019  # where it ends, of the lip's length; half thickness, metres
_SEAM_TINT = (2.4, 1.1, 0.9, EYE)
_CAVITY = (0.78, 0.60)  # of the dark between open lips: width and height over those of mouth and gape
_CAVITY_ABOVE, _CAVITY_TINT = 0.0012, (1.6, 0.7, 0.6, EYE)  # over the skin, metres


def _pivot(side: float, place: tuple[float, float], depth: float = 0.0) -> Array:
    return on_face(side * place[0], place[1]) - [0.0, 0.0, depth]


@lru_cache(maxsize=8)
def pivots(shape: FaceShape = "oval") -> Array:
    """Return the pivots of the features, (FEATURES, 3), in the frame of a head of that shape."""
    eyes = [_pivot(side, _EYE_PLACE) for side in SIDES]
    brows = [_pivot(side, _BROW_PLACE) for side in SIDES]
    places = shaped_points(shape, np.array([*eyes, *eyes, *brows, *[_pivot(0.0, (0.0, _MOUTH_HEIGHT))] * 5]))
    places[:4, 2] -= SHAPES[shape].eyes * (EYE_RADIUS - _OUT)
    return places


@lru_cache(maxsize=8)
def feature_meshes(shape: FaceShape = "oval") -> tuple[Mesh, ...]:
    """Return the meshes of the features, in the order of `pivots`, of a head of that shape."""
    lids = [_scaled(_lid(_SHUT - _OPEN, side), shape) for side in SIDES]
    eye = _scaled(_eyeball(), shape)
    thick = np.diag([1.0, SHAPES[shape].brows, SHAPES[shape].brows, 1.0])
    brows = [transformed(_brow(side), thick) for side in SIDES]
    lips = [_half_lip(side, upper) for upper in (True, False) for side in SIDES]
    lips = [
        shaped(shape, lip, _pivot(0.0, (0.0, _MOUTH_HEIGHT)), SHAPES[shape].lips)
        for lip in (*lips, _cavity())
    ]
    brows = [shaped(shape, brow, _pivot(side, _BROW_PLACE)) for side, brow in zip(SIDES, brows, strict=True)]
    return (eye, eye, *lids, *brows, *lips)


def _scaled(eye: Mesh, shape: FaceShape) -> Mesh:
    """Return an eyeball or a lid, which is round whatever the shape of the face."""
    return transformed(eye, np.diag([*[SHAPES[shape].eyes] * 3, 1.0]))


@lru_cache(maxsize=8)
def lower_lids(shape: FaceShape = "oval") -> Mesh:
    """Return both lower lids, which do not move, in the frame of a head of that shape."""
    parts = []
    for side, pivot in zip(SIDES, pivots(shape), strict=False):
        rows = [_lid_row(angle, _LID, side) for angle in (*_LOWER_REACH, _LOWER)]
        parts.append(
            transformed(
                _scaled(
                    loft(
                        np.array(rows),
                        closed=False,
                        capped=False,
                        flat=False,
                        tint=_LOWER_LID_TINT,
                    ),
                    shape,
                ),
                translation(pivot),
            )
        )
    return merged(parts)


def feature_poses(
    mood: Array,
    brows: Array,
    mouth: Array,
    openness: Array,
    gaze: Array,
    times: Array,
    seed: Array,
    places: Array | None = None,
) -> Array:
    """Return head_from_feature, (n, FEATURES, 4, 4), at n times, s.

    mood: (n,) from -1, sorrow, to 1, joy. brows: (n,) from -1, drawn together and down, to 1, raised. mouth: (n,) 0
    closed to 1 open. openness: (n,) of the eyes, 0 closed to 1 open. gaze: (n, 2) radians by which the eyes turn left
    and down. seed: (n,) shifts the blinks. places: (n, FEATURES, 3), the pivots; those of an oval face if left out.
    """
    poses = np.zeros((len(times), FEATURES, 4, 4))
    poses[..., 3, 3] = 1.0
    sorrow, joy = np.maximum(-mood, 0.0), np.maximum(mood, 0.0)
    knit, raised = np.maximum(-brows, 0.0), np.maximum(brows, 0.0)
    yaw, pitch = np.minimum(np.maximum(gaze, -_LARGEST_GAZE), _LARGEST_GAZE).T
    since = (times + _SHIFT * seed) % _BLINKS
    blink = np.maximum(1.0 - np.abs(since / _BLINK - 0.5) * 2.0, 0.0)
    # Lids follow the eyes, and are heavier in sorrow; a smile and knit brows narrow the eyes, raised brows widen them.
    narrowed = _NARROWED[0] * sorrow + _NARROWED[1] * joy + _NARROWED[2] * knit
    shown = openness * (1.0 - blink) * (1.0 - narrowed)
    lid = np.radians(_SHUT + (_OPEN - _SHUT + _WIDE * raised) * shown)
    lid -= _LID_FOLLOWS * np.maximum(pitch, 0.0) * shown
    moods = np.stack([sorrow, joy, knit, raised, mouth], axis=-1)
    about_x, about_y, about_z = turned_about(
        np.stack([pitch, np.radians(_SHUT) - lid], axis=-1),
        np.concatenate([yaw[:, None], moods @ _LIPS_ASIDE], axis=-1),
        moods @ _BROWS_AND_LIPS,
    )
    poses[:, EYES, :3, :3] = (about_y[:, 0] @ about_x[:, 0])[:, None]
    poses[:, LIDS, :3, :3] = about_x[:, 1, None]
    poses[:, BROWS, :3, :3] = about_z[:, :2]
    aside = about_y[:, 1:]
    poses[:, UPPER_LIPS, :3, :3] = about_z[:, 2:4] @ aside
    poses[:, LOWER_LIPS, :3, :3] = about_z[:, 4:] @ aside
    poses[:, CAVITY, 0, 0] = np.minimum(_CLOSED + _WIDENS * mouth, 1.0)
    poses[:, CAVITY, 2, 2] = 1.0
    poses[:, CAVITY, 1, 1] = _CLOSED + (1.0 - _CLOSED) * mouth
    poses[..., :3, 3] = (pivots() if places is None else places) + (moods @ _MOVES).reshape(-1, FEATURES, 3)
    return poses


def _both(turn: float) -> list[float]:
    """Return the turn of a left feature and that of the right one, which is its mirror image."""
    return [turn, -turn]


# By sorrow, joy, knit brows, raised brows and the open mouth: the turns of the halves of the lips about y; those of
# brows, of the upper and of the lower lip about z; and how far the features move.
_LIPS_ASIDE = np.array([_both(0.0), _both(-0.14), _both(0.0), _both(0.0), _both(-0.10)])
_FALL = _GAPE / _MOUTH_WIDTH  # turn of a half of the lower lip by which its corner stays as its middle falls
_BROWS_AND_LIPS = np.array(
    [
        [*_both(-0.40), *_both(-0.36), *_both(-0.30)],
        [*_both(0.06), *_both(0.40), *_both(0.46)],
        [*_both(0.42), *_both(-0.06), *_both(-0.06)],
        [*_both(-0.26), *_both(0.0), *_both(0.0)],
        [*_both(0.0), *_both(-0.2 * _FALL), *_both(0.9 * _FALL)],
    ]
)
_STILL = (0.0, 0.0, 0.0)


def _moves(
    brow: tuple[float, float, float], upper: float = 0.0, lower: float = 0.0, dark: float = 0.0
) -> list[Array]:
    """Return how far the features move, metres. brow: the left one. upper, lower, dark: lips and what is between them,
    up."""
    mirrored = (-brow[0], brow[1], brow[2])
    up = [(0.0, high, 0.0) for high in (upper, upper, lower, lower, dark)]
    return [np.array(each) for each in (*[_STILL] * 4, brow, mirrored, *up)]


_MOVES = np.array(
    [
        _moves((-0.0030, 0.0030, 0.0010), 0.0028, 0.0028, 0.0020),
        _moves((0.0, 0.0030, 0.0), -0.0026, -0.0026, -0.0026),
        _moves((-0.0040, -0.0050, 0.0012)),
        _moves((0.0, 0.0075, 0.0)),
        _moves(_STILL, 0.0020, -_GAPE, -0.42 * _GAPE),
    ]
).reshape(5, -1)


def _lid_row(angle: float, radius: float, side: float, count: int = 7) -> Array:
    """Return points (count, 3) of a meridian of the eye, degrees above its middle, from corner to corner."""
    across = np.radians(np.linspace(-_EYE_CORNER, _EYE_CORNER, count))
    up = np.radians(angle) - _OUTER_CORNER * side * np.sin(across)
    size = radius * EYE_RADIUS
    return np.stack(
        [size * np.sin(across), size * np.cos(across) * np.sin(up), size * np.cos(across) * np.cos(up)],
        axis=1,
    )


def _lid(edge: float, side: float) -> Mesh:
    """Return an upper lid with its lashes, closed: its edge is at `_SHUT`; `edge` is how far its skin reaches
    behind."""
    # Between rows farther apart the eyeball would show through.
    rows = [_lid_row(angle, _LID, side) for angle in np.linspace(_SHUT, _UPPER_REACH - edge, _LID_ROWS)]
    lash = [_lid_row(_SHUT + angle, radius, side) for angle, radius in _LASHES]
    return merged(
        [
            loft(np.array(rows), closed=False, capped=False, flat=False, tint=_UPPER_LID_TINT),
            loft(np.array(lash), closed=False, capped=False, flat=False, tint=_LASH_TINT),
        ]
    )


def _eyeball() -> Mesh:
    """Return the front of an eyeball which looks along +z; the material paints its iris."""
    turn = np.arange(10) * (2.0 * np.pi / 10)
    rings = []
    for polar in np.radians(_EYE_POLES):
        ring = np.stack(
            [np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar) + 0.0 * turn]
        )
        rings.append(EYE_RADIUS * ring.T)
    return loft(np.array(rings), capped=False, flat=False, tint=(1.0, 1.0, 1.0, GLOBE))


def _brow(side: float) -> Mesh:
    along = np.linspace(-1.0, 1.0, 6)
    rise, arch = _BROW_ARCH
    across, up = _BROW_PLACE[0] + _BROW_LENGTH * along, _BROW_PLACE[1] + rise * along + arch * along**2
    path = on_face(side * across, up, _BROW_ABOVE) - _pivot(side, _BROW_PLACE)
    thick = _BROW_THICK * np.sqrt(_BROW_ENDS - along**2) * (1.0 - _THINNER * along)
    return tube(path, thick, 5, tint=_BROW_TINT)


def _half_lip(side: float, upper: bool) -> Mesh:
    """Return a half of a lip, from the middle to the corner; the upper one has the dark seam between the lips."""
    y, thick = _UPPER_LIP if upper else _LOWER_LIP
    origin = _pivot(0.0, (0.0, _MOUTH_HEIGHT))
    along = np.linspace(_ACROSS, 1.0, 5)
    lip = on_face(side * _MOUTH_WIDTH * along, y + (_MOUTH_HEIGHT - y) * along**2, _LIP_ABOVE)
    parts = [tube(lip - origin, thick * np.sqrt(_LIP_ENDS - along**2), 5, tint=(1, 1, 1, LIP))]
    if upper:
        along = np.linspace(_ACROSS, _SEAM_END, 5)
        above = _SEAM_ABOVE - _SEAM_FALL * along**2
        seam = on_face(side * _MOUTH_WIDTH * along, _MOUTH_HEIGHT + 0.0 * along, above)
        narrow = _SEAM_THICK * np.sqrt(_SEAM_ENDS - along**2)
        parts.append(tube(seam - origin, narrow, 4, tint=_SEAM_TINT))
    return merged(parts)


def _cavity() -> Mesh:
    """Return what is dark between open lips: an ellipse on the face, as high as the mouth opens."""
    turn = np.arange(12) * (2.0 * np.pi / 12)
    rings = [
        on_face(
            _CAVITY[0] * _MOUTH_WIDTH * size * np.cos(turn),
            _MOUTH_HEIGHT + _CAVITY[1] * _GAPE * size * np.sin(turn),
            _CAVITY_ABOVE,
        )
        for size in (1.0, 0.5, 0.02)
    ]
    return loft(
        np.array(rings) - _pivot(0.0, (0.0, _MOUTH_HEIGHT)),
        capped=False,
        flat=False,
        tint=_CAVITY_TINT,
    )
