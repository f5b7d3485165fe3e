"""A planet that cracks along a glowing net and breaks up into the plates of its crust."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.materials import Material
from visualizer.actors.timing import NEVER
from visualizer.cache.kept import kept
from visualizer.cast.planet.breaking import plates_at, rocks_at
from visualizer.cast.planet.ejecta import ejecta
from visualizer.cast.planet.plates import Plates, crust_plates
from visualizer.cast.planet.scatter import ROCKS, Scatter, scatter_of
from visualizer.cast.rocks import ROCK, rock
from visualizer.frame import AreaLight, Draw, Ripple, Shafts
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import icosphere, lathe
from visualizer.geometry.turns import smoothstep
from visualizer.properties import Colour, FixedDirection, Number, Time, declare
from visualizer.transforms import compose, from_up_to, normalized, scaling, triple

Array = NDArray[np.float64]

PLATES = 240
ROCK_SHAPES = 8
SPLINTER = ((1.0, 0.35, 0.5), (1.5, 0.6, 0.9))  # least and greatest sides of a rock, of its size
CORE_RADIUS = 0.70  # as a share of the planet's radius
FRONT_SPEED = 1.35  # radii per second: speed of the pressure front
FAINTEST = 0.02  # strength below which shafts are invisible
SHAFT_LIGHT = 0.36  # strength of the shafts when the core is laid open
SHAFT_LIFE = 5.0  # s, time constant with which they fade
LIGHT = 6.6  # irradiance from the exposed core at a distance of one radius, when it is laid open
LIGHT_LIFE = 4.6  # s, time constant with which it fades
LIGHT_ENDS = 0.28  # share of it at which it is out: surfaces without an area light cost less

AIR_HEIGHT = (
    0.009  # radii: scale height of the air, some times that of a planet of rock, so that the limb is seen
)
AIR_TOP = 1.0 + 7.0 * AIR_HEIGHT  # radii: where the air ends
AIR_DENSITY = 0.05  # optical depth of the air straight down to the ground
AIR_LIFE = 0.5  # s, time constant with which the air is blown away

SHOCK_SPEED = (1.5, 6.5)  # radii per second: final speed of the glowing front, and what it has more at first
SHOCK_SLOWING = 0.35  # s, time constant with which it slows down
SHOCK_LIFE = 0.42  # s, time constant with which its light fades
SHOCK_RISE = 0.22  # s after the breakup in which it begins to shine, so that it leaves the ground as a haze and not as a brim
SHOCK_LIGHT = 1.0  # radiance where it leads, at the beginning
SHOCK_HOLE = 0.35  # inner radius of the ring, of its outer one
SHOCK_LEAN = (-0.35, 0.75, 0.10)  # added to `side`: the axis of its ring, which is askew
BLAZE_TOP = 2.6  # radii: of the gas that the flash lights up
BLAZE_LIGHT = (
    9.0,
    0.8,
)  # radiance at the limb, when the crust breaks: of the hot gas, of thin gas farther out
BLAZE_LIFE = (0.13, 0.30)  # s, time constants with which they fade
BLAZE_WIDTH = (0.22, 0.9)  # radii over which its light falls off: at first, added per second
BLAZE_COOLS = (
    0.22,
    0.12,
)  # s, time constants with which green and blue fade too, so that white heat becomes red
BLAZE_RED = np.array([1.0, 0.13, 0.025])  # colour when it has cooled, linear
FLASH = 14.0  # irradiance at a distance of one radius when the crust breaks
FLASH_LIFE = 0.10  # s, time constant with which the flash fades
FLASH_COLOUR = (1.0, 0.85, 0.65)
CORE_COLOUR = (1.0, 0.42, 0.13)
CORE_WAVES = np.repeat([4.0, 7.0, 11.0, 16.0], 3)  # half turns of the waves of its swellings about it
CORE_SWELLINGS = 0.11  # their height, radii of the core times half turns
CORE_SWELLS = (0.55, 2.0)  # by how much the bare core grows, of its radius; s, time constant
CORE_HOT = (0.08, 2.15)  # how hot the core is at last; s, time constant with which it cools
CORE_BURNS = 36.0  # s, time constant with which it becomes smaller

TOGETHER = 8
"""Times at which plates and rocks are posed together. With more, the arrays exceed the processor's caches."""

