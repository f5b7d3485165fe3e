"""Geometry of the cabin inside the smaller ship. Origin: the middle of the crib's bed; the nose
towards +z. Metres."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.ships.basket import basket
from visualizer.cast.ships.bodies import CRYSTAL, PLATING, rim_of
from visualizer.cast.ships.hull import Body, Opening, hoop, ribbon_mesh, tub
from visualizer.geometry.hulls import convex_hull
from visualizer.geometry.mesh import Mesh, flat_mesh, merged, tinted, transformed
from visualizer.geometry.prisms import prism
from visualizer.transforms import translation

Array = NDArray[np.float64]

SHELL = Body(
    (
        (-1.55, 0.40, 0.34, 0.40, 2.0),
        (-1.15, 0.78, 0.66, 0.55, 2.0),
        (-0.50, 0.96, 0.84, 0.62, 2.0),
        (0.25, 0.98, 0.86, 0.64, 2.0),
        (0.90, 0.80, 0.68, 0.56, 2.0),
        (1.45, 0.46, 0.36, 0.40, 2.0),
    ),
    Opening(centre=-0.05, length=1.36, angle=1.38),
)
"""The cabin's walls and canopy, around the crib."""

LIFT = 0.12
"""Height of the shell's axis above the bed, metres."""


@kept(memory=1)
def bed_mesh() -> Mesh:
    """Return the padded bowl."""
    return basket(72, 40)


@kept(memory=1)
def walls_mesh() -> Mesh:
    """Return the cabin's inner walls, its crystal rim, and slender ribs that carry the canopy."""
    turn = np.cos(np.linspace(np.pi, 0.0, 15))
    lengths = (SHELL.opening.centre + SHELL.opening.length * turn).tolist()
    inner = tub(SHELL, lengths, 6, 0.0)
    random = np.random.default_rng(3)
    grey = random.uniform(0.75, 1.0, (len(inner), 1))
    parts = [
        flat_mesh(
            inner, tint=np.concatenate([grey * [0.92, 0.95, 1.0], np.full((len(inner), 1), PLATING)], axis=1)
        )
    ]
    parts += rim_of(SHELL, lengths, 0.10, 0.03)
    for z in (-0.85, 0.10, 0.85):
        for side in (-1.0, 1.0):
            reach = float(SHELL.opening.rim(z))
            arc = (side * np.linspace(0.0, reach, 9)).tolist()
            parts.append(
                ribbon_mesh(hoop(SHELL, z, arc, width=0.045, height=-0.05), tint=(0.9, 1.0, 1.1, CRYSTAL))
            )
    return transformed(merged(parts), translation((0.0, LIFT, 0.0)))


HEART_RADIUS = 0.016  # m
VOICE_FOOT = (0.20, -0.015, 0.215)
"""Position of the crystal that speaks, in the lining beside the head, metres."""


@kept(memory=1)
def voice_mesh() -> Mesh:
    """Return the crystal that speaks and three small ones at its base, one piece each."""
    x, y, z = VOICE_FOOT
    parts = []
    for k, (dx, dz, tall, wide, lean) in enumerate(
        (
            (0.0, 0.0, 0.31, 0.042, -0.10),
            (-0.06, 0.02, 0.17, 0.026, -0.25),
            (0.06, -0.05, 0.13, 0.022, 0.15),
            (0.045, 0.03, 0.21, 0.026, 0.10),
        )
    ):
        cell = prism(
            (x + dx, y, z + dz),
            (x + dx + lean * tall * 1.5, y + tall, z + dz * 1.6),
            (1, 0, 0),
            (wide, wide),
            seed=90 + k,
            taper=0.85,
            point=0.28,
        )[0]
        parts.append(tinted(cell.mesh(), (1.0, 1.0, 1.0, 0.0)))
    return merged(parts, as_pieces=True)


@kept(memory=1)
def heart_mesh() -> Mesh:
    """Return the light within the crystal that speaks: a slender double pyramid along its axis."""
    x, y, z = VOICE_FOOT
    low, high = np.array([x, y + 0.05, z]), np.array([x - 0.043, y + 0.225, z])
    turn = np.linspace(0.0, 2.0 * np.pi, 6, endpoint=False)
    ring = (
        low + 0.45 * (high - low) + HEART_RADIUS * np.stack([np.cos(turn), np.zeros(6), np.sin(turn)], axis=1)
    )
    return convex_hull(np.concatenate([ring, [low, high]])).mesh()
