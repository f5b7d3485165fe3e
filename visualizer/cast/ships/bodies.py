"""The bodies of both ships, the material of hulls, and the layout of rings, drives and plating.

Ship space: +z is the nose, +y up, metres. tint.a is the region of the material.
"""

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.materials import Material
from visualizer.cast.ships.hull import Body, Opening, ribbon_mesh, rim_band
from visualizer.geometry.mesh import Mesh, tinted
from visualizer.geometry.prisms import prism

Array = NDArray[np.float64]

HULL = Material("hull")
LINING = Material("padding")
"""Cloth of a crib."""
PLATING, CRYSTAL, PADDING, DRIVE, LAID_OPEN, LAMP = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
"""Regions of the hull (``tint.a``)."""
MACHINED = PLATING + 0.3
"""Plating of one piece, without gaps, of steel in every ship."""
POLISHED = CRYSTAL + 0.3
"""Crystal of one piece, as clear as glass, without fracture planes."""
FLUTED = PADDING + 0.3
"""Padding whose rolls run across x only, for a seat."""

EXPLORER = Body(
    (
        (-4.10, 0.34, 0.34, 0.30, 2.0),
        (-3.70, 0.62, 0.56, 0.48, 2.0),
        (-2.90, 0.86, 0.74, 0.62, 2.1),
        (-1.70, 0.98, 0.86, 0.72, 2.2),
        (-0.30, 1.00, 0.92, 0.74, 2.2),
        (0.90, 0.90, 0.84, 0.68, 2.1),
        (2.10, 0.68, 0.62, 0.54, 1.9),
        (3.30, 0.38, 0.34, 0.34, 1.7),
        (4.20, 0.13, 0.11, 0.13, 1.6),
        (4.50, 0.015, 0.015, 0.02, 2.0),
    ),
    Opening(centre=0.25, length=1.35, angle=1.02),
)
"""The larger ship, 9 m long."""

SEED = Body(
    (
        (-2.05, 0.26, 0.26, 0.24, 2.0),
        (-1.80, 0.56, 0.52, 0.48, 2.0),
        (-1.25, 0.88, 0.80, 0.74, 2.0),
        (-0.50, 1.06, 0.96, 0.90, 2.0),
        (0.25, 1.06, 0.97, 0.92, 2.0),
        (0.95, 0.86, 0.78, 0.76, 1.9),
        (1.55, 0.54, 0.48, 0.50, 1.8),
        (2.05, 0.22, 0.19, 0.21, 1.8),
        (2.30, 0.015, 0.015, 0.02, 2.0),
    ),
    Opening(centre=-0.10, length=1.30, angle=1.36),
)
"""The smaller ship, 4.6 m long."""


def shades(count: int, seed: int, low: float, high: float, region: float, hue: Array | None = None) -> Array:
    """Return tints (count, 4): random greys between `low` and `high`, times `hue`, (3,), with `region` in the alpha."""
    random = np.random.default_rng([seed, count])
    grey = random.uniform(low, high, (count, 1))
    return np.concatenate([grey * (np.ones(3) if hue is None else hue), np.full((count, 1), region)], axis=1)


def rings_of(body: Body, steps: int, extra: int) -> list[float]:
    """Return z of the rings of a hull, metres, ascending.

    extra: rings per interval between two stations, outside the opening. steps: intervals within it, shorter at its
    ends.
    """
    z = np.concatenate(
        [
            np.linspace(a, b, extra, endpoint=False)
            for a, b in zip(body.lengths[:-1], body.lengths[1:], strict=True)
        ]
    )
    opening = body.opening
    turn = np.cos(np.linspace(np.pi, 0.0, steps + 1))
    inside = opening.centre + opening.length * turn
    outside = z[(z < inside[0] - 0.12) | (z > inside[-1] + 0.12)]
    return sorted([*outside.tolist(), *inside.tolist(), float(body.lengths[-1])])


def opening_rings(body: Body, steps: int) -> list[float]:
    """Return z of `steps` + 1 rings through the opening, metres, closer together at its ends."""
    turn = np.cos(np.linspace(np.pi, 0.0, steps + 1))
    return [float(body.opening.centre + body.opening.length * share) for share in turn]


def rim_of(body: Body, lengths: list[float], depth: float, lip: float) -> list[Mesh]:
    """Return the band along the edge of the opening: crystal outside, metal inside. The arguments are those of
    `rim_band`."""
    outside, inside = rim_band(body, lengths, depth, lip)
    return [
        ribbon_mesh(outside, tint=(0.95, 1.0, 1.05, POLISHED)),
        ribbon_mesh(inside, tint=(0.24, 0.25, 0.28, MACHINED)),
    ]


def drive_of(z: float, radius: float, length: float, count: int, seed: int) -> list[Mesh]:
    """Return the drive: a crystal that shines, and `count` smaller ones around it, all pointing backwards.

    z: of its front end; radius, length: metres.
    """
    cells = prism(
        (0, 0, z + 0.25), (0, 0, z - length), (1, 0, 0), (radius * 0.52, radius * 0.52), seed=seed, point=0.4
    )
    parts = [tinted(cells[0].mesh(), (1.0, 1.0, 1.0, DRIVE))]
    for k in range(count):
        turn = 2.0 * np.pi * (k + 0.5) / count
        away = np.array([np.cos(turn), np.sin(turn), 0.0])
        foot = away * radius * 0.95 + [0.0, 0.0, z + 0.3]
        tip = away * radius * 1.12 + [0.0, 0.0, z - length * (0.45 + 0.2 * ((k * 5) % 3))]
        cell = prism(
            foot, tip, np.cross(away, [0, 0, 1]), (radius * 0.26, radius * 0.20), seed=seed + k + 1, point=0.5
        )[0]
        parts.append(tinted(cell.mesh(), (0.9, 0.95, 1.0, CRYSTAL)))
    return parts