CRUST = Material("crust")
AIR = Material("air")
BLAZE = Material("blaze")
CORE = Material("molten")
FRONT = Material("front")


class Planet(Actor["Planet.Properties"]):
    """A planet around its origin. Before `breakup` its plates fit together without gaps."""

    kind = "planet"
    anchors = ("core", "wound")

    class Properties(ActorProperties):
        """What a scene may set."""

        radius: float = declare(100.0, "radius, fixed when the scene loads", unit="m", low=1e-3)
        seed: int = declare(4, "random seed of continents and plates", low=0)
        breakup: Time = declare(NEVER, "when it explodes")
        side: FixedDirection = declare(
            (0.82, 0.34, 0.46), "direction of the half that breaks away first", space="own"
        )
        cracks: Number = declare(0.0, "how far cracks have run", low=0.0, high=1.0)
        heat: Number = declare(1.0, "brightness of the molten interior", unit="factor", low=0.0)
        force: Number = declare(1.0, "speed of the pieces", unit="factor", low=0.0)
        follow: Number = declare(
            0.16,
            "speed of the plates of the other half, as a share of that of those that break away first",
            low=0.0,
            high=1.0,
        )
        heave: Number = declare(
            0.0, "how far the plates are lifted off the core before they fly, at most", unit="radii", low=0.0
        )
        ground: Colour = declare((0.21, 0.115, 0.080), "colour of the plains, linear")
        highland: Colour = declare((0.070, 0.054, 0.050), "colour of the highlands, linear")
        ejecta: float = declare(
            1.0, "number of embers, sparks and clouds of dust it ejects", unit="factor", low=0.0, high=20.0
        )
        ejecta_until: Time = declare(
            NEVER, "time by which the embers, sparks and dust have vanished, such as the end of the shot"
        )
        shafts: Number = declare(1.0, "strength of the shafts of light from the core", low=0.0)
        air: Colour = declare(
            (0.50, 0.24, 0.15), "share of the light that the air scatters at the limb, linear"
        )
        air_glow: Colour = declare(
            (0.0, 0.0, 0.0), "radiance of hot air at the limb, by day and by night, linear"
        )

    def __init__(self, name: str, properties: Planet.Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        p = properties
        self.side = np.asarray(p.side) / np.linalg.norm(p.side)
        self.build_later(
            plates=lambda: self.plates.mesh,
            surface=lambda: self.plates.surface,
            core=_core,
            air=lambda: icosphere(1.0, 4),
            blaze=lambda: _inside_out(icosphere(1.0, 4)),
            rocks=lambda: _rock_shapes(p.seed),
            front=lambda: lathe([(SHOCK_HOLE, -1e-3), (1.0, -1e-3), (1.0, 1e-3), (SHOCK_HOLE, 1e-3)], 96),
        )

    @cached_property
    def plates(self) -> Plates:
        """The crust as the plates into which it breaks."""
        return crust_plates(PLATES, side=tuple(self.side.tolist()), crowding=7.0, seed=self.properties.seed)

    @cached_property
    def scatter(self) -> Scatter:
        """The motion of plates and rocks."""
        return scatter_of(self.plates, self.side, self.properties.seed)

    @cached_property
    def _lifts(self) -> Array:
        """How far each plate is lifted at heave 1, radii; the plates of a slab are as one, and most on the half that
        breaks away."""
        plates = self.scatter.plates
        dice = np.modf(np.abs(np.sin(plates.pivot @ [127.1, 311.7, 74.7])) * 43758.5)[0]
        return (0.1 + 0.9 * dice * dice) * (0.25 + 0.75 * plates.thrown)

    def prepare(self, graph: SceneGraph) -> None:
        """Make the emitters: embers, sparks, fire and dust, which follow the motion of the planet."""
        p = self.properties
        self.emitters = ejecta(
            breakup=p.breakup, until=p.ejecta_until, radius=p.radius, side=self.side, amount=p.ejecta, seed=p.seed + 17 * self.film.seed,
            duration=self.film.duration, world_from_planet=graph.parent_motion(self.name),
        )  # fmt: skip

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return the frame at the middle of the planet, or at the surface where it breaks first."""
        matrix = np.eye(4)
        if name == "wound":
            matrix[:3, 3] = self.side * self.properties.radius
        return matrix

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes, and it is whole."""
        return end <= self.properties.breakup and self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the crust, and, after the breakup, core and rocks, the light of the core, the pressure front and the
        shafts."""
        return self.contributions([snapshot])[0]

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return what `contribution` does at several times, with the poses of plates and rocks worked out together."""
        if len(snapshots) > 1 and self.rests(snapshots[0].time, snapshots[-1].time):
            return super().contributions(snapshots)
        found: list[Contribution] = []
        for first in range(0, len(snapshots), TOGETHER):
            some = snapshots[first : first + TOGETHER]
            ages = np.array([snapshot.time - self.properties.breakup for snapshot in some])
            flying = int((ages > 0.0).sum())
            rocks = self._rocks(some[len(some) - flying :], ages[len(some) - flying :]) if flying else []
            crusts = self._crusts(some, ages)
            late = [None] * (len(some) - flying) + rocks
            found += [self._added(*parts) for parts in zip(some, ages.tolist(), crusts, late, strict=True)]
        return found

    def _added(self, snapshot: Snapshot, age: float, crust: Draw, rocks: Draw | None) -> Contribution:
        """Return what it adds to one frame. age: s since the breakup. rocks: those that fly then."""
        p, t = self.properties, snapshot.time
        heat = p.heat.at(t)
        radius = scaling(p.radius)
        draws: list[Draw] = [crust]
        opened = min(age / 0.6, 1.0) if age > 0.0 else 0.0
        # The core swells once it is exposed, and cools: its skin closes. Then it burns down.
        grown, time_constant = CORE_SWELLS
        swell = 1.0 + grown * opened * float(1.0 - np.exp(-max(age, 0.0) / time_constant))
        swell *= float(np.exp(-max(age, 0.0) / CORE_BURNS))
        hot = CORE_HOT[0] + (1.0 - CORE_HOT[0]) * float(np.exp(-max(age, 0.0) / CORE_HOT[1]))
        glow = heat * (1.2 + 1.3 * opened * float(np.exp(-max(age, 0.0) / 3.5)))
        inside = (radius @ scaling(swell))[None]
        scale = 1.0 / CORE_RADIUS
        if age > 0.0 or p.heave.at(t) > 0.0:
            draws.append(
                self.draw(
                    snapshot, "core", CORE, pieces=inside, shadow=False, glow=glow, hot=hot, scale=scale
                )
            )
        thick = AIR_DENSITY * float(np.exp(-max(age, 0.0) / AIR_LIFE))
        air = triple(p.air.at(t))
        own = triple(p.air_glow.at(t))
        if any(air + own) and thick > FAINTEST * AIR_DENSITY:
            around = (radius @ scaling(AIR_TOP))[None]
            draws.append(
                self.draw(
                    snapshot, "air", AIR, pieces=around, layer="additive",
                    air=air, glow=own, top=AIR_TOP, height=AIR_HEIGHT, density=thick,
                )
            )  # fmt: skip
        if rocks is None:
            return Contribution(draws=draws)
        draws.append(rocks)
        shine = SHOCK_LIGHT * float(np.exp(-age / SHOCK_LIFE)) * smoothstep(age / SHOCK_RISE)
        if shine > FAINTEST:
            gone = SHOCK_SPEED[0] * age + SHOCK_SPEED[1] * SHOCK_SLOWING * (
                1.0 - np.exp(-age / SHOCK_SLOWING)
            )
            ring = compose(
                (0.0, 0.0, 0.0),
                from_up_to(normalized(self.side + SHOCK_LEAN)),
                p.radius * (0.9 + float(gone)),
            )
            draws.append(
                self.draw(
                    snapshot, "front", FRONT, pieces=ring[None], layer="additive", shadow=False,
                    colour=(shine, 0.40 * shine, 0.13 * shine), inner=SHOCK_HOLE, sharp=45.0, torn=0.5,
                )
            )  # fmt: skip
        draws += self._blaze(snapshot, age)
        wound = snapshot.world_from(self.name)
        centre = wound[:3, 3]
        reach = float(np.linalg.norm(wound[:3, 0])) * p.radius
        left = (float(np.exp(-age / LIGHT_LIFE)) - LIGHT_ENDS) / (1.0 - LIGHT_ENDS)
        core = LIGHT * heat * opened * opened * max(left, 0.0)
        flash = FLASH * heat * float(np.exp(-age / FLASH_LIFE))
        lights = [
            AreaLight(
                "sphere",
                triple(centre + wound[:3, :3] @ self.side * p.radius * place),
                triple(np.array(colour) * light * reach * reach),
                radius=reach * 0.5,
                reach=reach * 9.0,
            )
            for light, place, colour in ((core, 0.35, CORE_COLOUR), (flash, 0.4, FLASH_COLOUR))
            if light > FAINTEST
        ]
        front = reach * (1.0 + FRONT_SPEED * age)
        bend = 0.05 * float(np.exp(-age / 1.6))
        # Both are dropped when they are too faint to be visible, so that the renderer skips their passes.
        shine = SHAFT_LIGHT * p.shafts.at(t) * opened * float(np.exp(-age / SHAFT_LIFE)) - FAINTEST
        return Contribution(
            draws=draws,
            area_lights=lights,
            ripple=Ripple(triple(centre), front, reach * 0.16, bend) if bend > 0.1 * FAINTEST else None,
            shafts=Shafts(
                triple(centre + wound[:3, :3] @ self.side * p.radius * 0.3), shine, (1.0, 0.42, 0.16)
            )
            if shine > 0.0
            else None,
        )

    def _blaze(self, snapshot: Snapshot, age: float) -> list[Draw]:
        """Return the gas that the flash lights up: white along the limb at first, then red, while there is light."""
        hot, cool = (
            light * float(np.exp(-age / life)) for light, life in zip(BLAZE_LIGHT, BLAZE_LIFE, strict=True)
        )
        if cool < FAINTEST:
            return []
        green, blue = (float(np.exp(-age / life)) for life in BLAZE_COOLS)
        white = BLAZE_RED + (1.0 - BLAZE_RED) * [0.0, green, blue]
        around = scaling(self.properties.radius * BLAZE_TOP)[None]
        return [
            self.draw(
                snapshot, "blaze", BLAZE, pieces=around, layer="additive", shadow=False, hot=triple(white * hot),
                cool=triple(BLAZE_RED * cool), inner=1.0 / BLAZE_TOP, width=BLAZE_WIDTH[0] + BLAZE_WIDTH[1] * age,
            )
        ]  # fmt: skip

    def _crusts(self, snapshots: Sequence[Snapshot], ages: Array) -> list[Draw]:
        """Return the crust at several times, s after the breakup: its surface while nothing below that is seen."""
        p, plates = self.properties, self.scatter.plates
        times = [snapshot.time for snapshot in snapshots]
        looks: list[dict[str, Any]] = [
            {
                "cracks": p.cracks.at(t), "heat": p.heat.at(t), "ground": triple(p.ground.at(t)),
                "highland": triple(p.highland.at(t)), "side": triple(self.side),
            }
            for t in times
        ]  # fmt: skip
        heave = np.array([p.heave.at(t) for t in times])
        apart = (ages > 0.0) | (heave > 0.0)
        draws: list[Draw] = []
        if apart.any():
            some = [t for t, seen in zip(times, apart, strict=True) if seen]
            force, follow, heat = (
                np.array([track.at(t) for t in some]) for track in (p.force, p.follow, p.heat)
            )
            poses, since, hot = plates_at(
                plates, ages[apart], force, follow, heave[apart, None] * self._lifts
            )
            poses[..., :3, :] *= p.radius
            values = np.empty((*since.shape, 4), dtype=np.float32)
            values[..., 0], values[..., 1], values[..., 2] = hot * heat[:, None], since, plates.thrown
            values[..., 3] = ages[apart, None] > 0.0
            moved = iter(zip(poses, values, strict=True))
        whole = scaling(p.radius)[None]
        for snapshot, look, seen in zip(snapshots, looks, apart, strict=True):
            if seen:
                pieces, each = next(moved)
                draws.append(self.draw(snapshot, "plates", CRUST, pieces=pieces, values=each, shared=look))
            else:
                warm = np.array([[look["heat"], 0.0, 0.0, 0.0]])
                draws.append(self.draw(snapshot, "surface", CRUST, pieces=whole, values=warm, shared=look))
        return draws

    def _rocks(self, snapshots: Sequence[Snapshot], ages: Array) -> list[Draw]:
        """Return the rocks at several times after the breakup, s."""
        p = self.properties
        force, heat = (np.array([track.at(one.time) for one in snapshots]) for track in (p.force, p.heat))
        poses, hot = rocks_at(self.scatter.rocks, ages, force)
        poses[..., :3, :] *= p.radius
        values = np.zeros((*hot.shape, 4), dtype=np.float32)
        values[..., 0], values[..., 1] = hot * heat[:, None], 1.0
        return [
            self.draw(snapshot, "rocks", ROCK, pieces=pieces, values=each, shadow=False)
            for snapshot, pieces, each in zip(snapshots, poses, values, strict=True)
        ]


@kept(memory=4)
def _rock_shapes(seed: int) -> Mesh:
    """Return ROCKS rocks as the pieces of one mesh, with a few different shapes; smaller ones have fewer triangles."""
    # The first rocks are the largest.
    detail = [2] * 8 + [1] * 112 + [0] * (ROCKS - 120)
    shapes = {(k, d): _splinter(seed * 31 + k, d) for k in range(ROCK_SHAPES) for d in (0, 1, 2)}
    return merged([shapes[k % ROCK_SHAPES, d] for k, d in enumerate(detail)], as_pieces=True)


def _splinter(seed: int, subdivisions: int) -> Mesh:
    """Return a rock of size 1 that is longer than it is wide, and flat."""
    stone = rock(seed, subdivisions=subdivisions)
    sides = np.random.default_rng([seed, 7]).uniform(SPLINTER[0], SPLINTER[1])
    vertices = stone.vertices.copy()
    vertices["position"] *= sides
    vertices["normal"] = normalized(vertices["normal"] / sides)
    return Mesh(vertices, stone.triangles)


def _core() -> Mesh:
    """Return the core, a ball with swellings, which are seen at its outline alone."""
    ball = icosphere(CORE_RADIUS, 4)
    random = np.random.default_rng(72)
    vertices, away = ball.vertices.copy(), ball.vertices["normal"].astype(np.float64)
    height = sum(
        np.sin(away @ normalized(random.normal(size=3)) * rate + random.uniform(0.0, 2.0 * np.pi)) / rate
        for rate in CORE_WAVES
    )
    vertices["position"] *= (1.0 + CORE_SWELLINGS * height)[:, None]
    return Mesh(vertices, ball.triangles)


def _inside_out(mesh: Mesh) -> Mesh:
    """Return the mesh with its triangles turned, so that its far side is seen."""
    return Mesh(mesh.vertices, mesh.triangles[:, ::-1].copy())
