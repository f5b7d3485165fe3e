"""Matrices and quaternions; the only importer of pyrr.

Conventions, for the whole project
----------------------------------
* World: right-handed, y up, metres. A camera looks down its own -z, x to the right.
* Relative: the axes of the world, with the eye of a sub-frame as the origin, metres. World positions are float64 and
  stay on the CPU; the GPU gets relative positions in float32.
* Matrices are ``(4, 4) float64`` for **column** vectors: ``p_world = world_from_model @ p_model``.
  They are named ``a_from_b``, so a product is right when the inner names meet.
* Quaternions are ``(4,) float64`` in the order x, y, z, w, of unit length.
* Angles in arguments are degrees unless the name says radians.

pyrr works with row vectors, keeps integer dtypes and has had no release since 2019. This module transposes its results
and passes floats only; to replace pyrr, only this file needs to change.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyrr
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Vector = tuple[float, float, float]

IDENTITY: Array = np.eye(4)
IDENTITY.setflags(write=False)
IDENTITY_QUATERNION: Array = np.array([0.0, 0.0, 0.0, 1.0])
IDENTITY_QUATERNION.setflags(write=False)


def vector(value: ArrayLike) -> Array:
    """Return `value` as a float64 array (pyrr and integer arrays do not mix)."""
    return np.asarray(value, dtype=np.float64)


def triple(values: ArrayLike) -> Vector:
    """Return three numbers, such as a position or a colour, as Python floats."""
    x, y, z = np.asarray(values, dtype=np.float64).tolist()
    return x, y, z


def normalized(value: ArrayLike) -> Array:
    """Return `value` scaled to unit length along its last axis; zero vectors stay zero."""
    array = vector(value)
    if array.shape == (3,):  # the same arithmetic, in a fifth of the time
        return np.array(_unit(triple(array)))
    length = np.linalg.norm(array, axis=-1, keepdims=True)
    result: Array = np.divide(array, length, out=np.zeros_like(array), where=length > 0.0)
    return result


def _unit(vector: Vector) -> Vector:
    """Return what `normalized` does of a vector of Python floats."""
    x, y, z = vector
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length > 0.0 else (0.0, 0.0, 0.0)


def cross(first: ArrayLike, second: ArrayLike) -> Array:
    """Return the cross product of two vectors, (3,); that of NumPy takes ten times as long for one pair."""
    return np.array(crossed(triple(first), triple(second)))


def crossed(first: Vector, second: Vector) -> Vector:
    """Return the cross product of two vectors of Python floats."""
    (ax, ay, az), (bx, by, bz) = first, second
    return ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx


def translation(offset: ArrayLike) -> Array:
    """Return the matrix that moves by `offset`, (3,) metres."""
    matrix = IDENTITY.copy()
    matrix[:3, 3] = offset
    return matrix


def scaling(factor: float | ArrayLike) -> Array:
    """Return the matrix that scales by `factor`, one number or (3,)."""
    matrix = IDENTITY.copy()
    matrix[[0, 1, 2], [0, 1, 2]] = factor
    return matrix


def rotation(quaternion: ArrayLike) -> Array:
    """Return the rotation matrix of a unit quaternion (x, y, z, w)."""
    # pyrr's function inspects its own signature at every call, which takes ten times as long as the arithmetic.
    x, y, z, w = vector(quaternion).tolist()
    return np.array(
        [
            [1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - z * w), 2.0 * (x * z + y * w), 0.0],
            [2.0 * (x * y + z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - x * w), 0.0],
            [2.0 * (x * z - y * w), 2.0 * (y * z + x * w), 1.0 - 2.0 * (x * x + y * y), 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


def compose(position: ArrayLike, quaternion: ArrayLike, scale: float | ArrayLike = 1.0) -> Array:
    """Return translation @ rotation @ scaling."""
    matrix = rotation(quaternion)
    matrix[:3, :3] *= np.asarray(scale, dtype=np.float64)
    matrix[:3, 3] = position
    return matrix


def composed(positions: Array, quaternions: Array, scales: Array) -> Array:
    """Return `compose` of each position (n, 3), unit quaternion (n, 4) and scale (n,) or (n, 3): (n, 4, 4). Each may
    have n = 1."""
    x, y, z, w = quaternions.T
    count = max(len(positions), len(quaternions), len(scales))
    matrix = np.zeros((count, 4, 4))
    # The arithmetic of `rotation`.
    matrix[:, 0, 0], matrix[:, 0, 1], matrix[:, 0, 2] = 1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y - z * w), 2.0 * (x * z + y * w)  # fmt: skip
    matrix[:, 1, 0], matrix[:, 1, 1], matrix[:, 1, 2] = 2.0 * (x * y + z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z - x * w)  # fmt: skip
    matrix[:, 2, 0], matrix[:, 2, 1], matrix[:, 2, 2] = 2.0 * (x * z - y * w), 2.0 * (y * z + x * w), 1.0 - 2.0 * (x * x + y * y)  # fmt: skip
    matrix[:, :3, :3] *= scales.reshape(len(scales), 1, -1)
    matrix[:, :3, 3] = positions
    matrix[:, 3, 3] = 1.0
    return matrix


def inverse(matrix: Array) -> Array:
    """Return the inverse of an ``a_from_b`` matrix: ``b_from_a``."""
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def axis_angle(axis: ArrayLike, degrees: float) -> Array:
    """Return the quaternion that turns by `degrees` about `axis`, counter-clockwise seen from its tip."""
    half = np.radians(degrees) / 2.0
    x, y, z = normalized(axis) * np.sin(half)
    return np.array([x, y, z, np.cos(half)])


def rotation_as_written(value: Sequence[float]) -> Array:
    """Return the quaternion of a rotation of a scene file: heading, pitch and roll in degrees, or x, y, z, w."""
    return np.asarray(value, np.float64) if len(value) == 4 else euler(*value)


def euler(heading: float, pitch: float, roll: float) -> Array:
    """Return the quaternion of heading about y, then pitch about x, then roll about z, in degrees."""
    half = math.pi / 360.0
    sy, cy = math.sin(heading * half), math.cos(heading * half)
    sx, cx = math.sin(pitch * half), math.cos(pitch * half)
    sz, cz = math.sin(roll * half), math.cos(roll * half)
    # The product of the three quaternions, written out.
    return np.array(
        [
            cy * sx * cz + sy * cx * sz,
            sy * cx * cz - cy * sx * sz,
            cy * cx * sz - sy * sx * cz,
            cy * cx * cz + sy * sx * sz,
        ]
    )


def heading_pitch_roll(matrix: Array) -> tuple[float, float, float]:
    """Return the angles, degrees, of which `euler` makes a rotation, (3, 3) or the rotation part of (4, 4); pitch is
    -90 to 90.

    Where the pitch is +-90, heading and roll turn about one axis, and the roll is 0.
    """
    m = matrix[:3, :3]
    pitch = math.asin(min(max(-float(m[1, 2]), -1.0), 1.0))
    if math.hypot(float(m[0, 2]), float(m[2, 2])) < 1e-6:
        heading, roll = math.atan2(-float(m[2, 0]), float(m[0, 0])), 0.0
    else:
        heading = math.atan2(float(m[0, 2]), float(m[2, 2]))
        roll = math.atan2(float(m[1, 0]), float(m[1, 1]))
    return math.degrees(heading), math.degrees(pitch), math.degrees(roll)


def multiply(first: ArrayLike, second: ArrayLike) -> Array:
    """Return the quaternion product: the rotation `second`, then `first`."""
    ax, ay, az, aw = vector(first)
    bx, by, bz, bw = vector(second)
    return np.array(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ]
    )


def conjugate(quaternion: ArrayLike) -> Array:
    """Return the inverse of a unit quaternion."""
    result: Array = vector(quaternion) * (-1.0, -1.0, -1.0, 1.0)
    return result


def rotation_vector(quaternion: ArrayLike) -> Array:
    """Return the rotation vector (axis times angle), (3,) radians, of a unit quaternion; the angle is 0 to pi."""
    x, y, z, w = (float(component) for component in vector(quaternion))
    sine = math.sqrt(x * x + y * y + z * z)
    if sine == 0.0:
        return np.zeros(3)
    angle = 2.0 * math.atan2(sine, abs(w))
    return np.array([x, y, z]) * math.copysign(angle / sine, w)


def from_rotation_vector(turn: ArrayLike) -> Array:
    """Return the unit quaternion that turns by the length of `turn`, (3,) radians, about its direction."""
    x, y, z = (float(component) for component in vector(turn))
    angle = math.sqrt(x * x + y * y + z * z)
    factor = math.sin(angle / 2.0) / angle if angle > 0.0 else 0.0
    return np.array([x * factor, y * factor, z * factor, math.cos(angle / 2.0)])


def slerp(first: ArrayLike, second: ArrayLike, share: float) -> Array:
    """Return the rotation at `share`, 0..1, of the shorter arc from `first` to `second` (Shoemake 1985, "Animating
    rotation with quaternion curves")."""
    a, b = vector(first), vector(second)
    cosine = float(a @ b)
    if cosine < 0.0:
        b, cosine = -b, -cosine
    if cosine > 0.9995:
        return normalized(a + share * (b - a))
    angle = np.arccos(min(cosine, 1.0))
    result: Array = (np.sin((1.0 - share) * angle) * a + np.sin(share * angle) * b) / np.sin(angle)
    return result


def facing(direction: ArrayLike, up: Sequence[float] = (0.0, 1.0, 0.0)) -> Array:
    """Return the quaternion that turns +z to `direction` and +y as near to `up` as possible."""
    z = normalized(direction)
    x = cross(up, z)
    if np.linalg.norm(x) < 1e-9:
        x = cross([1.0, 0.0, 0.0], z)
        if np.linalg.norm(x) < 1e-9:
            x = np.array([1.0, 0.0, 0.0])
    x = normalized(x)
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = x, cross(z, x), z
    return quaternion_of(matrix)


def from_up_to(direction: Array) -> tuple[float, float, float, float]:
    """Return the quaternion x, y, z, w of the shortest rotation from +y to `direction`, (3,) of unit length."""
    axis = np.cross([0.0, 1.0, 0.0], direction)
    turn = np.append(axis, 1.0 + direction[1])
    if np.linalg.norm(turn) < 1e-9:  # straight down
        turn = np.array([1.0, 0.0, 0.0, 0.0])
    x, y, z, w = turn / np.linalg.norm(turn)
    return (float(x), float(y), float(z), float(w))


def quaternion_of(matrix: Array) -> Array:
    """Return the unit quaternion of the rotation part of a matrix without shear (Shepperd 1978)."""
    m = matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)
    w = 1.0 + m[0, 0] + m[1, 1] + m[2, 2]
    x = 1.0 + m[0, 0] - m[1, 1] - m[2, 2]
    y = 1.0 - m[0, 0] + m[1, 1] - m[2, 2]
    z = 1.0 - m[0, 0] - m[1, 1] + m[2, 2]
    largest = int(np.argmax([x, y, z, w]))
    if largest == 3:
        q = [m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], w]
    elif largest == 0:
        q = [x, m[1, 0] + m[0, 1], m[0, 2] + m[2, 0], m[2, 1] - m[1, 2]]
    elif largest == 1:
        q = [m[1, 0] + m[0, 1], y, m[2, 1] + m[1, 2], m[0, 2] - m[2, 0]]
    else:
        q = [m[0, 2] + m[2, 0], m[2, 1] + m[1, 2], z, m[1, 0] - m[0, 1]]
    return normalized(q)


