"""Prisms: long crystals between two points, divided by slanted cuts into the pieces that they break into."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.convex import Convex, convex_hull
from visualizer.transforms import normalized

Array = NDArray[np.float64]


def prism(
    foot: ArrayLike,
    tip: ArrayLike,
    across: ArrayLike,
    radii: tuple[float, float],
    *,
    seed: int,
    taper: float = 0.8,
    sides: int = 6,
    cuts: tuple[float, ...] = (),
    point: float = 0.0,
) -> list[Convex]:
    """Return a crystal from `foot` to `tip` as convex pieces that fill it exactly, foot first.

    foot, tip: (3,) metres. across: (3,) direction of its width. radii: half its width along `across` and half its depth
    at the foot, metres. taper: width at the tip divided by that at the foot. cuts: positions of the cuts along its
    length, as shares of it, ascending. point: share of the length that the pointed end takes; 0 leaves a blunt end. Cut
    faces have region 1.
    """
    random = np.random.default_rng([seed, sides])
    low, high = np.asarray(foot, np.float64), np.asarray(tip, np.float64)
    way = high - low
    along = normalized(way)
    side = np.asarray(across, dtype=np.float64)
    side = normalized(side - along * (side @ along))
    through = np.cross(along, side)
    angle = (np.arange(sides) + 0.5) * 2.0 * np.pi / sides + random.uniform(-0.16, 0.16, sides)
    jitter = random.uniform(0.86, 1.08, sides)
    wide, deep = radii[0] * jitter * np.cos(angle), radii[1] * jitter * np.sin(angle)
    ring = wide[:, None] * side + deep[:, None] * through
    length = float(np.linalg.norm(way))
    slant = 0.5 * max(radii) / length

    def level(share: float, tilt: float) -> Array:
        a, b = random.uniform(-tilt, tilt, 2)
        shares = share + a * np.cos(angle) + b * np.sin(angle)
        corners: Array = low + shares[:, None] * way + ring * (1.0 + (taper - 1.0) * shares[:, None])
        return corners

    corners = [level(0.0, 0.0), level(1.0 - point, slant * (0.5 if point else 1.0))]
    if point:
        corners.append((high + ring[:2].mean(axis=0) * taper * random.uniform(0.0, 0.5))[None])
    rest: Convex | None = convex_hull(np.concatenate(corners))
    pieces: list[Convex] = []
    for cut in cuts:
        normal = normalized(
            along + side * random.uniform(-0.35, 0.35) + through * random.uniform(-0.35, 0.35)
        )
        offset = float(normal @ (low + cut * way))
        lower = None if rest is None else rest.clipped(normal, offset, 1.0)
        if lower is not None:
            pieces.append(lower)
        rest = None if rest is None else rest.clipped(-normal, -offset, 1.0)
    if rest is not None:
        pieces.append(rest)
    return pieces
