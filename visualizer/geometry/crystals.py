"""Crystals: prisms with unequal sides under truncated, tilted pyramids, alone and in clusters.

A crystal is a convex body, cut out of a block by the planes of its faces, so it can be drawn, broken
(`fracture`) and measured. Clusters stand on points of a Poisson-disc sample (Bridson 2007, "Fast Poisson Disk
Sampling in Arbitrary Dimensions").
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, convex_box
from visualizer.geometry.mesh import Mesh, cross, merged, transformed
from visualizer.transforms import axis_angle, compose

Array = NDArray[np.float64]

OVERSHOOT = 1.6
"""Height of the untruncated pyramid divided by that of the truncated one."""


@lru_cache(maxsize=512)
def crystal_body(
    height: float,
    radius: float,
    *,
    sides: int = 6,
    seed: int = 0,
    irregular: float = 0.3,
    tip: float = 0.35,
    tilt: float = 14.0,
    taper: float = 0.06,
    pointed_base: bool = False,
) -> Convex:
    """Return a crystal that stands on y = 0 and is exactly `height` metres high.

    radius: metres from its axis to its farthest sides at the base. irregular: 0..1, how unequal the sides are. tip: share
    of the height that is pyramid. tilt: largest angle between the truncating face and the horizontal, degrees. taper:
    share by which the prism narrows over its height. pointed_base: adds a shorter pyramid at the lower end, for crystals
    that hang or float. Raises ValueError if height or radius is not positive or there are fewer than 3 sides.
    """
    if not (height > 0.0 and radius > 0.0 and sides >= 3):
        raise ValueError(
            f"a crystal needs a height and a radius above 0 and 3 sides, not {height}, {radius}, {sides}"
        )
    random = np.random.default_rng([seed, sides])
    step = 2.0 * np.pi / sides
    angle = (
        np.arange(sides) * step
        + random.uniform(0.0, step)
        + random.uniform(-0.3, 0.3, sides) * irregular * step
    )
    away = radius * (1.0 - irregular * random.uniform(0.0, 0.75, sides))
    shoulder = height * (1.0 - tip * random.uniform(1.0 - 0.6 * irregular, 1.0 + 0.4 * irregular, sides))
    apex = np.array([*(random.uniform(-0.4, 0.4, 2) * radius * (0.3 + irregular)), 0.0])[[0, 2, 1]]
    apex[1] = height * (1.0 - tip) + height * tip * OVERSHOOT
    body: Convex | None = convex_box((-2 * radius, 0, -2 * radius), (2 * radius, apex[1] * 1.01, 2 * radius))
    for a, d, s in zip(angle, away, shoulder, strict=True):
        outward = np.array([np.cos(a), 0.0, np.sin(a)])
        lean = d * taper / height
        body = _cut(body, outward + np.array([0.0, lean, 0.0]), d * outward)
        base = np.array([d * outward[0], s, d * outward[2]])
        along = np.array([-outward[2], 0.0, outward[0]])
        body = _cut(body, _towards(cross(along, apex - base), outward), base)
        if pointed_base:
            below = np.array([d * outward[0], height * tip * 0.5, d * outward[2]])
            body = _cut(body, outward * 1.0 + [0.0, -radius / (height * tip * 0.6), 0.0], below)
    turn = random.uniform(0.0, 2.0 * np.pi)
    slope = np.tan(np.radians(tilt)) * random.uniform(0.4, 1.0)
    body = _cut(
        body,
        np.array([np.cos(turn) * slope, 1.0, np.sin(turn) * slope]),
        np.array([apex[0], height, apex[2]]),
    )
    assert body is not None  # the axis lies inside every plane, so something is always left
    low, high = body.points[:, 1].min(), body.points[:, 1].max()
    stretch = height / (high - low)
    return body.moved(compose((0.0, -low * stretch, 0.0), (0.0, 0.0, 0.0, 1.0), (1.0, stretch, 1.0)))


def crystal(
    height: float,
    radius: float,
    *,
    sides: int = 6,
    seed: int = 0,
    irregular: float = 0.3,
    tip: float = 0.35,
    tilt: float = 14.0,
    taper: float = 0.06,
    pointed_base: bool = False,
) -> Mesh:
    """Return the mesh of `crystal_body` with the same arguments."""
    return crystal_body(
        height, radius, sides=sides, seed=seed, irregular=irregular, tip=tip, tilt=tilt, taper=taper,
        pointed_base=pointed_base,
    ).mesh()  # fmt: skip


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
    meshes = []
    for number, (x, z) in enumerate(disc_points(radius, spacing, seed=seed)[:limit]):
        reach = min(float(np.hypot(x, z)) / radius, 1.0)
        grown = (1.0 - reach) ** 0.8 * random.uniform(0.7, 1.0) + 0.25 * random.uniform()
        tall = height[0] + (height[1] - height[0]) * min(grown, 1.0)
        wide = width[0] + (width[1] - width[0]) * min(grown * random.uniform(0.6, 1.2), 1.0)
        outward = lean * reach * random.uniform(0.5, 1.2) + random.uniform(0.0, 6.0)
        turned = axis_angle((z, 0.0, -x) if reach > 1e-6 else (1.0, 0.0, 0.0), outward)
        own = crystal(tall, wide, seed=seed * 1009 + number, irregular=irregular)
        # Lowered a little, so that the underside of a leaning crystal is not visible.
        sunk = wide * np.sin(np.radians(outward)) * 1.1
        meshes.append(transformed(own, compose((x, -sunk, z), turned)))
    return merged(meshes)


def disc_points(radius: float, spacing: float, *, seed: int = 0, tries: int = 24) -> Array:
    """Return a Poisson-disc sample (n, 2) of a disc: no two points are nearer than `spacing` (Bridson 2007).

    radius, spacing: metres. tries: candidates around a point before it is retired. The points are sorted by distance from
    the middle.
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


def _cut(body: Convex | None, normal: Array, point: Array) -> Convex | None:
    unit = normal / np.linalg.norm(normal)
    return None if body is None else body.clipped(unit, float(unit @ point))


def _towards(normal: Array, direction: Array) -> Array:
    return normal if float(normal @ direction) >= 0.0 else -normal
