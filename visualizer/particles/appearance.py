"""Appearance of particles in double precision: the part "Appearance" of shaders/particles/particle.glsl. Pure; never used to draw."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.curves import LIFE
from visualizer.particles.emitter import Emitter
from visualizer.particles.motion import Life

Array = NDArray[np.float64]
TAU = 2.0 * np.pi

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Luminance of linear Rec. 709 (ITU-R BT.709-6, item 3.2)."""

PROFILE_MEAN = {"dust": 1.0 / 3.0, "smoke": 0.2780, "shard": 0.389}
"""Mean of an occluding appearance's profile over its disc: what its splat must give, for the light to be steady where it becomes a sprite.

Of smoke and shards measured, see the tests. Shaders are given it as PROFILE_MEAN.
"""

MEAN_FLICKER = {
    "ember": 0.75,
    "glint": 0.15 + 3.0 * comb(24, 12) / 2**24,
    "shard": 0.5 + 2.5 * comb(16, 8) / 2**16,
}
"""Mean over time of what an appearance multiplies the shine by; that of sin^2n is the binomial (2n, n) over 2^2n."""

_COOL, _WARM = (-0.2661239, -0.2343589, 0.8776956, 0.179910), (-3.0258469, 2.1070379, 0.2226347, 0.240390)
_REDDEST, _RED = (
    (-1.1063814, -1.34811020, 2.18555832, -0.20219683),
    (-0.9549476, -1.37418593, 2.09137015, -0.16748867),
)
_WHITE = (3.0817580, -5.87338670, 3.75112997, -0.37001483)
_RGB_FROM_XYZ = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)


@dataclass(frozen=True, eq=False)
class Appearances:
    """colour: (n, 3), linear, of a particle's own light at brightness 1. shine: (n,), its radiance. opacity: (n,), 0..1.

    steady: (n,), the shine without flicker: what it is on average where embers, glints and shards flicker.
    """

    colour: Array
    shine: Array
    opacity: Array
    steady: Array


def appearances(emitter: Emitter, found: Life, speed: Array) -> Appearances:
    """Return colour, shine and opacity of the particles of `found`. speed: (n,), m/s, which only curves over speed read."""
    p, table, curves = emitter.properties, emitter.table, emitter.curves
    share, age, chance = found.share, found.age, found.chance
    first, last, fade, shone = (
        table.at(row, found.born) for row in ("COLOUR", "COLOUR_END", "FADE", "SHINE")
    )
    if p.temperature is not None:
        colour = blackbody(first[:, 3] + (last[:, 3] - first[:, 3]) * share)
    else:
        colour = first[:, :3] + (last[:, :3] - first[:, :3]) * share[:, None]
    shine = shone[:, 0] * (1.0 + (shone[:, 1] - 1.0) * share)
    fade_in, fade_out = fade[:, 1], np.maximum(fade[:, 2], 1e-4)
    begun = np.where(fade_in > 0.0, _smooth(share / np.where(fade_in > 0.0, fade_in, 1.0)), 1.0)
    shown = begun * (1.0 - _smooth((share - (1.0 - fade_out)) / fade_out))
    opacity = fade[:, 3] * shown / np.maximum(1.0, found.grown**2)
    if curves is not None:
        over_life, over_speed = curves.at_share(LIFE, share), curves.at_speed(speed)
        colour = colour * over_life[:, :3] * over_speed[:, :3]
        opacity = opacity * over_life[:, 3]
    steady = shine * MEAN_FLICKER.get(p.appearance, 1.0)
    if p.appearance == "ember":
        shine = shine * (0.75 + 0.5 * np.sin(age * (9.0 + 14.0 * chance[:, 3]) + TAU * chance[:, 3]))
    elif p.appearance == "glint":
        turned = np.abs(np.sin(age * (1.5 + 4.0 * chance[:, 3]) + TAU * chance[:, 0]))
        shine = shine * (0.15 + 3.0 * turned**24)
    elif p.appearance == "shard":
        tumble = np.cos(TAU * chance[:, 0] + shone[:, 3] * (2.0 * chance[:, 1] - 1.0) * age)
        shine = shine * (0.5 + 2.5 * np.abs(tumble) ** 16)
    return Appearances(colour, shine, opacity, steady)


def blackbody(kelvin: Array) -> Array:
    """Return the colour, (n, 3), linear, luminance 1, of black bodies of (n,) kelvin; see shaders/common/colour.glsl.

    Chromaticity by the cubic fit of Kim et al. 2002 (US patent 7024034), valid 1667..25000 K; redder below, held above.
    """
    t = np.clip(kelvin, 1000.0, 25000.0)
    fitted = np.maximum(t, 1667.0)
    i = 1000.0 / fitted
    x = np.where(fitted < 4000.0, np.polyval(_COOL, i), np.polyval(_WARM, i))
    y = np.where(
        fitted < 2222.0,
        np.polyval(_REDDEST, x),
        np.where(fitted < 4000.0, np.polyval(_RED, x), np.polyval(_WHITE, x)),
    )
    xyz = np.stack([x / y, np.ones_like(x), (1.0 - x - y) / y], axis=1)
    rgb = np.maximum(xyz @ _RGB_FROM_XYZ.T, 0.0)
    ember = _smooth((t - 1000.0) / 667.0)
    rgb[:, 1] *= 0.35 + 0.65 * ember
    rgb[:, 2] *= 0.1 + 0.9 * ember
    result: Array = rgb / np.maximum(rgb @ LUMINANCE, 1e-4)[:, None]
    return result


def _smooth(x: Array) -> Array:
    """Return smoothstep from 0 to 1."""
    s = np.clip(x, 0.0, 1.0)
    result: Array = s * s * (3.0 - 2.0 * s)
    return result