def camera_from_world(
    eye: ArrayLike, target: ArrayLike, roll: float = 0.0, up: Sequence[float] = (0.0, 1.0, 0.0)
) -> Array:
    """Return the view matrix of an eye at `eye` that looks at `target` with `up` upwards, rolled by `roll` degrees.

    If the view is parallel to `up`, the top of the picture is -z, or y if `up` is parallel to z.
    """
    start, end = triple(eye), triple(target)
    forward = _unit((end[0] - start[0], end[1] - start[1], end[2] - start[2]))
    upwards = _unit(triple(up))
    right = crossed(forward, upwards)
    if math.hypot(*right) < 1e-6:
        top = crossed(crossed(upwards, (0.0, 0.0, -1.0)), upwards)
        upwards = _unit(top) if math.hypot(*top) > 1e-6 else (0.0, 1.0, 0.0)
        right = crossed(forward, upwards)
    return camera_from_right(start, forward, _unit(right), roll)


def camera_from_right(eye: ArrayLike, forward: ArrayLike, right: ArrayLike, roll: float = 0.0) -> Array:
    """Return the view matrix of an eye at `eye` that looks along `forward`, with `right` to the right of its picture.

    forward, right: unit vectors at right angles. roll: degrees, as for `camera_from_world`.
    """
    x, (u, v, w) = triple(right), triple(forward)
    z = -u, -v, -w
    view = IDENTITY.copy()
    view[:3, :3] = x, crossed(z, x), z
    view[:3, 3] = -view[:3, :3] @ vector(eye)
    return rotation(axis_angle([0, 0, 1], -roll)) @ view if roll else view


