"""The infant's half-open fist, which reaches along +y from the origin, metres."""

import numpy as np

from visualizer.cache.kept import kept
from visualizer.cast.people import BARE_SKIN, section
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import icosphere, loft
from visualizer.transforms import axis_angle, compose

_SKIN = (1.0, 1.0, 1.0, BARE_SKIN)
_KNUCKLE = (1.10, 0.88, 0.85, BARE_SKIN)


def _lobe(place: tuple[float, float, float], size: tuple[float, float, float], turn: float = 0.0) -> Mesh:
    """Return an ellipsoid with half axes `size`, turned by `turn` degrees about the x axis."""
    return transformed(
        icosphere(1.0, 1, tint=_KNUCKLE), compose(place, axis_angle((1.0, 0.0, 0.0), turn), size)
    )


@kept(memory=1)
def fist_mesh() -> Mesh:
    """Return forearm, palm, four half-curled fingers and the thumb beside them."""
    profile = (
        (-0.03, 0.019),
        (0.0, 0.020),
        (0.022, 0.0195),
        (0.036, 0.0165),
        (0.041, 0.0150),
        (0.046, 0.0160),
        (0.056, 0.017),
    )
    arm = loft([section(y, r, 0.94 * r, 0.0, 14, 2.0) for y, r in profile], flat=False, tint=_SKIN)
    palm = _lobe((0.0, 0.066, 0.0), (0.019, 0.0165, 0.0145))
    fingers = [
        _lobe((1.25 * x, 0.088 - 26.0 * x * x, 0.0015), (0.0054, 0.0125, 0.0062), 16.0)
        for x in np.array([-0.0135, -0.0045, 0.0045, 0.0135])
    ]
    thumb = _lobe((0.0205, 0.066, 0.0070), (0.0056, 0.0105, 0.0058), 10.0)
    return merged([arm, palm, *fingers, thumb])
