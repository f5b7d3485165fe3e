"""Emitters: stateless sources of particles.

A particle is a number k; its position and appearance are functions of (emitter, k, t). The CPU computes only which k
are alive at t; the shaders compute the rest from the emitter's tables.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.digests import code_digest, content_digest
from visualizer.cache.kept import kept_as
from visualizer.geometry.mesh import Mesh
from visualizer.particles.births import Run, knots_of
from visualizer.particles.colliders import Collider, ordered
from visualizer.particles.curves import CurveTable, baked
from visualizer.particles.parent_motion import AT_REST, ParentMotion
from visualizer.particles.paths import curve_points
from visualizer.particles.properties import APPEARANCES, EVENTS, OCCLUDING, SHAPES, Burst, EmitterProperties
from visualizer.particles.surface import SurfacePoints, piece_points, surface_points
from visualizer.particles.tables import Table, sampled
from visualizer.properties.content import content_of

__all__ = [
    "APPEARANCES",
    "EVENTS",
    "OCCLUDING",
    "SHAPES",
    "Batch",
    "Burst",
    "Emitter",
    "EmitterProperties",
    "ParentMotion",
]

Array = NDArray[np.float64]

FIELD_STRENGTHS = ("turbulence", "vortex", "attraction", "blast")
"""The birth values that are the strengths of the fields."""

COARSEST = 6.0
"""Highest level of detail: one particle of 64 is drawn."""

_AFTER = (
    0.02  # s by which tables extend beyond births, so that the velocity at the last birth can be computed
)


@dataclass(frozen=True)
class Batch:
    """Particles `first` to `first + count - 1` of an emitter, at `time`, s. Some may not be born yet or be dead.

    level: level of detail: one particle of 2^level is drawn, enlarged. world_from_local: for particles in local space,
    their frame at that time: 16 numbers, column by column; else None.
    """

    emitter: str
    first: int
    count: int
    time: float
    world_from_local: tuple[float, ...] | None = None
    level: float = 0.0


@dataclass(frozen=True, eq=False)
class Emitter:
    """An emitter ready to draw; immutable. seed: 32 bits. runs: births, by ascending number. longest: upper bound of
    the time, s, for which a particle lives or its trail is visible.

    parent_motion: of what the emitter is attached to. mesh: for the shapes "surface" and "pieces", and for solid
    particles. parent: the emitter whose particles emit these: particle k is then emitted by the parent's particle k //
    each, and `runs` are unused.
    """

    properties: EmitterProperties
    seed: int
    runs: tuple[Run, ...]
    longest: float
    parent_motion: ParentMotion
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
        """(first, count) of all particles of the whole film."""
        if self.parent is not None:
            first, count = self.parent.births_in_all
            return first * self.properties.each, count * self.properties.each
        first = int(self.runs[0].first[0])
        return first, int(self.runs[-1].first[-1]) - first

    @cached_property
    def drifts(self) -> bool:
        """Whether fields move its particles, so that their motion is integrated in steps."""
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

    @cached_property
    def lives(self) -> tuple[float, float]:
        """Times, s, before and after which none of its particles lives; rounded outward."""
        start, end = self.births
        return start - _AFTER, end + self.longest + _AFTER

    def batches(self, name: str, t: float) -> tuple[Batch, ...]:
        """Return the particles that may live at `t`, s, under the emitter's name in the library."""
        first, last = self.lives
        if not first < t < last:
            return ()
        living = self.born_within(t, self.longest)
        frame = None
        if self.properties.space == "local" and any(count for _, count in living):
            frame = tuple(float(number) for number in self.world_from_parent(t).T.ravel())
        return tuple(Batch(name, first, count, t, frame) for first, count in living if count)

    def level(self, t: float, eye: Array) -> float:
        """Return the level of detail at `t`, s, as seen from `eye` (3,), world, m: 0 draws all particles, 1 half of
        them."""
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
        """Return world_from_parent, (4, 4), of what the emitter is attached to, at t, s."""
        return self.parent_motion.world_from_parent(t)

    @property
    def spans(self) -> list[tuple[float, float]]:
        """Spans of time, s, ascending and disjoint, that contain all births."""
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
        """The values that particles take at birth, over time. Sampled at first use; if that takes the poses of a
        parent, it is kept in the user's cache folder. Raises ValueError if it grows too large."""
        if self.parent is not None:
            return sampled(self.properties, self.spans, None, born_of_particles=True)
        # In local space, particles move in the parent's frame.
        local = self.properties.space == "local" or self.parent_motion is AT_REST
        motion, spans = None if local else self.parent_motion, self.spans
        if motion is None or not motion.digest:
            return sampled(self.properties, spans, motion)
        name = f"births-{content_digest((code_digest(), motion.digest, spans, self._content))}"
        return kept_as(name, lambda: sampled(self.properties, spans, motion))

    @cached_property
    def _content(self) -> str:
        """The content of all properties."""
        return content_of([getattr(self.properties, name) for name in EmitterProperties.model_fields])

    @cached_property
    def knots(self) -> tuple[Array, NDArray[np.int64]]:
        """(times, firsts), (n,) each: the knots of all runs, in ascending order of number."""
        return knots_of(self.runs)

    @cached_property
    def origins(self) -> SurfacePoints | None:
        """The triangles or pieces on which particles are born, for the shapes that are a mesh or a curve."""
        if self.properties.shape == "curve":
            return curve_points(self.properties.points)
        if self.mesh is None or self.properties.shape not in ("surface", "pieces"):
            return None
        if self.properties.shape == "surface":
            return surface_points(self.mesh, self.seed)
        return piece_points(self.mesh, self.seed, self.properties.pieces_shown)

    @cached_property
    def colliders(self) -> tuple[Collider, ...]:
        """The colliders, in the order in which shaders read them."""
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
        """Upper bound of the number of particles in the batches of this emitter at any time."""
        # The number is extreme at knots of the births, or later than these by the longest life.
        source, after, descendants = self, [0.0, self.longest], 1
        while source.parent is not None:
            descendants *= source.properties.each
            source = source.parent
            after += [time + source.longest for time in after]
        knots = np.concatenate([run.time for run in source.runs] or [np.zeros(1)])
        moments = np.unique(np.concatenate([knots + time for time in after]))
        rounded_outward = 2 * descendants * len(source.runs)
        return rounded_outward + max(
            sum(batch.count for batch in self.batches("", float(t))) for t in moments
        )

    @cached_property
    def digest(self) -> str:
        """Hash of everything that determines what is drawn: all properties, seed, births, birth values, mesh and
        parent.

        Emitters with the same digest share their tables on the GPU.
        """
        digest = hashlib.blake2b(digest_size=16)
        digest.update(self._content.encode())
        table = self.table
        for array in (table.constant, table.times, table.samples, *self.knots):
            digest.update(np.ascontiguousarray(array).tobytes())
        parent = self.parent.digest if self.parent is not None else ""
        mesh = self.mesh.digest if self.mesh is not None else ""
        digest.update(f"{self.seed} {table.varying} {mesh} {parent}".encode())
        return digest.hexdigest()
