"""Particles that a planet ejects when it breaks up: a mist of embers, jets of them through the gaps of the crust, clots
that draw trails, fire, and smoke that glows near the core and is dark farther out.

Sizes and speeds are proportional to the planet's radius.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Batch, Emitter, EmitterProperties, ParentMotion
from visualizer.transforms import from_up_to

Array = NDArray[np.float64]

SPACE: dict[str, Any] = {"gravity": (0.0, 0.0, 0.0)}
JETS = 12
JET_EMBERS = 1000  # of one, on average


@dataclass(frozen=True, eq=False)
class EndingEmitter(Emitter):
    """An emitter without particles from the time `end`, s, on, such as the end of a shot.

    The next shot may show the planet elsewhere or intact, while particles remain where they were.
    """

    end: float = np.inf

    def batches(self, name: str, t: float) -> tuple[Batch, ...]:
        """Return the batches of particles that may be alive at time t, s; none from `end` on."""
        return () if t >= self.end else super().batches(name, t)


def ejecta(
    *,
    breakup: float,
    until: float,
    radius: float,
    side: Array,
    amount: float,
    seed: int,
    duration: float,
    world_from_planet: Callable[[float], Array] | ParentMotion,
) -> dict[str, Emitter]:
    """Return the emitters, by name, of a planet that breaks up.

    breakup: time, s. until: time by which all particles have vanished, s. radius: of the planet, metres. side: (3,)
    unit vector to the half that breaks away, model space. amount: factor on all counts; 0 gives no emitters. duration:
    of the film, s. world_from_planet: (4, 4) at a time, s.
    """
    if amount <= 0.0 or breakup > duration:
        return {}
    turn = from_up_to(side)
    mouth = tuple(float(x) for x in side * radius * 0.30)
    above = tuple(float(x) for x in side * radius * 0.97)

    def burst(count: float, after: float, over: float) -> list[dict[str, float]]:
        return [{"t": breakup + after, "count": max(1, round(count * amount)), "over": over}]

    def wide(share: float) -> tuple[float, float, float]:
        return (share * radius, share * radius, share * radius)

    # Embers cool from white through orange to black while they fly; most are small and fast. What is larger is rarer.
    ember: dict[str, Any] = SPACE | {
        "appearance": "ember", "rotation": turn, "position": mouth, "temperature": 4600.0, "temperature_end": 900.0,
        "life": 4.2, "life_spread": 0.8, "fade_in": 0.01, "fade_out": 0.7, "size_spread": 0.9,
    }  # fmt: skip
    made: dict[str, dict[str, Any]] = {
        # A mist about the core: each is smaller than a pixel, and together they glow.
        "embers": ember | {
            "bursts": burst(10_000, 0.15, 2.8), "shape": "disc", "extent": wide(0.66), "cone": 62.0, "drag": 0.7,
            "speed": 0.20 * radius, "speed_spread": 0.18 * radius, "size": 0.0010 * radius, "brightness": 9.0, "dim": 0.02,
        },
        # Clots that fly straight out and draw the way that they came: the few that the eye follows.
        "clots": ember | {
            "bursts": burst(230, 0.04, 1.3) + burst(170, 1.1, 2.9), "shape": "sphere", "position": tuple(float(x) for x in side * radius * 0.2),
            "extent": wide(0.62), "hollow": 0.9, "velocity": (0.0, 0.16 * radius, 0.0), "speed": 0.62 * radius,
            "speed_spread": 0.34 * radius, "drag": 0.35, "size": 0.0090 * radius, "brightness": 7.0, "dim": 0.02,
            "temperature": 4000.0, "temperature_end": 800.0, "life": 3.6, "trail": 0.36, "trail_width": 0.8, "trail_points": 4,
        },
        # Larger ones are slow.
        "sparks": ember | {
            "bursts": burst(130, 0.10, 2.4), "shape": "disc", "extent": wide(0.6), "cone": 60.0,
            "speed": 0.30 * radius, "speed_spread": 0.20 * radius, "drag": 0.5, "size": 0.011 * radius, "brightness": 5.0, "dim": 0.02,
            "stretch": 0.06, "appearance": "spark",
        },
        # Embers that the front carries along, in its plane.
        "ring": ember | {
            "bursts": burst(8_000, 0.02, 0.15), "shape": "cone", "position": tuple(float(x) for x in side * radius * 0.30),
            "extent": wide(0.98), "hollow": 0.9, "cone": 86.0, "speed": 2.40 * radius, "drag": 1.1,
            "speed_spread": 1.60 * radius, "size": 0.0032 * radius, "brightness": 0.9, "dim": 0.02, "temperature_end": 900.0,
            "life": 2.6, "life_spread": 0.5,
        },
        # Shells of smoke: those near the core glow in its light, those outside are dark before it.
        "dust": SPACE | {
            "bursts": burst(64, 0.1, 2.2), "shape": "disc", "rotation": turn, "position": mouth, "extent": wide(0.7), "cone": 75.0,
            "appearance": "smoke", "lit": 0.0, "speed": 0.16 * radius, "speed_spread": 0.12 * radius, "life": 9.0, "life_spread": 0.3,
            "size": 0.22 * radius, "size_spread": 0.7, "grow": 2.4, "fade_in": 0.06, "fade_out": 0.7, "opacity": 0.75,
            "colour": (0.050, 0.017, 0.009), "colour_end": (0.008, 0.003, 0.002),
        },
        "lit_dust": SPACE | {
            "bursts": burst(44, 0.05, 2.0), "shape": "sphere", "rotation": turn, "extent": wide(0.80), "hollow": 0.85,
            "velocity": (0.0, 0.15 * radius, 0.0), "appearance": "smoke", "lit": 0.0, "speed": 0.10 * radius, "speed_spread": 0.05 * radius,
            "life": 8.0, "life_spread": 0.3, "size": 0.26 * radius, "size_spread": 0.6, "grow": 2.2, "fade_in": 0.10, "fade_out": 0.6,
            "opacity": 0.6, "colour": (1.00, 0.32, 0.08), "colour_end": (0.34, 0.075, 0.018),
        },
        "fire": SPACE | {
            "bursts": burst(20, 0.0, 1.1), "shape": "disc", "rotation": turn, "position": mouth, "extent": wide(0.62), "cone": 75.0,
            "appearance": "ember", "speed": 0.05 * radius, "speed_spread": 0.05 * radius, "life": 7.0, "life_spread": 0.4,
            "size": 0.55 * radius, "size_spread": 0.5, "grow": 1.8, "fade_in": 0.08, "fade_out": 0.6,
            "temperature": 2500.0, "temperature_end": 1400.0, "brightness": 0.13, "dim": 0.5,
        },
    }  # fmt: skip
    # Jets from the core through gaps of the crust: their embers start together at all speeds, and so draw rays.
    random = np.random.default_rng([seed, 53])
    for number in range(JETS):
        way = random.normal(0.0, 0.62, 3) + side
        way /= np.linalg.norm(way)
        fast = float(random.uniform(0.35, 0.95))
        made[f"jet_{number}"] = ember | {
            "bursts": burst(JET_EMBERS * random.uniform(0.4, 1.6), 0.05 + random.uniform(0.0, 0.9), random.uniform(0.5, 1.6)),
            "shape": "cone", "rotation": from_up_to(way), "position": tuple(float(x) for x in way * radius * 0.55), "extent": wide(0.04),
            "cone": float(random.uniform(5.0, 13.0)), "drag": 0.6, "speed": fast * radius, "speed_spread": 0.45 * fast * radius,
            "size": 0.0020 * radius, "brightness": 7.0, "dim": 0.015, "stretch": 0.03, "life": float(random.uniform(2.4, 4.4)),
        }  # fmt: skip
    # The glow that the flash leaves about the wound.
    made["glow"] = SPACE | {
        "position": above, "appearance": "ember", "shape": "sphere", "fade_in": 0.02, "life_spread": 0.0, "size_spread": 0.0, "dim": 0.25,
        "bursts": burst(3.0 / amount, 0.0, 0.05), "life": 6.5, "fade_out": 0.95, "size": 2.0 * radius, "grow": 1.6, "brightness": 0.13,
        "temperature": 2600.0, "temperature_end": 1500.0, "extent": wide(0.2),
    }  # fmt: skip
    found: dict[str, Emitter] = {}
    for number, (name, values) in enumerate(made.items()):
        whole = compiled(
            EmitterProperties.model_validate(values),
            seed=7919 * seed + 131 * number,
            duration=duration,
            world_from_emitter=world_from_planet,
        )
        found[name] = EndingEmitter(
            **{field.name: getattr(whole, field.name) for field in fields(whole)}, end=until
        )
    return found
