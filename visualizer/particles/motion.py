"""Particles in float64: the reference that the shaders are tested against, and the positions of particle lights.

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
from visualizer.particles.flight import fall_time, fly, fly_and_bounce
from visualizer.particles.hashing import LIFE, SPEED, VELOCITY, hash_particle, normal, unit
from visualizer.particles.origins import born_in_shape
from visualizer.particles.sampling import SAME

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

LAST_MOMENT = 1e-4
"""Share of a life before its end at which a particle with the event "death" emits, while it still has a position."""
SHORTEST_LIFE = 1e-4
"""Least length of a life, s, in the division that gives the share of life."""
SKIN = 0.35
"""Distance of the middle of a solid particle from the surface that it lies on, divided by its diameter."""
AFTER_BOUNCE = 1e-4
"""Seconds after contact with the floor at which a particle with the event "bounce" emits, so that its velocity is that
after."""


@dataclass(frozen=True, eq=False)
class State:
    """Particles at a time. alive: (n,). position, velocity: (n, 3), m and m/s. born, life: (n,), s. size: (n,), m."""

    alive: Flags
    position: Array
    velocity: Array
    born: Array
    life: Array
    size: Array


@dataclass(frozen=True, eq=False)
class Life:
    """The progress of particles through their lives. chance: (n, 4), random numbers in [0, 1). The rest is (n,) each.

    born, life, age: s. share: age / life; age and share are 0 for particles that are not alive. grown: diameter divided
    by that at birth, without curves. size: diameter, m, without the curve over speed. origin: of particles with a
    parent, their births; else None.
    """

    alive: Flags
    chance: Array
    born: Array
    life: Array
    age: Array
    share: Array
    grown: Array
    size: Array
    origin: Origin | None


def lives(emitter: Emitter, k: NDArray[np.int64], t: float | Array) -> Life:
    """Return the progress of particles k (n,) of an emitter at time t, s, a number or (n,)."""
    k = np.asarray(k, dtype=np.int64)
    chance = unit(hash_particle(k, emitter.seed, LIFE))
    origin = origin_of(emitter, k) if emitter.parent is not None else None
    born = birth_time(emitter, k, chance[:, 0]) if origin is None else origin.time
    at = {
        name: emitter.table.at(name, born) for name in ("life", "life_spread", "size", "size_spread", "grow")
    }
    life = at["life"] * (1.0 + at["life_spread"] * (2.0 * chance[:, 1] - 1.0))
    age = t - born
    share = age / np.maximum(life, SHORTEST_LIFE)
    alive = (age >= -SAME) & (share < 1.0)
    age, share = np.maximum(age, 0.0), np.maximum(share, 0.0)
    age, share = np.where(alive, age, 0.0), np.where(alive, share, 0.0)
    grown = 1.0 + (at["grow"] - 1.0) * share * (2.0 - share)
    size = at["size"] * (1.0 + at["size_spread"] * (2.0 * chance[:, 2] - 1.0)) * grown
    if emitter.curves is not None:
        size = size * emitter.curves.at_share(SIZE, share)[:, 0]
    return Life(alive, chance, born, life, age, share, grown, size, origin)


def evaluate(emitter: Emitter, k: NDArray[np.int64], t: float | Array) -> State:
    """Return particles k (n,) of an emitter at time t, s: one, or (n,). Those that are not alive have their state at
    birth."""
    p, seed = emitter.properties, emitter.seed
    k = np.asarray(k, dtype=np.int64)
    found = lives(emitter, k, t)
    born, life, age, size, origin = found.born, found.life, found.age, found.size, found.origin
    table = emitter.table
    at = {name: table.at(name, born) for name in (
        "velocity", "velocity_spread", "speed", "speed_spread", "carried", "gravity", "drag", "wind", "floor", "bounce", "friction",
    )}  # fmt: skip
    place, direction = born_in_shape(emitter, k, born)
    a, b = hash_particle(k, seed, SPEED), hash_particle(k, seed, VELOCITY)
    chances = [normal(a[:, 2], a[:, 3]), normal(b[:, 0], b[:, 1]), normal(b[:, 2], b[:, 3])]
    spread = at["velocity_spread"] * np.stack(chances, axis=1)
    speed = at["speed"] + at["speed_spread"] * normal(a[:, 0], a[:, 1])
    velocity = at["velocity"] + spread + direction * speed[:, None]
    turn = table.turn(born)
    x = np.einsum("nij,nj->ni", turn, place) + table.place(born)
    v = np.einsum("nij,nj->ni", turn, velocity)
    if origin is None:
        v = v + at["carried"]
    else:
        x, v = x + origin.place, v + at["carried"] * origin.velocity
    drag = at["drag"]
    pull = at["gravity"] + drag[:, None] * at["wind"]
    ground = np.stack([at["floor"], at["bounce"], at["friction"]], axis=1)
    skin = np.zeros(len(k))
    if p.solid:
        skin = SKIN * size
        lying = ground[:, 0] + skin
        x[:, 1] = np.where(x[:, 1] >= ground[:, 0], np.maximum(x[:, 1], lying), x[:, 1])
        ground[:, 0] = lying
    if emitter.colliders:
        x, v = drift_among(
            emitter, x, v, pull=pull, drag=drag, born=born, age=age, life=life, ground=ground, skin=skin
        )
    elif emitter.drifts:
        x, v = drift(emitter, x, v, pull, drag, born, age, ground)
    elif p.floor is not None:
        x, v = fly_and_bounce(x, v, pull, drag, age, ground)
    else:
        x, v = fly(x, v, pull, drag, age)
    if emitter.curves is not None:
        size = size * emitter.curves.at_speed(np.linalg.norm(v, axis=1))[:, 3]
    if p.space == "local":
        world_from_local = emitter.world_from_parent(float(np.max(t)))
        x = x @ world_from_local[:3, :3].T + world_from_local[:3, 3]
        v = v @ world_from_local[:3, :3].T
    return State(found.alive, x, v, born, life, size)


@dataclass(frozen=True, eq=False)
class Origin:
    """Births of particles with a parent. place, velocity: (n, 3), world, m and m/s, of the parent particle. time: (n,),
    s; infinite if the event does not happen."""

    place: Array
    velocity: Array
    time: Array


def origin_of(emitter: Emitter, k: NDArray[np.int64]) -> Origin:
    """Return the births of particles k (n,) of an emitter with a parent; see shaders/particles/origins.frag."""
    parent, p = emitter.parent, emitter.properties
    assert parent is not None
    parent_k, sibling = np.asarray(k) // p.each, np.asarray(k) % p.each
    at_birth = evaluate(parent, parent_k, -np.inf)
    born, life = at_birth.born, at_birth.life
    after = np.zeros(len(born))
    if p.born == "death":
        after = life * (1.0 - LAST_MOMENT)
    elif p.born == "path":
        chance = unit(hash_particle(np.asarray(k), emitter.seed, LIFE))[:, 0]
        after = life * (1.0 - LAST_MOMENT) * (sibling + chance) / p.each
    elif p.born == "bounce":
        at = {name: parent.table.at(name, born) for name in ("gravity", "drag", "wind", "floor")}
        ground = at["floor"] + (SKIN * at_birth.size if parent.properties.solid else 0.0)
        pull = at["gravity"][:, 1] + at["drag"] * at["wind"][:, 1]
        height = at_birth.position[:, 1] - ground
        falls = fall_time(np.maximum(height, 0.0), at_birth.velocity[:, 1], pull, at["drag"])
        after = np.where(height >= 0.0, falls + AFTER_BOUNCE, np.inf)
    happens = np.isfinite(born) & (after < life)
    time = np.where(happens, born + np.where(happens, after, 0.0), np.inf)
    there = evaluate(parent, parent_k, np.where(happens, time, born))
    return Origin(there.position, there.velocity, time)


def birth_time(emitter: Emitter, k: NDArray[np.int64], offset: Array) -> Array:
    """Return the birth times (n,), s, of particles k (n,). offset: (n,) in [0, 1), position of each within its time
    slot."""
    times, firsts = emitter.knots
    low = np.clip(np.searchsorted(firsts, k, side="right") - 1, 0, len(firsts) - 2)
    count = np.maximum(firsts[low + 1] - firsts[low], 1)
    result: Array = times[low] + (times[low + 1] - times[low]) * ((k - firsts[low]) + offset) / count
    return result
