"""The infant's hair: a thin cap behind the hairline, and one lock on the brow. Space: that of the head (`head.py`)."""

import numpy as np

from visualizer.cache.kept import kept
from visualizer.cast.bundle.head import CENTRE, on_face, sculpted
from visualizer.geometry.mesh import Mesh, merged, smooth_mesh
from visualizer.geometry.primitives import tube
from visualizer.geometry.turns import smooth

_HAIRLINE = (0.040, 0.30, 0.75, 0.030)
"""Where hair begins: x in the middle, metres; its slope to the sides, and down to the ears below a height, metres."""

_WAVES = (0.0020, 230.0, 60.0)  # of the hairline: height, metres; radians per metre across and along
_GROWN, _BEFORE = (0.0062, 0.020, 0.0016), 0.012
"""Thickness of the hair, the length over which it is reached, and by how much its edge lies under the skin, metres; and
how far before the hairline its mesh begins."""

_FORELOCK = ((0.050, 0.002), (0.031, -0.012))  # places of its root and its tip
_CURL, _THICK = 0.007, 0.0052  # how far it bends aside; half its thickness at its root, metres
_ON_BROW = (0.0022, 0.0012)  # above the skin at its root and at its tip, metres


@kept(memory=1)
def hair_mesh() -> Mesh:
    """Return thin black hair: the part of the skull behind the hairline, raised, and one lock on the brow.

    The lock is thick enough to be one shape where the head is small; thin wisps would be spots.
    """
    points, faces = sculpted(rings=26, around=34)
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
    forelock = tube(
        on_face(place, _ON_BROW[0] + (_ON_BROW[1] - _ON_BROW[0]) * along),
        _THICK * np.sqrt(1.02 - along**1.5),
        6,
    )
    return merged([cap, forelock])
