"""Prisms: long crystals between two points, divided by slanted cuts into the pieces that they break into."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.convex import Convex, clipped
from visualizer.geometry.hulls import convex_hulls
from visualizer.geometry.mesh import cross
from visualizer.transforms import normalized

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Prism:
    """A crystal from `foot` to `tip`.

    foot, tip: (3,) metres. across: (3,) direction of its width. radii: half its width along `across` and half its depth
    at the foot, metres. taper: width at the tip divided by that at the foot. cuts: positions of the cuts along its
    length, as shares of it, ascending. point: share of the length that the pointed end takes; 0 leaves a blunt end.
    """

    foot: ArrayLike
    tip: ArrayLike
    across: ArrayLike
    radii: tuple[float, float]
    _: KW_ONLY
    seed: int
    taper: float = 0.8
    sides: int = 6
    cuts: tuple[float, ...] = ()
    point: float = 0.0

    def outline(self) -> tuple[Array, list[tuple[Array, float]]]:
        """Return its corners (n, 3), and the unit normal and offset of each cut."""
        random = np.random.default_rng([self.seed, self.sides])
        low, high = np.asarray(self.foot, np.float64), np.asarray(self.tip, np.float64)
        way = high - low
        along = normalized(way)
        side = np.asarray(self.across, dtype=np.float64)
        side = normalized(side - along * (side @ along))
        through = cross(along, side)
        angle = (np.arange(self.sides) + 0.5) * 2.0 * np.pi / self.sides + random.uniform(
            -0.16, 0.16, self.sides
        )
        jitter = random.uniform(0.86, 1.08, self.sides)
        wide, deep = self.radii[0] * jitter * np.cos(angle), self.radii[1] * jitter * np.sin(angle)
        ring = wide[:, None] * side + deep[:, None] * through
        length = float(np.linalg.norm(way))
        slant = 0.5 * max(self.radii) / length

        def level(share: float, tilt: float) -> Array:
            a, b = random.uniform(-tilt, tilt, 2)
            shares = share + a * np.cos(angle) + b * np.sin(angle)
            corners: Array = low + shares[:, None] * way + ring * (1.0 + (self.taper - 1.0) * shares[:, None])
            return corners

        corners = [level(0.0, 0.0), level(1.0 - self.point, slant * (0.5 if self.point else 1.0))]
        if self.point:
            corners.append((high + ring[:2].mean(axis=0) * self.taper * random.uniform(0.0, 0.5))[None])
        planes = []
        for cut in self.cuts:
            normal = normalized(
                along + side * random.uniform(-0.35, 0.35) + through * random.uniform(-0.35, 0.35)
            )
            planes.append((normal, float(normal @ (low + cut * way))))
        return np.concatenate(corners), planes


def prisms(crystals: Sequence[Prism]) -> list[list[Convex]]:
    """Return each crystal as convex pieces that fill it exactly, foot first. Cut faces have region 1."""
    outlines = [crystal.outline() for crystal in crystals]
    pieces: list[list[Convex]] = [[] for _ in crystals]
    rest: dict[int, Convex] = dict(enumerate(convex_hulls([corners for corners, _ in outlines])))
    for cut in range(max((len(planes) for _, planes in outlines), default=0)):
        own = [k for k in rest if cut < len(outlines[k][1])]
        normals = np.array([outlines[k][1][cut][0] for k in own])
        offsets = np.array([outlines[k][1][cut][1] for k in own])
        whole = [rest[k] for k in own]
        lower, upper = clipped(whole, normals, offsets, 1.0), clipped(whole, -normals, -offsets, 1.0)
        for k, below, above in zip(own, lower, upper, strict=True):
            del rest[k]
            if below is not None:
                pieces[k].append(below)
            if above is not None:
                rest[k] = above
    for k, last in rest.items():
        pieces[k].append(last)
    return pieces


def prism(
    foot: ArrayLike, tip: ArrayLike, across: ArrayLike, radii: tuple[float, float], **shape: Any
) -> list[Convex]:
    """Return one crystal in its pieces: see `prisms`. shape: as the other fields of `Prism`."""
    return prisms([Prism(foot, tip, across, radii, **shape)])[0]
