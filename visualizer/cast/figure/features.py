"""Features of a face that move: eyes, upper lids, brows and the halves of the mouth, and their poses for an expression.

The frame of a feature is that of the head, moved to its pivot. Lengths are metres of a body 1.8 m tall.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure.body import on_face
from visualizer.cast.gait.limbs import turned_about
from visualizer.cast.people import BARE_SKIN, EYE, EYEBALL, LIP
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import loft, tube
from visualizer.transforms import translation

Array = NDArray[np.float64]

SIDES = (1.0, -1.0)  # left, right
FEATURES = 8
"""Pieces that move: eyes, upper lids, brows and halves of the mouth, each left and right."""

EYE_RADIUS = 0.0150
_EYE_PLACE, _BROW_PLACE, _MOUTH_HEIGHT = (0.0325, 0.1365), (0.0335, 0.1575), 0.0580
_OUT = 0.0060  # by which the eyeball stands out of its socket
_LID = 1.08  # radius of the lids, eyeballs
_OPEN, _SHUT = 27.0, -12.0  # degrees of the upper lid's edge above the middle of the eye
_LOWER = -21.0  # of the lower lid's
_LARGEST_GAZE = np.radians([32.0, 22.0])  # of an eye sideways, and up and down
WHITE, IRIS, PUPIL = (0.62, 0.60, 0.57), (0.10, 0.055, 0.030), (0.006, 0.006, 0.007)
_BLINK = 0.16  # s that a blink lasts
_BLINKS = 3.7  # s from one to the next


def _pivot(side: float, place: tuple[float, float], depth: float = 0.0) -> Array:
    return on_face(side * place[0], place[1]) - [0.0, 0.0, depth]


@lru_cache(maxsize=1)
def pivots() -> Array:
    """Return the pivots of the features, (FEATURES, 3), in the head's frame."""
    eyes = [_pivot(side, _EYE_PLACE, EYE_RADIUS - _OUT) for side in SIDES]
    brows = [_pivot(side, _BROW_PLACE) for side in SIDES]
    return np.array([*eyes, *eyes, *brows, *[_pivot(0.0, (0.0, _MOUTH_HEIGHT))] * 2])


@lru_cache(maxsize=1)
def feature_meshes() -> tuple[Mesh, ...]:
    """Return the meshes of the features, in the order of `pivots`."""
    eye = [_eyeball(), _eyeball()]
    lids = [_lid(_SHUT - _OPEN, side) for side in SIDES]
    return (*eye, *lids, *(_brow(side) for side in SIDES), *(_half_mouth(side) for side in SIDES))


@lru_cache(maxsize=1)
def lower_lids() -> Mesh:
    """Return both lower lids, which do not move, in the head's frame."""
    parts = []
    for side, pivot in zip(SIDES, pivots(), strict=False):
        rows = [_lid_row(angle, _LID, side) for angle in (-75.0, _LOWER - 16.0, _LOWER)]
        parts.append(
            transformed(
                loft(
                    np.array(rows), closed=False, capped=False, flat=False, tint=(0.93, 0.84, 0.82, BARE_SKIN)
                ),
                translation(pivot),
            )
        )
    return merged(parts)


def feature_poses(mood: Array, openness: Array, gaze: Array, times: Array, seed: Array) -> Array:
    """Return head_from_feature, (n, FEATURES, 4, 4), at n times, s.

    mood: (n,) from -1, sorrow, to 1, joy. openness: (n,) of the eyes, 0 closed to 1 open. gaze: (n, 2) radians by which
    the eyes turn left and down. seed: (n,) shifts the blinks.
    """
    poses = np.zeros((len(times), FEATURES, 4, 4))
    poses[..., 3, 3] = 1.0
    sorrow, joy = np.maximum(-mood, 0.0), np.maximum(mood, 0.0)
    yaw, pitch = np.minimum(np.maximum(gaze, -_LARGEST_GAZE), _LARGEST_GAZE).T
    since = (times + 1.37 * seed) % _BLINKS
    blink = np.maximum(1.0 - np.abs(since / _BLINK - 0.5) * 2.0, 0.0)
    # Lids follow the eyes, and are heavier in sorrow; a smile narrows the eyes.
    shown = openness * (1.0 - blink) * (1.0 - 0.22 * sorrow - 0.15 * joy)
    lid = np.radians(_SHUT + (_OPEN - _SHUT) * shown) - 0.55 * np.maximum(pitch, 0.0) * shown
    moods = np.stack([sorrow, joy], axis=-1)
    about_x, about_y, about_z = turned_about(
        np.stack([pitch, np.radians(_SHUT) - lid], axis=-1),
        np.concatenate([yaw[:, None], moods @ _MOUTH_ASIDE], axis=-1),
        moods @ _BROWS_AND_MOUTH,
    )
    poses[:, :2, :3, :3] = (about_y[:, 0] @ about_x[:, 0])[:, None]
    poses[:, 2:4, :3, :3] = about_x[:, 1, None]
    poses[:, 4:6, :3, :3] = about_z[:, :2]
    poses[:, 6:, :3, :3] = about_z[:, 2:] @ about_y[:, 1:]
    poses[..., :3, 3] = pivots() + (moods @ _MOVES).reshape(-1, FEATURES, 3)
    return poses


