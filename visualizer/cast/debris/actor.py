"""A field of tumbling rocks that fly in one direction, one of which may strike an actor: poses in closed form.

Every rock stays farther than `clearance` from the axis of the field. The first rock is the striker: its path is solved
so that it touches its target at the time `strike`, and it rebounds from it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot, velocity
from visualizer.actors.timing import NEVER
from visualizer.cache.kept import kept
from visualizer.cast.rocks import ROCK, rock
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.turns import turns
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Emitter, EmitterProperties, ParentMotion
from visualizer.properties import FixedDirection, Number, Reference, Time, declare
from visualizer.properties.conditions import in_order
from visualizer.transforms import normalized

Array = NDArray[np.float64]

SHAPES = 8
LARGE = 14  # rocks with the finest shape
PEBBLE = 1.4  # m: size below which a rock has the coarsest shape
ROCK_REACH = 1.6  # distance of the farthest corner of a rock of size 1 from its middle
WATCHED = 8.0  # s from the start within which rocks keep their distance from what they must avoid
SAMPLES = 65  # times in that interval at which distances are checked
SLOWEST = 6.0  # m/s: least relative speed of the striker at the impact
_STEEP = 1.0 - 1e-9  # |y| of a direction above which it counts as parallel to y
SLIDES = 0.5  # share of the tangential speed that the striker keeps at the impact
CHIPS = 46  # pieces that the impact knocks off the striker
_FLAT = (0.5, 0.28, 0.38)  # sides of a chip, shares of those of a rock
CHIP_COLOUR = (0.14, 0.085, 0.065)  # albedo, linear
FLASH_AFTER = 0.09  # s after the impact at which its flash begins, so that rock and target are seen to touch
REBOUNDS = 0.6  # share of the normal speed that is reversed (coefficient of restitution)


class Debris(Actor["Debris.Properties"]):
    """A field of rocks that fly in one direction. The first rock is the striker."""

    kind = "debris_field"
    anchors = ("striker",)

    class Properties(ActorProperties):
        """What a scene may set."""

        count: int = declare(160, "number of rocks", low=1, high=2000)
        seed: int = declare(1, "random seed of the rocks' positions and rotations", low=0)
        start: Time = declare(0.0, "time at which the rocks are at their initial positions")
        along: FixedDirection = declare((0.0, 0.0, 1.0), "direction of flight", space="own")
        speed: Number = declare(12.0, "mean speed along the flight", unit="m/s")
        spread: float = declare(0.25, "how much speeds differ, as a share", low=0.0, high=1.0)
        depth: float = declare(300.0, "length of the field along the flight", unit="m", low=0.1)
        width: float = declare(90.0, "radius of the field across the flight", unit="m", low=0.1)
        clearance: float = declare(14.0, "radius around the axis that stays free of rocks", unit="m", low=0.0)
        smallest: float = declare(0.4, "radius of the smallest rocks", unit="m", low=1e-3)
        largest: float = declare(16.0, "radius of the largest rocks", unit="m", low=1e-3)
        heat: Number = declare(0.5, "heat of the broken faces", unit="factor", low=0.0, high=2.0)
        striker_heat: Number = declare(0.5, "heat of the striker's faces", unit="factor", low=0.0, high=2.0)
        grit: float = declare(
            1.0,
            "amount of grit and embers between the rocks",
            unit="factor",
            low=0.0,
            high=20.0,
        )
        shadows: bool = declare(
            True, "whether rocks cast shadows, by which what is small beside them is dark while one passes"
        )
        target: Reference | None = declare(None, "the actor or anchor that the striker hits")
        strike: Time = declare(NEVER, "when the striker hits its target")
        avoid: Reference | None = declare(
            None, "an actor or anchor that all rocks but the striker keep away from"
        )
        berth: float = declare(3.0, "distance that rocks keep from what they avoid", unit="m", low=0.0)
        approach: FixedDirection | None = declare(
            None,
            "direction in which the striker flies as seen from its target; if left out, one between that of the field and the inward "
            "normal at the point of impact",
            space="world",
        )
        closing: float | None = declare(
            None,
            "speed of the striker relative to its target; if left out, half of the target's",
            unit="m/s",
            low=1.0,
        )
        striker_size: float = declare(5.0, "radius of the striker", unit="m", low=1e-3)
        touch: FixedDirection = declare(
            (0.0, 0.3, -1.0),
            "direction from the point of impact to the middle of the striker, in the world",
            space="world",
        )

        @model_validator(mode="after")
        def _makes_sense(self) -> Debris.Properties:
            if self.approach is not None and np.dot(self.approach, self.touch) >= 0.0:
                raise ValueError(
                    "approach must lead against touch, which points from the target to the striker: their scalar product is "
                    f"{np.dot(self.approach, self.touch):g}, and must be negative"
                )
            return in_order(self, "smallest", "largest", "must be at least smallest", equal=True)

    def __init__(self, name: str, properties: Debris.Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        p = properties
        random = np.random.default_rng([p.seed, 43])
        self.along = np.asarray(p.along) / np.linalg.norm(p.along)
        steep = abs(self.along[1]) > _STEEP
        across = np.cross(self.along, [0.0, 0.0, 1.0] if steep else [0.0, 1.0, 0.0])
        across /= np.linalg.norm(across)
        up = np.cross(across, self.along)
        count = p.count
        self.size = p.smallest * (p.largest / p.smallest) ** (random.uniform(size=count) ** 2.6)
        angle = random.uniform(0.0, 2.0 * np.pi, count)
        # No part of a rock may reach into the free cylinder.
        inner = p.clearance + self.size * ROCK_REACH
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
        large = tuple(int(n) for n in np.sort(np.argsort(self.size)[-LARGE:]))
        small = tuple(int(n) for n in np.flatnonzero(self.size < PEBBLE))
        self.build_later(rocks=lambda: _rocks(count, p.seed, large, small))
        self._meeting: Array | None = None  # the striker's middle when it hits, world

    def prepare(self, graph: SceneGraph) -> None:
        """Find the point of impact and the target's velocity there, move rocks away from what they avoid, make
        emitters."""
        p = self.properties
        if p.target is not None and p.strike < NEVER:
            self._meeting = graph.world_from(p.target, p.strike)[:3, 3].copy()
            going = velocity(graph, p.target, p.strike)
            # The impact keeps SLIDES of the tangential part of the striker's velocity relative to its target and
            # reverses REBOUNDS of the normal part.
            outward = normalized(p.touch)
            closing = p.closing or max(SLOWEST, 0.5 * float(np.linalg.norm(going)))
            fast = closing * normalized(
                self.along - outward if p.approach is None else np.asarray(p.approach)
            )
            against = outward * float(fast @ outward)
            self._before = going + fast
            self._after = going + SLIDES * (fast - against) - REBOUNDS * against
            self._contact = self._meeting.copy()
            self._meeting += outward * p.striker_size

        if p.avoid is not None:
            self._make_way(graph, p.avoid)
        self.emitters = self._particles(graph)

    def _make_way(self, graph: SceneGraph, avoid: str) -> None:
        """Move the rocks that would come within `berth` of what they avoid away from it, at right angles to the
        flight."""
        p = self.properties
        times = np.linspace(p.start, min(p.start + WATCHED, self.film.duration), SAMPLES)
        field_from_world = [np.linalg.inv(graph.world_from(self.name, t)) for t in times]
        there = np.array(
            [(m @ graph.world_from(avoid, t))[:3, 3] for m, t in zip(field_from_world, times, strict=True)]
        )
        room = ROCK_REACH * self.size + p.berth
        for _ in range(4):
            # Positions relative to what they avoid, at every sampled time: (samples, count, 3).
            gone = (
                self.along
                * (self.pace * (np.array([p.speed.at(t) for t in times]) * (times - p.start))[:, None])[
                    ..., None
                ]
            )
            apart = self.place + gone - there[:, None]
            nearest = np.argmin(np.linalg.norm(apart, axis=2), axis=0)
            way = apart[nearest, np.arange(len(self.size))]
            short = np.maximum(room - np.linalg.norm(way, axis=1), 0.0)
            if not short.any():
                return
            way -= np.outer(way @ self.along, self.along)
            way += 1e-6
            self.place += way / np.linalg.norm(way, axis=1, keepdims=True) * (1.05 * short)[:, None]

    def _particles(self, graph: SceneGraph) -> dict[str, Emitter]:
        """Return the emitters: grit and embers between the rocks, and sparks, dust and a flash at the impact."""
        p, start = self.properties, self.properties.start
        flight = tuple(float(x) for x in self.along * p.speed.at(start))
        made: dict[str, tuple[dict[str, Any], Array | None]] = {}
        if p.grit > 0.0 and start < self.film.duration:
            half = 0.5 * p.depth * np.abs(self.along)
            extent = tuple(float(x) for x in half + p.width * (1.0 - np.abs(self.along)))
            between: dict[str, Any] = {
                "shape": "box", "extent": extent, "gravity": (0.0, 0.0, 0.0), "velocity": flight, "life": 9.0, "life_spread": 0.1,
                "velocity_spread": (0.8, 0.8, 2.5), "fade_in": 0.02, "fade_out": 0.1, "size_spread": 0.9,
                "position": tuple(float(x) for x in self.along * (-0.5 * p.depth)),
            }  # fmt: skip
            # Emitted 0.3 s before the field appears, so that no particle pops up in the picture.
            count = [{"t": start - 0.3, "count": max(1, round(9000 * p.grit)), "over": 0.0}]
            made["grit"] = (
                between
                | {
                    "bursts": count,
                    "appearance": "dust",
                    "size": 0.13,
                    "colour": (0.42, 0.30, 0.25),
                    "lit": 1.0,
                },
                None,
            )
            few = [{"t": start - 0.3, "count": max(1, round(2600 * p.grit)), "over": 0.0}]
            ember = {
                "bursts": few,
                "appearance": "ember",
                "size": 0.05,
                "temperature": 1900.0,
                "temperature_end": 1100.0,
                "brightness": 5.0,
                "dim": 0.3,
            }
            made["embers"] = (between | ember, None)
        if self._meeting is not None:
            at = np.eye(4)
            at[:3, 3] = self._contact
            carried = tuple(float(x) for x in 0.55 * self._after + 0.45 * self._before)
            struck: dict[str, Any] = {
                "shape": "sphere", "extent": (0.6, 0.6, 0.6), "gravity": (0.0, 0.0, 0.0), "velocity": carried, "fade_in": 0.01,
            }  # fmt: skip
            made["sparks"] = (struck | {
                "bursts": [{"t": p.strike, "count": 300, "over": 0.12}], "appearance": "spark", "speed": 11.0, "speed_spread": 8.0, "drag": 0.5,
                "life": 1.6, "life_spread": 0.7, "size": 0.036, "size_spread": 0.7, "temperature": 3400.0, "temperature_end": 2600.0,
                "brightness": 20.0, "dim": 0.02, "stretch": 0.03, "wind": carried,
            }, at)  # fmt: skip
            made["chips"] = (struck | {
                "bursts": [{"t": p.strike, "count": CHIPS, "over": 0.04}], "solid": True, "speed": 7.0, "speed_spread": 5.0, "life": 6.0,
                "life_spread": 0.0, "size": 0.22 * p.striker_size, "size_spread": 0.9, "fade_in": 0.0, "fade_out": 0.0, "spin": 400.0,
                "colour": CHIP_COLOUR,
            }, at)  # fmt: skip
            made["powder"] = (struck | {
                "bursts": [{"t": p.strike, "count": 40, "over": 0.15}], "appearance": "smoke", "speed": 3.8, "speed_spread": 2.4,
                "life": 2.6, "life_spread": 0.4, "size": 0.8, "grow": 4.0, "opacity": 0.11, "colour": (0.36, 0.30, 0.27), "fade_out": 0.9,
            }, at)  # fmt: skip
            made["burst"] = (struck | {
                "bursts": [{"t": p.strike + FLASH_AFTER, "count": 4, "over": 0.02}], "appearance": "ember", "extent": (0.3, 0.3, 0.3), "life": 0.5,
                "size": 2.4, "grow": 2.0, "size_spread": 0.6, "temperature": 3000.0, "temperature_end": 1400.0, "brightness": 1.4, "dim": 0.03,
                "fade_out": 0.95,
            }, at)  # fmt: skip
        seed = 6007 * p.seed + 13 * self.film.seed

        def compiled_at(number: int, values: dict[str, Any], place: Array | None) -> Emitter:
            return compiled(
                EmitterProperties.model_validate(values),
                seed=seed + number,
                duration=self.film.duration,
                mesh=_chip(p.seed) if values.get("solid") else None,
                world_from_emitter=graph.parent_motion(self.name)
                if place is None
                else ParentMotion(lambda _: place, keyed=True),
            )

        return {name: compiled_at(number, *rest) for number, (name, rest) in enumerate(made.items())}

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor of the striker."""
        matrix = np.eye(4)
        matrix[:3, 3] = self.places(snapshot)[0]
        return matrix

    def places(self, snapshot: Snapshot) -> Array:
        """Return the middle of every rock, (count, 3) metres, model space."""
        p = self.properties
        gone = (snapshot.time - p.start) * p.speed.at(snapshot.time)
        places = self.place + self.along * (self.pace * gone)[:, None]
        if self._meeting is not None:
            world_from_field = snapshot.world_from(self.name)
            away = snapshot.time - p.strike
            world = self._meeting + (self._before if away < 0.0 else self._after) * away
            places[0] = np.linalg.inv(world_from_field)[:3] @ np.append(world, 1.0)
        return np.asarray(places)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the rocks."""
        t = snapshot.time
        linear = turns(self.axis, self.spin * (t - self.properties.start)) * self.size[:, None, None]
        poses = np.zeros((len(self.size), 4, 4))
        poses[:, :3, :3], poses[:, :3, 3], poses[:, 3, 3] = linear, self.places(snapshot), 1.0
        values = np.zeros((len(self.size), 4))
        values[:, 0] = self.properties.heat.at(t)
        if self._meeting is not None:
            values[0, 0] = self.properties.striker_heat.at(t)
        values[:, 1] = np.clip(np.sqrt(self.size), 1.0, 5.5)
        shadow = self.properties.shadows
        return Contribution(
            draws=[self.draw(snapshot, "rocks", ROCK, pieces=poses, values=values, shadow=shadow)]
        )


@kept(memory=4)
def _chip(seed: int) -> Mesh:
    """Return the shape of all chips that an impact knocks off the striker: a flat rock about 1 across."""
    stone = rock(seed * 53 + SHAPES, subdivisions=1)
    vertices = stone.vertices.copy()
    vertices["position"] *= _FLAT
    vertices["normal"] = normalized(vertices["normal"] / _FLAT)
    return Mesh(vertices, stone.triangles)


@kept(memory=4)
def _rocks(count: int, seed: int, large: tuple[int, ...], small: tuple[int, ...]) -> Mesh:
    """Return `count` rocks as the pieces of one mesh. large, small: numbers of those with the finest and the coarsest
    shapes."""
    detail = np.full(count, 2)
    detail[list(small)] = 1
    detail[list(large)] = 3
    return merged(
        [
            rock(seed * 53 + n % SHAPES, subdivisions=int(level), roughness=0.24 if level > 2 else 0.16)
            for n, level in enumerate(detail)
        ],
        as_pieces=True,
    )
