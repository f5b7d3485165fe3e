"""Limbs: two-bone inverse kinematics and frames along bones, for all limbs of a body at once."""

from math import cos, sin

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def turn_y(radians: float) -> Array:
    """Return the (3, 3) rotation about y; a positive angle rotates +z towards +x."""
    c, s = cos(radians), sin(radians)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def turn_x(radians: float) -> Array:
    """Return the (3, 3) rotation about x; a positive angle rotates +y towards +z."""
    c, s = cos(radians), sin(radians)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def turn_z(radians: float) -> Array:
    """Return the (3, 3) rotation about z; a positive angle rotates +x towards +y."""
    c, s = cos(radians), sin(radians)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def two_bones(
    root: Array, target: Array, pole: Array, upper: Array, lower: Array
) -> tuple[Array, Array, Array]:
    """Return middle joints, ends, and unit directions of the bend, (n, 3) each, of limbs from `root` to `target`.

    root, target: (n, 3), metres. pole: (n, 3) direction towards which the middle joint bends. upper, lower: (n,) lengths
    of the bones, metres. If a target is out of reach, the limb is stretched towards it. Law of cosines.
    """
    way = target - root
    length = np.sqrt((way * way).sum(axis=1))
    way = way / np.maximum(length, 1e-9)[:, None]
    length = np.clip(length, np.abs(upper - lower) + 1e-3, (upper + lower) * 0.9995)
    along = (upper**2 - lower**2 + length**2) / (2.0 * length)
    aside = np.sqrt(np.maximum(upper**2 - along**2, 0.0))
    bend = pole - (pole * way).sum(axis=1)[:, None] * way
    bend /= np.maximum(np.sqrt((bend * bend).sum(axis=1)), 1e-9)[:, None]
    return root + along[:, None] * way + aside[:, None] * bend, root + length[:, None] * way, bend


def bone_frames(start: Array, end: Array, front: Array) -> Array:
    """Return (n, 4, 4) frames at `start` whose -y axis points to `end` and whose +z axis is as close to `front` as possible."""
    y = start - end
    y = y / np.maximum(np.sqrt((y * y).sum(axis=1)), 1e-9)[:, None]
    z = front - (front * y).sum(axis=1)[:, None] * y
    z /= np.maximum(np.sqrt((z * z).sum(axis=1)), 1e-9)[:, None]
    frames = np.zeros((len(start), 4, 4))
    frames[:, 0, 0] = y[:, 1] * z[:, 2] - y[:, 2] * z[:, 1]
    frames[:, 1, 0] = y[:, 2] * z[:, 0] - y[:, 0] * z[:, 2]
    frames[:, 2, 0] = y[:, 0] * z[:, 1] - y[:, 1] * z[:, 0]
    frames[:, :3, 1] = y
    frames[:, :3, 2] = z
    frames[:, :3, 3] = start
    frames[:, 3, 3] = 1.0
    return frames
