"""Emitters: stateless sources of particles.

A particle is a number k; its position and appearance are functions of (emitter, k, t). The CPU computes only which k
are alive at t; the shaders compute the rest from the emitter's tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import Mesh
from visualizer.particles.births import Run, burst_runs, knots_of, rate_run
from visualizer.particles.checks import check_live, check_parent
from visualizer.particles.colliders import Collider, ordered
from visualizer.particles.curves import CurveTable, baked
from visualizer.particles.paths import curve_points
from visualizer.particles.properties import APPEARANCES, EVENTS, OCCLUDING, SHAPES, Burst, EmitterProperties
from visualizer.particles.ride import AT_REST, Ride
from visualizer.particles.surface import SurfacePoints, piece_points, surface_points
from visualizer.particles.tables import Table, sampled
from visualizer.timeline.extent import highest
from visualizer.timeline.track import Track

__all__ = [
    "APPEARANCES",
    "EVENTS",
    "OCCLUDING",
    "SHAPES",
    "Batch",
    "Burst",
    "Emitter",
    "EmitterProperties",
    "Ride",
    "compiled",
]

Array = NDArray[np.float64]

FIELD_STRENGTHS = ("turbulence", "vortex", "attraction", "blast")
"""The birth values that say how strongly each field acts."""

COARSEST = 6.0
"""Highest level of detail: one of 64 is drawn."""

AFTER_FILM = 2.0
"""Seconds that a rate goes on after the film's end, so that a time just beyond it shows no sudden stop."""

_AFTER = 0.02  # s beyond births that tables reach, so that a velocity can be told at the last


@dataclass(frozen=True)
class Batch:
    """Particles `first` to `first + count - 1` of an emitter, at `time`, s. Some may not be born yet or be dead.

    level: of detail: one of 2 to its power is drawn, larger. world_from_local: for those in local space the frame they are in at that time: 16 numbers, column by column.
    """

    emitter: str
    first: int
    count: int
    time: float
    world_from_local: tuple[float, ...] | None = None
    level: float = 0.0


@dataclass(frozen=True, eq=False)
class Emitter:
    """An emitter ready to draw; immutable. seed: 32 bits. runs: births, by ascending number. ride: what it is attached to.

    mesh: what shapes and solid particles take their form from, if any. parent: whose particles these are born of, if
    any: particle k is then born of the parent's particle k // each, and `runs` are unused.
    """

    properties: EmitterProperties
    seed: int
    runs: tuple[Run, ...]
    longest: float
    ride: Ride
    mesh: Mesh | None
    parent: Emitter | None = None

    def born_within(self, t: float, span: float) -> list[tuple[int, int]]:
        """Return (first, count) of all particles that may be born in the `span` seconds before `t`, s."""
        if self.parent is None:
            return [run.live(t, span) for run in self.runs]
        each = self.properties.each
        found = self.parent.born_within(t, span + self.parent.longest)
        return [(first * each, count * each) for first, count in found]

    @property
    def births_in_all(self) -> tuple[int, int]:
        """(first, count) of all particles there ever are."""
        if self.parent is not None:
            first, count = self.parent.births_in_all
            return first * self.properties.each, count * self.properties.each
        first = int(self.runs[0].first[0])
        return first, int(self.runs[-1].first[-1]) - first

    @cached_property
    def drifts(self) -> bool:
        """Whether fields move its particles, in steps."""
        return self.table.used(*FIELD_STRENGTHS)

    @property
    def births(self) -> tuple[float, float]:
        """Times, s, between which all particles are born."""
        if self.parent is not None:
            start, end = self.parent.births
            return start, end + self.parent.longest
        starts = [float(run.time[0]) for run in self.runs if run.count]
        ends = [float(run.time[-1]) for run in self.runs if run.count]
        return (min(starts), max(ends)) if starts else (0.0, 0.0)

    def batches(self, name: str, t: float) -> tuple[Batch, ...]:
        """Return the particles that may live at `t`, s, under the emitter's name in the library."""
        living = self.born_within(t, self.longest)
        frame = None
        if self.properties.space == "local" and any(count for _, count in living):
            frame = tuple(float(number) for number in self.world_from_parent(t).T.ravel())
        return tuple(Batch(name, first, count, t, frame) for first, count in living if count)

    def level(self, t: float, eye: Array) -> float:
        """Return the level of detail at `t`, s, as seen from `eye` (3,), m: 0 near by, 1 where half of them are drawn."""
        source, near = self, self.properties.lod_distance
        if near is None or self.properties.solid:
            return 0.0
        while source.parent is not None:
            source = source.parent
        place = source.table.place(np.array([t]))[0]
        if source.properties.space == "local":
            place = (source.world_from_parent(t) @ np.append(place, 1.0))[:3]
        distance = max(float(np.linalg.norm(place - eye)), near)
        return min(2.0 * float(np.log2(distance / near)), COARSEST)

    def world_from_parent(self, t: float) -> Array:
        """Return world_from_b, (4, 4), of what the emitter rides on at t, s."""
        return self.ride.world_from_parent(t)

    @property
    def spans(self) -> list[tuple[float, float]]:
        """Spans of time, s, ascending and apart, that hold all births."""
        start, end = self.births
        if self.parent is not None:
            return [(start, max(end, start + _AFTER))]
        found: list[tuple[float, float]] = []
        for run in self.runs:
            bearing = np.diff(run.first) > 0
            found += zip(run.time[:-1][bearing].tolist(), run.time[1:][bearing].tolist(), strict=True)
        apart: list[tuple[float, float]] = []
        for low, high in sorted(found):
            if apart and low <= apart[-1][1]:
                apart[-1] = (apart[-1][0], max(apart[-1][1], high + _AFTER))
            else:
                apart.append((low, high + _AFTER))
        return apart or [(start, start + _AFTER)]

    @cached_property
    def table(self) -> Table:
        """What particles are told at birth, over time. Sampled at first use. Raises ValueError if it grows too large."""
        if self.parent is not None:
            return sampled(self.properties, self.spans, None, born_of_particles=True)
        # In local space the parent's frame is that of the motion.
        local = self.properties.space == "local" or self.ride is AT_REST
        return sampled(self.properties, self.spans, None if local else self.ride)

    @cached_property
    def knots(self) -> tuple[Array, NDArray[np.int64]]:
        """(times, firsts), (n,) each: the knots of all runs, in ascending order of number."""
        return knots_of(self.runs)

    @cached_property
    def origins(self) -> SurfacePoints | None:
        """What particles are born on, for the shapes that are a mesh or a curve."""
        if self.properties.shape == "curve":
            return curve_points(self.properties.points)
        if self.mesh is None or self.properties.shape not in ("surface", "pieces"):
            return None
        if self.properties.shape == "surface":
            return surface_points(self.mesh, self.seed)
        return piece_points(self.mesh, self.seed, self.properties.pieces_shown)

    @cached_property
    def colliders(self) -> tuple[Collider, ...]:
        """What particles bounce on, in the order in which shaders take it."""
        return tuple(ordered(self.properties.colliders))

    @cached_property
    def curves(self) -> CurveTable | None:
        """Factors over life and speed, if there are any."""
        p = self.properties
        given = {
            "size": p.size_curve,
            "opacity": p.opacity_curve,
            "colour": p.colour_curve,
            "size_by_speed": p.size_by_speed,
            "colour_by_speed": p.colour_by_speed,
        }
        return None if all(track is None for track in given.values()) else baked(**given)

    @cached_property
    def max_live(self) -> int:
        """The largest number of particles of any batch list of this emitter: what memory must suffice for."""
        # Counts change at knots of the births: where those, or the deaths of those, begin and end.
        source, after, family = self, [0.0, self.longest], 1
        while source.parent is not None:
            family *= source.properties.each
            source = source.parent
            after += [time + source.longest for time in after]
        knots = np.concatenate([run.time for run in source.runs] or [np.zeros(1)])
        moments = np.unique(np.concatenate([knots + time for time in after]))
        rounded_outward = 2 * family * len(source.runs)
        return rounded_outward + max(
            sum(batch.count for batch in self.batches("", float(t))) for t in moments
        )

    @cached_property
    def digest(self) -> str:
        """A hash of all that is drawn: every property, and all that is compiled from what properties do not hold.

        Emitters with the same digest share their tables on the GPU.
        """
        digest = hashlib.blake2b(digest_size=16)
        for name in EmitterProperties.model_fields:
            digest.update(f"{name} = {_text(getattr(self.properties, name))}\n".encode())
        table = self.table
        for array in (table.constant, table.times, table.samples, *self.knots):
            digest.update(np.ascontiguousarray(array).tobytes())
        parent = self.parent.digest if self.parent is not None else ""
        mesh = self.mesh.key if self.mesh is not None else ""
        digest.update(f"{self.seed} {table.varying} {mesh} {parent}".encode())
        return digest.hexdigest()


