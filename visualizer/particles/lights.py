"""Particles that light the scene: a few point lights in place of all the light that an emitter's particles give.

Which particles these are, and how bright, is a function of the time alone, and nothing pops: a light is at zero when
another particle takes its place. Candidates are the living particles whose number is a multiple of a stride that is
the emitter's own. Lights are drawn from them much as in priority sampling (Duffield, Lund and Thorup 2007, "Priority
sampling for estimation of arbitrary subset sums", JACM 54(6)). A candidate of light L ranks by r = L w / u: u in (0, 1]
is a chance that it keeps for life, so that the brightest lead but like ones do not change places all the time; w rises
and falls over its life, so that they change slowly. Of the n first, each has the share L (1 - r' / r), where r' is the
rank of the next one: zero as it falls behind. By these shares they shine with the light of all candidates; it only dims
where all n are about to fall behind at once, which happens with one light and hardly ever with several.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.appearance import LUMINANCE, PROFILE_MEAN, appearances
from visualizer.particles.emitter import Emitter
from visualizer.particles.hashing import hash_particle, unit
from visualizer.particles.motion import evaluate, lives

Array = NDArray[np.float64]

CANDIDATES = 256
"""The most particles that are looked at, at a time, to find those that light the scene."""
FAINT = 0.004
"""Irradiance, W/m² if radiance is in W/(m² sr), below which a light's reach ends: no picture of usual exposure shows it."""
LEAD = 0.3
"""By how much of its rank a single light must be ahead of the next to show all light; with n lights, the power n of it."""
NEW = 1e-6
"""Share of life below which the rank of a particle among lights rises no more slowly."""
_STREAM = 6  # of chances: 0 to 5 are the particle's birth and form


@dataclass(frozen=True, eq=False)
class ParticleLights:
    """Point lights: position: (n, 3), world, m; intensity: (n, 3), W/sr, linear; radius, reach: (n,), m; n may be 0."""

    position: Array
    intensity: Array
    radius: Array
    reach: Array


NONE = ParticleLights(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0), np.zeros(0))


def particle_lights(emitter: Emitter, t: float) -> ParticleLights:
    """Return the lights of an emitter's particles at time t, s: as many as its property `lights` at most.

    A particle of radiance L and diameter d gives L pi d² / 4 W/sr to any side. One light stands for m particles like the
    one it is at. Its radius, below which it gets no brighter, is that of one disc of their radiance and area, and, as
    others are around it, its share of the space that the lights are spread over.
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
    own = 1.0 - emitter.table.at("lit", found.born)  # the rest is the scene's light
    own *= PROFILE_MEAN.get(p.appearance, 1.0)
    area = 0.25 * np.pi * size**2
    each = (
        seen.colour * (seen.steady * seen.opacity * own * found.alive * area)[:, None]
    )  # W/sr of one particle
    light = each @ LUMINANCE
    chance = 1.0 - unit(hash_particle(k, emitter.seed, _STREAM))[:, 0]
    # A rank above zero from the first: what is born together lights the scene at once.
    rank = light * 4.0 * np.maximum(found.share, NEW) * (1.0 - found.share) / chance
    order = np.argsort(-rank, kind="stable")
    chosen = order[:most][rank[order[:most]] > 0.0]
    if len(chosen) == 0:
        return NONE
    after = float(rank[order[most]]) if len(order) > most else 0.0
    behind = after / rank[chosen]
    # As the very first falls behind there is no other to take its light over: all is dark for that moment.
    total = step * light.sum() * min(1.0, (1.0 - behind[0]) / LEAD**most)  # W/sr, of luminance
    chosen, share = chosen[behind < 1.0], (light[chosen] * (1.0 - behind))[behind < 1.0]
    if len(chosen) == 0:
        return NONE
    share /= share.sum()
    for_so_many = total * share / light[chosen]
    # Alone it flickers as its particle does; the sum of many flickers less, by the root of their number.
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
    """Return the step between the numbers of particles that may light the scene. Kept as long as the emitter is."""
    found = _strides.get(emitter)
    if found is None:
        found = _strides[emitter] = prime_from(-(-emitter.max_live // CANDIDATES))
    return found


_strides: WeakKeyDictionary[Emitter, int] = WeakKeyDictionary()


def prime_from(least: int) -> int:
    """Return the smallest prime from `least` on, or 1: in step neither with `each` nor with the pieces of a mesh."""
    number = max(1, least)
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number


def _candidates(emitter: Emitter, t: float, step: int) -> NDArray[np.int64]:
    """Return the numbers of the particles to look at, in ascending order."""
    found = [
        np.arange(-(-batch.first // step) * step, batch.first + batch.count, step, dtype=np.int64)
        for batch in emitter.batches("", t)
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
