"""What a particle is told at birth: rows of four numbers, each constant or sampled over the times of births.

One declaration, `ROWS`, names the rows for NumPy and for the shaders.

Samples follow the keys: each key's value is met exactly, a step has a sample on both of its sides, and between samples a
straight line is off by 0.5 mm (and a tenth of a microsecond of its motion) in the emitter's place, 1% and 2 cm/s in the
velocity that particles inherit, a two-thousandth of the value in all else, or a ten-thousandth of the row's largest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.properties import OCCLUDING, EmitterProperties
from visualizer.particles.sampling import SAME, TooManySamples, samples
from visualizer.timeline.track import Track
from visualizer.transforms import normalized, rotation

Array = NDArray[np.float64]

ROWS: tuple[tuple[str, str], ...] = (
    (
        "PLACE_X",
        "first row of world_from_emitter; of local_from_emitter for particles in local space, as all below",
    ),
    ("PLACE_Y", "second row"),
    ("PLACE_Z", "third row"),
    ("EXTENT", "xyz: half sizes, m; w: half angle of the cone, radians"),
    ("VELOCITY", "xyz: emitter's frame, m/s; w: speed along the normal, m/s"),
    ("SPREAD", "xyz: deviation of the velocity, m/s; w: of the speed, m/s"),
    (
        "CARRIED",
        "xyz: world velocity taken from the emitter, m/s, or share of the parent particle's; w: hollow share",
    ),
    ("PULL", "xyz: gravity, m/s2; w: drag, 1/s"),
    ("WIND", "xyz: m/s; w: stretch, s"),
    ("LIFE", "x: life, s; y: its spread; z: size, m; w: its spread"),
    ("COLOUR", "rgb at birth; a: kelvin at birth, or 0"),
    ("COLOUR_END", "rgb at the end; a: kelvin at the end, or 0"),
    ("FADE", "x: grow; y: fade in; z: fade out; w: opacity"),
    ("SHINE", "x: brightness; y: dim; z: lit; w: spin, radians/s"),
    ("SWIRL", "x: turbulence, m/s; y: 1 / scale, 1/m; z: speed, 1/s; w: vortex radius, m"),
    ("VORTEX", "xyz: unit axis, world; w: m/s"),
    ("ATTRACTOR", "xyz: world, m; w: m/s2"),
    ("BLAST", "xyz: centre, world, m; w: push, m/s"),
    ("FRONT", "x: s; y: m/s; z: falloff; w: width of the trail over the diameter"),
    ("FLOOR", "x: height, m; y: bounce; z: friction; w: trail, s"),
)
"""Names and meanings of the rows; a row's number is its place."""

ROW = {name: number for number, (name, _) in enumerate(ROWS)}

PLACES: tuple[tuple[str, int, int], ...] = (
    *((f"PLACE_{'XYZ'[axis]}", 3, axis) for axis in range(3)),
    *(("ATTRACTOR", axis, axis) for axis in range(3)),
    *(("BLAST", axis, axis) for axis in range(3)),
    ("FLOOR", 0, 1),
)
"""Numbers of rows that are places in the world, m: row, number in it, axis. They are kept in double precision."""

TIMES = (("FRONT", 0),)
"""Those that are times of the film, s: row, number in it. They are kept in double precision too."""

MOST_TEXELS = 1 << 22
"""Numbers of four that the samples of one emitter can have: 64 MiB."""
MOST_WATCHED = 1 << 18
"""Samples that it can have where it rides on what moves without keys: so many take a minute."""

_NO_FLOOR = -1e9
_NEAR = 5e-4  # m by which places may be off,
_WITHIN = 1e-7  # s of their motion, too
_SHARE, _LEAST = 5e-4, 1e-4  # of the value, of the row's largest, by which all else may be off
_VELOCITY_SHARE, _VELOCITY = 0.01, 0.02  # of the velocity, m/s, by which the inherited one may be off
_SUDDEN = 1.0 / 120.0  # s: a velocity that changes faster, with no key to tell, changes over this time
_FROM_PARENT = ("PLACE_X", "PLACE_Y", "PLACE_Z", "CARRIED", "ATTRACTOR", "BLAST")


