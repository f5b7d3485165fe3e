"""Particles that a planet ejects when it breaks up: embers, sparks, fire, and smoke that glows near the core and is
dark farther out.

Sizes and speeds are proportional to the planet's radius.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Batch, Emitter, EmitterProperties, ParentMotion

Array = NDArray[np.float64]

SPACE: dict[str, Any] = {"gravity": (0.0, 0.0, 0.0)}


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

    # Embers cool from white through orange to black while they fly; most are small and fast.
    ember: dict[str, Any] = SPACE | {
        "appearance": "ember", "rotation": turn, "position": mouth, "temperature": 2500.0, "temperature_end": 1000.0,
        "life": 7.0, "life_spread": 0.6, "fade_in": 0.01, "fade_out": 0.7, "size_spread": 0.7,
    }  # fmt: skip
    made: dict[str, dict[str, Any]] = {
        # "embers" stay near the opening and are hot; "far" are smaller and faster, and cool to dark red.
        "embers": ember | {
            "bursts": burst(17_000, 0.15, 2.8), "shape": "disc", "extent": wide(0.66), "cone": 50.0, "drag": 0.7,
            "speed": 0.20 * radius, "speed_spread": 0.18 * radius, "size": 0.0026 * radius, "brightness": 4.0, "dim": 0.04,
        },
        "far": ember | {
            "bursts": burst(15_000, 0.10, 1.6), "shape": "disc", "extent": wide(0.72), "cone": 58.0, "drag": 0.9,
            "speed": 1.00 * radius, "speed_spread": 0.55 * radius, "size": 0.0022 * radius, "brightness": 4.0, "dim": 0.03,
            "temperature": 2300.0, "temperature_end": 820.0, "life": 5.5,
        },
        "spray": ember | {
            "bursts": burst(7_000, 0.05, 0.9), "shape": "sphere", "position": tuple(float(x) for x in side * radius * 0.5),
            "extent": wide(0.60), "hollow": 0.9, "velocity": (0.0, 0.45 * radius, 0.0), "speed": 0.35 * radius, "drag": 1.0,
            "speed_spread": 0.35 * radius, "size": 0.0030 * radius, "brightness": 4.5, "dim": 0.04,
        },
        "sparks": ember | {
            "bursts": burst(700, 0.10, 1.8), "shape": "disc", "extent": wide(0.6), "cone": 46.0,
            "speed": 0.80 * radius, "speed_spread": 0.55 * radius, "drag": 0.9, "size": 0.006 * radius, "brightness": 6.0, "dim": 0.03,
            "stretch": 0.04, "appearance": "spark",
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
            "opacity": 0.6, "colour": (0.85, 0.26, 0.06), "colour_end": (0.16, 0.03, 0.008),
        },
        "fire": SPACE | {
            "bursts": burst(20, 0.0, 1.1), "shape": "disc", "rotation": turn, "position": mouth, "extent": wide(0.62), "cone": 75.0,
            "appearance": "ember", "speed": 0.05 * radius, "speed_spread": 0.05 * radius, "life": 5.5, "life_spread": 0.4,
            "size": 0.55 * radius, "size_spread": 0.5, "grow": 1.8, "fade_in": 0.08, "fade_out": 0.8,
            "temperature": 2500.0, "temperature_end": 1300.0, "brightness": 0.05, "dim": 0.2,
        },
    }  # fmt: skip
    # The glow that the flash leaves about the wound.
    made["glow"] = SPACE | {
        "position": above, "appearance": "ember", "shape": "sphere", "fade_in": 0.02, "life_spread": 0.0, "size_spread": 0.0, "dim": 0.0,
        "bursts": burst(3.0 / amount, 0.0, 0.05), "life": 4.2, "fade_out": 0.95, "size": 2.0 * radius, "grow": 1.6, "brightness": 0.10,
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


def from_up_to(direction: Array) -> tuple[float, float, float, float]:
    """Return the quaternion x, y, z, w of the shortest rotation from +y to `direction`, (3,) of unit length."""
    axis = np.cross([0.0, 1.0, 0.0], direction)
    turn = np.append(axis, 1.0 + direction[1])
    if np.linalg.norm(turn) < 1e-9:  # straight down
        turn = np.array([1.0, 0.0, 0.0, 0.0])
    x, y, z, w = turn / np.linalg.norm(turn)
    return (float(x), float(y), float(z), float(w))