def transported(value: Array, start: Array, end: Array) -> Array:
    """Return the unit vector of `value`, (3,), turned by the smallest rotation that takes the unit vector `start` to
    `end`.

    value: perpendicular to `start`. start, end: not opposite.
    """
    result: Array = value - (start + end) * (float(end @ value) / (1.0 + float(start @ end)))
    return normalized(result)


def perspective(fov: float, aspect: float, near: float, far: float) -> Array:
    """Return clip_from_camera for a vertical field of view of `fov` degrees."""
    return _perspective(fov, aspect, near, far).copy()


@lru_cache(maxsize=64)
def _perspective(fov: float, aspect: float, near: float, far: float) -> Array:
    matrix = pyrr.matrix44.create_perspective_projection(fov, aspect, near, far, dtype=np.float64)
    return np.asarray(matrix, dtype=np.float64).T


def points(a_from_b: Array, positions: ArrayLike) -> Array:
    """Return `positions` (..., 3) of space b in space a."""
    array = vector(positions)
    return array @ a_from_b[:3, :3].T + a_from_b[:3, 3]


def directions(a_from_b: Array, vectors: ArrayLike) -> Array:
    """Return `vectors` (..., 3) of space b in space a: turned and scaled, not moved."""
    return vector(vectors) @ a_from_b[:3, :3].T
