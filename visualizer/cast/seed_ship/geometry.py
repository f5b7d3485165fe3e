"""The smaller ship: a seed-shaped hull of clear facets around a cradle, with petals at its tail."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.ships.basket import basket
from visualizer.cast.ships.bodies import (
    CRYSTAL,
    PADDING,
    PLATING,
    SEED,
    drive_of,
    opening_rings,
    rim_of,
    rings_of,
)
from visualizer.cast.ships.hull import Face, caps, outward, ribbon_mesh, shell, spine, tub, upholstered
from visualizer.geometry.mesh import Mesh, flat_mesh, merged

Array = NDArray[np.float64]


CRIB = (0.0, -0.235, -0.1)  # m, the middle of the crib's bed, in the ship
CRIB_SIZE = 0.88  # its size over that in the cabin


@kept(memory=1)
def seed_hull() -> Mesh:
    """Return the smaller ship without crib, petals and seal: hull, rim and drive."""
    rings = rings_of(SEED, 20, 2)
    parts = [upholstered(shell(SEED, rings, 8), (1.0, 1.0, 1.0, PLATING))]
    parts.append(flat_mesh(caps(SEED, 6), tint=(0.8, 0.85, 0.9, PLATING)))
    parts += rim_of(SEED, opening_rings(SEED, 20), 0.14, 0.045)
    parts.append(upholstered(tub(SEED, opening_rings(SEED, 12), 8, 0.14), (0.07, 0.10, 0.20, PADDING)))
    for angle in (2.0, 2.6, -2.0, -2.6):
        ridge = spine(SEED, angle, np.linspace(-1.7, 1.9, 9).tolist(), width=0.10, height=0.07)
        parts.append(ribbon_mesh(ridge, tint=(0.95, 1.0, 1.1, CRYSTAL)))
    parts.append(
        ribbon_mesh(
            spine(SEED, np.pi, np.linspace(-1.8, 1.9, 9).tolist(), width=0.14, height=0.11),
            tint=(0.95, 1.0, 1.1, CRYSTAL),
        )
    )
    parts += drive_of(-2.05, 0.27, 0.34, 6, 60)
    return merged(parts)


def crib_mesh() -> Mesh:
    """Return the crib, a padded bowl in its own space, whose foot stands on the floor of the hull."""
    return basket(72, 22, foot=-0.66)


PETALS = 6


@dataclass(frozen=True, eq=False)
class Petals:
    """The petals, which lie along the hull from the tail forward.

    mesh: closed, one piece each. hinges, axes: (n, 3) point and direction of each hinge, ship space, metres; a positive
    angle opens a petal.
    """

    mesh: Mesh
    hinges: Array
    axes: Array


@kept(memory=1)
def seed_petals() -> Petals:
    """Return the smaller ship's petals."""
    meshes, hinges, axes = [], [], []
    for k in range(PETALS):
        turn = 2.0 * np.pi * (k + 0.5) / PETALS
        z = np.linspace(-1.90, -0.55, 6)
        half = np.array([0.34, 0.44, 0.42, 0.34, 0.20, 0.01])
        crest = SEED.surface(turn, z) + SEED.normal(turn, z) * 0.10
        left = SEED.surface(turn - half, z) + SEED.normal(turn - half, z) * 0.045
        right = SEED.surface(turn + half, z) + SEED.normal(turn + half, z) * 0.045
        under = SEED.surface(turn, z) + SEED.normal(turn, z) * 0.02
        faces: list[Face] = []
        for i in range(5):
            for edge in (left, right):
                faces.append(outward([edge[i], edge[i + 1], crest[i + 1], crest[i]], under[i]))
                faces.append(outward([edge[i], edge[i + 1], under[i + 1], under[i]], crest[i]))
        meshes.append(ribbon_mesh(faces, (0.95, 1.0, 1.08, CRYSTAL)))
        radial = np.array([np.sin(turn), np.cos(turn), 0.0])
        hinges.append(SEED.surface(turn, -1.90))
        axes.append(np.cross([0.0, 0.0, 1.0], radial))
    return Petals(merged(meshes, as_pieces=True), np.array(hinges), np.array(axes))
