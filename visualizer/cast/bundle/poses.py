"""Poses of the infant's parts at several times: of body, head and arm. Space: that of the bundle, metres."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.bundle.fist import ELBOW, UPPER
from visualizer.cast.bundle.head import CENTRE
from visualizer.cast.gait.limbs import turn_x
from visualizer.geometry.turns import about, smooth
from visualizer.transforms import composed, normalized

Array = NDArray[np.float64]

BREATH = np.array([0.024, 0.012])
"""By how much breaths widen the blankets, as shares of their height and width."""

_ROCKS = normalized((0.6, 0.8, 0.3))
"""The axis about which the body rocks as the infant kicks."""


def bodies(times: Array, bout: Array) -> Array:
    """Return bundle_from_body, (n, 4, 4), at times (n,), s: it breathes, and kicks and sobs in a bout of crying, (n,)
    or (1,)."""
    kick = bout * (np.sin(9.1 * times) + 0.6 * np.sin(14.3 * times + 1.0))
    half = np.radians(2.6 * kick) / 2.0
    turn = np.append(_ROCKS * np.sin(half)[:, None], np.cos(half)[:, None], axis=1)
    place, size = np.zeros((len(times), 3)), np.ones((len(times), 3))
    place[:, 1] = 0.004 * kick
    size[:, 1:] += BREATH * np.sin(2.6 * times)[:, None] + (0.02 * bout * np.sin(17.0 * times))[:, None]
    return composed(place, turn, size)


_NECK = CENTRE - [0.055, 0.02, 0.0]


def heads(times: Array, crying: Array) -> Array:
    """Return bundle_from_head, (n, 4, 4), at times (n,), s: a rotation about the neck, larger while it cries, (n,) or
    (1,)."""
    sway = 11.0 * np.sin(3.3 * times) + 5.0 * np.sin(7.9 * times)
    turn = turn_x(np.radians(3.0 * np.sin(0.5 * times) + crying * sway))
    return about(np.broadcast_to(_NECK, (len(times), 3)), turn)


_RAISED, _SUNK = np.array([0.082, 0.074, 0.070]), np.array([0.098, -0.012, 0.050])
"""Places of the elbow in the bundle: of an arm held out, and of one under the blankets, metres."""
_SHOULDER = np.array([0.130, 0.010, 0.060])
_WAYS = np.array([[0.15, 1.0, -0.05], [0.30, 0.95, 0.18], [-0.42, 0.80, 0.42]])
"""Directions of the forearm in the bundle: at rest, in a cry, held out."""
_BEAT = np.array([0.8, 0.0, -0.6])
"""The direction in which the fist beats."""
_SMALL = 0.90  # size of the arm over that of its meshes


def arms(times: Array, crying: Array, hand: Array) -> tuple[Array, Array]:
    """Return bundle_from_sleeve of the upper arm and bundle_from_fist, (n, 4, 4) each, or (1, 4, 4) if the arm rests.

    times: (n,) s. crying, hand: (n,) or (1,).
    """
    raised = np.maximum(crying, hand)
    elbow = _SUNK + (_RAISED - _SUNK) * smooth(raised)[:, None]
    shares = np.stack(np.broadcast_arrays(1.0 - raised, crying, hand), axis=1)
    way = (shares[:, :, None] * _WAYS).sum(axis=1) / shares.sum(axis=1)[:, None]
    if crying.any():  # the fist beats, in strokes that are not alike
        beat = crying * (0.30 * np.sin(11.0 * times) + 0.12 * np.sin(17.3 * times + 0.7))
        way = way + beat[:, None] * _BEAT
    fist, upper = _frames(way) * _SMALL, _frames(_SHOULDER - elbow)
    upper[..., 1] *= np.sqrt(((_SHOULDER - elbow) ** 2).sum(axis=1))[:, None] / UPPER
    return _posed(upper, elbow), _posed(fist, elbow - ELBOW * fist[..., 1])


def _posed(turn: Array, place: Array) -> Array:
    """Return matrices (n, 4, 4) of their parts, (n, 3, 3) and (n, 3); the first may have n = 1 too."""
    poses = np.zeros((max(len(turn), len(place)), 4, 4))
    poses[:, :3, :3], poses[:, :3, 3], poses[:, 3, 3] = turn, place, 1.0
    return poses


def _frames(way: Array) -> Array:
    """Return rotations, (n, 3, 3), that turn +y into the directions `way`, (n, 3), and keep +z towards the feet."""
    frames = np.empty((len(way), 3, 3))
    y = way.T / np.sqrt((way * way).sum(axis=1))
    # The cross product of y and (-1, 0, 0.25), and that of x and y.
    aside = np.array([0.25 * y[1], -y[2] - 0.25 * y[0], y[1]])
    x = aside / np.sqrt((aside * aside).sum(axis=0))
    frames[..., 0], frames[..., 1] = x.T, y.T
    frames[:, 0, 2] = x[1] * y[2] - x[2] * y[1]
    frames[:, 1, 2] = x[2] * y[0] - x[0] * y[2]
    frames[:, 2, 2] = x[0] * y[1] - x[1] * y[0]
    return frames
