"""The infant in its blankets: swaddling, hood, face, fist and hair, lying along +x with the face up (+y)."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from visualizer.cast.people import BARE_SKIN, EYE, LIP, ROBE, TRIM, section
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import box, icosphere, loft, sphere
from visualizer.transforms import compose, translation

INFANT_HEAD = np.array([0.190, 0.040, 0.0])
"""Centre of the infant's head in the bundle's space, metres."""


@lru_cache(maxsize=2)
def bundle_blankets() -> Mesh:
    """Return an infant's blankets, 0.56 m long, along +x with the hood at +x and its opening up (+y)."""
    stations = np.array([0.0, 0.03, 0.10, 0.20, 0.32, 0.44, 0.56, 0.66, 0.73])
    girth = np.array([0.020, 0.052, 0.074, 0.088, 0.098, 0.108, 0.114, 0.108, 0.080])
    angle = np.arange(16) * (2.0 * np.pi / 16)
    rows, shades = [], []
    for s, radius in zip(stations, girth, strict=True):
        # The edge of the wound cloth is a ridge that runs around the body as a helix.
        wound = ((angle / (2.0 * np.pi) + 2.6 * s) % 1.0) ** 2
        size = radius * (1.0 + 0.16 * wound * np.sin(np.pi * min(s / 0.7, 1.0)))
        rows.append(
            np.stack(
                [np.full(16, (s - 0.5) * 0.56), 0.86 * size * np.sin(angle), size * np.cos(angle)], axis=1
            )
        )
        shades.append(0.80 + 0.22 * wound)
    body = loft(np.array(rows)[:, ::-1], flat=False)
    grid = np.array(shades)[:, ::-1].reshape(-1)
    body.vertices["tint"][: len(grid), :3] = grid[:, None]
    # The outermost blanket's border, folded over the breast.
    border = np.array([[(s - 0.5) * 0.56, 0.0, 0.0] for s in (0.50, 0.53)])
    turns = np.radians(np.linspace(-64.0, 70.0, 9))
    fold = [
        np.stack([x + 0.05 * turns, 0.105 * np.cos(turns), 0.120 * np.sin(turns)], axis=1)
        + np.array([0.0, lift, 0.0])
        for (x, _, _), lift in zip(border, (0.004, 0.002), strict=True)
    ]
    # The hood: shells of cloth under and behind the head, open above the face.
    hood = []
    for x, radius, open_to, low in (
        (0.045, 0.122, 62.0, 0.0),
        (0.11, 0.118, 32.0, 0.004),
        (0.18, 0.112, 22.0, 0.01),
        (0.245, 0.104, 30.0, 0.016),
        (0.288, 0.084, 40.0, 0.022),
        (0.312, 0.050, 62.0, 0.026),
        (0.322, 0.010, 80.0, 0.030),
    ):
        arc = np.radians(np.linspace(180.0 - open_to, 360.0 + open_to, 15))
        hood.append(np.stack([np.full(15, x), low + radius * np.sin(arc), radius * np.cos(arc)], axis=1))
    rim = [
        np.stack(
            [
                row[[0, 0]] + [[0, 0.006, 0], [0, -0.012, -0.006]],
                row[[-1, -1]] + [[0, 0.006, 0], [0, -0.012, 0.006]],
            ]
        )
        for row in hood[1:5]
    ]
    rims = [
        loft([pair[side] for pair in rim], closed=False, flat=False, tint=(1, 1, 1, ROBE)) for side in (0, 1)
    ]
    return merged(
        [
            body,
            loft(fold, closed=False, flat=False, tint=(1, 1, 1, TRIM)),
            loft(hood, closed=False, flat=False, tint=(0.96, 0.96, 0.96, ROBE)),
            *rims,
        ]
    )


@lru_cache(maxsize=2)
def infant_face() -> Mesh:
    """Return the infant's head in the bundle's space: round, eyes closed, face up (+y)."""
    face = transformed(
        icosphere(1.0, 2, tint=(1, 1, 1, BARE_SKIN)),
        compose(INFANT_HEAD, (0, 0, 0, 1), (0.074, 0.070, 0.066)),
    )
    parts = [face, _ball(INFANT_HEAD + np.array([-0.006, 0.069, 0.0]), 0.009)]
    for side in (1.0, -1.0):
        lid = box(
            (0.006, 0.004, 0.019), INFANT_HEAD + np.array([0.016, 0.0625, side * 0.025]), tint=(1, 1, 1, EYE)
        )
        cheek = transformed(
            icosphere(0.022, 1, tint=(1.1, 0.86, 0.82, BARE_SKIN)),
            translation(INFANT_HEAD + np.array([-0.018, 0.048, side * 0.026])),
        )
        parts += [lid, cheek]
    return merged(parts)


@lru_cache(maxsize=2)
def infant_mouth() -> Mesh:
    """Return the infant's mouth, centred on the origin, facing +y."""
    return box((0.012, 0.006, 0.020), tint=(0.8, 0.6, 0.6, LIP))


@lru_cache(maxsize=2)
def infant_fist() -> Mesh:
    """Return a small fist and wrist that reach along +y from the origin."""
    arm = loft(
        [section(y, r, r, 0.0, 7) for y, r in ((0.0, 0.017), (0.05, 0.015))], tint=(1, 1, 1, BARE_SKIN)
    )
    return merged([arm, _ball((0.0, 0.062, 0.0), 0.021)])


@lru_cache(maxsize=2)
def infant_hair() -> Mesh:
    """Return the infant's black hair: a cap on the crown, and one curl on the brow."""
    cap = transformed(
        sphere(1.0, 14, 9),
        compose(INFANT_HEAD + np.array([0.026, 0.004, 0.0]), (0, 0, 0, 1), (0.060, 0.067, 0.067)),
    )
    curl = transformed(icosphere(0.013, 1), translation(INFANT_HEAD + np.array([0.044, 0.058, 0.008])))
    return merged([cap, curl])


def _ball(centre: ArrayLike, radius: float) -> Mesh:
    """Return a small faceted ball of skin."""
    return transformed(icosphere(radius, 1, flat=True, tint=(1, 1, 1, BARE_SKIN)), translation(centre))
