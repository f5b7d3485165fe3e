"""Fields that move particles: turbulence, vortex, attractor, blast. Float64; see shaders/particles/fields.glsl."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.emitter import Emitter
from visualizer.particles.fade import quintic_fade, quintic_fade_slope
from visualizer.particles.flight import fly
from visualizer.particles.hashing import GOLDEN_UINT

Array = NDArray[np.float64]

CURL_SCALE = 0.624
"""Factor with which the root mean square of `swirl` is 1."""
DRIFT_LARGE = np.array([0.31, 0.83, -0.47])
DRIFT_SMALL = np.array([-0.71, 0.37, 0.59])
"""Drift velocities of the two octaves of the turbulence, in cells per unit of its time; not parallel."""
WEIGHT_LARGE, WEIGHT_SMALL = 0.8, 0.3
"""Weights of the octaves."""
FINER, OCTAVE_OFFSET, FASTER = 2.03, 17.3, 1.7
"""Of the small octave: its frequency over that of the large, its offset in the noise, its drift over that of the
large."""
ATTRACTOR_SOFTNESS = 0.01
"""m²: within the square root of this distance, the attraction decreases to zero."""
BLAST_CORE, NEAREST_BLAST, BLAST_WIDTH = 0.05, 0.25, 0.1
"""Of a blast: distance from the centre, m, within which the direction fades to zero; distance, m, within which it is
not stronger; duration, s, for which the front pushes a particle."""

SPREAD = np.array([GOLDEN_UINT, 2246822519, 3266489917], dtype=np.uint32)
"""Odd factors of the three coordinates of a lattice cell, which are then added and hashed."""
CORNERS = (np.indices((2, 2, 2), dtype=np.uint32).reshape(3, 8).T * SPREAD).sum(axis=1, dtype=np.uint32)[
    :, None
]
"""These sums for the offsets of a cell's eight corners, (8, 1); x varies slowest."""

POTENTIAL_MULTIPLIERS = np.array([2146121005, 2221713035], dtype=np.uint32)
"""Of the hash of a corner: lowbias32 of Wellons 2018, "Prospecting for Hash Functions"."""
POTENTIAL_BITS = np.uint32(10)
"""Bits of a component of the potential: three fit in a hash."""


def potential(spread: NDArray[np.uint32]) -> Array:
    """Return a vector (n, 3) in [-1, 1] from each number (n,): three parts of its hash."""
    h = spread ^ (spread >> np.uint32(16))
    h = h * POTENTIAL_MULTIPLIERS[0]
    h = (h ^ (h >> np.uint32(15))) * POTENTIAL_MULTIPLIERS[1]
    h = h ^ (h >> np.uint32(16))
    most = np.uint32((1 << POTENTIAL_BITS) - 1)
    parts = np.stack([h, h >> POTENTIAL_BITS, h >> 2 * POTENTIAL_BITS], axis=1) & most
    result: Array = parts.astype(np.float64) * (2.0 / float(most)) - 1.0
    return result


def curl(p: Array) -> Array:
    """Return the curl of a noise potential at p (n, 3), in cells: a divergence-free flow, (n, 3).

    Bridson, Houriham and Nordenstam 2007, "Curl-Noise for Procedural Fluid Flow", ACM TOG 26(3).
    """
    base = np.floor(p)
    f = p - base
    u, slope = quintic_fade(f), quintic_fade_slope(f)
    along = (base.astype(np.int64).astype(np.uint32) * SPREAD).sum(axis=1, dtype=np.uint32)
    grid = potential((CORNERS + along).ravel()).reshape(2, 2, 2, len(p), 3)  # x, y, z, particle, component

    def between(values: Array, axis: int) -> Array:
        result: Array = values[0] + (values[1] - values[0]) * u[:, axis, None]
        return result

    dx = between(between(grid[1] - grid[0], 1), 2) * slope[:, 0, None]
    on_x = between(grid, 0)
    dy = between(on_x[1] - on_x[0], 2) * slope[:, 1, None]
    on_y = between(on_x, 1)
    dz = (on_y[1] - on_y[0]) * slope[:, 2, None]
    return np.stack([dy[:, 2] - dz[:, 1], dz[:, 0] - dx[:, 2], dx[:, 1] - dy[:, 0]], axis=1)


def swirl(p: Array, t: Array) -> Array:
    """Return the velocity of the turbulence, (n, 3), at p (n, 3), in swirl sizes, and t (n,): two octaves, root mean
    square 1."""
    large, small = (
        p + DRIFT_LARGE * t[:, None],
        FINER * p + OCTAVE_OFFSET + DRIFT_SMALL * (FASTER * t)[:, None],
    )
    both = curl(np.concatenate([large, small]))
    return CURL_SCALE * (WEIGHT_LARGE * both[: len(p)] + WEIGHT_SMALL * both[len(p) :])


def vortex(r: Array, axis: Array, speed: Array, radius: Array) -> Array:
    """Return the velocity (n, 3), m/s, around `axis` (n, 3), unit, at r (n, 3), m, from a point on it.

    It is largest, `speed`, at the distance `radius`: solid rotation inside, a free vortex outside (Scully 1975, MIT
    ASRL TR 178-1).
    """
    across = r - (r * axis).sum(axis=1, keepdims=True) * axis
    squared = (across * across).sum(axis=1)
    result: Array = (speed * 2.0 * radius / (squared + radius * radius))[:, None] * np.cross(axis, across)
    return result


