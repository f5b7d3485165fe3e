"""Geometry of the cabin inside the smaller ship. Origin: the middle of the crib's bed; the nose
towards +z. Metres."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import EMBLEM_OUTLINE
from visualizer.cast.ships.basket import basket
from visualizer.cast.ships.bodies import CRYSTAL, PLATING, rim_of
from visualizer.cast.ships.hull import Body, Opening, hoop, ribbon_mesh, tub
from visualizer.cast.ships.seal import seal_of
from visualizer.geometry.mesh import Mesh, flat_mesh, merged, tinted, transformed
from visualizer.geometry.primitives import tube
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
    Opening(centre=-0.05, length=1.42, angle=1.85),
)
"""The cabin's walls and canopy, around the crib."""

RIM_LOW = 0.48
"""Height of the bowl's rim, as a share of that in the ship's crib, from which the child is lifted out."""

LIFT = 0.12
"""Height of the shell's axis above the bed, metres."""


@kept(memory=1)
def bed_mesh() -> Mesh:
    """Return the padded bowl, with a low rim, over which one who lies in it sees out."""
    return transformed(basket(56, 29), np.diag([1.0, RIM_LOW, 1.0, 1.0]))


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


STRUT = 0.008
"""Radius of the bars along the joints of the canopy's facets, metres."""
PANE, BULGE, OVERHANG = 0.5, 0.10, 1.03
"""Of the canopy: mean circumradius of its facets, metres; height of its middle over the body, as a share of the body's
radius; its size relative to the opening."""


@kept(memory=1)
def canopy_mesh() -> Mesh:
    """Return the bars along the joints of the canopy's facets, which are those of the seal. The panes between them are
    clear: one sees the stars."""
    seal = seal_of(SHELL, size=PANE, thickness=0.02, bulge=BULGE, overhang=OVERHANG)
    share = np.linspace(0.0, 1.0, 4)[:, None]
    paths = [seal.dome.places(low + share * (high - low)) for low, high in seal.joints()]
    bars = [
        tube(path, STRUT, 4, flat=True, tint=(1.0, 1.0, 1.0, 0.0))
        for path in paths
        if np.linalg.norm(path[-1] - path[0]) > 4.0 * STRUT
    ]
    return transformed(merged(bars), translation((0.0, LIFT, 0.0)))


VOICE_FOOT = (0.0, -0.015, 0.215)
"""Position of the crystal that speaks, in the lining beside the breast, clear of the face, metres."""
VOICE_SCALE = 0.12
"""Of the crystals: they are built as large as those of a wall, whose material has its features at that size, and drawn
smaller."""
TALL, WIDE, LEAN = 0.32, 0.05, -0.10
"""Height and radius of the crystal that speaks, metres, and its lean, metres a metre."""
EMBLEM_SIZE, EMBLEM_AT, EMBLEM_OUT = 0.44, 0.52, 1.02
"""Size of the emblem on it, over that on a robe; how high on the crystal its middle is, as a share; and how far before
the crystal's axis, as a share of its radius."""
EMBLEM_LINES = ((1.0, 0.0034), (0.60, 0.0022))
"""Its lines: size over that of its outline, and radius, metres on a robe."""
FACING = (-0.45, 0.0, -0.89)
"""Direction of the face through which the emblem is seen."""
HEART = (0.06, 0.80, 0.24)
"""The light within it: where it begins and ends along the crystal, and its radius as shares of the crystal's."""


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
            FACING,
            (wide / VOICE_SCALE, wide / VOICE_SCALE),
            seed=90 + k,
            taper=0.85,
            point=0.28,
        )[0]
        parts.append(tinted(cell.mesh(), (1.0, 1.0, 1.0, 0.0)))
    return merged(parts)


@kept(memory=1)
def heart_mesh() -> Mesh:
    """Return the slender body of light within the crystal that speaks, 1 / VOICE_SCALE times as large, about its
    foot."""
    low, high, wide = HEART
    tip = np.array([1.5 * LEAN, 1.0, 0.0]) * (TALL / VOICE_SCALE)
    radius = wide * WIDE / VOICE_SCALE
    return prism(low * tip, high * tip, (1, 0, 0), (radius, radius), seed=95, taper=0.3, point=0.5)[0].mesh()


def voice_pose() -> Array:
    """Return cabin_from_voice, (1, 4, 4)."""
    return (translation(VOICE_FOOT) @ scaling(VOICE_SCALE))[None]


@kept(memory=1)
def emblem_mesh() -> Mesh:
    """Return the emblem on the crystal that speaks, the one that the father's robe bears, as two outlines incised in
    the face towards who lies in the crib."""
    axis = np.array([1.5 * LEAN, 1.0, 0.0])
    turn = np.eye(4)
    turn[:3, 1] = normalized(axis)
    turn[:3, 0] = normalized(np.cross(turn[:3, 1], FACING))
    turn[:3, 2] = np.cross(turn[:3, 0], turn[:3, 1])
    turn[:3, 3] = np.array(VOICE_FOOT) + EMBLEM_AT * TALL * axis + turn[:3, 2] * (EMBLEM_OUT * WIDE)
    corners = np.column_stack([EMBLEM_OUTLINE, np.zeros(len(EMBLEM_OUTLINE))])
    middle = corners.mean(axis=0)
    lines = [
        tube([middle + size * (one - middle), middle + size * (other - middle)], radius, 6)
        for size, radius in EMBLEM_LINES
        for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]
    return transformed(merged(lines), turn @ scaling(EMBLEM_SIZE))
