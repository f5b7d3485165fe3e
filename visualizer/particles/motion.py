"""Particles in double precision: the reference that the shaders are tested against. Pure; never used to draw.

Each function mirrors the one of the same name in shaders/particles/.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles import fields
from visualizer.particles.curves import SIZE
from visualizer.particles.emitter import Emitter
from visualizer.particles.hashing import hash_particle, normal, unit
from visualizer.particles.origins import born_in_shape
from visualizer.particles.tables import ROW

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FIELD_STRENGTHS = ((ROW["SWIRL"], 0), (ROW["VORTEX"], 3), (ROW["ATTRACTOR"], 3), (ROW["BLAST"], 3))

BOUNCES = 4
"""Bounces after which a particle lies still."""


@dataclass(frozen=True, eq=False)
class State:
    """Particles at a time. alive: (n,). position, velocity: (n, 3), m and m/s. born, life: (n,), s. size: (n,), m."""

    alive: Flags
    position: Array
    velocity: Array
    born: Array
    life: Array
    size: Array


def evaluate(emitter: Emitter, k: NDArray[np.int64], t: float) -> State:
    """Return particles k (n,) of an emitter at time t, s. Those that are not alive have their state at birth."""
    p, table, seed = emitter.properties, emitter.table, emitter.seed
    k = np.asarray(k, dtype=np.int64)
    chance = unit(hash_particle(k, seed, 0))
    born = birth_time(emitter, k, chance[:, 0])
    at = {name: table.at(name, born) for name in (
        "PLACE_X", "PLACE_Y", "PLACE_Z", "VELOCITY", "SPREAD", "CARRIED", "PULL", "WIND", "LIFE", "FADE",
        "FLOOR",
    )}  # fmt: skip
    life = at["LIFE"][:, 0] * (1.0 + at["LIFE"][:, 1] * (2.0 * chance[:, 1] - 1.0))
    age = t - born
    share = age / np.maximum(life, 1e-4)
    alive = (age >= 0.0) & (share < 1.0)
    age, share = np.where(alive, age, 0.0), np.where(alive, share, 0.0)
    grown = 1.0 + (at["FADE"][:, 0] - 1.0) * share * (2.0 - share)
    size = at["LIFE"][:, 2] * (1.0 + at["LIFE"][:, 3] * (2.0 * chance[:, 2] - 1.0)) * grown
    if emitter.curves is not None:
        size = size * emitter.curves.at_share(SIZE, share)[:, 0]

    place, direction = born_in_shape(emitter, k, born)
    a, b = hash_particle(k, seed, 3), hash_particle(k, seed, 4)
    chances = [
        normal(a[:, 2], a[:, 3]),
        normal(b[:, 0], b[:, 1]),
        normal(b[:, 2], b[:, 3]),
        normal(a[:, 0], a[:, 1]),
    ]
    spread = at["SPREAD"] * np.stack(chances, axis=1)
    velocity = at["VELOCITY"][:, :3] + spread[:, :3] + direction * (at["VELOCITY"][:, 3:] + spread[:, 3:])
    rows = np.stack([at["PLACE_X"], at["PLACE_Y"], at["PLACE_Z"]], axis=1)
    x = np.einsum("nij,nj->ni", rows[:, :, :3], place) + rows[:, :, 3]
    v = np.einsum("nij,nj->ni", rows[:, :, :3], velocity) + at["CARRIED"][:, :3]
    pull, drag = at["PULL"][:, :3] + at["PULL"][:, 3:] * at["WIND"][:, :3], at["PULL"][:, 3]
    ground = at["FLOOR"][:, :3].copy()
    if p.solid:
        lying = ground[:, 0] + 0.35 * size
        x[:, 1] = np.where(x[:, 1] >= ground[:, 0], np.maximum(x[:, 1], lying), x[:, 1])
        ground[:, 0] = lying
    if any(bool(np.any(table.rows[:, row, place])) for row, place in _FIELD_STRENGTHS):
        x, v = drift(emitter, x, v, pull, drag, born, age, ground)
    elif p.floor is not None:
        x, v = fly_and_bounce(x, v, pull, drag, age, ground)
    else:
        x, v = fly(x, v, pull, drag, age)
    if emitter.curves is not None:
        size = size * emitter.curves.at_speed(np.linalg.norm(v, axis=1))[:, 3]
    if p.space == "local":
        world_from_local = emitter.world_from_parent(t)
        x = x @ world_from_local[:3, :3].T + world_from_local[:3, 3]
        v = v @ world_from_local[:3, :3].T
    return State(alive, x, v, born, life, size)


def birth_time(emitter: Emitter, k: NDArray[np.int64], offset: Array) -> Array:
    """Return when particles k (n,) are born, s. offset: (n,) in [0, 1), each one's place in its slot."""
    times, firsts = emitter.knots
    low = np.clip(np.searchsorted(firsts, k, side="right") - 1, 0, len(firsts) - 2)
    count = np.maximum(firsts[low + 1] - firsts[low], 1)
    result: Array = times[low] + (times[low + 1] - times[low]) * ((k - firsts[low]) + offset) / count
    return result


