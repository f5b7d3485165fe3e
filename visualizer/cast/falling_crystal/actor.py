"""A crystal that hangs, falls at a given time, and shatters on the floor."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.shocks import Shock
from visualizer.cast.crystal import CRYSTAL
from visualizer.geometry.convex import Convex
from visualizer.geometry.crystals import crystal_body
from visualizer.geometry.fracture import Fracture, fractured
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import Emitter, EmitterProperties
from visualizer.physics.ballistics import GRAVITY, Flight, flight_of
from visualizer.properties import Colour, Number, Time, declare
from visualizer.transforms import (
    IDENTITY,
    axis_angle,
    compose,
    normalized,
    points,
    rotation,
    translation,
    triple,
)

Array = NDArray[np.float64]

LONGEST_FALL = 20.0
"""Seconds within which a crystal must reach its floor; otherwise the scene is rejected."""
DYING = 1.3  # s, time constant with which the light within a broken crystal goes out
EMBER = 0.3  # share of that light that stays
DEEPER = 1.5  # exponent of the colour of its pieces then


class FallingCrystal(Actor["FallingCrystal.Properties"]):
    """A crystal that falls under gravity, once, and breaks when it first touches the floor.

    `impact_time`, `impact_point` and `rest_time` (s, parent space, s) follow from the properties.
    """

    kind = "falling_crystal"
    anchors = ("centre", "impact")

    class Properties(ActorProperties):
        """What a scene may set. `position` is the middle of the hanging crystal."""

        release: Time = declare(
            description="time at which it falls; its position and rotation are taken at that time"
        )
        size: float = declare(1.8, "length of the crystal", unit="m", above=0.05, high=60.0)
        radius: float = declare(0.0, "half its width; a sixth of its length if 0", unit="m", low=0.0)
        points: Literal["down", "up"] = declare("down", "which way its tip points while it hangs")
        pieces: int = declare(56, "number of pieces into which it breaks", low=1, high=240)
        density: float = declare(
            1.1, "how much smaller pieces are near the impact; 0 is even", low=0.0, high=4.0
        )
        grain: float = declare(
            1.0, "how much longer pieces are along the crystal than across it", low=0.2, high=5.0
        )
        floor: float = declare(0.0, "height of the floor", unit="m")
        spin: float = declare(14.0, "rotation while it falls", unit="degrees/s")
        push: tuple[float, float, float] = declare(
            (0.0, 0.0, 0.0), "velocity at the start of the fall", unit="m/s"
        )
        burst: float = declare(
            0.5, "share of the speed of impact that drives pieces apart", low=0.0, high=2.0
        )
        bounce: float = declare(0.34, "share of the vertical speed kept in a bounce", low=0.0, high=0.9)
        glitter: float = declare(
            1.0, "amount of splinters and dust from the break; 0 is none", low=0.0, high=10.0
        )
        sparkle: float = declare(
            1.0, "brightness of the splinters that hang in the air", unit="factor", low=0.0, high=10.0
        )
        seed: int = declare(0, "random seed of the crystal and of its fracture", low=0)
        colour: Colour = declare((0.55, 0.78, 0.92), "transmitted colour after 1 m of crystal, linear")
        glow: Number = declare(0.06, "brightness of the light from within", unit="radiance", low=0.0)

    def __init__(self, name: str, properties: Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        p = properties
        width = p.radius or p.size / 6.0
        self.crystal: Convex = _centred(p.size, width, p.seed, p.points)
        at_release = compose(p.position.at(p.release), p.rotation.at(p.release), p.scale.at(p.release))
        self._hung = at_release
        self._spin = self._axis()[0] * np.radians(p.spin)
        self._fall = self._time_to_floor()
        self.impact_time = p.release + self._fall
        corners = points(self._falling(self._fall), self.crystal.points)
        self._lowest = int(np.argmin(corners[:, 1]))
        self.impact_point: Array = corners[self._lowest]
        self.build_later(whole=lambda: self.crystal.mesh(), pieces=lambda: self.fracture.mesh)
        if p.glitter > 0.0 and p.attach is None:
            self.emitters = self._splinters()

    @cached_property
    def fracture(self) -> Fracture:
        """The crystal, fractured at the corner that hits the floor first."""
        p = self.properties
        if p.grain == 1.0:
            return self._broken(self.crystal)
        # Broken while it is shorter by the grain; its pieces are longer by that when it has its length again.
        short = np.diag([1.0, 1.0 / p.grain, 1.0, 1.0])
        cells = self._broken(self.crystal.moved(short)).cells
        return Fracture.of([cell.moved(np.linalg.inv(short)) for cell in cells])

    def _broken(self, body: Convex) -> Fracture:
        p = self.properties
        struck = triple(np.round(body.points[self._lowest], 6))
        return fractured(body, count=p.pieces, seed=p.seed, impact=struck, density=p.density)

    @property
    def rest_time(self) -> float:
        """Time at which the last piece comes to rest, s."""
        return self.impact_time + self.flight.rest_time

    @cached_property
    def _poses(self) -> Callable[[float], Array]:
        return lru_cache(maxsize=4)(self.flight.matrices)

    def key_times(self) -> Iterable[float]:
        """Return the times in its properties, and those at which it hits the floor and comes to rest."""
        return [*super().key_times(), self.impact_time, self.rest_time]

    def shocks(self) -> Iterable[Shock]:
        """Return its impact: the larger the crystal, the farther away it frightens people."""
        size = self.properties.size
        yield Shock.at(
            self.impact_time, self.impact_point, strength=min(0.4 * size, 1.0), reach=2.0 + 2.5 * size
        )

    def placement(self, snapshot: Snapshot) -> Array:
        """Return parent_from_model: the pose of the crystal; after it has broken, a translation to the point of
        impact."""
        t = snapshot.time
        if t < self.properties.release:
            p = self.properties
            return compose(p.position.at(t), p.rotation.at(t), p.scale.at(t))
        if t < self.impact_time:
            return self._falling(t - self.properties.release)
        placed = IDENTITY.copy()
        placed[:3, 3] = self.impact_point
        return placed

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor: "centre" of the crystal (of its pieces, once broken), or the point of
        "impact".
        """
        frame = IDENTITY.copy()
        if name == "centre":
            if snapshot.time >= self.impact_time:
                place, _ = self.flight.at(snapshot.time - self.impact_time)
                frame[:3, 3] = np.average(place, axis=0, weights=self.fracture.volumes) - self.impact_point
            return frame
        if name == "impact":
            frame[:3, 3] = self.impact_point
            return np.asarray(np.linalg.inv(self.placement(snapshot)) @ frame)
        raise KeyError(name)

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes, and it is whole."""
        return end < self.impact_time and self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the whole crystal before the impact, its pieces from then on."""
        since = snapshot.time - self.impact_time
        return self._added(snapshot, self._poses(min(since, self.flight.rest_time)) if since >= 0.0 else None)

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return the crystal at several times, with its pieces in flight worked out together."""
        since = np.array([snapshot.time - self.impact_time for snapshot in snapshots])
        if since[0] < 0.0 or since[0] >= self.flight.rest_time:
            return super().contributions(snapshots)
        poses = self.flight.matrices(np.minimum(since, self.flight.rest_time)[:, None])
        return [self._added(snapshot, each) for snapshot, each in zip(snapshots, poses, strict=True)]

    def _added(self, snapshot: Snapshot, pieces: Array | None) -> Contribution:
        """Return the whole crystal, or its pieces, at (n, 4, 4) in the space of the parent."""
        p, t = self.properties, snapshot.time
        red, green, blue = (float(c) for c in p.colour.at(t))
        poses = snapshot.world_from(self.name)[None]
        glow = float(p.glow.at(t))
        if pieces is not None:
            # The light within goes out as it breaks; then one sees how deep the colour of the pieces is.
            left = float(np.exp((self.impact_time - t) / DYING))
            glow *= EMBER + (1.0 - EMBER) * left
            red, green, blue = (c ** (DEEPER + (1.0 - DEEPER) * left) for c in (red, green, blue))
            world_from_parent = IDENTITY if p.attach is None else snapshot.world_from(p.attach)
            poses = world_from_parent @ pieces
        return Contribution(
            draws=(
                self.draw(
                    snapshot,
                    "whole" if pieces is None else "pieces",
                    CRYSTAL,
                    poses=poses,
                    colour=(red, green, blue),
                    glow=glow,
                    layer="transmissive",
                ),
            )
        )

    def _axis(self) -> tuple[Array, np.random.Generator]:
        """Return the axis of rotation, (3,), and the random generator that the fracture uses after it."""
        random = np.random.default_rng([self.properties.seed, self.film.seed, 3])
        return normalized([random.normal(), 0.3 * random.normal(), random.normal()]), random

    def _falling(self, since: float) -> Array:
        """Return parent_from_model `since` seconds after the release, before the impact."""
        p = self.properties
        moved = np.asarray(p.push) * since - [0.0, 0.5 * GRAVITY * since * since, 0.0]
        turn = axis_angle(self._spin, float(np.degrees(np.linalg.norm(self._spin))) * since)
        pose = self._hung.copy()
        pose[:3, :3] = rotation(turn)[:3, :3] @ self._hung[:3, :3]
        pose[:3, 3] = self._hung[:3, 3] + moved
        return pose

    def _time_to_floor(self) -> float:
        """Return the seconds from the release until the first corner touches the floor, to a microsecond."""
        corners, floor = self.crystal.points, self.properties.floor

        def above(since: float) -> float:
            pose = self._falling(since)
            return float((corners @ pose[1, :3]).min() + pose[1, 3] - floor)

        if above(0.0) <= 0.0:
            return 0.0
        step = 0.02
        high = next((step * k for k in range(1, int(LONGEST_FALL / step)) if above(step * k) <= 0.0), None)
        if high is None:
            raise ValueError(
                f"the crystal '{self.name}' does not reach its floor at {floor:g} m within {LONGEST_FALL:g} s"
            )
        low = high - step
        for _ in range(16):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if above(middle) > 0.0 else (low, middle)
        return high

    def _splinters(self) -> dict[str, Emitter]:
        """Return the emitters of the break: glitter that floats in the air, chips and splinters that bounce, and
        dust."""
        p, t = self.properties, self.impact_time
        long, wide = p.size, p.radius or p.size / 6.0
        speed = p.burst * GRAVITY * self._fall

        def burst(count: float, over: float) -> list[dict[str, float]]:
            return [{"t": t, "count": max(1, round(count * p.glitter)), "over": over}]

        low = tuple(float(x) for x in self.impact_point + np.array([0.0, 0.25 * long, 0.0]))
        foot = tuple(float(x) for x in self.impact_point + np.array([0.0, 0.03, 0.0]))
        made: dict[str, dict[str, Any]] = {
            "glitter": {
                "bursts": burst(900, 0.12), "shape": "sphere", "position": low, "extent": (1.5 * wide, 0.3 * long, 1.5 * wide), "appearance": "glint",
                "life": 3.2, "life_spread": 0.6, "velocity": (0.0, 0.05 * speed, 0.0),
                "velocity_spread": (0.85 * speed, 0.22 * speed, 0.85 * speed), "drag": 2.2,
                "gravity": (0.0, -1.5, 0.0), "turbulence": 0.25, "turbulence_scale": 0.7, "floor": p.floor,
                "size": 0.009, "size_spread": 0.5, "colour": (0.75, 0.9, 1.0), "brightness": 2.2 * p.sparkle, "dim": 0.3,
                "fade_in": 0.05, "fade_out": 0.6,
            },
            "chips": {
                "bursts": burst(320, 0.05), "shape": "sphere", "position": foot, "extent": (wide, 0.1, wide), "appearance": "glint",
                "life": 2.6, "life_spread": 0.4, "speed": 0.7 * speed, "speed_spread": 0.35 * speed, "velocity": (0.0, 0.25 * speed, 0.0),
                "drag": 0.25, "floor": p.floor, "bounce": 0.4, "friction": 0.25, "size": 0.016, "size_spread": 0.6,
                "colour": (0.7, 0.88, 1.0), "brightness": 0.9, "dim": 0.2, "fade_in": 0.05,
            },
            "splinters": {
                "bursts": burst(130, 0.04), "shape": "sphere", "position": low, "extent": (wide, 0.35 * long, wide), "appearance": "shard",
                "life": 3.4, "life_spread": 0.3, "speed": 0.55 * speed, "speed_spread": 0.35 * speed, "velocity": (0.0, 0.2 * speed, 0.0),
                "drag": 0.4, "floor": p.floor, "bounce": 0.25, "friction": 0.5, "size": 0.055, "size_spread": 0.8, "spin": 900.0,
                "colour": (0.8, 0.92, 1.0), "brightness": 1.6, "opacity": 0.9, "fade_in": 0.01, "fade_out": 0.25,
            },
            "dust": {
                "bursts": burst(110, 0.25), "shape": "disc", "position": foot, "extent": (2.0 * wide, 0.0, 0.0), "cone": 80.0, "appearance": "dust",
                "life": 4.0, "life_spread": 0.4, "speed": 0.3 * speed, "speed_spread": 0.15 * speed, "drag": 2.4,
                "gravity": (0.0, -0.12, 0.0), "turbulence": 0.12, "turbulence_scale": 1.2, "size": 0.3 * wide + 0.12, "grow": 3.5,
                "fade_in": 0.1, "fade_out": 0.8, "opacity": 0.05, "colour": (0.75, 0.82, 0.9),
            },
        }  # fmt: skip
        seed = 7919 * self.film.seed + 31 * p.seed
        return {
            name: compiled(
                EmitterProperties.model_validate(values), seed=seed + number, duration=self.film.duration
            )
            for number, (name, values) in enumerate(made.items())
        }

    @cached_property
    def flight(self) -> Flight:
        """The flight of the pieces: those near the impact are driven apart, those far from it keep falling."""
        p = self.properties
        pose, (_, random) = self._falling(self._fall), self._axis()
        size = p.size * float(np.linalg.norm(pose[:3, 0]))
        speed = np.asarray(p.push) - [0.0, GRAVITY * self._fall, 0.0]
        struck = max(float(np.linalg.norm(speed)), 0.5)
        centres = points(pose, self.fracture.centres)
        away = centres - self.impact_point
        distance = np.linalg.norm(away, axis=1, keepdims=True)
        near = np.exp(-distance / (0.45 * size))
        # More sideways than up, because the upper part of the crystal is still falling onto the lower pieces.
        outward = away * [1.0, 0.2, 1.0] + random.normal(size=away.shape) * [0.22, 0.07, 0.22] * size
        outward = normalized(outward + np.array([0.0, 1e-6, 0.0]))
        light = np.clip((self.fracture.volumes.mean() / self.fracture.volumes) ** (1.0 / 3.0), 0.5, 2.0)[
            :, None
        ]
        drive = p.burst * struck * (0.35 + 0.65 * near) * light * random.uniform(0.5, 1.3, (len(centres), 1))
        velocities = speed * (1.0 - 0.85 * near) + outward * drive
        spins = random.normal(size=away.shape) * (3.5 + 5.5 * near) * light + self._spin
        return flight_of(
            self.fracture, velocities=velocities, spins=spins, model_from_body=pose, floor=p.floor, restitution=p.bounce,
            friction=0.2, sliding_friction=0.3, seed=p.seed,
        )  # fmt: skip


@lru_cache(maxsize=64)
def _centred(size: float, width: float, seed: int, points_to: str) -> Convex:
    """Return the crystal about its centre of mass, tip up or down."""
    body = crystal_body(size, width, seed=seed, pointed_base=False, irregular=0.4)
    turned = axis_angle((1.0, 0.0, 0.0), 180.0 if points_to == "down" else 0.0)
    flipped = body.moved(compose((0.0, 0.0, 0.0), turned))
    return flipped.moved(translation(-flipped.centroid))
