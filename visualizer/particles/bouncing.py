"""Motion with colliders, float64, in equal steps of the whole life; see shaders/particles/bouncing.glsl.

A particle's path does not depend on the time shown: it bounces at the same positions in every frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.birth_values import NO_FLOOR
from visualizer.particles.colliders import Collider, distance
from visualizer.particles.emitter import Emitter
from visualizer.particles.fields import Fields
from visualizer.particles.flight import fly

Array = NDArray[np.float64]
Which = NDArray[np.int64]

CONTACTS = 3
"""Largest number of bounces within a step; after the last, a particle slides on the surface."""
MARCH = 8
"""Parts of a step in which contacts are searched; a collider thinner than the path within a part may be passed
through."""
BISECTIONS = 8
"""Bisections that refine the time of a contact."""
WEDGE = 3
"""Times that a sliding particle is pushed out of the nearest collider."""
SLIDES = 0.05
"""m/s: a particle that would leave the surface more slowly slides on it."""
LIES = 0.02
"""m/s: a sliding particle that is slower comes to rest."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Colliders and the floor, for n particles. ground: (n, 3): height, m, of the floor, bounce, friction. skin: (n,),
    m: the distance that particles keep from surfaces. floor: whether there is a floor."""

    colliders: tuple[Collider, ...]
    ground: Array
    skin: Array
    floor: bool

    def nearest(self, x: Array, n: Which) -> tuple[Array, Array, Array]:
        """Return distance (m,), m, unit normal (m, 3), bounce and friction (m, 2), of the surface nearest to x (m, 3),
        m.

        n: (m,), indices of the particles.
        """
        found = np.full(len(n), 1e30)
        normal = np.zeros((len(n), 3))
        response = self.ground[n, 1:3].copy()
        if self.floor:
            found, normal[:, 1] = x[:, 1] - self.ground[n, 0] + self.skin[n], 1.0
        for collider in self.colliders:
            d, out = distance(collider, x)
            own = [collider.bounce, collider.friction]
            less = d < found
            found = np.where(less, d, found)
            normal[less] = out[less]
            for place, value in enumerate(own):
                response[less, place] = self.ground[n[less], 1 + place] if value is None else value
        return found - self.skin[n], normal, response

    def first_contact(self, x: Array, a: Array, b: Array, n: Which) -> Array:
        """Return the parameter s (m,), 0..1, at which the path x + a s + b s^2 first meets a surface; infinite if it
        does not.

        Hart 1996, "Sphere tracing", with steps of at least 1 / MARCH.
        """

        def depth(s: Array, m: Which) -> Array:
            return self.nearest(x[m] + (a[m] + b[m] * s[:, None]) * s[:, None], n[m])[0]

        line, bend = np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)
        fastest = np.maximum(line + 2.0 * bend, 1e-9)
        share = np.full(len(n), np.inf)
        low = np.zeros(len(n))
        d = depth(low, np.arange(len(n)))
        m = np.flatnonzero(d <= line + bend)
        for _ in range(MARCH):
            high = np.minimum(low[m] + np.maximum(d[m] / fastest[m], 1.0 / MARCH), 1.0)
            d[m] = depth(high, m)
            met = d[m] < 0.0
            share[m[met]] = self._bisected(depth, low[m[met]], high[met], m[met])
            low[m] = high
            m = m[~met & (high < 1.0)]
        return share

    @staticmethod
    def _bisected(depth: Callable[[Array, Which], Array], low: Array, high: Array, m: Which) -> Array:
        for _ in range(BISECTIONS):
            middle = 0.5 * (low + high)
            inside = depth(middle, m) < 0.0
            low, high = np.where(inside, low, middle), np.where(inside, middle, high)
        return low


def drift_among(
    emitter: Emitter,
    x: Array,
    v: Array,
    *,
    pull: Array,
    drag: Array,
    born: Array,
    age: Array,
    life: Array,
    ground: Array,
    skin: Array,
) -> tuple[Array, Array]:
    """Return position and velocity after `age`, s, with the emitter's colliders and fields.

    x, v: (n, 3), at birth, m and m/s. pull: (n, 3), acceleration, m/s². drag: (n,), 1/s. born, age, life: (n,), s.
    ground: (n, 3): height of the floor plus skin, m, bounce, friction. skin: (n,), m: the distance kept from surfaces.
    """
    x, v, ground = x.copy(), v.copy(), ground.copy()
    ground[x[:, 1] < ground[:, 0], 0] = NO_FLOOR
    world = Surroundings(emitter.colliders, ground, skin, emitter.properties.floor is not None)
    fields, steps = Fields(emitter, born), emitter.properties.steps
    moving = age > 0.0
    h = life / steps
    before = fields.air(x, born)
    for i in range(steps):
        t, left, rest = born + h * i, age - h * i, h.copy()
        moving &= left > 0.0
        middle = x + v * (0.5 * h)[:, None]
        before = fields.flow(before, middle, t, h)
        flow, force = before.copy(), pull + fields.pull(middle)
        n = np.flatnonzero(moving)
        for contact in range(CONTACTS):
            there, then = fly(x[n], v[n], force[n], drag[n], rest[n])
            there = there + flow[n] * rest[n, None]
            way = (v[n] + flow[n]) * rest[n, None]
            share = world.first_contact(x[n], way, there - x[n] - way, n)
            free = share > 1.0
            until = np.where(free, 1.0, share) * rest[n]
            ends = left[n] <= until
            on = np.where(ends, left[n], until)
            passed = free & ~ends
            flown, fast = fly(x[n], v[n], force[n], drag[n], on)
            x[n] = np.where(passed[:, None], there, flown + flow[n] * on[:, None])
            v[n] = np.where(passed[:, None], then, fast)
            moving[n[ends]] = False
            n, on = n[~free & ~ends], on[~free & ~ends]
            rest[n] -= on
            left[n] -= on
            slides = _touch(world, x, v, flow, n, last=contact == CONTACTS - 1)
            _slide(world, x, v, force, flow, drag, rest, left, moving, *slides)
            n = np.setdiff1d(n, slides[0])
        v[moving] += fields.push(middle, t, t + h)[moving]
    return x, v


def _touch(
    world: Surroundings, x: Array, v: Array, flow: Array, n: Which, *, last: bool
) -> tuple[Which, Array, Array]:
    """Move particles n onto the surface and reflect their velocities. Return those that slide, the normals, the
    friction."""
    d, normal, response = world.nearest(x[n], n)
    x[n] -= d[:, None] * normal
    along = (v[n] * normal).sum(axis=1)
    off = np.maximum(-response[:, 0] * along, 0.0)
    flow[n] -= np.minimum((flow[n] * normal).sum(axis=1), 0.0)[:, None] * normal
    back = (v[n] - along[:, None] * normal) * (1.0 - response[:, 1:]) + off[:, None] * normal
    v[n] = np.where((along < SLIDES)[:, None], back, v[n])
    slides = (np.maximum(along, off) < SLIDES) | last
    return n[slides], normal[slides], response[slides, 1]


def _slide(
    world: Surroundings,
    x: Array,
    v: Array,
    force: Array,
    flow: Array,
    drag: Array,
    rest: Array,
    left: Array,
    moving: NDArray[np.bool_],
    n: Which,
    normal: Array,
    friction: Array,
) -> None:
    """Move particles n along the surface for the rest of the step. Slow ones come to rest."""
    v[n] -= (v[n] * normal).sum(axis=1)[:, None] * normal
    lies = (friction > 0.0) & (np.linalg.norm(v[n] + flow[n], axis=1) < LIES)
    v[n[lies]] = 0.0
    moving[n[lies]] = False
    n, normal = n[~lies], normal[~lies]
    pull = force[n] - np.minimum((force[n] * normal).sum(axis=1), 0.0)[:, None] * normal
    on = np.minimum(rest[n], left[n])
    x[n], v[n] = fly(x[n], v[n], pull, drag[n], on)
    x[n] += flow[n] * on[:, None]
    for _ in range(WEDGE):
        d, out, _ = world.nearest(x[n], n)
        x[n] -= np.minimum(d, 0.0)[:, None] * out
        into = np.where(d < 0.0, np.minimum((v[n] * out).sum(axis=1), 0.0), 0.0)
        v[n] -= into[:, None] * out
    moving[n[left[n] <= rest[n]]] = False
