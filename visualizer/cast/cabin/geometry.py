"""Geometry of the cabin inside the smaller ship. Origin: the middle of the crib's bed; the nose
towards +z. Metres."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import emblem_plate
from visualizer.cast.ships.basket import basket
from visualizer.cast.ships.bodies import CRYSTAL, PLATING, rim_of
from visualizer.cast.ships.hull import Body, Opening, hoop, ribbon_mesh, tub
from visualizer.geometry.mesh import Mesh, flat_mesh, merged, tinted, transformed
from visualizer.geometry.prisms import prism
from visualizer.transforms import normalized, scaling, translation

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
    return basket(56, 29)


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


VOICE_FOOT = (0.0, -0.015, 0.215)
"""Position of the crystal that speaks, in the lining beside the breast, clear of the face, metres."""
VOICE_SCALE = 0.12
"""Of the crystals: they are built as large as those of a wall, whose material has its features at that size, and drawn
smaller."""
TALL, WIDE, LEAN = 0.32, 0.05, -0.10
"""Height and radius of the crystal that speaks, metres, and its lean, metres a metre."""
EMBLEM_SIZE, EMBLEM_AT = 0.52, 0.46
"""Size of the emblem on it, over that on a robe, and how high on the crystal its middle is, as a share."""


@kept(memory=1)
def voice_mesh() -> Mesh:
    """Return the crystal that speaks and three small ones at its base, 1 / VOICE_SCALE times as large, about its
    foot."""
    parts = []
    for k, (dx, dz, tall, wide, lean) in enumerate(
        (
            (0.0, 0.0, TALL, WIDE, LEAN),
            (-0.075, 0.02, 0.17, 0.026, -0.25),
            (0.075, -0.05, 0.13, 0.022, 0.15),
            (0.055, 0.04, 0.21, 0.026, 0.10),
        )
    ):
        foot = np.array([dx, 0.0, dz])
        tip = foot + [lean * tall * 1.5, tall, 0.6 * dz]
        cell = prism(
            foot / VOICE_SCALE,
            tip / VOICE_SCALE,
            (1, 0, 0),
            (wide / VOICE_SCALE, wide / VOICE_SCALE),
            seed=90 + k,
            taper=0.85,
            point=0.28,
        )[0]
        parts.append(tinted(cell.mesh(), (1.0, 1.0, 1.0, 0.0)))
    return merged(parts)


def voice_pose() -> Array:
    """Return cabin_from_voice, (1, 4, 4)."""
    return (translation(VOICE_FOOT) @ scaling(VOICE_SCALE))[None]


@kept(memory=1)
def emblem_mesh() -> Mesh:
    """Return the emblem on the crystal that speaks, the one that the father's robe bears; it faces who lies in the
    crib."""
    out = normalized([-0.42, 0.0, -0.9])
    middle = np.array(VOICE_FOOT) + EMBLEM_AT * TALL * np.array([1.5 * LEAN, 1.0, 0.0]) + out * WIDE
    turn = np.eye(4)
    turn[:3, 2], turn[:3, 1] = out, (0.0, 1.0, 0.0)
    turn[:3, 0] = np.cross(turn[:3, 1], out)
    turn[:3, 3] = middle
    return transformed(emblem_plate(), turn @ scaling(EMBLEM_SIZE))
