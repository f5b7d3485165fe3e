"""The properties of a particle emitter in a scene file: `[emitter.NAME]`.

Positions and directions are in the frame of the emitter's parent: the world, or what the emitter is attached to.
`position` and `rotation` are the emitter's pose in it; shape, velocity and cone are in the emitter's own frame.
Gravity, wind, floor and vortex axis are in the world, or, with `space = "local"`, in the frame of the parent, with
which particles then move. Keyed properties are evaluated at the birth of a particle and are constant over its life.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import field_validator

from visualizer.particles.colliders import MOST_COLLIDERS, Collider
from visualizer.particles.curves import (
    ColourOverLife,
    ColourOverSpeed,
    NumberOverLife,
    NumberOverSpeed,
)
from visualizer.properties import Colour, Direction, EmitterName, Number, Rotation, Time, Vector3, declare
from visualizer.properties.tables import Table
from visualizer.properties.values import problem

Shape = Literal["point", "sphere", "box", "disc", "cone", "line", "surface", "pieces", "curve"]
Event = Literal["birth", "death", "bounce", "path"]
Appearance = Literal["spark", "dust", "smoke", "glint", "ember", "shard"]
MovingSpace = Literal["world", "local"]

SHAPES: tuple[Shape, ...] = ("point", "sphere", "box", "disc", "cone", "line", "surface", "pieces", "curve")
"""Shapes within which particles are born; the number of a shape in shaders is its index here."""
EVENTS: tuple[Event, ...] = ("birth", "death", "bounce", "path")
"""Events at which particles emit others; the number of an event in shaders is its index here."""
APPEARANCES: tuple[Appearance, ...] = ("spark", "dust", "smoke", "glint", "ember", "shard")
"""How particles are shaded and shaped; the number of an appearance in shaders is its index here."""
OCCLUDING: tuple[Appearance, ...] = ("dust", "smoke", "shard")
"""Appearances that occlude what is behind them and, unless `lit` says otherwise, are lit by the scene's light."""
LARGEST_BURST = 10_000_000
"""Most particles of one burst."""


class Burst(Table):
    """Particles that are born together."""

    t: Time = declare(description="time at which the burst begins", unit="s")
    count: int = declare(description="number of particles", low=1, high=LARGEST_BURST)
    over: float = declare(
        0.0, "duration of the burst, over which births are evenly spaced", unit="s", low=0.0, high=1e4
    )


