"""Particles in double precision: the reference that the shaders are tested against. Pure; never used to draw.

Each function mirrors the one of the same name in shaders/particles/.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.bouncing import drift_among
from visualizer.particles.curves import SIZE
from visualizer.particles.emitter import Emitter
from visualizer.particles.fields import drift
from visualizer.particles.flight import fly, fly_and_bounce
from visualizer.particles.hashing import hash_particle, normal, unit
from visualizer.particles.origins import born_in_shape
from visualizer.particles.tables import ROW

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_FIELD_STRENGTHS = ((ROW["SWIRL"], 0), (ROW["VORTEX"], 3), (ROW["ATTRACTOR"], 3), (ROW["BLAST"], 3))


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
    skin = np.zeros(len(k))
    if p.solid:
        skin = 0.35 * size
        lying = ground[:, 0] + skin
        x[:, 1] = np.where(x[:, 1] >= ground[:, 0], np.maximum(x[:, 1], lying), x[:, 1])
        ground[:, 0] = lying
    if emitter.colliders:
        x, v = drift_among(
            emitter, x, v, pull=pull, drag=drag, born=born, age=age, life=life, ground=ground, skin=skin
        )
    elif any(bool(np.any(table.rows[:, row, place])) for row, place in _FIELD_STRENGTHS):
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
