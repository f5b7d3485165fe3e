"""Collar, emblem and shoulder pads of a robe, each in the frame of the chest."""

from functools import lru_cache

import numpy as np

from visualizer.cast.people import TRIM, emblem_plate, section
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import loft
from visualizer.transforms import axis_angle, compose


@lru_cache(maxsize=8)
def collar(tall: float = 0.11) -> Mesh:
    """Return a stand-up collar, open in front, in the chest's frame. tall: metres."""
    angle = np.radians(np.linspace(-140.0, 140.0, 17))
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


@lru_cache(maxsize=4)
def shoulder_plates(width: float = 1.0) -> Mesh:
    """Return the shoulder pads of a robe, in the chest's frame. width: factor on their distance."""
    parts = []
    for side in (1.0, -1.0):
        pad = loft(
            [
                section(y, w, d, 0.0, 10)
                for y, w, d in (
                    (-0.037, 0.099, 0.113),
                    (-0.044, 0.109, 0.123),
                    (-0.037, 0.114, 0.128),
                    (-0.007, 0.109, 0.122),
                    (0.026, 0.088, 0.101),
                    (0.047, 0.048, 0.057),
                    (0.055, 0.011, 0.013),
                )
            ],
            flat=False,
            tint=(1, 1, 1, TRIM),
        )
        parts.append(
            transformed(
                pad, compose((side * 0.172 * width, 0.373, -0.012), axis_angle((0, 0, 1), -side * 24.0))
            )
        )
    return merged(parts)
