"""What a particle is told at birth: rows of four numbers, each constant or sampled over the film.

One declaration, `ROWS`, names the rows for NumPy and for the shaders.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.properties import VEILS, EmitterProperties
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

SAMPLES_A_SECOND = 60.0
MOST_SAMPLES = 16_000
_NO_FLOOR = -1e9


@dataclass(frozen=True, eq=False)
class Table:
    """rows: (samples, len(ROWS), 4) float32. start, step: s, time of the first sample and between two.

    varying: a bit for each row that is not the same in all samples.
    """

    rows: NDArray[np.float32]
    start: float
    step: float
    varying: int

    def at(self, row: str, times: Array) -> Array:
        """Return a row at birth times (n,): (n, 4) float64, interpolated as the shaders do."""
        values = self.rows[:, ROW[row]].astype(np.float64)
        if len(values) == 1:
            return np.broadcast_to(values[0], (len(times), 4))
        place = np.clip((times - self.start) / self.step, 0.0, len(values) - 1.0)
        left = np.minimum(place.astype(np.int64), len(values) - 2)
        share = (place - left)[:, None]
        result: Array = values[left] * (1.0 - share) + values[left + 1] * share
        return result


def sampled(
    properties: EmitterProperties,
    start: float,
    end: float,
    world_from_parent: Callable[[float], Array],
    *,
    moves: bool,
    born_of_particles: bool = False,
) -> Table:
    """Return the rows of all births from `start` to `end`, s.

    moves: whether the parent may move. born_of_particles: the row CARRIED then has the share taken along, not a velocity.
    """
    p = properties
    keyed = any(isinstance(v, Track) and not v.constant for n, v in p if n != "rate")
    count = 1
    if (keyed or moves) and end > start:
        count = min(MOST_SAMPLES, int(np.ceil((end - start) * SAMPLES_A_SECOND)) + 1)
    step = (end - start) / (count - 1) if count > 1 else 1.0
    times: Array = start + step * np.arange(count, dtype=np.float64)
    rows = np.zeros((count, len(ROWS), 4))

    def put(
        row: str, place: int, track: Track[float] | None, *, otherwise: float = 0.0, factor: float = 1.0
    ) -> None:
        rows[:, ROW[row], place] = otherwise if track is None else _many(track, times) * factor

    def put3(row: str, track: Track[Array]) -> None:
        rows[:, ROW[row], :3] = _many(track, times)

    parents = np.stack([world_from_parent(float(t)) for t in times])
    position, turn = _many(p.position, times), _many(p.rotation, times)
    turns = (
        np.stack([rotation(q)[:3, :3] for q in turn]) if len(turn) > 1 else rotation(turn[0])[None, :3, :3]
    )
    places = (
        np.einsum("nij,nj->ni", parents[:, :3, :3], np.broadcast_to(position, (count, 3))) + parents[:, :3, 3]
    )
    rows[:, 0:3, :3] = parents[:, :3, :3] @ turns
    rows[:, 0:3, 3] = places
    if count > 1:
        rows[:, ROW["CARRIED"], :3] = np.gradient(places, step, axis=0) * np.reshape(
            _many(p.inherit, times), (-1, 1)
        )
    if born_of_particles:
        rows[:, ROW["CARRIED"], :3] = np.reshape(_many(p.inherit, times), (-1, 1))
    put("CARRIED", 3, p.hollow)
    put3("EXTENT", p.extent)
    put("EXTENT", 3, p.cone, factor=float(np.pi / 180.0))
    put3("VELOCITY", p.velocity)
    put("VELOCITY", 3, p.speed)
    put3("SPREAD", p.velocity_spread)
    put("SPREAD", 3, p.speed_spread)
    put3("PULL", p.gravity)
    put("PULL", 3, p.drag)
    put3("WIND", p.wind)
    put("WIND", 3, p.stretch)
    for place, track in enumerate((p.life, p.life_spread, p.size, p.size_spread)):
        put("LIFE", place, track)
    put3("COLOUR", p.colour)
    put3("COLOUR_END", p.colour_end or p.colour)
    put("COLOUR", 3, p.temperature)
    put("COLOUR_END", 3, p.temperature_end or p.temperature)
    for place, track in enumerate((p.grow, p.fade_in, p.fade_out, p.opacity)):
        put("FADE", place, track)
    put("SHINE", 0, p.brightness)
    put("SHINE", 1, p.dim)
    put("SHINE", 2, p.lit, otherwise=1.0 if p.look in VEILS or p.solid else 0.0)
    put("SHINE", 3, p.spin, factor=float(np.pi / 180.0))
    put("SWIRL", 0, p.turbulence)
    rows[:, ROW["SWIRL"], 1] = 1.0 / _many(p.turbulence_scale, times)
    put("SWIRL", 2, p.turbulence_speed)
    put("SWIRL", 3, p.vortex_radius)
    rows[:, ROW["VORTEX"], :3] = normalized(_many(p.vortex_axis, times))
    put("VORTEX", 3, p.vortex)
    for row, track3, strength in (
        ("ATTRACTOR", p.attractor, p.attraction),
        ("BLAST", p.blast_centre, p.blast),
    ):
        inside = np.broadcast_to(_many(track3, times), (count, 3))
        rows[:, ROW[row], :3] = np.einsum("nij,nj->ni", parents[:, :3, :3], inside) + parents[:, :3, 3]
        put(row, 3, strength)
    rows[:, ROW["FRONT"], 0] = p.blast_t
    put("FRONT", 1, p.blast_speed)
    put("FRONT", 2, p.blast_falloff)
    put("FLOOR", 0, p.floor, otherwise=_NO_FLOOR)
    put("FLOOR", 1, p.bounce)
    put("FLOOR", 2, p.friction)
    put("FLOOR", 3, p.trail)
    put("FRONT", 3, p.trail_width)
    single = rows.astype(np.float32)
    varying = sum(1 << r for r in range(len(ROWS)) if not (single[:, r] == single[0, r]).all())
    return Table(single if varying else single[:1], start, step, varying)


def _many(track: Track[float] | Track[Array], times: Array) -> Array:
    """Return a track's values at times (n,): (n,) or (n, d), or one of them, to broadcast, if it is constant."""
    if track.constant:
        return np.asarray(track.at(0.0), dtype=np.float64)[None]
    return np.asarray(track.many(times), dtype=np.float64)
