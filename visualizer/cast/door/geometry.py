"""The lancet door at the end of the hall: its blades, and the wall of crystals that they rise into.

Space: origin on the floor in the middle of the opening, the hall towards -z, metres. tint.a is the height
as a share of the wall's, of blades 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, mesh_of
from visualizer.geometry.mesh import Mesh
from visualizer.geometry.prisms import Prism, prisms

Array = NDArray[np.float64]

HALF_WIDTH, HEIGHT, SPRING = 2.7, 7.2, 2.9
"""The opening: half its width, its height, and the height at which the arch begins, metres."""
ARC = (HALF_WIDTH**2 + (HEIGHT - SPRING) ** 2) / (2.0 * HALF_WIDTH)
"""Radius of the two arcs of the pointed arch, metres."""
WALL_HEIGHT = 14.5
VAULT = (13.5, 6.6)
"""Height and half width of the lancet that the wall fills, metres."""
BLADES = 5
BLADE_RADIUS = 0.66
"""Half the breadth of a blade, as a share of the distance between two: they overlap."""
POINT = 0.08
"""Share of a blade's length that its pointed lower end takes: the leaf has teeth."""
CLEARANCE = 0.12
"""Metres by which a raised blade clears the opening."""
LAST_START = 0.12
"""Value of the actor's `open` at which the outermost blades start to rise."""


def arch(x: ArrayLike) -> Array:
    """Return the height of the opening's edge over `x`, metres; 0 outside it."""
    away = np.abs(np.asarray(x, dtype=np.float64))
    rise = np.sqrt(np.maximum(ARC**2 - (away + ARC - HALF_WIDTH) ** 2, 0.0))
    return np.where(away <= HALF_WIDTH, SPRING + rise, 0.0)


def half_width(y: ArrayLike) -> Array:
    """Return half the width of the opening at height `y`, metres."""
    over = np.maximum(np.asarray(y, dtype=np.float64) - SPRING, 0.0)
    return np.maximum(np.sqrt(np.maximum(ARC**2 - over**2, 0.0)) - (ARC - HALF_WIDTH), 0.0)


def _cells(crystals: list[Prism]) -> list[Convex]:
    return [cell for pieces in prisms(crystals) for cell in pieces]


def _mesh(cells: list[Convex], seed: int) -> Mesh:
    random = np.random.default_rng([seed, len(cells)])
    colours = [random.uniform(0.85, 1.15) * np.array([0.95, 1.0, 1.06]) for _ in cells]
    mesh = mesh_of(cells, np.array(colours), regions=False)
    mesh.vertices["tint"][:, 3] = np.clip(mesh.vertices["position"][:, 1] / WALL_HEIGHT, 0.0, 1.0)
    return mesh


def _single_piece(mesh: Mesh) -> Mesh:
    mesh.vertices["piece"] = 0
    return Mesh(mesh.vertices, mesh.triangles, 1)


@kept(memory=1)
def door_arch() -> Mesh:
    """Return the jambs and the arch."""
    crystals: list[Prism] = []
    for side in (-1.0, 1.0):
        x = side * (HALF_WIDTH + 0.52)
        crystals.append(
            Prism((x, -0.1, 0.0), (x, SPRING + 0.25, 0.0), (1, 0, 0), (0.42, 0.80), seed=3, taper=1.0)
        )
        centre = np.array([-side * (ARC - HALF_WIDTH), SPRING])
        last = np.arctan2(HEIGHT - SPRING, ARC - HALF_WIDTH)
        turn = np.linspace(0.0, last * 1.06, 6)
        outer = centre + (ARC + 0.56) * np.stack([side * np.cos(turn), np.sin(turn)], axis=1)
        for k in range(len(turn) - 1):
            a, b = outer[k], outer[k + 1]
            reach = (b - a) * 0.04
            crystals.append(
                Prism(
                    (*(a - reach), 0.0), (*(b + reach), 0.0), (0, 0, 1), (0.78, 0.40), seed=31 + k, taper=1.0
                )
            )
    return _single_piece(_mesh(_cells(crystals), 2))


@kept(memory=1)
def door_frame() -> Mesh:
    """Return the wall above and beside the arch: rows of upright crystals before and behind the blades."""
    crystals: list[Prism] = []
    random = np.random.default_rng(29)
    for side in (-1.0, 1.0):
        for x in np.arange(0.31, VAULT[1], 0.62):
            top = VAULT[0] * (1.0 - x / VAULT[1]) + 1.0 + random.uniform(-0.3, 0.6)
            inner = max(x - 0.40, 0.0)
            if x < HALF_WIDTH + 0.75:
                foot = max(float(arch(inner)) + 0.62, SPRING + 0.3) if inner < HALF_WIDTH else SPRING
                foot += random.uniform(0.0, 0.5)
            else:
                foot = -0.1
            if top - foot < 0.5:
                continue
            for row in (-0.55, 0.55):
                place = side * x + random.uniform(-0.03, 0.03)
                radii = (0.36 * random.uniform(0.95, 1.15), 0.27)
                hangs = foot > 0.0
                ends = (
                    ((place, top, row), (place, foot, row))
                    if hangs
                    else ((place, foot, row), (place, top, row))
                )
                crystals.append(
                    Prism(*ends, (1, 0, 0), radii, seed=int(random.integers(1 << 20)), taper=0.92, point=0.10)
                )
    return _single_piece(_mesh(_cells(crystals), 2))


@dataclass(frozen=True, eq=False)
class Blades:
    """The blades of the door.

    mesh: closed, one piece each. rise: (n,) how far each rises, metres. start: (n,) value of the actor's `open` at
    which each starts to rise; those in the middle start first.
    """

    mesh: Mesh
    rise: Array
    start: Array


@kept(memory=1)
def door_blades() -> Blades:
    """Return the blades of the door."""
    crystals: list[Prism] = []
    rise, start = [], []
    spacing = 2.0 * HALF_WIDTH / BLADES
    for k in range(BLADES):
        x = (k - 0.5 * (BLADES - 1)) * spacing
        inner = max(abs(x) - BLADE_RADIUS * spacing, 0.0)
        edge = float(arch(inner))
        row = 0.09 if k % 2 else -0.09
        crystals.append(
            Prism(
                (x, edge + 0.30, row),
                (x, 0.0, row),
                (1, 0, 0),
                (BLADE_RADIUS * spacing, 0.30),
                seed=70 + k,
                taper=0.97,
                point=POINT,
            )
        )
        rise.append(edge + CLEARANCE)
        start.append(LAST_START * abs(x) / HALF_WIDTH)
    mesh = _mesh(_cells(crystals), 4)
    mesh.vertices["tint"][:, 3] = 0.0  # grown faces, none of them broken
    return Blades(mesh, np.array(rise), np.array(start))