@dataclass(frozen=True, eq=False)
class Ride:
    """What an emitter rides on. world_from_parent: (4, 4) at a time, s.

    key_times: s, at which it may jump or bend. keyed: between these it only moves as easings do; else it is watched
    closely. Jumps at other times are found all the same.
    """

    world_from_parent: Callable[[float], Array]
    key_times: tuple[float, ...] = ()
    keyed: bool = False


AT_REST = Ride(lambda _: np.eye(4), keyed=True)
"""Of emitters that ride on nothing."""


@dataclass(frozen=True, eq=False)
class Table:
    """What particles are told at birth.

    constant: (len(ROWS), 4), all rows at the first sample. varying: a bit for each row that is not the same in all samples.
    times: (n,), s, ascending; two are equal where there is a jump. samples: (n, rows that vary, 4). All but `PLACES` and `TIMES` is
    rounded to single precision, which the shaders have.
    """

    constant: Array
    varying: int
    times: Array
    samples: Array

    def column(self, row: str) -> int:
        """Return which of the rows that vary a row is."""
        return (self.varying & ((1 << ROW[row]) - 1)).bit_count()

    def at(self, row: str, times: Array) -> Array:
        """Return a row at birth times (n,), s: (n, 4) float64, interpolated as the shaders do."""
        values = self.values(row)
        if len(values) == 1:
            return np.broadcast_to(values[0], (len(times), 4))
        left = np.clip(np.searchsorted(self.times, times, side="right") - 1, 0, len(self.times) - 1)
        right = np.minimum(left + 1, len(self.times) - 1)
        span = self.times[right] - self.times[left]
        share = np.clip((times - self.times[left]) / np.where(span > 0.0, span, 1.0), 0.0, 1.0)
        share = np.where(span > 0.0, share, 0.0)[:, None]
        result: Array = values[left] * (1.0 - share) + values[right] * share
        return result

    def values(self, row: str) -> Array:
        """Return a row in all samples, (n, 4), or once, (1, 4), if it is the same in all."""
        number = ROW[row]
        if not self.varying >> number & 1:
            return self.constant[None, number]
        return self.samples[:, self.column(row)]

    def used(self, row: str, *places: int) -> bool:
        """Return whether a row is other than zero at any of its places, at any time."""
        return bool(self.values(row)[:, list(places)].any())


def sampled(
    properties: EmitterProperties,
    spans: Sequence[tuple[float, float]],
    ride: Ride | None,
    *,
    born_of_particles: bool = False,
) -> Table:
    """Return the rows of all births within `spans`, s, ascending.

    ride: None for what does not move. born_of_particles: the row CARRIED then has the share taken along, not a velocity.
    Raises ValueError if they need more samples than there is room for.
    """
    rows = _Rows(properties, ride, born_of_particles=born_of_particles)
    start = np.array([spans[0][0]])
    if not rows.varying:
        return Table(_rounded(rows.of(start, start, start))[0], 0, start, np.zeros((1, 0, 4)))
    most = MOST_TEXELS // len(rows.varying)
    if not rows.ride.keyed:
        most = min(most, MOST_WATCHED)
    try:
        times, values = samples(rows, spans, rows.key_times, keyed=rows.ride.keyed, most=most)
    except TooManySamples:
        raise ValueError(
            f"what it is told at birth needs more than {most} samples from {spans[0][0]:g} s to {spans[-1][1]:g} s;"
            " let it give birth for a shorter time, ride on what moves less, or have fewer keys"
        ) from None
    values = _rounded(values, rows.varying)
    constant = _rounded(rows.of(times[:1], times[:1], times[:1]))[0]
    constant[rows.varying] = values[0]
    # What a ride does to the last digits of a place is no motion.
    still = np.isclose(values, values[0], rtol=1e-15, atol=1e-9).all(axis=(0, 2))
    moving = np.flatnonzero(~still)
    if not len(moving):
        return Table(constant, 0, times[:1], np.zeros((1, 0, 4)))
    varying = sum(1 << rows.varying[i] for i in moving)
    return Table(constant, varying, times, np.ascontiguousarray(values[:, moving]))


def _rounded(values: Array, rows: Sequence[int] = range(len(ROWS))) -> Array:
    """Return values (n, len(rows), 4) of rows in single precision, but for places and times."""
    rounded = values.astype(np.float32).astype(np.float64)
    order = list(rows)
    for name, number in (*(place[:2] for place in PLACES), *TIMES):
        if ROW[name] in order:
            at = order.index(ROW[name])
            rounded[:, at, number] = values[:, at, number]
    return rounded


