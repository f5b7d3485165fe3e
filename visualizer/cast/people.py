"""People: materials of figures and of the infant, the regions of these materials, the cross-section of bodies, the
emblem."""

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.materials import Material
from visualizer.geometry.mesh import Mesh
from visualizer.geometry.primitives import loft

Array = NDArray[np.float64]

CLOTH = Material("cloth")
SKIN = Material("skin")
HAIR = Material("hair")

ROBE, TRIM, BELT, EMBLEM, LEATHER = 0.0, 1.0, 2.0, 3.0, 4.0
"""Regions of cloth (``tint.a``)."""

BARE_SKIN, EYE, LIP, EYEBALL, GLOBE = 0.0, 1.0, 2.0, 3.0, 4.0
"""Regions of skin (``tint.a``). EYE: lashes, brows and what is dark. EYEBALL has the colour of its tint. GLOBE: an
eyeball about the origin of its piece, which looks along +z: the material paints the iris and the light in it."""


def section(
    height: float, half_width: float, half_depth: float, forward: float, count: int = 12, power: float = 2.3
) -> Array:
    """Return a ring (count, 3), metres: a superellipse at `height`, counter-clockwise seen from above, from +x on.

    forward: z of its centre, metres. power: exponent of the superellipse; 2 is an ellipse.
    """
    angle = np.arange(count) * (2.0 * np.pi / count)
    c, s = np.cos(angle), np.sin(angle)
    size = (np.abs(c) ** power + np.abs(s) ** power) ** (-1.0 / power)
    return np.stack([half_width * c * size, np.full(count, height), forward - half_depth * s * size], axis=1)


EMBLEM_OUTLINE: Array = np.array(
    [(-0.055, 0.040), (-0.036, 0.062), (0.036, 0.062), (0.055, 0.040), (0.0, -0.045)]
)
"""Corners (x, y) of the emblem of the father's house, metres, clockwise."""


def emblem_plate() -> Mesh:
    """Return the emblem of the father's house: a plate with five sides, 0.11 m wide, that faces +z."""
    outline = EMBLEM_OUTLINE
    front = np.column_stack([outline * 0.82, np.full(5, 0.012)])[::-1]
    back = np.column_stack([outline, np.zeros(5)])[::-1]
    return loft([back, front], tint=(1, 1, 1, EMBLEM))
