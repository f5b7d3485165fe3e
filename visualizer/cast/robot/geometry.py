"""The small robot: a large crystal head with one lens, a small body with shoulder plates, and hanging arms.

Each part is in the frame of its joint, metres: the head's origin is at the neck, that of a segment of an arm at its
upper end, with the segment along -y; +z is the front. ``tint.a`` is the region that the material shell reads.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.convex import Convex, convex_box
from visualizer.geometry.crystals import crystal_body
from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import icosphere, loft
from visualizer.transforms import axis_angle, compose

Array = NDArray[np.float64]

SHELL, CHIPPED, EYE, CORE, JOINT = 0.0, 1.0, 2.0, 3.0, 4.0
"""Regions of the material shell."""

LENS_HEIGHT = 0.128
"""Height of the middle of the lens above the neck, metres."""

SHADES = ((1.0, 1.0, 1.0), (0.92, 0.95, 1.0), (1.05, 1.0, 0.94))


@lru_cache(maxsize=2)
def robot_head(seed: int = 3) -> Mesh:
    """Return the head, 0.36 m wide: a faceted gem with chipped corners, one round lens as its eye, and a crest."""
    random = np.random.default_rng(seed)
    body: Convex | None = convex_box((-0.18, 0.0, -0.17), (0.18, 0.27, 0.17))
    for k in range(8):
        angle = (k + 0.5) * np.pi / 4.0
        side = np.array([np.sin(angle), 0.0, np.cos(angle)])
        body = _cut(body, side, 0.168)
        body = _cut(body, side + np.array([0.0, 0.95, 0.0]), 0.245)
        body = _cut(body, side + np.array([0.0, -0.9, 0.0]), 0.205)
    # Chipped corners.
    assert body is not None
    for corner in random.permutation(np.unique(np.round(body.points, 6), axis=0))[:5]:
        way = corner - [0.0, 0.13, 0.0]
        way = way / np.linalg.norm(way) + random.normal(size=3) * 0.35
        way /= np.linalg.norm(way)
        if corner[2] < 0.05 and abs(corner[1] - 0.135) > 0.03:  # never through the eye
            cut = body.clipped(way, float(way @ corner) - random.uniform(0.008, 0.022), CHIPPED)
            body = cut if cut is not None else body
    parts = [body.mesh(), _lens()]
    # A crest runs from the brow to the back.
    for z, height, number in ((0.075, 0.15, 0), (0.005, 0.21, 1), (-0.075, 0.17, 2)):
        blade = crystal_body(height, 0.036, seed=seed + number, tip=0.5, tilt=8.0)
        turn = compose((0.0, 0.205, z), axis_angle((1.0, 0.0, 0.0), -38.0), (0.5, 1.0, 1.15))
        parts.append(blade.moved(turn).mesh(tint=(0.9, 0.97, 1.05)))
    return merged(parts)


def _lens() -> Mesh:
    """Return one round lens in the front of the head: a dark rim, a dark iris, and a bright pupil that stands out."""

    def rings(*sizes: tuple[float, float]) -> list[Array]:
        turn = np.arange(16) * (2.0 * np.pi / 16)
        return [
            np.stack([r * np.cos(turn), LENS_HEIGHT + r * np.sin(turn), np.full(16, z)], axis=1)
            for r, z in sizes
        ]

    rim = rings((0.092, 0.150), (0.092, 0.181), (0.080, 0.188), (0.070, 0.180))
    iris = rings((0.070, 0.180), (0.046, 0.172))
    pupil = rings((0.046, 0.172), (0.036, 0.183), (0.018, 0.189), (0.001, 0.190))
    return merged(
        [
            loft(rim, capped=False, tint=(1.6, 1.6, 1.6, JOINT)),
            loft(iris, capped=False, tint=(0.25, 0.25, 0.28, JOINT)),
            loft(pupil, capped=False, flat=False, tint=(1.0, 1.0, 1.0, EYE)),
        ]
    )


@lru_cache(maxsize=2)
def robot_body(seed: int = 5) -> Mesh:
    """Return the body: a drop-shaped crystal that points down, 0.34 m long, with a lit core in front."""
    crystal = crystal_body(0.34, 0.105, sides=7, seed=seed, tip=0.62, irregular=0.15)
    drop = crystal.moved(compose((0.0, 0.0, 0.0), axis_angle((1.0, 0.0, 0.0), 180.0)))
    core = transformed(
        icosphere(0.034, 0, flat=True, tint=(1, 1, 1, CORE)),
        compose((0.0, -0.075, 0.083), axis_angle((1, 0, 0), 20.0), (1.0, 1.3, 0.5)),
    )
    band = loft([_ring(0.112, -0.014), _ring(0.118, 0.0), _ring(0.092, 0.022)], tint=(1, 1, 1, JOINT))
    # A worn metal collar, from which the lower crystal hangs, and the ring of a drive at its end.
    collar = loft(
        [_ring(0.098, -0.118), _ring(0.112, -0.128), _ring(0.112, -0.152), _ring(0.088, -0.176)],
        tint=(1, 1, 1, JOINT),
    )
    ring = loft([_ring(0.052, -0.245), _ring(0.060, -0.252), _ring(0.044, -0.278)], tint=(1, 1, 1, JOINT))
    drive = loft([_ring(0.040, -0.276), _ring(0.018, -0.300)], tint=(1, 1, 1, CORE))
    neck = loft(
        [_ring(0.040, 0.02), _ring(0.034, 0.05), _ring(0.042, 0.056), _ring(0.034, 0.085)],
        tint=(1, 1, 1, JOINT),
    )
    fins = []
    for side in (1.0, -1.0):
        fin = crystal_body(0.21, 0.024, seed=seed + int(side) + 2, tip=0.85).moved(
            compose((side * 0.075, -0.02, -0.055), axis_angle((0.9, 0.0, side * 0.45), 205.0))
        )
        fins.append(fin.mesh(tint=(0.9, 0.96, 1.04)))
        # Plates over the shoulders: it is a guardian.
        plate = crystal_body(0.17, 0.052, seed=seed + 9, sides=6, tip=0.45).moved(
            compose((side * 0.055, 0.030, 0.0), axis_angle((0.0, 0.0, 1.0), -side * 104.0), (1.0, 1.0, 1.25))
        )
        fins.append(plate.mesh(tint=(0.94, 0.98, 1.03)))
    return merged([drop.mesh(), core, band, collar, ring, drive, neck, *fins])


def _ring(radius: float, height: float) -> Array:
    angle = np.arange(10) * (2.0 * np.pi / 10)
    return np.stack([radius * np.cos(angle), np.full(10, height), -radius * np.sin(angle)], axis=1)


@lru_cache(maxsize=4)
def robot_arm(segment: int) -> Mesh:
    """Return a segment of an arm: 0 upper (0.15 m), 1 fore (0.14 m), 2 a claw of three crystal fingers."""
    ball = icosphere(0.021, 1, flat=True, tint=(1, 1, 1, JOINT))
    if segment < 2:
        length, width = ((0.15, 0.024), (0.14, 0.021))[segment]
        bone = crystal_body(length, width, seed=11 + segment, tip=0.3).moved(
            compose((0, 0, 0), axis_angle((1, 0, 0), 180.0))
        )
        return merged([ball, bone.mesh(tint=SHADES[segment])])
    fingers = []
    for k in range(3):
        turn = compose((0, -0.008, 0), axis_angle((0, 1, 0), 120.0 * k)) @ compose(
            (0.014, 0, 0), axis_angle((0, 0, 1), 180.0 + 14.0)
        )
        fingers.append(
            crystal_body(0.075, 0.011, seed=20 + k, tip=0.6, sides=5).moved(turn).mesh(tint=SHADES[2])
        )
    return merged([transformed(ball, compose((0, 0, 0), (0, 0, 0, 1), 0.8)), *fingers])


def _cut(body: Convex | None, normal: Array, offset: float) -> Convex | None:
    unit = normal / np.linalg.norm(normal)
    # Offsets are measured from the middle of the head, not from its neck.
    return (
        None
        if body is None
        else body.clipped(unit, offset / float(np.linalg.norm(normal)) + float(unit[1]) * 0.135)
    )
