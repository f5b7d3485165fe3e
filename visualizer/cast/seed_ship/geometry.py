"""The smaller ship: a seed-shaped hull of clear facets around a cradle, with petals at its tail."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.ships.bodies import (
    CRYSTAL,
    LAMP,
    PADDING,
    PLATING,
    SEED,
    drive_of,
    opening_rings,
    rings_of,
    shades,
)
from visualizer.cast.ships.hull import Face, caps, outward, ribbon_mesh, rim_band, shell, spine, tub
from visualizer.geometry.mesh import Mesh, flat_mesh, merged

Array = NDArray[np.float64]


@kept(memory=1)
def seed_hull() -> Mesh:
    """Return the smaller ship without petals and seal: hull, rim, cradle and drive."""
    rings = rings_of(SEED, 14, 2)
    skin = shell(SEED, rings, 6, gem=True)
    parts = [flat_mesh(skin, tint=shades(len(skin), 21, 0.9, 1.08, PLATING, np.array([0.95, 0.99, 1.05])))]
    parts.append(flat_mesh(caps(SEED, 6), tint=(0.8, 0.85, 0.9, PLATING)))
    parts.append(
        ribbon_mesh(rim_band(SEED, opening_rings(SEED, 22), 0.14, 0.05), tint=(1.0, 1.05, 1.1, CRYSTAL))
    )
    parts.append(flat_mesh(tub(SEED, opening_rings(SEED, 9), 5, 0.14), tint=(0.80, 0.72, 0.62, PADDING)))
    parts.append(cradle_mesh())
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


def cradle_mesh() -> Mesh:
    """Return the crib inside the smaller ship: a padded bowl on the floor of the hull, with a lamp around its rim."""
    turn = np.linspace(0.0, 2.0 * np.pi, 16, endpoint=False)
    profile = (
        (0.34, -0.42),
        (0.40, -0.20),
        (0.43, -0.06),
        (0.39, -0.03),
        (0.33, -0.12),
        (0.20, -0.24),
        (0.0, -0.27),
    )
    rings = [
        np.stack([np.cos(turn) * r, np.full(16, y), np.sin(turn) * r * 1.45 - 0.1], axis=1)
        for r, y in profile
    ]
    faces: list[Face] = []
    tints = []
    for k, (low, high) in enumerate(itertools.pairwise(rings)):
        region = LAMP if k == 2 else (CRYSTAL if k < 2 else PADDING)
        colour = (
            (1.0, 0.82, 0.55)
            if region == LAMP
            else ((0.9, 0.95, 1.0) if region == CRYSTAL else (0.95, 0.86, 0.74))
        )
        for i in range(16):
            j = (i + 1) % 16
            faces.append(outward([low[i], low[j], high[j], high[i]], [0.0, -0.33, -0.1]))
            tints.append((*colour, region))
    return flat_mesh(faces, tint=tints)


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
