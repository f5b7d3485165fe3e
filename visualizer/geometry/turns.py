"""Arrays of rotations and of rigid poses."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def turns(axes: ArrayLike, radians: ArrayLike) -> Array:
    """Return (n, 3, 3) rotations about unit `axes` (n, 3) by `radians` (n,): Rodrigues' formula."""
    axis = np.asarray(axes, dtype=np.float64)
    angle = np.asarray(radians, dtype=np.float64)
    cosine, sine = np.cos(angle), np.sin(angle)
    rest = 1.0 - cosine
    x, y, z = axis[:, 0], axis[:, 1], axis[:, 2]
    matrix = np.empty((len(axis), 3, 3))
    matrix[:, 0, 0], matrix[:, 1, 1], matrix[:, 2, 2] = (
        cosine + x * x * rest,
        cosine + y * y * rest,
        cosine + z * z * rest,
    )
    xy, yz, zx = x * y * rest, y * z * rest, z * x * rest
    matrix[:, 0, 1], matrix[:, 1, 0] = xy - z * sine, xy + z * sine
    matrix[:, 1, 2], matrix[:, 2, 1] = yz - x * sine, yz + x * sine
    matrix[:, 2, 0], matrix[:, 0, 2] = zx - y * sine, zx + y * sine
    return matrix


def about(points: ArrayLike, linear: ArrayLike, offset: ArrayLike = 0.0) -> Array:
    """Return (n, 4, 4) matrices that apply `linear`, (n, 3, 3), about `points`, (n, 3), and then translate by
    `offset`."""
    centre = np.asarray(points, dtype=np.float64)
    matrix = np.zeros((len(centre), 4, 4))
    matrix[:, :3, :3] = linear
    matrix[:, :3, 3] = centre - np.einsum("nij,nj->ni", matrix[:, :3, :3], centre) + offset
    matrix[:, 3, 3] = 1.0
    return matrix


def smoothstep(share: float) -> float:
    """Return what `smooth` does of one number, in a tenth of the time."""
    clamped = min(max(share, 0.0), 1.0)
    return clamped * clamped * (3.0 - 2.0 * clamped)


def smooth(share: ArrayLike) -> Array:
    """Return the smoothstep 3x^2 - 2x^3 of `share`, clamped to 0..1."""
    clamped = np.clip(np.asarray(share, dtype=np.float64), 0.0, 1.0)
    return np.asarray(clamped * clamped * (3.0 - 2.0 * clamped), dtype=np.float64)
