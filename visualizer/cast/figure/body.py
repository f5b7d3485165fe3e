"""Parts of stylised human figures: heads, hands and legs, each in the frame of its bone.

A limb's frame has its origin at the near joint and the limb along -y; +z is the front. Lengths are those of a body
1.8 m tall. ``tint.a`` is the region that the materials cloth, skin and hair read.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import BARE_SKIN, LEATHER, section
from visualizer.geometry.mesh import Mesh, merged, smooth_mesh
from visualizer.geometry.primitives import loft, tube

Array = NDArray[np.float64]

HEAD_SECTIONS = (
    # height, half width, half depth, forward, in metres from the top of the neck
    (-0.005, 0.030, 0.034, 0.052),
    (0.030, 0.056, 0.066, 0.028),
    (0.070, 0.067, 0.086, 0.014),
    (0.112, 0.074, 0.096, 0.004),
    (0.150, 0.077, 0.099, -0.002),
    (0.195, 0.073, 0.093, -0.007),
    (0.230, 0.054, 0.070, -0.012),
    (0.250, 0.022, 0.030, -0.014),
)


FACE = (
    # place x, y; half width along x, y; height, metres. All but those of the middle are mirrored in x.
    (0.027, 0.160, 0.017, 0.007, 0.0060),  # brow
    (0.032, 0.138, 0.015, 0.012, -0.0095),  # sockets
    (0.047, 0.113, 0.015, 0.014, 0.0060),  # cheekbones
    (0.047, 0.074, 0.015, 0.017, -0.0055),  # hollows of the cheeks
    (0.0, 0.064, 0.020, 0.014, 0.0060),  # muzzle
    (0.0, 0.041, 0.016, 0.007, -0.0050),  # hollow below the lip
    (0.0, 0.020, 0.018, 0.013, 0.0080),  # chin
    (0.0, 0.116, 0.013, 0.028, 0.0060),  # root of the nose
)
_BUMPS = np.array([(x * side, *rest) for x, *rest in FACE for side in ((1.0, -1.0) if x else (1.0,))]).T
HEAD_ROWS, HEAD_COLUMNS = 18, 24
HAIRY = (-0.01, 0.055)
"""The skull behind this depth and above this height lies under every cut of hair, metres."""
_SQUARE = 2.3  # exponent of the superellipses that are the head's sections


@kept(memory=1)
def _head_cubics(sections: tuple[tuple[float, ...], ...]) -> Array:
    """Return the coefficients of monotone cubics through the sections of the head, (4, sections - 1, 3), of the highest
    power first."""
    from scipy.interpolate import PchipInterpolator  # loaded on use: it costs a third of a second

    rows = np.array(sections)
    return np.ascontiguousarray(PchipInterpolator(rows[:, 0], rows[:, 1:]).c)


def _head_section(height: Array) -> Array:
    """Return half width, half depth and forward, (3, ...), metres, of the head at heights, metres."""
    knots = np.array(HEAD_SECTIONS)[:, 0]
    cubics = _head_cubics(HEAD_SECTIONS)
    interval = np.clip(np.searchsorted(knots, height, side="right") - 1, 0, len(knots) - 2)
    power = np.ones_like(height)
    found = np.zeros((3, *height.shape))
    for coefficients in cubics[::-1]:
        found += np.moveaxis(coefficients[interval], -1, 0) * power
        power = power * (height - knots[interval])
    return found


def _relief(x: Array, y: Array) -> Array:
    """Return the relief of the face at places x and y, metres forward."""
    at_x, at_y, wide, high, height = _BUMPS
    across, up = (x[..., None] - at_x) / wide, (y[..., None] - at_y) / high
    return np.asarray(np.exp(-0.5 * (across * across + up * up)) @ height)


def on_face(x: ArrayLike, y: ArrayLike, above: ArrayLike = 0.0) -> Array:
    """Return points (..., 3) of the face at places x and y, `above` metres before the skin."""
    across, up = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    width, depth, forward = _head_section(up)
    round_ = np.maximum(1.0 - np.abs(across / width) ** _SQUARE, 0.0) ** (1.0 / _SQUARE)
    return np.stack([across, up, forward + depth * round_ + _relief(across, up) + np.asarray(above)], axis=-1)


@lru_cache(maxsize=4)
def head() -> Mesh:
    """Return the head without what moves in it: a sculpted face with nose and ears; the skull below the hair is
    open."""
    share = np.linspace(0.0, 1.0, HEAD_ROWS)
    height = -0.005 + 0.255 * (share - 0.09 * np.sin(2.0 * np.pi * share))  # rows are dense in the face
    turn = np.arange(HEAD_COLUMNS) * (2.0 * np.pi / HEAD_COLUMNS)
    turn = turn - 0.45 * np.sin(turn)  # and so are columns
    s, c = np.sin(turn), np.cos(turn)
    size = (np.abs(c) ** _SQUARE + np.abs(s) ** _SQUARE) ** (-1.0 / _SQUARE)
    width, depth, forward = _head_section(height)[..., None]
    rings = np.stack([width * s * size, height[:, None] + 0.0 * turn, forward + depth * c * size], axis=-1)
    front = np.clip(c * 2.5 - 0.6, 0.0, 1.0)
    rings[..., 2] += front * _relief(rings[..., 0], rings[..., 1])
    skull = loft(rings, flat=False, tint=(1, 1, 1, BARE_SKIN))
    place = skull.vertices["position"]
    bald = ((place[:, 2] < HAIRY[0]) & (place[:, 1] > HAIRY[1]))[skull.triangles].all(axis=1)
    parts = [replace(skull, triangles=skull.triangles[~bald]), _nose()]
    for side in (1.0, -1.0):
        rim = np.radians(np.linspace(-110.0, 130.0, 7))
        ear = np.stack(
            [
                side * (0.0745 + 0.007 * np.sin(0.6 * rim) ** 2),
                0.122 + 0.026 * np.sin(rim),
                -0.008 - 0.015 * np.cos(rim),
            ],
            axis=1,
        )
        parts.append(tube(ear, 0.0062, 5, tint=(0.95, 0.85, 0.82, BARE_SKIN)))
    return merged(parts)


def _nose() -> Mesh:
    """Return the nose, open towards the face, from the bridge to below its tip."""
    rows = []
    for y, half, out in (
        (0.152, 0.0055, 0.002),
        (0.130, 0.0065, 0.010),
        (0.108, 0.0085, 0.019),
        (0.097, 0.0120, 0.025),
        (0.089, 0.0135, 0.021),
        (0.084, 0.0100, 0.008),
    ):
        across = np.linspace(-1.0, 1.0, 7)
        base = on_face(1.35 * half * across, y)
        base[:, 2] += out * np.clip(1.0 - across * across, 0.0, 1.0) ** 0.8 - 0.003
        rows.append(base)
    return loft(np.array(rows[::-1]), closed=False, capped=False, flat=False, tint=(1, 0.97, 0.96, BARE_SKIN))


@lru_cache(maxsize=2)
def neck() -> Mesh:
    """Return the neck; its origin is at its top, about which the head rotates."""
    rings = [
        section(y, w, d, f, 10)
        for y, w, d, f in (
            (-0.14, 0.066, 0.062, -0.012),
            (-0.06, 0.051, 0.053, -0.008),
            (0.03, 0.049, 0.055, 0.0),
            (0.06, 0.030, 0.035, 0.0),
        )
    ]
    return loft(rings, tint=(0.92, 0.92, 0.92, BARE_SKIN), flat=False)


@lru_cache(maxsize=2)
def thigh() -> Mesh:
    """Return a thigh in dark trousers, which do not show as part of an open robe."""
    return loft(
        [
            section(y, w, d, 0.0, 8)
            for y, w, d in ((-0.45, 0.055, 0.06), (-0.25, 0.064, 0.070), (0.0, 0.040, 0.043))
        ],
        tint=(0.8, 0.8, 0.8, LEATHER),
    )


@lru_cache(maxsize=2)
def shin() -> Mesh:
    """Return a boot's shaft."""
    return loft(
        [
            section(y, w, d, f, 8)
            for y, w, d, f in (
                (-0.43, 0.040, 0.045, 0.0),
                (-0.28, 0.050, 0.056, -0.008),
                (-0.12, 0.062, 0.070, -0.012),
                (-0.10, 0.066, 0.074, -0.012),
                (0.02, 0.054, 0.06, 0.0),
            )
        ],
        tint=(1, 1, 1, LEATHER),
    )


@lru_cache(maxsize=2)
def foot() -> Mesh:
    """Return a boot; the origin is on the sole, below the ball of the foot."""
    rings = [
        section(y, w, d, f, 8)
        for y, w, d, f in (
            (0.0, 0.044, 0.135, -0.035),
            (0.03, 0.045, 0.13, -0.038),
            (0.065, 0.040, 0.085, -0.070),
            (0.11, 0.042, 0.05, -0.088),
        )
    ]
    return loft(rings, tint=(1, 1, 1, LEATHER))


def soft(mesh: Mesh) -> Mesh:
    """Return a faceted mesh with smooth normals: vertices at the same position, to 1 um, are merged."""
    position = np.round(mesh.vertices["position"].astype(np.float64), 6)
    unique, which = np.unique(position, axis=0, return_inverse=True)
    tint = np.zeros((len(unique), 4))
    tint[which] = mesh.vertices["tint"]
    return smooth_mesh(unique, which.reshape(-1)[mesh.triangles], tint=tint)
