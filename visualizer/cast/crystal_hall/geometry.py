"""The crystal hall as meshes: leaning ribs that form a lancet vault, and slabs behind them.

Space: the hall runs along z; x = 0 is its middle, y = 0 its floor, metres. tint.rgb varies a crystal's
colour, tint.a is the height along the crystal as a share of its length (0 foot, 1 tip).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import mesh_of
from visualizer.geometry.crystals import Crystal, crystal_bodies
from visualizer.geometry.mesh import Mesh, transformed
from visualizer.transforms import axis_angle, compose, multiply

Array = NDArray[np.float64]

HALF_WIDTH = 6.0
RIDGE = 13.5
"""Height at which the ribs of both sides meet."""

LEAN = float(np.degrees(np.arctan2(HALF_WIDTH + 0.4, RIDGE)))
"""Degrees by which the ribs lean inwards."""


@dataclass(frozen=True)
class Niche:
    """A part of a wall that is left open for a panel. side: -1 or 1 (sign of x). z: its middle; width: along z,
    metres."""

    side: int
    z: float
    width: float


def shaded(mesh: Mesh, colour: Array, length: float) -> Mesh:
    """Return a crystal that stands on y = 0 with its colour, and its height along itself in tint.a."""
    vertices = mesh.vertices.copy()
    vertices["tint"][:, :3] = colour
    vertices["tint"][:, 3] = np.clip(mesh.vertices["position"][:, 1] / length, 0.0, 1.0)
    return Mesh(vertices, mesh.triangles, mesh.pieces)


@dataclass(frozen=True, eq=False)
class Placed:
    """A crystal of the hall. colour: (3,) linear. pose: (4, 4) hall_from_crystal."""

    crystal: Crystal
    colour: Array
    pose: Array


def grown(crystals: Sequence[Placed]) -> Mesh:
    """Return crystals as one mesh of one piece, with their height along themselves in tint.a."""
    bodies = crystal_bodies([placed.crystal for placed in crystals])
    mesh = mesh_of(bodies, np.array([placed.colour for placed in crystals]), regions=False)
    ends = np.searchsorted(mesh.vertices["piece"], np.arange(len(crystals)), side="right")
    parts = []
    for placed, start, end in zip(crystals, [0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        own = mesh.vertices[start:end]
        own["tint"][:, 3] = np.clip(own["position"][:, 1] / placed.crystal.height, 0.0, 1.0)
        parts.append(transformed(Mesh(own, np.zeros((0, 3), np.uint32)), placed.pose).vertices)
    vertices = np.concatenate(parts)
    vertices["piece"] = 0
    return Mesh(vertices, mesh.triangles)


def leaning(
    side: int, x: float, z: float, length: float, radius: float, lean: float, yaw: float, seed: int
) -> Placed:
    """Return one crystal of the wall on `side` (-1 or 1, sign of x): foot at (side * x, 0, z), leaning inwards.

    lean, yaw: degrees.
    """
    random = np.random.default_rng([seed, 5])
    shade = random.uniform(0.6, 1.2)
    colour = shade * np.array([random.uniform(0.86, 1.0), random.uniform(0.95, 1.05), 1.08])
    own = Crystal(length, radius, seed=seed, irregular=0.45, tip=0.18, taper=0.1)
    turned = multiply(axis_angle((0, 0, 1), side * lean), axis_angle((1, 0, 0), yaw))
    return Placed(own, colour, compose((side * x, -0.4, z), turned))


@kept(memory=8)
def wall_chunk(first: float, last: float, seed: int, niche: Niche | None = None) -> Mesh:
    """Return both walls and the vault between z = `first` and `last`."""
    random = np.random.default_rng([seed, int(first * 8) & 0xFFFF])
    parts: list[Placed] = []
    number = seed * 4096 + (int(first * 8) & 0xFFFF) * 64
    for side in (-1, 1):
        z = first
        while z < last:
            bay = random.uniform(1.9, 2.9)
            middle = z + bay / 2.0
            open_here = niche is not None and side == niche.side and abs(middle - niche.z) < niche.width / 2.0
            number += 9
            reach = float(np.hypot(HALF_WIDTH + 0.4, RIDGE))
            if not open_here:
                # The rib.
                parts.append(
                    leaning(side, HALF_WIDTH + random.uniform(0.1, 0.5), middle, reach * random.uniform(0.95, 1.04),
                            random.uniform(0.85, 1.25), LEAN + random.uniform(-2.0, 1.5), random.uniform(-2, 2), number)
                )  # fmt: skip
                # A shorter one in front of it, so that the wall is uneven.
                if random.uniform() < 0.75:
                    parts.append(
                        leaning(side, HALF_WIDTH - random.uniform(0.2, 1.0), middle + random.uniform(-0.9, 0.9),
                                random.uniform(3.0, 9.0), random.uniform(0.32, 0.7), LEAN * random.uniform(0.1, 0.95),
                                random.uniform(-9, 9), number + 1)
                    )  # fmt: skip
                # Small crystals at the base, in groups around a larger one.
                group = z + random.uniform(0.2, 0.8) * bay
                for k in range(int(random.integers(2, 5))):
                    height = random.uniform(0.5, 1.5) if k else random.uniform(1.2, 3.4)
                    parts.append(
                        leaning(side, HALF_WIDTH - random.uniform(0.5, 1.5), group + random.normal(0, 0.45),
                                height, height * random.uniform(0.10, 0.19), random.uniform(-22, 26),
                                random.uniform(-20, 20), number + 2 + k)
                    )  # fmt: skip
            # The slab behind closes the wall; above a niche it starts higher.
            foot = HALF_WIDTH + 1.5
            parts.append(
                leaning(side, foot + (4.2 if open_here else 0.0), middle, reach * 1.12, bay * 0.78,
                        LEAN + random.uniform(-1.0, 1.0), 0.0, number + 7)
            )  # fmt: skip
            z += bay
    for z in np.arange(first, last, 2.4):
        # Crystals that hang from the ridge.
        length = random.uniform(0.9, 2.6)
        hanging = Crystal(
            length,
            length * random.uniform(0.12, 0.2),
            seed=number + int(z * 5) % 97,
            irregular=0.4,
            tip=0.5,
        )
        colour = np.full(3, random.uniform(0.8, 1.15))
        down = multiply(
            axis_angle((1, 0, 0), 180.0 + random.uniform(-9, 9)),
            axis_angle((0, 1, 0), random.uniform(0, 360)),
        )
        place = (random.uniform(-0.7, 0.7), RIDGE - random.uniform(0.6, 1.4), z + random.uniform(0, 2.0))
        parts.append(Placed(hanging, colour, compose(place, down)))
    return grown(parts)