def drag_shares(z: Array) -> tuple[Array, Array]:
    """Return (1 - e^-z) / z and (1 - that) / z: what drag leaves of velocity and acceleration."""
    small = z < 1e-4
    safe = np.where(small, 1.0, z)
    first = np.where(small, 1.0 - z / 2.0 + z * z / 6.0, -np.expm1(-safe) / safe)
    # The difference cancels for small z, where the series is exact.
    series = 0.5 - z / 6.0 + z**2 / 24.0 - z**3 / 120.0 + z**4 / 720.0 - z**5 / 5040.0
    return first, np.where(z < 0.02, series, (1.0 - first) / safe)


def fly(x: Array, v: Array, pull: Array, drag: Array, age: Array) -> tuple[Array, Array]:
    """Return position and velocity after `age` (n,) s under acceleration `pull` (n, 3) and linear drag (n,), 1/s."""
    z = drag * age
    first, second = (share[:, None] for share in drag_shares(z))
    a = age[:, None]
    return x + v * a * first + pull * a * a * second, v * np.exp(-z)[:, None] + pull * a * first


def fall_time(h: Array, v: Array, pull: Array, drag: Array) -> Array:
    """Return seconds until heights h >= 0 with upward speeds v come to 0; infinite for those that never do."""
    falls = pull < -1e-5
    safe = np.where(falls, pull, -1.0)
    level = np.where(v < -1e-6, h / np.maximum(-v, 1e-6), np.inf)
    t = np.where(falls, (v + np.sqrt(np.maximum(0.0, v * v - 2.0 * safe * h))) / -safe, level)
    for _ in range(40):
        active = (drag > 0.0) & np.isfinite(t)
        at = np.where(active, t, 0.0)
        z = drag * at
        first, second = drag_shares(z)
        height = h + v * at * first + pull * at * at * second
        rate = v * np.exp(-z) + pull * at * first
        stuck = active & (rate >= -1e-6)
        step = np.where(active & ~stuck, height / np.where(rate < -1e-6, rate, -1.0), 0.0)
        t = np.where(stuck, np.inf, np.where(active, np.maximum(0.0, at - step), t))
    return t


def fly_and_bounce(
    x: Array, v: Array, pull: Array, drag: Array, age: Array, ground: Array
) -> tuple[Array, Array]:
    """Return the same as `fly`, with a floor. ground: (n, 3): height, bounce, friction. Born below it, it stays below."""
    x, v, age = x.copy(), v.copy(), age.copy()
    moving = x[:, 1] >= ground[:, 0]
    below = ~moving
    x[below], v[below] = fly(x[below], v[below], pull[below], drag[below], age[below])
    for _ in range(BOUNCES):
        n = np.flatnonzero(moving)
        t = fall_time(x[n, 1] - ground[n, 0], v[n, 1], pull[n, 1], drag[n])
        free = age[n] < t
        a, b = n[free], n[~free]
        x[a], v[a] = fly(x[a], v[a], pull[a], drag[a], age[a])
        moving[a] = False
        x[b], v[b] = fly(x[b], v[b], pull[b], drag[b], t[~free])
        x[b, 1] = ground[b, 0]
        age[b] -= t[~free]
        v[b] *= np.stack([1.0 - ground[b, 2], -ground[b, 1], 1.0 - ground[b, 2]], axis=1)
        rests = b[v[b, 1] < 0.02]
        v[rests] = 0.0
        moving[rests] = False
    v[moving] = 0.0
    return x, v


def drift(
    emitter: Emitter, x: Array, v: Array, pull: Array, drag: Array, born: Array, age: Array, ground: Array
) -> tuple[Array, Array]:
    """Return position and velocity after `age` in the emitter's fields, by its number of steps from birth."""
    at = {
        name: emitter.table.at(name, born)
        for name in ("PLACE_X", "PLACE_Y", "PLACE_Z", "SWIRL", "VORTEX", "ATTRACTOR", "BLAST", "FRONT")
    }
    origin = np.stack([at["PLACE_X"][:, 3], at["PLACE_Y"][:, 3], at["PLACE_Z"][:, 3]], axis=1)
    swirl, axis = at["SWIRL"], at["VORTEX"]

    def air(place: Array, time: Array) -> Array:
        flow = fields.vortex(place - origin, axis[:, :3], axis[:, 3], swirl[:, 3])
        return flow + swirl[:, :1] * fields.swirl(place * swirl[:, 1:2], time * swirl[:, 2])

    above = x[:, 1] >= ground[:, 0]
    steps = emitter.properties.steps
    h = age / steps
    for i in range(steps):
        t = born + h * i
        middle = x + v * (0.5 * h)[:, None]
        force = pull + fields.attraction(at["ATTRACTOR"][:, :3] - middle, at["ATTRACTOR"][:, 3])
        flow = air(x, t)
        flow = air(middle + flow * (0.5 * h)[:, None], t + 0.5 * h)
        x, v = fly(x, v, force, drag, h)
        x = x + flow * h[:, None]
        v = v + fields.blast(middle - at["BLAST"][:, :3], at["BLAST"][:, 3], at["FRONT"], t, t + h)
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