def attraction(to: Array, strength: Array) -> Array:
    """Return the acceleration (n, 3), m/s², towards a point at the offset `to` (n, 3), m; it decreases within 0.1 m of
    it."""
    result: Array = (
        strength[:, None] * to / np.sqrt((to * to).sum(axis=1, keepdims=True) + ATTRACTOR_SOFTNESS)
    )
    return result


def blast(away: Array, push: Array, front: Array, start: Array, end: Array) -> Array:
    """Return the velocity (n, 3), m/s, gained from `start` to `end` (n,), s, at the offset `away` (n, 3), m, from the
    centre.

    push: (n,), m/s at 1 m. front: (n, 3): time at which the blast begins, s; speed of its front, m/s; power of the
    distance by which it weakens.
    """
    d = np.maximum(np.linalg.norm(away, axis=1), BLAST_CORE)
    passed = front[:, 0] + d / front[:, 1]

    def share(t: Array) -> Array:
        s = np.clip((t - passed) / BLAST_WIDTH, 0.0, 1.0)
        smooth: Array = s * s * (3.0 - 2.0 * s)
        return smooth

    gained = push * np.maximum(d, NEAREST_BLAST) ** -front[:, 2] * (share(end) - share(start))
    result: Array = away / d[:, None] * gained[:, None]
    return result


class Fields:
    """The fields of an emitter for particles born at `born` (n,), s. Its methods mirror functions of fields.glsl."""

    def __init__(self, emitter: Emitter, born: Array) -> None:
        self._origin = emitter.table.place(born)
        self._at = {name: emitter.table.at(name, born) for name in (
            "turbulence", "turbulence_frequency", "turbulence_speed", "vortex", "vortex_axis", "vortex_radius",
            "attraction", "attractor", "blast", "blast_centre", "blast_t", "blast_speed", "blast_falloff",
        )}  # fmt: skip

    def air(self, x: Array, t: Array) -> Array:
        """Return the velocity of the air, without the wind, at x (n, 3), m, and t (n,), s."""
        flow = np.zeros_like(x)
        at = self._at
        if at["vortex"].any():
            flow = vortex(x - self._origin, at["vortex_axis"], at["vortex"], at["vortex_radius"])
        if not at["turbulence"].any():
            return flow
        swirls = swirl(x * at["turbulence_frequency"][:, None], t * at["turbulence_speed"])
        return flow + at["turbulence"][:, None] * swirls

    def flow(self, before: Array, middle: Array, t: Array, h: Array) -> Array:
        """Return the velocity of the air in the middle of a step of h (n,) s that begins at t.

        middle: (n, 3), m, the position then without the velocity of the air. before: (n, 3), m/s, that velocity in the
        last step, from which the position in the middle is predicted.
        """
        return self.air(middle + before * (0.5 * h)[:, None], t + 0.5 * h)

    def pull(self, middle: Array) -> Array:
        """Return the acceleration by the attractor at `middle` (n, 3), m."""
        if not self._at["attraction"].any():
            return np.zeros_like(middle)
        return attraction(self._at["attractor"] - middle, self._at["attraction"])

    def push(self, middle: Array, start: Array, end: Array) -> Array:
        """Return the velocity gained from the blast at `middle` (n, 3) from `start` to `end` (n,), s."""
        at = self._at
        if not at["blast"].any():
            return np.zeros_like(middle)
        front = np.stack([at["blast_t"], at["blast_speed"], at["blast_falloff"]], axis=1)
        return blast(middle - at["blast_centre"], at["blast"], front, start, end)


def drift(
    emitter: Emitter, x: Array, v: Array, pull: Array, drag: Array, born: Array, age: Array, ground: Array
) -> tuple[Array, Array]:
    """Return position and velocity after `age`, s, in the emitter's fields, integrated from birth in `steps` steps.

    x, v: (n, 3), at birth, m and m/s. pull: (n, 3), acceleration, m/s². drag: (n,), 1/s. born, age: (n,), s. ground:
    (n, 3): height of the floor, m, bounce, friction.
    """
    fields = Fields(emitter, born)
    above = x[:, 1] >= ground[:, 0]
    steps = emitter.properties.steps
    h = age / steps
    flow = fields.air(x, born)
    for i in range(steps):
        t = born + h * i
        middle = x + v * (0.5 * h)[:, None]
        flow = fields.flow(flow, middle, t, h)
        x, v = fly(x, v, pull + fields.pull(middle), drag, h)
        x = x + flow * h[:, None]
        v = v + fields.push(middle, t, t + h)
        hit = above & (x[:, 1] < ground[:, 0])
        x[hit, 1] = ground[hit, 0]
        v[hit] = np.stack(
            [
                v[hit, 0] * (1 - ground[hit, 2]),
                abs(v[hit, 1]) * ground[hit, 1],
                v[hit, 2] * (1 - ground[hit, 2]),
            ],
            axis=1,
        )
    return x, v
