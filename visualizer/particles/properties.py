"""What a scene file may say about a particle emitter: `[emitter.NAME]`.

Places and directions are in the emitter's parent: the world, or what it is attached to. `position` and
`rotation` place the emitter in it; shape, velocity and cone are in the emitter's own frame. Gravity, wind,
the floor and the vortex axis are in the world, or, with `space = "local"`, in the parent, and particles then go
where it goes. All that is keyed is read when a particle is born and stays with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import field_validator

from visualizer.particles.colliders import MOST_COLLIDERS, Collider
from visualizer.particles.curves import (
    ColourOverLife,
    ColourOverSpeed,
    FactorOverLife,
    FactorOverSpeed,
    ShareOverLife,
)
from visualizer.properties import Colour, Direction, NameOf, Number, Rotation, Time, Vector3, declare
from visualizer.properties.tables import Table
from visualizer.properties.values import problem

Shape = Literal["point", "sphere", "box", "disc", "cone", "line", "surface", "pieces", "curve"]
Event = Literal["birth", "death", "bounce", "path"]
Appearance = Literal["spark", "dust", "smoke", "glint", "ember", "shard"]
Space = Literal["world", "local"]

SHAPES: tuple[Shape, ...] = ("point", "sphere", "box", "disc", "cone", "line", "surface", "pieces", "curve")
"""Where particles are born; a shape's number in shaders is its place here."""
EVENTS: tuple[Event, ...] = ("birth", "death", "bounce", "path")
"""An event's number in shaders is its place here."""
APPEARANCES: tuple[Appearance, ...] = ("spark", "dust", "smoke", "glint", "ember", "shard")
"""How particles are shaded and shaped; an appearance's number in shaders is its place here."""
OCCLUDING: tuple[Appearance, ...] = ("dust", "smoke", "shard")
"""Appearances that hide what is behind them and, unless told otherwise, are lit by the scene's light."""


class Burst(Table):
    """Particles that are born together."""

    t: Time = declare(description="when", unit="s")
    count: int = declare(description="how many", low=1, high=10_000_000)
    over: float = declare(0.0, "how long the burst takes, evenly", unit="s", low=0.0, high=1e4)