def compiled(
    properties: EmitterProperties,
    *,
    seed: int,
    duration: float,
    world_from_emitter: Callable[[float], Array] | Ride | None = None,
    mesh: Mesh | None = None,
    parent: Emitter | None = None,
) -> Emitter:
    """Return the emitter of `properties` in a film of `duration` seconds.

    seed: of all its chances. world_from_emitter: of what the emitter rides on at a time, (4, 4); a `Ride` also tells when it
    may jump or bend; None stays at the origin.
    parent: the emitter whose particles these are born of.
    Raises ValueError if a shape or solid particles lack their mesh or points, and for too many particles.
    """
    p = properties
    if mesh is None and (p.solid or p.shape in ("surface", "pieces")):
        what = "solid particles need" if p.solid else f"the shape '{p.shape}' needs"
        raise ValueError(f"{what} a mesh: name one with mesh = 'actor.mesh'")
    if p.shape == "curve":
        curve_points(p.points)
    if parent is not None:
        check_parent(p, parent)
    start, end = 0.0 - p.prewarm, duration + AFTER_FILM
    rate: Track[float] = p.rate
    run = rate_run(rate, start, end)
    runs = [run, *burst_runs([(b.t, b.count, b.over) for b in p.bursts], int(run.first[-1]))]
    runs = [r for r in runs if r.count] or runs[:1]
    ride = AT_REST if world_from_emitter is None else world_from_emitter
    if not isinstance(ride, Ride):
        ride = Ride(ride)
    made = Emitter(
        properties=p,
        seed=seed & 0xFFFFFFFF,
        runs=tuple(runs),
        longest=_longest(p),
        ride=ride,
        mesh=mesh,
        parent=parent,
    )
    check_live(made)
    return made


def _longest(p: EmitterProperties) -> float:
    """Return a bound of the time, s, for which any particle lives, or its trail is seen."""
    # Samples lie on the curves, and what lies between samples lies between their values; they are rounded to float32.
    return (highest(p.life) * (1.0 + highest(p.life_spread)) + highest(p.trail)) * (1.0 + 1e-6) + 1e-4


def _text(value: object) -> str:
    """Return a property's value as text that is equal only for equal values."""
    if isinstance(value, Track):
        keys = [(key.time, np.asarray(key.value).tolist(), key.ease) for key in value.keys]
        return repr((value.kind, value.low, value.high, keys))
    return repr(value)
