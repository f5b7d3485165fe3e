"""A field of tumbling rock that chases an actor, one of which strikes another: all of it in closed form.

Rocks overtake: each passes the place where the chased actor will be, at a miss distance that is its own and never
less than `clearance`. The striker's way is solved so that it meets its target at the moment given.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor, ActorProperties, Moment, Parts, Setting, Stage, velocity
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.rocks import rock
from visualizer.geometry.turns import turns
from visualizer.properties import Number, Reference, Time, setting

Array = NDArray[np.float64]

SHAPES = 8
NEVER = 1e9


class Debris(Actor["Debris.Properties"]):
    """Rocks in the world's space. The first rock is the striker."""

    kind = "debris_field"
    anchors = ("striker",)

    class Properties(ActorProperties):
        """What a scene may set."""

        count: int = setting(160, "how many rocks", low=1, high=2000)
        seed: int = setting(1, "where they are and how they turn", low=0)
        start: Time = setting(0.0, "when the field is as it is laid out")
        along: tuple[float, float, float] = setting((0.0, 0.0, 1.0), "direction of flight")
        speed: Number = setting(12.0, "mean speed along the flight", unit="m/s")
        spread: float = setting(0.25, "how much speeds differ, as a share", low=0.0, high=1.0)
        depth: float = setting(300.0, "length of the field along the flight", unit="m", low=0.1)
        width: float = setting(90.0, "radius of the field across the flight", unit="m", low=0.1)
        clearance: float = setting(14.0, "radius about the axis that stays free", unit="m", low=0.0)
        smallest: float = setting(0.4, "radius of the smallest rocks", unit="m", low=1e-3)
        largest: float = setting(16.0, "radius of the largest", unit="m", low=1e-3)
        heat: Number = setting(0.5, "how hot broken faces still are", unit="0..1", low=0.0, high=2.0)
        target: Reference | None = setting(None, "what the striker hits")
        strike: Time = setting(NEVER, "when it hits")
        striker_size: float = setting(5.0, "radius of the striker", unit="m", low=1e-3)

    def __init__(self, name: str, properties: Debris.Properties, setting: Setting) -> None:
        super().__init__(name, properties, setting)
        p = properties
        random = np.random.default_rng([p.seed, 43])
        self.along = np.asarray(p.along) / np.linalg.norm(p.along)
        across = np.cross(self.along, [0.0, 1.0, 0.0])
        across /= np.linalg.norm(across)
        up = np.cross(across, self.along)
        count = p.count
        self.size = p.smallest * (p.largest / p.smallest) ** (random.uniform(size=count) ** 2.6)
        angle = random.uniform(0.0, 2.0 * np.pi, count)
        # Rocks keep their whole body out of the free corridor.
        inner = p.clearance + self.size * 1.5
        radius = np.sqrt(random.uniform(size=count)) * np.maximum(p.width - inner, 0.0) + inner
        self.place = (
            across * (radius * np.cos(angle))[:, None]
            + up * (radius * np.sin(angle))[:, None]
            + self.along * (random.uniform(-1.0, 0.0, count) * p.depth)[:, None]
        )
        self.pace = 1.0 + p.spread * random.uniform(-1.0, 1.0, count)
        self.axis = random.normal(size=(count, 3))
        self.axis /= np.linalg.norm(self.axis, axis=1, keepdims=True)
        self.spin = random.uniform(-1.4, 1.4, count) * (2.0 / (1.0 + self.size)) ** 0.5
        self.size[0] = p.striker_size
        self.meshes["rocks"] = _rocks(count, p.seed)
        self._meeting: Array | None = None

    def prepare(self, stage: Stage) -> None:
        """Work out where the striker meets its target, and how fast the target goes then."""
        p = self.properties
        if p.target is not None and p.strike < NEVER:
            self._meeting = stage.world_from(p.target, p.strike)[:3, 3].copy()
            going = velocity(stage, p.target, p.strike)
            aside = np.cross(self.along, [0.0, 1.0, 0.0]) * 0.35 + np.array([0.0, 0.4, 0.0])
            # It comes from behind and above, half again as fast as what it hits, and glances off.
            self._before = going + (self.along - aside) * max(6.0, 0.5 * float(np.linalg.norm(going)))
            self._after = going + (self.along * 0.35 - aside * 1.2) * max(4.0, 0.3 * float(np.linalg.norm(going)))

    def anchor(self, name: str, moment: Moment) -> Array:
        """Return where the striker is, in the field's own space."""
        matrix = np.eye(4)
        matrix[:3, 3] = self.places(moment)[0]
        return matrix

    def places(self, moment: Moment) -> Array:
        """Return the middle of every rock, (count, 3), in the field's own space."""
        p = self.properties
        gone = (moment.time - p.start) * p.speed.at(moment.time)
        places = self.place + self.along * (self.pace * gone)[:, None]
        if self._meeting is not None:
            world_from_field = moment.world_from(self.name)
            away = moment.time - p.strike
            world = self._meeting + (self._before if away < 0.0 else self._after) * away
            places[0] = np.linalg.inv(world_from_field)[:3] @ np.append(world, 1.0)
        return places

    def parts(self, moment: Moment) -> Parts:
        """Return the rocks at a moment."""
        t = moment.time
        linear = turns(self.axis, self.spin * (t - self.properties.start)) * self.size[:, None, None]
        poses = np.zeros((len(self.size), 4, 4))
        poses[:, :3, :3], poses[:, :3, 3], poses[:, 3, 3] = linear, self.places(moment), 1.0
        values = np.zeros((len(self.size), 4))
        values[:, 0] = self.properties.heat.at(t)
        return Parts(draws=[self.draw(moment, "rocks", "rock", pieces=poses, values=values)])


@lru_cache(maxsize=4)
def _rocks(count: int, seed: int) -> Mesh:
    shapes = [rock(seed * 53 + k, subdivisions=2 if k < 3 else 1) for k in range(SHAPES)]
    return merged([shapes[0 if n == 0 else n % SHAPES] for n in range(count)], as_pieces=True)
