"""Crystals: prisms with unequal sides under truncated, tilted pyramids, alone and in clusters.

A crystal is a convex body, cut out of a block by the planes of its faces, so it can be drawn, broken
(`fracture`) and measured. Clusters stand on points of a Poisson-disc sample (Bridson 2007, "Fast Poisson Disk
Sampling in Arbitrary Dimensions").
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, clipped, convex_box
from visualizer.geometry.mesh import Mesh, cross, merged, transformed
from visualizer.transforms import axis_angle, compose

Array = NDArray[np.float64]

OVERSHOOT = 1.6
"""Height of the untruncated pyramid divided by that of the truncated one."""


@dataclass(frozen=True)
class Crystal:
    """A crystal that stands on y = 0 and reaches exactly `height`, about `radius` metres wide.

    irregular: 0..1, how unequal the sides are. tip: share of the height that is pyramid. tilt: degrees by which the
    truncating face leans. taper: share by which the prism narrows upwards. pointed_base: a shorter pyramid below too
    (for crystals that hang or float). Raises ValueError for a size that is not above 0, and fewer than 3 sides.
    """

    height: float
    radius: float
    sides: int = 6
    seed: int = 0
    irregular: float = 0.3
    tip: float = 0.35
    tilt: float = 14.0
    taper: float = 0.06
    pointed_base: bool = False

    def __post_init__(self) -> None:
        if not (self.height > 0.0 and self.radius > 0.0 and self.sides >= 3):
            raise ValueError(
                f"a crystal needs a height and a radius above 0 and 3 sides, not {self.height}, {self.radius}, {self.sides}"
            )

    def block(self) -> tuple[Convex, Array, Array]:
        """Return the block that it is cut out of, and the unit normals (k, 3) and offsets (k,) of the cuts, in
        order."""
        random = np.random.default_rng([self.seed, self.sides])
        height, radius, irregular = self.height, self.radius, self.irregular
        step = 2.0 * np.pi / self.sides
        angle = (
            np.arange(self.sides) * step
            + random.uniform(0.0, step)
            + random.uniform(-0.3, 0.3, self.sides) * irregular * step
        )
        away = radius * (1.0 - irregular * random.uniform(0.0, 0.75, self.sides))
        shoulder = height * (
            1.0 - self.tip * random.uniform(1.0 - 0.6 * irregular, 1.0 + 0.4 * irregular, self.sides)
        )
        apex = np.array([*(random.uniform(-0.4, 0.4, 2) * radius * (0.3 + irregular)), 0.0])[[0, 2, 1]]
        apex[1] = height * (1.0 - self.tip) + height * self.tip * OVERSHOOT
        cosine, sine, none = np.cos(angle), np.sin(angle), np.zeros(self.sides)
        outward = np.stack([cosine, none, sine], axis=1)
        # Of each side the prism's face, the pyramid's, and that of the pyramid below.
        foot = away[:, None] * outward
        base = np.stack([away * cosine, shoulder, away * sine], axis=1)
        rising = cross(np.stack([-sine, none, cosine], axis=1), apex - base)
        rising = np.where(np.einsum("ij,ij->i", rising, outward)[:, None] >= 0.0, rising, -rising)
        normals = [np.stack([cosine, away * self.taper / height, sine], axis=1), rising]
        through = [foot, base]
        if self.pointed_base:
            below = np.full(self.sides, height * self.tip * 0.5)
            normals.append(outward + [0.0, -radius / (height * self.tip * 0.6), 0.0])
            through.append(np.stack([away * cosine, below, away * sine], axis=1))
        turn = random.uniform(0.0, 2.0 * np.pi)
        slope = np.tan(np.radians(self.tilt)) * random.uniform(0.4, 1.0)
        last = np.array([[np.cos(turn) * slope, 1.0, np.sin(turn) * slope]])
        every = np.concatenate([np.stack(normals, axis=1).reshape(-1, 3), last])
        places = np.concatenate([np.stack(through, axis=1).reshape(-1, 3), [[apex[0], height, apex[2]]]])
        unit = every / np.linalg.norm(every, axis=1, keepdims=True)
        box = convex_box((-2 * radius, 0, -2 * radius), (2 * radius, apex[1] * 1.01, 2 * radius))
        return box, unit, np.einsum("ij,ij->i", unit, places)


def crystal_bodies(crystals: Sequence[Crystal]) -> list[Convex]:
    """Return the bodies of crystals, cut all at once."""
    blocks = [crystal.block() for crystal in crystals]
    bodies = [box for box, _, _ in blocks]
    for cut in range(max((len(offsets) for _, _, offsets in blocks), default=0)):
        own = [k for k, (_, _, offsets) in enumerate(blocks) if cut < len(offsets)]
        normals = np.stack([blocks[k][1][cut] for k in own])
        offsets = np.array([blocks[k][2][cut] for k in own])
        for k, part in zip(own, clipped([bodies[k] for k in own], normals, offsets), strict=True):
            assert part is not None  # the axis lies inside every plane, so something is always left
            bodies[k] = part
    return [_stretched(body, crystal.height) for body, crystal in zip(bodies, crystals, strict=True)]


def _stretched(body: Convex, height: float) -> Convex:
    """Return a body that stands on y = 0 and is `height` metres high."""
    low, high = body.points[:, 1].min(), body.points[:, 1].max()
    stretch = height / (high - low)
    return body.moved(compose((0.0, -low * stretch, 0.0), (0.0, 0.0, 0.0, 1.0), (1.0, stretch, 1.0)))


@lru_cache(maxsize=64)
def crystal_body(height: float, radius: float, **shape: Any) -> Convex:
    """Return the body of one crystal. shape: as the other fields of `Crystal`."""
    return crystal_bodies([Crystal(height, radius, **shape)])[0]


def crystal(height: float, radius: float, **shape: Any) -> Mesh:
    """Return the mesh of `crystal_body` with the same arguments."""
    return crystal_body(height, radius, **shape).mesh()


@kept(memory=64)
def cluster(
    radius: float,
    *,
    height: tuple[float, float] = (0.4, 1.6),
    width: tuple[float, float] = (0.08, 0.2),
    spacing: float = 0.25,
    lean: float = 35.0,
    seed: int = 0,
    irregular: float = 0.35,
    limit: int = 40,
) -> Mesh:
    """Return crystals that stand on a disc of `radius` metres at y = 0, the highest in the middle.

    height, width: smallest and largest height and radius of a crystal, metres. spacing: smallest distance between their
    bases, metres. lean: degrees by which crystals at the rim lean outwards. limit: largest number of crystals.
    """
    random = np.random.default_rng([seed, 77])
    crystals, poses = [], []
    for number, (x, z) in enumerate(disc_points(radius, spacing, seed=seed)[:limit]):
        reach = min(float(np.hypot(x, z)) / radius, 1.0)
        grown = (1.0 - reach) ** 0.8 * random.uniform(0.7, 1.0) + 0.25 * random.uniform()
        tall = height[0] + (height[1] - height[0]) * min(grown, 1.0)
        wide = width[0] + (width[1] - width[0]) * min(grown * random.uniform(0.6, 1.2), 1.0)
        outward = lean * reach * random.uniform(0.5, 1.2) + random.uniform(0.0, 6.0)
        turned = axis_angle((z, 0.0, -x) if reach > 1e-6 else (1.0, 0.0, 0.0), outward)
        crystals.append(Crystal(tall, wide, seed=seed * 1009 + number, irregular=irregular))
        # Lowered a little, so that the underside of a leaning crystal is not visible.
        sunk = wide * np.sin(np.radians(outward)) * 1.1
        poses.append(compose((x, -sunk, z), turned))
    bodies = crystal_bodies(crystals)
    return merged(transformed(body.mesh(), pose) for body, pose in zip(bodies, poses, strict=True))


def disc_points(radius: float, spacing: float, *, seed: int = 0, tries: int = 24) -> Array:
    """Return a Poisson-disc sample (n, 2) of a disc: no two points are nearer than `spacing` (Bridson 2007).

    radius, spacing: metres. tries: candidates around a point before it is retired. The points are sorted by distance
    from the middle.
    """
    random = np.random.default_rng([seed, 31])
    points = [random.uniform(-0.2, 0.2, 2) * spacing]
    active = [0]
    while active:
        chosen = int(random.integers(len(active)))
        centre = points[active[chosen]]
        angle = random.uniform(0.0, 2.0 * np.pi, tries)
        away = spacing * np.sqrt(random.uniform(1.0, 4.0, tries))
        candidates = centre + away[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        for candidate in candidates:
            apart = np.linalg.norm(np.array(points) - candidate, axis=1)
            if np.hypot(*candidate) <= radius and apart.min() >= spacing:
                active.append(len(points))
                points.append(candidate)
                break
        else:
            active.pop(chosen)
    array = np.array(points)
    return array[np.argsort(np.linalg.norm(array, axis=1), kind="stable")]
