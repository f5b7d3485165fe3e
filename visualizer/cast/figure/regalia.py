"""Collar, emblem and shoulder pads of a robe, each in the frame of the chest."""

from functools import lru_cache

import numpy as np

from visualizer.cast.people import BELT, TRIM, emblem_plate
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import loft
from visualizer.transforms import axis_angle, compose


@lru_cache(maxsize=8)
def collar(tall: float = 0.11) -> Mesh:
    """Return a stand-up collar, open in front, in the chest's frame. tall: metres."""
    angle = np.radians(np.linspace(-140.0, 140.0, 13))
    # It is highest at the nape, and its front ends are rounded off.
    end = np.clip((140.0 - np.abs(np.degrees(angle))) / 55.0, 0.0, 1.0)
    high = tall * np.sqrt(1.0 - (1.0 - end) ** 2) * (0.62 + 0.38 * np.cos(0.6 * angle))
    rows = []
    for share, radius, back in (
        (-0.5, 0.098, 0.0),
        (0.0, 0.092, 0.004),
        (0.35, 0.098, 0.012),
        (0.7, 0.108, 0.022),
        (1.0, 0.119, 0.030),
    ):
        height = 0.42 + (0.11 * share if share < 0.0 else high * share)
        x, z = -radius * np.sin(angle), -(radius * 0.92) * np.cos(angle) - back * np.cos(angle)
        rows.append(np.stack([x, height + 0.0 * angle, z - 0.005], axis=1))
    return loft(rows, closed=False, flat=False, tint=(1, 1, 1, TRIM))


@lru_cache(maxsize=2)
def emblem() -> Mesh:
    """Return a five-sided plate on the breast, in the chest's frame."""
    return transformed(emblem_plate(), compose((0.0, 0.235, 0.128), axis_angle((1, 0, 0), -7.0)))


LAMES = ((-52.0, 2.0), (-12.0, 38.0), (24.0, 70.0))
"""The plates of a shoulder, from the neck to the arm: angles of their edges about the joint, from straight up,
degrees."""


@lru_cache(maxsize=4)
def shoulder_plates(width: float = 1.0) -> Mesh:
    """Return the shoulder plates of a robe, in the chest's frame: lames of metal that overlap. width: factor on their
    distance."""
    across = np.linspace(-1.0, 1.0, 7)
    # Pointed at its lower edge, which stands off the lame below; the last row is the thickness of that edge.
    radius = 0.070 + 0.062 * np.sqrt(1.0 - 0.78 * across**2)
    parts = []
    for side in (1.0, -1.0):
        for number, (top, bottom) in enumerate(LAMES):
            low = bottom + 9.0 - 24.0 * across**2
            rows = []
            for share, out in ((0.0, -0.004), (0.5, 0.003), (1.0, 0.008), (1.0, 0.001)):
                angle, r = np.radians(top + (low - top) * share), radius + out - 0.003 * number
                rows.append(
                    np.stack([side * r * np.sin(angle), r * np.cos(angle) - 0.066, 0.112 * across], axis=1)
                )
            # The outside faces up on both sides of the body.
            lame = loft(
                np.array(rows)[:, :: int(side)], closed=False, capped=False, flat=False, tint=(1, 1, 1, BELT)
            )
            parts.append(
                transformed(
                    lame, compose((side * 0.172 * width, 0.373, -0.012), axis_angle((0, 0, 1), -side * 22.0))
                )
            )
    return merged(parts)