class EmitterProperties(Table):
    """An emitter of particles: births, shape, motion, appearance."""

    FORMER_NAMES: ClassVar[Mapping[str, str]] = {"look": "appearance"}
    """Keys that scene files may still use, with a warning, and what they are called now."""

    # Births
    rate: Number = declare(0.0, "particles born a second", unit="1/s", low=0.0)
    bursts: list[Burst] = declare([], "particles born together, besides the rate")
    prewarm: float = declare(
        0.0, "how long before the film the emitter already ran", unit="s", low=0.0, high=600.0
    )
    parent: NameOf | None = declare(
        None, "the emitter whose particles these are born of, instead of a rate and bursts"
    )
    born: Event = declare(
        "death",
        "when: at a parent particle's birth, its death, its first bounce on the floor, or all along its path",
    )
    each: int = declare(10, "how many are born of each particle of the parent", low=1, high=100_000)
    life: Number = declare(1.0, "how long a particle lives", unit="s", low=1e-3, high=600.0)
    life_spread: Number = declare(0.3, "share by which lives differ", low=0.0, high=1.0)

    # Where
    position: Vector3 = declare((0.0, 0.0, 0.0), "place of the emitter in its parent", unit="m")
    rotation: Rotation = declare(
        (0.0, 0.0, 0.0, 1.0), "turn of the emitter: heading, pitch, roll, or x, y, z, w", unit="degrees"
    )
    space: Space = declare(
        "world",
        "world: particles leave the parent behind; local: they move in its frame and go where it goes, with gravity, wind, floor and vortex axis in that frame",
    )
    shape: Shape = declare(
        "point",
        "point, sphere, box, disc (faces +y), cone (along +y), line (along x), a mesh's surface, the pieces of a broken mesh, or a curve through points",
    )
    extent: Vector3 = declare(
        (0.5, 0.5, 0.5),
        "half sizes of the box, radii of the sphere, radius (x) of disc and cone, half length (x) of the line",
        unit="m",
        low=0.0,
    )
    hollow: Number = declare(
        0.0, "inner share of sphere and disc in which nothing is born; 1 is the rim alone", low=0.0, high=1.0
    )
    points: list[tuple[float, float, float]] = declare(
        [],
        "where the shape 'curve' leads through, at least two; it is closed if it ends where it begins",
        unit="m",
    )
    pieces_shown: float = declare(1.0, "share of a mesh's pieces that emit", low=0.0, high=1.0)

    # How it starts
    velocity: Vector3 = declare((0.0, 0.0, 0.0), "velocity at birth, in the emitter's frame", unit="m/s")
    velocity_spread: Vector3 = declare(
        (0.0, 0.0, 0.0), "standard deviation of the velocity at birth", unit="m/s", low=0.0
    )
    speed: Number = declare(
        0.0, "speed at birth along the shape's normal (away from a point or a sphere's middle)", unit="m/s"
    )
    speed_spread: Number = declare(0.0, "standard deviation of that speed", unit="m/s", low=0.0)
    cone: Number = declare(
        20.0,
        "half angle about the normal of disc, cone, surface and pieces",
        unit="degrees",
        low=0.0,
        high=180.0,
    )
    inherit: Number = declare(
        0.0,
        "share of the velocity of the emitter, or of the parent particle, that a particle takes along",
        low=0.0,
        high=1.0,
    )

    # How it moves
    gravity: Vector3 = declare(
        (0.0, -9.8, 0.0), "acceleration of all particles, in the emitter's space", unit="m/s²"
    )
    drag: Number = declare(
        0.0, "rate at which a particle takes on the wind's velocity", unit="1/s", low=0.0, high=1e3
    )
    wind: Vector3 = declare(
        (0.0, 0.0, 0.0), "velocity of the air, in the emitter's space; it acts through drag", unit="m/s"
    )
    floor: Number | None = declare(
        None, "height of the floor that particles bounce on; none without", unit="m"
    )
    bounce: Number = declare(0.4, "share of the upward speed kept by a bounce", low=0.0, high=1.0)
    friction: Number = declare(0.3, "share of the speed along the floor lost by a bounce", low=0.0, high=1.0)
    turbulence: Number = declare(
        0.0, "typical speed of swirling air that carries particles along", unit="m/s", low=0.0
    )
    turbulence_scale: Number = declare(1.0, "size of the swirls", unit="m", low=1e-3)
    turbulence_speed: Number = declare(0.3, "how fast the swirls change", unit="swirl sizes/s", low=0.0)
    vortex: Number = declare(0.0, "fastest speed around the vortex axis through the emitter", unit="m/s")
    vortex_axis: Direction = declare((0.0, 1.0, 0.0), "axis of the vortex, in the emitter's space")
    vortex_radius: Number = declare(
        1.0, "distance from the axis at which it turns fastest", unit="m", low=1e-3
    )
    attractor: Vector3 = declare((0.0, 0.0, 0.0), "point that attracts", unit="m")
    attraction: Number = declare(
        0.0, "acceleration towards the attractor (away from it if negative)", unit="m/s²"
    )
    blast: Number = declare(0.0, "speed that a blast front gives a particle 1 m from its centre", unit="m/s")
    blast_centre: Vector3 = declare((0.0, 0.0, 0.0), "where the blast begins", unit="m")
    blast_t: Time = declare(0.0, "when the blast begins", unit="s")
    blast_speed: Number = declare(50.0, "speed of the blast front", unit="m/s", low=1e-3)
    blast_falloff: Number = declare(
        1.0, "power of the distance by which the blast weakens", low=0.0, high=4.0
    )
    colliders: list[Collider] = declare(
        [],
        f"what particles bounce on, in the emitter's space, at most {MOST_COLLIDERS}",
        schema={"maxItems": MOST_COLLIDERS},
    )
    steps: int = declare(
        10,
        "steps of the motion in swirls, vortex, attractor and blast; and, of a whole life, among colliders: a particle passes through what is thinner than an eighth of its way in a step",
        low=2,
        high=64,
    )

    # Appearance
    appearance: Appearance = declare(
        "spark",
        "spark, ember, glint: light that adds; dust, smoke, shard: hide what is behind them and are lit by the scene",
    )
    size: Number = declare(0.02, "diameter at birth", unit="m", low=0.0)
    size_spread: Number = declare(0.3, "share by which sizes differ", low=0.0, high=1.0)
    grow: Number = declare(1.0, "diameter at the end of life over that at birth", low=0.0, high=1e3)
    fade_in: Number = declare(
        0.0, "share of life in which a particle appears; with 0 it shows from its birth on", low=0.0, high=1.0
    )
    fade_out: Number = declare(0.4, "share of life in which it vanishes", low=0.0, high=1.0)
    colour: Colour = declare((1.0, 1.0, 1.0), "colour at birth, linear")
    colour_end: Colour | None = declare(None, "colour at the end of life; as at birth if not given")
    temperature: Number | None = declare(
        None, "glow of a black body at birth, instead of the colour", unit="K", low=500.0, high=4e4
    )
    temperature_end: Number | None = declare(
        None, "temperature at the end of life; as at birth if not given", unit="K", low=500.0, high=4e4
    )
    brightness: Number = declare(1.0, "radiance of the particle's own light", low=0.0)
    dim: Number = declare(1.0, "brightness at the end of life over that at birth", low=0.0)
    lit: Number | None = declare(
        None,
        "share of its light that comes from the scene's light; 1 for dust, smoke and solid ones, else 0",
        low=0.0,
        high=1.0,
    )
    lights: int = declare(
        0,
        "how many of its brightest particles light the scene, in place of the light of all of them; a frame has 256 lights in all; among colliders they take tens of milliseconds a frame",
        low=0,
        high=8,
    )
    opacity: Number = declare(1.0, "how much a particle hides, and how much it shines", low=0.0, high=1.0)
    stretch: Number = declare(
        0.0, "time by which a large particle is drawn out along its way", unit="s", low=0.0, high=1.0
    )

    # Curves: what multiplies the above, as a list of stops
    size_curve: FactorOverLife | None = declare(None, "factor of the diameter over the share of life")
    opacity_curve: ShareOverLife | None = declare(None, "factor of the opacity over the share of life")
    colour_curve: ColourOverLife | None = declare(None, "factor of the colour over the share of life, linear")
    size_by_speed: FactorOverSpeed | None = declare(
        None, "factor of the diameter over the speed in m/s, air that carries it left out"
    )
    colour_by_speed: ColourOverSpeed | None = declare(
        None, "factor of the colour over the speed in m/s, air that carries it left out, linear"
    )

    # What it leaves behind
    lod_distance: float | None = declare(
        None,
        "distance from the eye beyond which fewer and larger particles stand for all; none: always all",
        unit="m",
        above=0.0,
        high=1e6,
    )
    trail: Number = declare(
        0.0,
        "length, in time, of a ribbon along the way a particle came; none if 0",
        unit="s",
        low=0.0,
        high=60.0,
    )
    trail_width: Number = declare(
        1.0, "width of the ribbon at the particle, over its diameter", low=0.0, high=100.0
    )
    trail_points: int = declare(12, "points that the ribbon is drawn through", low=2, high=64)

    # Solid ones
    solid: bool = declare(False, "draw the mesh, tumbling, at each particle's place")
    spin: Number = declare(180.0, "fastest turn of a solid particle", unit="degrees/s", low=0.0)

    @field_validator("colliders")
    @classmethod
    def _not_too_many(cls, colliders: list[Collider]) -> list[Collider]:
        if len(colliders) > MOST_COLLIDERS:
            raise problem(f"an emitter has at most {MOST_COLLIDERS} colliders, not {len(colliders)}")
        return colliders