class EmitterProperties(Table):
    """An emitter of particles: births, shape, motion, appearance."""

    FORMER_NAMES: ClassVar[Mapping[str, str]] = {"look": "appearance"}
    """Keys that scene files may still use, with a warning, and what they are called now."""

    # Births
    rate: Number = declare(0.0, "particles born per second", unit="1/s", low=0.0)
    bursts: list[Burst] = declare([], "groups of particles born at one time, in addition to the rate")
    prewarm: float = declare(
        0.0, "how long before the start of the film the emitter begins to emit", unit="s", low=0.0, high=600.0
    )
    parent: EmitterName | None = declare(
        None, "an emitter whose particles emit these, instead of a rate and bursts"
    )
    born: Event = declare(
        "death",
        "when a parent particle emits: at its birth, its death or its first bounce on the floor, or along its whole path",
    )
    each: int = declare(10, "particles that each particle of the parent emits", low=1, high=100_000)
    life: Number = declare(1.0, "how long a particle lives", unit="s", low=1e-3, high=600.0)
    life_spread: Number = declare(
        0.3, "variation of the life between particles, as a share of it", low=0.0, high=1.0
    )

    # Where
    position: Vector3 = declare(
        (0.0, 0.0, 0.0),
        "position of the emitter in the frame of what it is attached to",
        unit="m",
        space="parent",
    )
    rotation: Rotation = declare(
        (0.0, 0.0, 0.0, 1.0),
        "rotation of the emitter: heading, pitch and roll, or a quaternion x, y, z, w",
        unit="degrees",
        space="parent",
    )
    space: MovingSpace = declare(
        "world",
        "world: particles stay in the world when what the emitter is attached to moves; local: they move with it, and gravity, wind, floor and vortex axis are in its frame",
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
        0.0,
        "share of the radius of sphere and disc inside which nothing is born; at 1 all are born at the rim",
        low=0.0,
        high=1.0,
    )
    points: list[tuple[float, float, float]] = declare(
        [],
        "points of the shape 'curve', at least two; it is closed if the last equals the first",
        unit="m",
        space="own",
    )
    pieces_shown: float = declare(1.0, "share of the mesh's pieces that emit", low=0.0, high=1.0)

    # How it starts
    velocity: Vector3 = declare(
        (0.0, 0.0, 0.0), "velocity at birth, in the emitter's frame", unit="m/s", space="own"
    )
    velocity_spread: Vector3 = declare(
        (0.0, 0.0, 0.0), "standard deviation of the velocity at birth", unit="m/s", low=0.0
    )
    speed: Number = declare(
        0.0,
        "speed at birth along the shape's normal (away from the point, or from the middle of the sphere)",
        unit="m/s",
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
        "share of the velocity of the emitter, or of the parent particle, that is added at birth",
        low=0.0,
        high=1.0,
    )

    # How it moves
    gravity: Vector3 = declare(
        (0.0, -9.8, 0.0), "acceleration of all particles, in the emitter's space", unit="m/s²", space="chosen"
    )
    drag: Number = declare(
        0.0,
        "linear drag: the velocity relative to the wind decays at this rate",
        unit="1/s",
        low=0.0,
        high=1e3,
    )
    wind: Vector3 = declare(
        (0.0, 0.0, 0.0),
        "velocity of the air, in the emitter's space; it acts through drag",
        unit="m/s",
        space="chosen",
    )
    floor: Number | None = declare(
        None, "height of the floor that particles bounce on; there is none if left out", unit="m"
    )
    bounce: Number = declare(0.4, "share of the upward speed kept by a bounce", low=0.0, high=1.0)
    friction: Number = declare(0.3, "share of the speed along the floor lost by a bounce", low=0.0, high=1.0)
    turbulence: Number = declare(
        0.0, "root mean square speed of the curl noise that carries particles along", unit="m/s", low=0.0
    )
    turbulence_scale: Number = declare(1.0, "size of the swirls of the turbulence", unit="m", low=1e-3)
    turbulence_speed: Number = declare(0.3, "how fast the turbulence changes", unit="swirl sizes/s", low=0.0)
    vortex: Number = declare(0.0, "fastest speed around the vortex axis through the emitter", unit="m/s")
    vortex_axis: Direction = declare(
        (0.0, 1.0, 0.0), "axis of the vortex, in the emitter's space", space="chosen"
    )
    vortex_radius: Number = declare(
        1.0, "distance from the axis at which the vortex is fastest", unit="m", low=1e-3
    )
    attractor: Vector3 = declare((0.0, 0.0, 0.0), "point that attracts", unit="m", space="parent")
    attraction: Number = declare(
        0.0, "acceleration towards the attractor (away from it if negative)", unit="m/s²"
    )
    blast: Number = declare(0.0, "speed that a blast front gives a particle 1 m from its centre", unit="m/s")
    blast_centre: Vector3 = declare((0.0, 0.0, 0.0), "where the blast begins", unit="m", space="parent")
    blast_t: Time = declare(0.0, "when the blast begins", unit="s")
    blast_speed: Number = declare(50.0, "speed of the blast front", unit="m/s", low=1e-3)
    blast_falloff: Number = declare(
        1.0, "the blast weakens with this power of the distance", low=0.0, high=4.0
    )
    colliders: list[Collider] = declare(
        [],
        f"what particles bounce on, in the emitter's space, at most {MOST_COLLIDERS}",
        schema={"maxItems": MOST_COLLIDERS},
    )
    steps: int = declare(
        10,
        "integration steps from birth to the time shown with turbulence, vortex, attractor and blast, or over the whole life with colliders: a particle passes through colliders thinner than an eighth of the distance that it moves in a step",
        low=2,
        high=64,
    )

    # Appearance
    appearance: Appearance = declare(
        "spark",
        "spark, ember, glint: additive light; dust, smoke, shard: occlude what is behind them and are lit by the scene",
    )
    size: Number = declare(0.02, "diameter at birth", unit="m", low=0.0)
    size_spread: Number = declare(
        0.3, "variation of the size between particles, as a share of it", low=0.0, high=1.0
    )
    grow: Number = declare(1.0, "diameter at the end of life divided by that at birth", low=0.0, high=1e3)
    fade_in: Number = declare(
        0.0, "share of life, from birth, over which a particle fades in; 0: no fade", low=0.0, high=1.0
    )
    fade_out: Number = declare(
        0.4, "share of life, up to death, over which a particle fades out", low=0.0, high=1.0
    )
    colour: Colour = declare((1.0, 1.0, 1.0), "colour at birth, linear")
    colour_end: Colour | None = declare(None, "colour at the end of life; as at birth if not given")
    temperature: Number | None = declare(
        None,
        "temperature at birth of a black body that gives the colour, instead of `colour`",
        unit="K",
        low=500.0,
        high=4e4,
    )
    temperature_end: Number | None = declare(
        None, "temperature at the end of life; as at birth if not given", unit="K", low=500.0, high=4e4
    )
    brightness: Number = declare(1.0, "radiance of the particle's own light", low=0.0)
    dim: Number = declare(1.0, "brightness at the end of life divided by that at birth", low=0.0)
    lit: Number | None = declare(
        None,
        "share of a particle's light that is scattered scene light; if left out, 1 for dust, smoke, shards and solid particles, else 0",
        low=0.0,
        high=1.0,
    )
    lights: int = declare(
        0,
        "number of bright particles that light the scene as point lights, with the light of all particles of the emitter; with colliders they take tens of milliseconds per frame",
        low=0,
        high=8,
    )
    opacity: Number = declare(
        1.0, "opacity; the particle's own light is multiplied by it too", low=0.0, high=1.0
    )
    stretch: Number = declare(
        0.0,
        "a large particle is stretched along its velocity by the distance that it moves in this time",
        unit="s",
        low=0.0,
        high=1.0,
    )

    # Curves: what multiplies the above, as a list of stops
    size_curve: NumberOverLife | None = declare(
        None, "factor of the diameter as a function of age / life", low=0.0
    )
    opacity_curve: NumberOverLife | None = declare(
        None, "factor of the opacity as a function of age / life", low=0.0, high=1.0
    )
    colour_curve: ColourOverLife | None = declare(
        None, "factor of the linear colour as a function of age / life"
    )
    size_by_speed: NumberOverSpeed | None = declare(
        None,
        "factor of the diameter as a function of the speed in m/s, without the velocity of turbulence and vortex",
        low=0.0,
    )
    colour_by_speed: ColourOverSpeed | None = declare(
        None,
        "factor of the linear colour as a function of the speed in m/s, without the velocity of turbulence and vortex",
    )

    # What it leaves behind
    lod_distance: float | None = declare(
        None,
        "level of detail: beyond this distance from the eye, fewer and larger particles are drawn; if left out, always all",
        unit="m",
        above=0.0,
        high=1e6,
    )
    trail: Number = declare(
        0.0,
        "duration of the past path that is drawn as a ribbon; 0: no trail",
        unit="s",
        low=0.0,
        high=60.0,
    )
    trail_width: Number = declare(
        1.0, "width of the ribbon at the particle, divided by the particle's diameter", low=0.0, high=100.0
    )
    trail_points: int = declare(12, "number of points of the ribbon", low=2, high=64)

    # Solid ones
    solid: bool = declare(False, "draw an instance of the mesh, rotating, at each particle")
    spin: Number = declare(180.0, "highest angular speed of a solid particle", unit="degrees/s", low=0.0)

    @field_validator("colliders")
    @classmethod
    def _not_too_many(cls, colliders: list[Collider]) -> list[Collider]:
        if len(colliders) > MOST_COLLIDERS:
            raise problem(f"an emitter has at most {MOST_COLLIDERS} colliders, not {len(colliders)}")
        return colliders