class _Rows:
    """The rows of an emitter as functions of time. varying: numbers of those that may vary; key_times: s, of their keys."""

    def __init__(self, p: EmitterProperties, ride: Ride | None, *, born_of_particles: bool) -> None:
        self.ride = ride or AT_REST
        self._p = p
        self._born_of_particles = born_of_particles
        self._largest: Array | None = None
        lit = 1.0 if p.appearance in OCCLUDING or p.solid else 0.0
        degrees = float(np.pi / 180.0)
        self._plain: list[tuple[str, int | slice, Track[float] | Track[Array] | float | None, float]] = [
            ("CARRIED", 3, p.hollow, 1.0), ("EXTENT", slice(3), p.extent, 1.0), ("EXTENT", 3, p.cone, degrees),
            ("VELOCITY", slice(3), p.velocity, 1.0), ("VELOCITY", 3, p.speed, 1.0),
            ("SPREAD", slice(3), p.velocity_spread, 1.0), ("SPREAD", 3, p.speed_spread, 1.0),
            ("PULL", slice(3), p.gravity, 1.0), ("PULL", 3, p.drag, 1.0), ("WIND", slice(3), p.wind, 1.0),
            ("WIND", 3, p.stretch, 1.0), ("LIFE", 0, p.life, 1.0), ("LIFE", 1, p.life_spread, 1.0), ("LIFE", 2, p.size, 1.0),
            ("LIFE", 3, p.size_spread, 1.0), ("COLOUR", slice(3), p.colour, 1.0),
            ("COLOUR_END", slice(3), p.colour_end or p.colour, 1.0), ("COLOUR", 3, p.temperature, 1.0),
            ("COLOUR_END", 3, p.temperature_end or p.temperature, 1.0), ("FADE", 0, p.grow, 1.0), ("FADE", 1, p.fade_in, 1.0),
            ("FADE", 2, p.fade_out, 1.0), ("FADE", 3, p.opacity, 1.0), ("SHINE", 0, p.brightness, 1.0), ("SHINE", 1, p.dim, 1.0),
            ("SHINE", 2, lit if p.lit is None else p.lit, 1.0), ("SHINE", 3, p.spin, degrees), ("SWIRL", 0, p.turbulence, 1.0),
            ("SWIRL", 2, p.turbulence_speed, 1.0), ("SWIRL", 3, p.vortex_radius, 1.0), ("VORTEX", 3, p.vortex, 1.0),
            ("ATTRACTOR", 3, p.attraction, 1.0), ("BLAST", 3, p.blast, 1.0), ("FRONT", 0, p.blast_t, 1.0),
            ("FRONT", 1, p.blast_speed, 1.0), ("FRONT", 2, p.blast_falloff, 1.0), ("FRONT", 3, p.trail_width, 1.0),
            ("FLOOR", 0, _NO_FLOOR if p.floor is None else p.floor, 1.0), ("FLOOR", 1, p.bounce, 1.0),
            ("FLOOR", 2, p.friction, 1.0), ("FLOOR", 3, p.trail, 1.0),
        ]  # fmt: skip
        frames = (p.position, p.rotation)
        others: dict[str, tuple[Track[float] | Track[Array], ...]] = {
            "PLACE_X": frames, "PLACE_Y": frames, "PLACE_Z": frames, "CARRIED": (p.inherit, p.position),
            "SWIRL": (p.turbulence_scale,), "VORTEX": (p.vortex_axis,), "ATTRACTOR": (p.attractor,), "BLAST": (p.blast_centre,),
        }  # fmt: skip
        tracks: dict[str, list[Track[float] | Track[Array]]] = {
            name: list(others.get(name, ())) for name in ROW
        }
        for row, _, track, _ in self._plain:
            if isinstance(track, Track):
                tracks[row].append(track)
        self.sided = not born_of_particles and not (p.inherit.constant and p.inherit.at(0.0) == 0.0)
        self.varying = [
            number
            for name, number in ROW.items()
            if any(not track.constant for track in tracks[name])
            or (ride is not None and name in _FROM_PARENT)
        ]
        self.key_times = [
            *self.ride.key_times,
            *(
                t
                for some in tracks.values()
                for track in some
                if not track.constant
                for t in (*track.times, *track.breaks)
            ),
        ]

    def at(self, times: Array, low: Array, high: Array) -> Array:
        """Return the rows that may vary, (n, len(varying), 4), at times (n,), s; see `Source.at`."""
        return self.of(times, low, high)[:, self.varying]

    def of(self, times: Array, low: Array, high: Array) -> Array:
        """Return all rows, (n, len(ROWS), 4), at times (n,), s."""
        p, count = self._p, len(times)
        rows = np.zeros((count, len(ROWS), 4))
        for row, place, track, factor in self._plain:
            if track is not None:
                rows[:, ROW[row], place] = (
                    _many(track, times) if isinstance(track, Track) else track
                ) * factor
        parents, places = self._places(times)
        turn = _many(p.rotation, times)
        rows[:, 0:3, :3] = parents[:, :3, :3] @ np.stack([rotation(q)[:3, :3] for q in turn])
        rows[:, 0:3, 3] = places
        share = np.reshape(_many(p.inherit, times), (-1, 1))
        if self._born_of_particles:
            rows[:, ROW["CARRIED"], :3] = share
        elif self.sided:
            rows[:, ROW["CARRIED"], :3] = share * self._velocity(times, low, high)
        rows[:, ROW["SWIRL"], 1] = 1.0 / _many(p.turbulence_scale, times)
        rows[:, ROW["VORTEX"], :3] = normalized(_many(p.vortex_axis, times))
        for row, track3 in (("ATTRACTOR", p.attractor), ("BLAST", p.blast_centre)):
            inside = np.broadcast_to(_many(track3, times), (count, 3))
            rows[:, ROW[row], :3] = np.einsum("nij,nj->ni", parents[:, :3, :3], inside) + parents[:, :3, 3]
        return rows

    def allowed(self, width: Array, first: Array, last: Array) -> Array:
        """Return by how much each number of the rows that may vary may be off; see `Source.allowed`."""
        size = np.maximum(np.abs(first), np.abs(last))
        if len(size):
            largest = size.max(axis=0)
            self._largest = largest if self._largest is None else np.maximum(self._largest, largest)
        allowed: Array = _SHARE * size + _LEAST * (0.0 if self._largest is None else self._largest)
        for i, number in enumerate(self.varying):
            if number < 3:
                allowed[:, i, :3] = _SHARE * np.linalg.norm(size[:, i, :3], axis=1, keepdims=True)
                allowed[:, i, 3] = _NEAR + _WITHIN * np.abs(last[:, i, 3] - first[:, i, 3]) / width
            elif number == ROW["CARRIED"] and not self._born_of_particles:
                allowed[:, i, :3] = np.where(
                    width[:, None] > _SUDDEN,
                    _VELOCITY + _VELOCITY_SHARE * np.linalg.norm(size[:, i, :3], axis=1, keepdims=True),
                    np.inf,
                )
        return allowed

    def _places(self, times: Array) -> tuple[Array, Array]:
        """Return world_from_parent (n, 4, 4) and the emitter's places (n, 3), m."""
        parents = np.stack([self.ride.world_from_parent(float(t)) for t in times])
        position = np.broadcast_to(_many(self._p.position, times), (len(times), 3))
        return parents, np.einsum("nij,nj->ni", parents[:, :3, :3], position) + parents[:, :3, 3]

    def _velocity(self, times: Array, low: Array, high: Array) -> Array:
        """Return the emitter's velocity (n, 3), m/s: of the parabola through three places within low to high (n,), s."""
        step = np.clip((high - low) / 8.0, 0.1 * SAME, 1.0 / 960.0)
        base = np.clip(times - step, low, np.maximum(high - 2.0 * step, low))
        a, b, c = (self._places(base + step * n)[1] for n in range(3))
        u = ((times - base) / step)[:, None]
        result: Array = ((u - 1.5) * a + (2.0 - 2.0 * u) * b + (u - 0.5) * c) / step[:, None]
        return result


def _many(track: Track[float] | Track[Array], times: Array) -> Array:
    """Return a track's values at times (n,): (n,) or (n, d), or one of them, to broadcast, if it is constant."""
    if track.constant:
        return np.asarray(track.at(0.0), dtype=np.float64)[None]
    return np.asarray(track.sample(times), dtype=np.float64)
