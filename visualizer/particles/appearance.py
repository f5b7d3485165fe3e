"""Appearance of particles in float64: the reference of shaders/particles/appearance.glsl, and the colours of particle
lights."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from visualizer import colour as constants
from visualizer.particles.curves import LIFE
from visualizer.particles.emitter import Emitter
from visualizer.particles.motion import Life

Array = NDArray[np.float64]
TAU = 2.0 * np.pi

LUMINANCE = np.array(constants.LUMINANCE)
"""Share of red, green and blue in the luminance."""

PROFILE_MEAN = {"dust": 1.0 / 3.0, "smoke": 0.2780, "shard": 0.389}
"""Mean of the profile of an occluding appearance over its disc.

Splats are scaled by it (PROFILE_MEAN in shaders), so that brightness does not change where a particle becomes large
enough for a sprite. Those of smoke and shards were measured; see the tests.
"""

EMBER_MEAN, EMBER_SWING = 0.75, 0.5
"""The shine of an ember varies as a sine: its mean and its amplitude."""
EMBER_RATE, EMBER_RATE_SPREAD = 9.0, 14.0
"""rad/s: the slowest, and by how much the fastest is above it."""
GLINT_DARK, GLINT_FLASH, GLINT_POWER = 0.15, 3.0, 24
"""A glint shines as a turning facet: what it always has, what a flash adds, the power of the sine that makes flashes
short."""
GLINT_RATE, GLINT_RATE_SPREAD = 1.5, 4.0
"""rad/s: the slowest, and by how much the fastest is above it."""
SHARD_DARK, SHARD_FLASH, SHARD_POWER = 0.5, 2.5, 16
"""The same of a shard, which flashes when it is seen face on."""
SHORTEST_FADE = 1e-4
"""Share of life: a shorter fade at its end takes this long."""


def _mean_power(power: int) -> float:
    """Return the mean over a turn of an even power of the sine: the binomial (n, n / 2) over 2^n."""
    return float(comb(power, power // 2) / 2**power)


MEAN_FLICKER = {
    "ember": EMBER_MEAN,
    "glint": GLINT_DARK + GLINT_FLASH * _mean_power(GLINT_POWER),
    "shard": SHARD_DARK + SHARD_FLASH * _mean_power(SHARD_POWER),
}
"""Mean over time of the factor by which an appearance flickers. The mean of sin^2n is the binomial (2n, n) over
2^2n."""

_RGB_FROM_XYZ = np.array([constants.RED_FROM_XYZ, constants.GREEN_FROM_XYZ, constants.BLUE_FROM_XYZ])


@dataclass(frozen=True, eq=False)
class Appearances:
    """colour: (n, 3), linear, of a particle's own light at brightness 1. shine: (n,), its radiance. opacity: (n,),
    0..1.

    steady: (n,), the shine without flicker: what it is on average where embers, glints and shards flicker.
    """

    colour: Array
    shine: Array
    opacity: Array
    steady: Array


def appearances(emitter: Emitter, found: Life, speed: Array) -> Appearances:
    """Return colour, shine and opacity of the particles of `found`. speed: (n,), m/s, which only curves over speed
    read."""
    p, table, curves = emitter.properties, emitter.table, emitter.curves
    share, age, chance = found.share, found.age, found.chance
    at = {name: table.at(name, found.born) for name in (
        "colour", "colour_end", "temperature", "temperature_end", "fade_in", "fade_out", "opacity", "brightness", "dim", "spin",
    )}  # fmt: skip
    if p.temperature is not None:
        colour = blackbody(at["temperature"] + (at["temperature_end"] - at["temperature"]) * share)
    else:
        colour = at["colour"] + (at["colour_end"] - at["colour"]) * share[:, None]
    shine = at["brightness"] * (1.0 + (at["dim"] - 1.0) * share)
    fade_in, fade_out = at["fade_in"], np.maximum(at["fade_out"], SHORTEST_FADE)
    begun = np.where(fade_in > 0.0, _smooth(share / np.where(fade_in > 0.0, fade_in, 1.0)), 1.0)
    shown = begun * (1.0 - _smooth((share - (1.0 - fade_out)) / fade_out))
    opacity = at["opacity"] * shown / np.maximum(1.0, found.grown**2)
    if curves is not None:
        over_life, over_speed = curves.at_share(LIFE, share), curves.at_speed(speed)
        colour = colour * over_life[:, :3] * over_speed[:, :3]
        opacity = opacity * over_life[:, 3]
    steady = shine * MEAN_FLICKER.get(p.appearance, 1.0)
    if p.appearance == "ember":
        turn = age * (EMBER_RATE + EMBER_RATE_SPREAD * chance[:, 3]) + TAU * chance[:, 3]
        shine = shine * (EMBER_MEAN + EMBER_SWING * np.sin(turn))
    elif p.appearance == "glint":
        turn = age * (GLINT_RATE + GLINT_RATE_SPREAD * chance[:, 3]) + TAU * chance[:, 0]
        shine = shine * (GLINT_DARK + GLINT_FLASH * np.abs(np.sin(turn)) ** GLINT_POWER)
    elif p.appearance == "shard":
        tumble = np.cos(TAU * chance[:, 0] + at["spin"] * (2.0 * chance[:, 1] - 1.0) * age)
        shine = shine * (SHARD_DARK + SHARD_FLASH * np.abs(tumble) ** SHARD_POWER)
    return Appearances(colour, shine, opacity, steady)


def blackbody(kelvin: Array) -> Array:
    """Return the colour, (n, 3), linear, luminance 1, of black bodies of (n,) kelvin; see shaders/common/colour.glsl.

    Chromaticity by the cubic fit of Kim et al. 2002 (US patent 7024034), valid 1667..25000 K; redder below, constant
    above.
    """
    c = constants
    t = np.clip(kelvin, c.BLACKBODY_COOLEST, c.BLACKBODY_HOTTEST)
    fitted = np.maximum(t, c.BLACKBODY_FITTED)
    i = c.BLACKBODY_FIT_UNIT / fitted
    warm = fitted >= c.BLACKBODY_WARM
    x = np.where(warm, np.polyval(c.BLACKBODY_X_WARM, i), np.polyval(c.BLACKBODY_X_COOL, i))
    y = np.where(
        fitted < c.BLACKBODY_RED,
        np.polyval(c.BLACKBODY_Y_REDDEST, x),
        np.where(warm, np.polyval(c.BLACKBODY_Y_WHITE, x), np.polyval(c.BLACKBODY_Y_RED, x)),
    )
    xyz = np.stack([x / y, np.ones_like(x), (1.0 - x - y) / y], axis=1)
    rgb = np.maximum(xyz @ _RGB_FROM_XYZ.T, 0.0)
    ember = _smooth((t - c.BLACKBODY_COOLEST) / (c.BLACKBODY_FITTED - c.BLACKBODY_COOLEST))
    rgb[:, 1] *= c.EMBER_GREEN + (1.0 - c.EMBER_GREEN) * ember
    rgb[:, 2] *= c.EMBER_BLUE + (1.0 - c.EMBER_BLUE) * ember
    result: Array = rgb / np.maximum(rgb @ LUMINANCE, 1e-4)[:, None]
    return result


def _smooth(x: Array) -> Array:
    """Return smoothstep from 0 to 1."""
    s = np.clip(x, 0.0, 1.0)
    result: Array = s * s * (3.0 - 2.0 * s)
    return result