# By sorrow, then joy: the turns of the halves of the mouth about y, of brows and halves of the mouth about z, and how
# far the features move, left and right.
_MOUTH_ASIDE = np.array([[0.0, 0.0], [0.10, -0.10]])
_BROWS_AND_MOUTH = np.array([[-0.34, 0.34, -0.26, 0.26], [0.06, -0.06, 0.22, -0.22]])
_STILL = (0.0, 0.0, 0.0)
_MOVES = np.array(
    [
        [*[_STILL] * 4, (-0.0030, 0.0020, 0.0010), (0.0030, 0.0020, 0.0010), *[(0.0, 0.0020, 0.0)] * 2],
        [*[_STILL] * 4, *[(0.0, 0.0030, 0.0)] * 2, *[(0.0, -0.0015, 0.0)] * 2],
    ]
).reshape(2, -1)


def _lid_row(angle: float, radius: float, side: float, count: int = 7) -> Array:
    """Return points (count, 3) of a meridian of the eye, degrees above its middle, from corner to corner."""
    across = np.radians(np.linspace(-76.0, 76.0, count))
    # The outer corner is a little lower.
    up = np.radians(angle) - 0.10 * side * np.sin(across)
    size = radius * EYE_RADIUS
    return np.stack(
        [size * np.sin(across), size * np.cos(across) * np.sin(up), size * np.cos(across) * np.cos(up)],
        axis=1,
    )


def _lid(edge: float, side: float) -> Mesh:
    """Return an upper lid with its lashes, closed: its edge is at `_SHUT`; `edge` is how far its skin reaches
    behind."""
    # Between rows farther apart the eyeball would show through.
    rows = [_lid_row(angle, _LID, side) for angle in np.linspace(_SHUT, 62.0 - edge, 6)]
    lash = [_lid_row(angle, radius, side) for angle, radius in ((_SHUT - 5.0, 1.13), (_SHUT + 4.0, 1.10))]
    return merged(
        [
            loft(np.array(rows), closed=False, capped=False, flat=False, tint=(0.90, 0.82, 0.80, BARE_SKIN)),
            loft(np.array(lash), closed=False, capped=False, flat=False, tint=(0.8, 0.8, 0.8, EYE)),
        ]
    )


def _eyeball() -> Mesh:
    """Return the front of an eyeball: white, iris and pupil, which looks along +z."""
    turn = np.arange(8) * (2.0 * np.pi / 8)
    rings, tints = [], []
    for angle, colour in (
        (68.0, WHITE),
        (27.5, WHITE),
        (27.0, IRIS),
        (14.0, IRIS),
        (13.0, PUPIL),
        (0.5, PUPIL),
    ):
        polar = np.radians(angle)
        ring = np.stack(
            [np.sin(polar) * np.cos(turn), np.sin(polar) * np.sin(turn), np.cos(polar) + 0.0 * turn]
        )
        rings.append(EYE_RADIUS * ring.T)
        tints.append((*colour, EYEBALL))
    return loft(np.array(rings), capped=False, flat=False, tint=tints)


def _brow(side: float) -> Mesh:
    along = np.linspace(-1.0, 1.0, 5)
    place = on_face(
        side * (_BROW_PLACE[0] + 0.0190 * along), _BROW_PLACE[1] + 0.0020 * along - 0.0050 * along**2, 0.0022
    )
    thick = 0.0046 * np.sqrt(1.06 - along**2) * (1.0 - 0.28 * along)  # thin at the outer end
    path = place - _pivot(side, _BROW_PLACE)
    return tube(path, thick, 5, tint=(2.0, 1.5, 1.2, EYE))


def _half_mouth(side: float) -> Mesh:
    """Return the upper and the lower lip of one side, from the middle to the corner."""
    parts = []
    for y, thick in ((0.0612, 0.0026), (0.0553, 0.0033)):
        along = np.linspace(-0.04, 1.0, 4)
        lip = on_face(side * 0.0225 * along, y + (_MOUTH_HEIGHT - y) * along**2, 0.0004)
        parts.append(
            tube(
                lip - _pivot(0.0, (0.0, _MOUTH_HEIGHT)),
                thick * np.sqrt(1.05 - along**2),
                5,
                tint=(1, 1, 1, LIP),
            )
        )
    return merged(parts)
