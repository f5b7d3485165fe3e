"""Limbs: two-bone inverse kinematics and frames along bones, for all limbs of a body at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def turn_y(radians: ArrayLike) -> Array:
    """Return the (..., 3, 3) rotations about y; a positive angle rotates +z towards +x."""
    return _turn(radians, 2, 0)


def turn_x(radians: ArrayLike) -> Array:
    """Return the (..., 3, 3) rotations about x; a positive angle rotates +y towards +z."""
    return _turn(radians, 1, 2)


def turn_z(radians: ArrayLike) -> Array:
    """Return the (..., 3, 3) rotations about z; a positive angle rotates +x towards +y."""
    return _turn(radians, 0, 1)


def _turn(radians: ArrayLike, first: int, second: int) -> Array:
    """Return the (..., 3, 3) rotations that rotate the axis `first` towards the axis `second`."""
    angle = np.asarray(radians, dtype=np.float64)
    turn = np.zeros((*angle.shape, 3, 3))
    turn[..., first, first] = turn[..., second, second] = np.cos(angle)
    turn[..., second, first] = sine = np.sin(angle)
    turn[..., first, second] = -sine
    axis = 3 - first - second
    turn[..., axis, axis] = 1.0
    return turn


def turned_about(x: Array, y: Array, z: Array) -> tuple[Array, Array, Array]:
    """Return the rotations of `turn_x`, `turn_y` and `turn_z`, (n, k, 3, 3) each, of angles (n, k) each, in one
    computation."""
    angle = np.concatenate([x, y, z], axis=1)
    turn = np.zeros((*angle.shape, 9))
    turn[..., ::4] = np.cos(angle)[..., None]
    sine = np.sin(angle)
    found, first = [], 0
    for axis, angles in enumerate((x, y, z)):
        of = slice(first, first := first + angles.shape[1])
        here, after = (axis + 1) % 3, (axis + 2) % 3
        turn[:, of, 4 * axis] = 1.0
        turn[:, of, 3 * after + here] = sine[:, of]
        turn[:, of, 3 * here + after] = -sine[:, of]
        found.append(turn[:, of].reshape(*angles.shape, 3, 3))
    return found[0], found[1], found[2]


def two_bones(
    root: Array, target: Array, pole: Array, upper: Array, lower: Array
) -> tuple[Array, Array, Array]:
    """Return middle joints, ends, and unit directions of the bend, (..., n, 3) each, of limbs from `root` to `target`.

    root, target: (..., n, 3), metres. pole: (..., n, 3) direction towards which the middle joint bends. upper, lower:
    (n,) lengths of the bones, metres. If a target is out of reach, the limb is stretched towards it. Law of cosines.
    """
    way = target - root
    length = _lengths(way)
    way = way / np.maximum(length, 1e-9)[..., None]
    length = np.minimum(np.maximum(length, np.abs(upper - lower) + 1e-3), (upper + lower) * 0.9995)
    along = (upper**2 - lower**2 + length**2) / (2.0 * length)
    aside = np.sqrt(np.maximum(upper**2 - along**2, 0.0))
    bend = pole - (pole * way).sum(axis=-1)[..., None] * way
    bend /= np.maximum(_lengths(bend), 1e-9)[..., None]
    return root + along[..., None] * way + aside[..., None] * bend, root + length[..., None] * way, bend


def bone_frames(start: Array, end: Array, front: Array) -> Array:
    """Return (..., n, 4, 4) frames at `start` whose -y axis points to `end` and whose +z axis is as close to `front` as
    possible.

    start, end: (..., n, 3). front: the same, or broadcast.
    """
    y = start - end
    y /= np.maximum(_lengths(y), 1e-9)[..., None]
    z = front - (front * y).sum(axis=-1)[..., None] * y
    z /= np.maximum(_lengths(z), 1e-9)[..., None]
    frames = np.zeros((*start.shape[:-1], 4, 4))
    frames[..., 0, 0] = y[..., 1] * z[..., 2] - y[..., 2] * z[..., 1]
    frames[..., 1, 0] = y[..., 2] * z[..., 0] - y[..., 0] * z[..., 2]
    frames[..., 2, 0] = y[..., 0] * z[..., 1] - y[..., 1] * z[..., 0]
    frames[..., :3, 1] = y
    frames[..., :3, 2] = z
    frames[..., :3, 3] = start
    frames[..., 3, 3] = 1.0
    return frames


def _lengths(vectors: Array) -> Array:
    return np.asarray(np.sqrt((vectors * vectors).sum(axis=-1)))
