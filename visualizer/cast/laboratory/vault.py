"""The laboratory as pieces: a round room below a lancet vault of leaning crystals, whose roof opens outwards.

Space: metres, +y up; the origin is on the floor in the middle of the room, the door lies towards -z. tint.rgb varies a
crystal's colour, tint.a is the height as a share of the vault's (0 floor, 1 top).
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, mesh_of
from visualizer.geometry.fracture import Fracture
from visualizer.geometry.mesh import Mesh, flat_mesh
from visualizer.geometry.prisms import Prism, prisms
from visualizer.geometry.turns import about, smooth, turns

Array = NDArray[np.float64]

HEIGHT = 18.0
BAYS = 24
DOOR_BAYS = (11, 12)  # ribs left out for the door

RIB, UPPER, LEAF, SLENDER, PASSAGE = range(5)
"""Kinds of pieces: of a rib or slab on the floor, of one above it, of a leaf of the roof, of a small crystal, of the
entrance."""


@dataclass(frozen=True, eq=False)
class Vault:
    """The room's crystals. Every array has one row a piece.

    cells: convex bodies, in place. kind: RIB to PASSAGE. angle: where its crystal stands, radians about y from +z.
    step: 0 for the lowest piece of its crystal, 1 for the next. hinge, axis: (n, 3) point and direction of the line
    about which a negative angle rotates the crystal inwards.
    """

    cells: tuple[Convex, ...]
    kind: NDArray[np.int64]
    angle: Array
    step: NDArray[np.int64]
    hinge: Array
    axis: Array


def crystal_mesh(cells: tuple[Convex, ...], seed: int = 0) -> Mesh:
    """Return crystals as one mesh, one piece each. seed: of the variation of their colours."""
    random = np.random.default_rng([seed, len(cells)])
    colours = [
        random.uniform(0.78, 1.12) * np.array([random.uniform(0.9, 1.02), 1.0, random.uniform(1.0, 1.1)])
        for _ in cells
    ]
    mesh = mesh_of(cells, np.array(colours), regions=False)
    mesh.vertices["tint"][:, 3] = np.clip(mesh.vertices["position"][:, 1] / HEIGHT, 0.0, 1.0)
    return mesh


ROOF_OPENING = (64.0, 80.0)
"""Degrees that leaves of the roof turn outwards: the least and the most."""
LEAF_LAG = 0.22
"""Value of `roof` by which every other leaf starts later."""
LEAVES = ((0.75, 0.30, 0.10), (4.4, 0.50, 0.16), (2.5, 0.48, 0.20), (3.7, 0.56, 0.13))
"""Of neighbouring leaves, in turn: how far the tip is from the middle when the roof is closed, metres; the width at the
tip over that at the foot; share of the length that the pointed end takes. Only every fourth leaf reaches the middle,
where there is room for few, so that the open roof is a crown of uneven crystals and not a row of equal teeth."""
LEAF_TILT = 5.5 / 8.6
"""Metres that the closed roof rises per metre towards the middle."""
LEAF_SPREAD = (0.80, 1.12)
"""Narrowest and widest leaf, as a factor on the mean width."""

TOPPLING = 1.5
"""Largest height of a piece's centre of mass over the face it rests on, relative to that over its lowest such face."""


class Rubble(Fracture):
    """Loose bodies that fly like the pieces of a fracture, but do not come to rest upright."""

    def faces_down(self, piece: int) -> tuple[Array, Array]:
        """Return outward normals (m, 3) and distances (m,) of the faces on which a piece rests without toppling."""
        normals, distances = super().faces_down(piece)
        safe = distances <= TOPPLING * distances.min()
        return normals[safe], distances[safe]


def _around(angle: float, radius: float, height: float) -> Array:
    return np.array([np.sin(angle) * radius, height, np.cos(angle) * radius])


