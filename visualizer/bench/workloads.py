"""Workloads of `visualizer bench particles`: the same particles for the particle system and for the baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from visualizer.frame import Camera
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Emitter, EmitterProperties
from visualizer.particles.properties import LARGEST_BURST
from visualizer.renderer.particles.glsl import GLOW_OF_LIGHT
from visualizer.transforms import camera_from_world

ORBIT_RADIUS = 22.0
"""Radius of the camera's orbit about the y axis, metres."""
ORBIT_SPEED = 0.1
"""Angular velocity of the camera on its orbit, rad/s."""
FOV = 45.0
"""Vertical field of view, degrees."""
LIFE = 6.0
"""Life of a particle, seconds."""
SEED = 7


@dataclass(frozen=True)
class Workload:
    """Particles of one emitter, for the particle system and, through `defines`, for the baselines.

    meaning: what the workload stands for, in words. properties: of the emitter, other than births, life, size and
    shading. defines: of the baselines' shaders. count: default number of particles. pixels: diameter of a particle at
    the centre of the orbit, pixels. together: all particles are emitted at time 0; otherwise at a constant rate. start:
    film time of the first frame drawn, s. shading: colours, brightness and fades of the particles.
    """

    name: str
    meaning: str
    properties: Mapping[str, Any]
    defines: Mapping[str, int]
    count: int = 1_000_000
    pixels: float = 1.7
    together: bool = False
    start: float = 1.0
    shading: Mapping[str, Any] = field(
        default_factory=lambda: {
            "colour": (1.0, 0.6, 0.2), "colour_end": (0.2, 0.3, 1.0), "brightness": 0.2, "grow": 0.5, "fade_in": 0.0, "fade_out": 0.0,
        }
    )  # fmt: skip

    def emitter(self, count: int, height: int, *, seed: int = SEED) -> Emitter:
        """Return the emitter that has `count` particles alive at all times, for a picture `height` pixels high.

        Their size, metres, is that of `pixels` pixels at `ORBIT_RADIUS` metres from the camera.
        """
        size = self.pixels * 2.0 * ORBIT_RADIUS * float(np.tan(np.radians(FOV / 2.0))) / height
        births: dict[str, Any] = {"rate": count / LIFE, "prewarm": LIFE}
        if self.together:
            whole, rest = divmod(count, LARGEST_BURST)
            births = {"bursts": [{"t": 0.0, "count": n} for n in [LARGEST_BURST] * whole + [rest] if n]}
        values = {"life": LIFE, "life_spread": 0.0, "size": size, "size_spread": 0.0}
        return compiled(
            EmitterProperties.model_validate(values | dict(self.shading) | dict(self.properties) | births),
            seed=seed,
            duration=60.0,
        )

    def camera(self, t: float) -> Camera:
        """Return the camera at time t, s, on its orbit 2 m above the origin, directed at the y axis."""
        angle = ORBIT_SPEED * t
        eye = (ORBIT_RADIUS * float(np.sin(angle)), 2.0, ORBIT_RADIUS * float(np.cos(angle)))
        return Camera(camera_from_world(eye, (0.0, 2.0, 0.0)), fov=FOV)


_FOUNTAIN: Mapping[str, Any] = {
    "shape": "box",
    "extent": (1.0, 1.0, 1.0),
    "velocity": (0.0, 9.0, 0.0),
    "velocity_spread": (2.0, 1.0, 2.0),
    "gravity": (0.0, -9.8, 0.0),
    "drag": 0.4,
}

WORKLOADS: Mapping[str, Workload] = {
    work.name: work
    for work in (
        Workload("fountain", "ballistic motion with linear drag", _FOUNTAIN, {}),
        Workload(
            "storm",
            "advected by curl noise",
            {
                **_FOUNTAIN,
                "velocity": (0.0, 1.0, 0.0),
                "velocity_spread": (0.5, 0.5, 0.5),
                "gravity": (0.0, 0.0, 0.0),
                "turbulence": 1.5,
                "turbulence_scale": 2.0,
                "turbulence_speed": 0.3,
                "steps": 6,
            },
            {"CURL": 1},
        ),
        Workload(
            "burst",
            "all emitted at once, bouncing on a floor",
            {**_FOUNTAIN, "drag": 0.0, "floor": -1.0, "bounce": 0.5, "friction": 0.0},
            {"BOUNCE": 1},
            together=True,
        ),
        Workload(
            "blast",
            "the film's explosion: embers that cool while they disperse",
            {
                "shape": "box",
                "extent": (2.0, 2.0, 2.0),
                "velocity_spread": (1.6, 1.6, 1.6),
                "gravity": (0.0, 0.0, 0.0),
                "appearance": "ember",
                "temperature": 2500.0,
                "temperature_end": 1000.0,
                "dim": 0.04,
            },
            {},
            together=True,
        ),
        Workload(
            "sprites",
            "large soft sprites",
            _FOUNTAIN,
            {"SOFT": 1},
            count=100_000,
            pixels=16.0 / GLOW_OF_LIGHT,
        ),
    )
}
"""The workloads by name."""
