"""Particles that light the scene: a few point lights that represent the light of all particles of an emitter.

Their choice and brightness are functions of the time alone, and continuous: a light is at zero when another particle
replaces it. Candidates are the living particles whose number is a multiple of the emitter's stride. Lights are chosen
from them similarly to priority sampling (Duffield, Lund and Thorup 2007, "Priority sampling for estimation of arbitrary
subset sums", JACM 54(6)). A candidate with the light L has the rank r = L w / u. u, in (0, 1], is a random number that
is constant over its life, so that candidates of similar brightness do not alternate; w rises and falls over its life,
so that ranks change slowly. The n candidates of the highest ranks are lights, with weights L (1 - r' / r), where r' is
the rank of the next candidate: the weight is zero when that overtakes. The weights are scaled to the light of all
candidates. The total dims only where all n weights approach zero at once, which happens with one light but is rare with
several.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.appearance import LUMINANCE, PROFILE_MEAN, appearances
from visualizer.particles.emitter import Emitter
from visualizer.particles.hashing import LIGHT, hash_particle, unit
from visualizer.particles.motion import evaluate, lives

Array = NDArray[np.float64]

CANDIDATES = 256
"""Largest number of candidates at one time."""
FAINT = 0.004
"""Irradiance, W/m² if radiance is in W/(m² sr), at which the reach of a light ends: it is invisible at usual
exposures."""
LEAD = 0.3
"""The total light is full if the first rank exceeds the next candidate's by this share of itself; with n lights, by
LEAD^n."""
NEW = 1e-6
"""Least share of life in the weight w, so that particles have a rank from birth on."""


@dataclass(frozen=True, eq=False)
class ParticleLights:
    """Point lights: position: (n, 3), world, m; intensity: (n, 3), W/sr, linear; radius, reach: (n,), m; n may be 0."""

    position: Array
    intensity: Array
    radius: Array
    reach: Array


NONE = ParticleLights(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0), np.zeros(0))


def particle_lights(emitter: Emitter, t: float) -> ParticleLights:
    """Return the lights of an emitter's particles at time t, s: at most as many as its property `lights`.

    A particle of radiance L and diameter d has the intensity L pi d² / 4, W/sr, in every direction. A light represents
    m particles like the one at its position. Its radius, within which irradiance does not grow, combines the radius of
    a disc with the area of these particles and its share of the space over which the lights are distributed.
    """
    most, step = emitter.properties.lights, stride(emitter)
    k = _candidates(emitter, t, step)
    if most == 0 or len(k) == 0:
        return NONE
    found = lives(emitter, k, t)
    size, speed = found.size, np.zeros(len(k))
    p = emitter.properties
    if p.size_by_speed is not None or p.colour_by_speed is not None:
        state = evaluate(emitter, k, t)
        size, speed = state.size, np.linalg.norm(state.velocity, axis=1)
    seen = appearances(emitter, found, speed)
    own = 1.0 - emitter.table.at(
        "lit", found.born
    )  # the share of emitted light; the rest is scattered scene light
    own *= PROFILE_MEAN.get(p.appearance, 1.0)
    area = 0.25 * np.pi * size**2
    each = (
        seen.colour * (seen.steady * seen.opacity * own * found.alive * area)[:, None]
    )  # W/sr of one particle
    light = each @ LUMINANCE
    chance = 1.0 - unit(hash_particle(k, emitter.seed, LIGHT))[:, 0]
    # The rank is above zero from birth on, so that particles of a burst light the scene at once.
    rank = light * 4.0 * np.maximum(found.share, NEW) * (1.0 - found.share) / chance
    order = np.argsort(-rank, kind="stable")
    chosen = order[:most][rank[order[:most]] > 0.0]
    if len(chosen) == 0:
        return NONE
    after = float(rank[order[most]]) if len(order) > most else 0.0
    behind = after / rank[chosen]
    # When the weight of the first light approaches zero, so do all others: the total then dims to zero.
    total = step * light.sum() * min(1.0, (1.0 - behind[0]) / LEAD**most)  # W/sr, of luminance
    chosen, share = chosen[behind < 1.0], (light[chosen] * (1.0 - behind))[behind < 1.0]
    if len(chosen) == 0:
        return NONE
    share /= share.sum()
    for_so_many = total * share / light[chosen]
    # One particle's light flickers fully; the sum of m independent ones flickers less, by the square root of m.
    flicker = 1.0 + (seen.shine[chosen] / seen.steady[chosen] - 1.0) / np.sqrt(np.maximum(for_so_many, 1.0))
    intensity = each[chosen] * (for_so_many * flicker)[:, None]
    place = evaluate(emitter, k[chosen], t).position
    middle = (share[:, None] * place).sum(axis=0)
    spread = np.sqrt((share * ((place - middle) ** 2).sum(axis=1)).sum())
    others = np.clip(1.0 - 1.0 / np.maximum(for_so_many, 1.0), 0.0, 1.0)
    radius = np.hypot(0.5 * size[chosen] * np.sqrt(for_so_many), spread * np.cbrt(share) * others)
    reach = np.sqrt(intensity.max(axis=1) / FAINT)
    return ParticleLights(place, intensity, np.maximum(radius, 1e-3), np.maximum(reach, 1e-2))


def stride(emitter: Emitter) -> int:
    """Return the step between the numbers of candidates. Cached as long as the emitter exists."""
    found = _strides.get(emitter)
    if found is None:
        found = _strides[emitter] = prime_from(-(-emitter.max_live // CANDIDATES))
    return found


_strides: WeakKeyDictionary[Emitter, int] = WeakKeyDictionary()


def prime_from(least: int) -> int:
    """Return the smallest prime number not below `least`, or 1. A prime stride is not correlated with `each` or with
    the pieces of a mesh, which repeat over particle numbers."""
    number = max(1, least)
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number


def _candidates(emitter: Emitter, t: float, step: int) -> NDArray[np.int64]:
    """Return the numbers of the candidates, in ascending order."""
    found = [
        np.arange(-(-batch.first // step) * step, batch.first + batch.count, step, dtype=np.int64)
        for batch in emitter.batches("", t)
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