@kept(memory=4)
def vault(seed: int, *, broken: bool = False) -> Vault:
    """Return the laboratory's walls and roof. broken: divide every crystal into the pieces of the collapse."""
    random, leaves = np.random.default_rng([seed, 61]), np.random.default_rng([seed, 67])
    crystals: list[Prism] = []
    rows: list[tuple[int, float, Array, Array]] = []
    numbers = count()

    def add(
        kind: int,
        angle: float,
        foot: Array,
        tip: Array,
        radii: tuple[float, float],
        *,
        taper: float,
        cuts: tuple[float, ...] = (),
        point: float = 0.0,
    ) -> None:
        tangent = np.array([np.cos(angle), 0.0, -np.sin(angle)])
        own = seed * 4096 + next(numbers)
        crystals.append(
            Prism(foot, tip, tangent, radii, seed=own, taper=taper, cuts=cuts if broken else (), point=point)
        )
        radial = np.array([np.sin(angle), 0.0, np.cos(angle)])
        # A crystal of the roof rotates about its base, one of the wall about the inner edge of its base.
        hinge = foot if kind == LEAF else foot - radial * radii[1]
        rows.append((kind, angle, hinge, tangent))

    for bay in range(BAYS):
        angle = (bay + 0.5) * 2.0 * np.pi / BAYS
        between = bay * 2.0 * np.pi / BAYS
        door = bay in DOOR_BAYS
        wide = random.uniform(0.9, 1.1)
        if not door:
            add(
                RIB,
                angle,
                _around(angle, 13.1, 0.0),
                _around(angle, 12.25, 7.6),
                (0.85 * wide, 0.62),
                taper=0.86,
                cuts=(0.52,),
            )
        add(
            UPPER,
            angle,
            _around(angle, 12.35, 6.9),
            _around(angle, 9.2, 12.9),
            (0.76 * wide, 0.52),
            taper=0.72,
            cuts=(0.5,),
        )
        away, taper, pointed = LEAVES[bay % len(LEAVES)]
        away += leaves.uniform(0.0, 0.5)
        add(
            LEAF,
            angle + leaves.uniform(-0.02, 0.02),
            _around(angle, 9.35, 12.45),
            _around(angle, away, 12.45 + LEAF_TILT * (9.35 - away)),
            (1.36 * leaves.uniform(*LEAF_SPREAD), 0.30 * leaves.uniform(0.8, 1.5)),
            taper=taper,
            cuts=(0.34, 0.66),
            point=pointed,
        )
        if abs(between - np.pi) > 0.4:
            add(
                RIB,
                between,
                _around(between, 13.5, 0.0),
                _around(between, 12.7, 7.4),
                (1.40, 0.24),
                taper=0.95,
            )
            for k in range(2):
                lean = random.uniform(-0.3, 0.9)
                side = between + random.uniform(-0.09, 0.09)
                tall = random.uniform(1.2, 5.8) * (0.55 if k else 1.0)
                radius = 12.1 - 0.5 * k - random.uniform(0.0, 0.4)
                thick = 0.13 + 0.045 * tall * random.uniform(0.8, 1.2)
                add(
                    SLENDER,
                    side,
                    _around(side, radius, -0.15),
                    _around(side + random.uniform(-0.03, 0.03), radius - lean, tall),
                    (thick, thick * 0.85),
                    taper=0.8,
                    point=0.25,
                )
        add(
            UPPER,
            between,
            _around(between, 12.8, 7.0),
            _around(between, 9.55, 12.7),
            (1.40, 0.20),
            taper=0.70,
            cuts=(0.55,),
        )
    for side in (-1.0, 1.0):
        for foot, tip, radii in (
            ((3.55, 0.0, -11.3), (3.45, 8.2, -11.2), (0.45, 1.75)),
            ((3.40, 0.0, -13.4), (3.30, 7.6, -13.3), (0.50, 0.62)),
            ((3.9, 0.0, -9.6), (3.6, 5.2, -9.5), (0.38, 0.40)),
        ):
            crystals.append(
                Prism(
                    np.array(foot) * [side, 1, 1],
                    np.array(tip) * [side, 1, 1],
                    (1, 0, 0),
                    radii,
                    seed=seed + int(-foot[2] * 7),
                    point=0.12,
                )
            )
            rows.append((PASSAGE, np.pi, np.array(foot) * [side, 0, 1], np.array([1.0, 0.0, 0.0])))
    crystals.append(
        Prism((-4.3, 8.1, -12.9), (4.3, 8.2, -12.9), (0, 0, 1), (1.3, 0.7), seed=seed + 5, taper=1.0)
    )
    rows.append((PASSAGE, np.pi, np.array([0.0, 8.1, -12.9]), np.array([1.0, 0.0, 0.0])))
    pieces = prisms(crystals)
    cells = [cell for grown in pieces for cell in grown]
    steps = [step for grown in pieces for step in range(len(grown))]
    each = [row for row, grown in zip(rows, pieces, strict=True) for _ in grown]
    kind, angles, hinges, axes = zip(*each, strict=True)
    return Vault(
        tuple(cells), np.array(kind), np.array(angles), np.array(steps), np.array(hinges), np.array(axes)
    )


@lru_cache(maxsize=8)  # the roof rests in most shots
def roof_poses(crystals: Vault, opened: float) -> Array:
    """Return model_from_piece, (n, 4, 4), of a vault. opened: 0..1, how far its roof has opened; every other leaf
    lags."""
    bay = np.round(crystals.angle * BAYS / (2.0 * np.pi) - 0.5).astype(int) % BAYS
    share = smooth(opened * (1.0 + LEAF_LAG) - LEAF_LAG * (bay % 2)) * (crystals.kind == LEAF)
    widest = np.radians(np.random.default_rng(BAYS).uniform(*ROOF_OPENING, BAYS))
    return about(crystals.hinge, turns(crystals.axis, widest[bay] * share))


@kept(memory=4)
def vault_mesh(seed: int, *, broken: bool = False) -> Mesh:
    """Return the crystals of `vault`, one piece each."""
    return crystal_mesh(vault(seed, broken=broken).cells)


BACKING = ((14.6, -0.2), (13.75, 7.3), (10.75, 12.9))
"""Radius and height, metres, of the wall behind the crystals: no daylight shows between them."""
DOORWAY = 0.42  # radians to each side of the door without it


@lru_cache(maxsize=1)
def backing_mesh() -> Mesh:
    """Return the wall behind the crystals, seen from the room."""
    angles = np.linspace(np.pi + DOORWAY, 3.0 * np.pi - DOORWAY, BAYS + 1)
    faces = [
        [_around(a, *low), _around(a, *high), _around(b, *high), _around(b, *low)]
        for a, b in pairwise(angles)
        for low, high in pairwise(BACKING)
    ]
    return flat_mesh(faces, tint=(0.6, 0.6, 0.6, 0.5))


@lru_cache(maxsize=2)
def floor_mesh(near: float, far: float, half: float) -> Mesh:
    """Return the floor from z = `near` to `far`, `half` metres to each side, in squares of about 3 m."""
    z = np.linspace(near, far, 9)
    x = np.linspace(-half, half, 9)
    squares = [
        [(x[i], 0.0, z[j + 1]), (x[i + 1], 0.0, z[j + 1]), (x[i + 1], 0.0, z[j]), (x[i], 0.0, z[j])]
        for i in range(8)
        for j in range(8)
    ]
    return flat_mesh(squares)
