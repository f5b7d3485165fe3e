"""Emitters on the GPU: their tables as textures, their constants, and the defines of their shaders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import dist, inf
from struct import pack
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.copies import Copies
from visualizer.gpu.limits import check_texture
from visualizer.gpu.programs import Program
from visualizer.particles.birth_values import FRAME_PLACE
from visualizer.particles.births import straight
from visualizer.particles.curves import SAMPLES
from visualizer.particles.emitter import Batch, Emitter
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.colliders import packed
from visualizer.renderer.particles.features import Defines, features
from visualizer.renderer.particles.glsl import BLOCK, ENTRIES_PER_ROW, TABLE_WIDTH, TEXELS_PER_ENTRY
from visualizer.renderer.particles.knots import Buckets, buckets_of, knot_texels
from visualizer.renderer.particles.places import (
    ORIGIN,
    Constants,
    air_domain,
    local_frame,
    origin_of_samples,
    sample_texels,
    split,
    wide,
)
from visualizer.renderer.particles.pools import Place, Pool

UNIT_KNOTS, UNIT_ROWS, UNIT_TRIANGLES, UNIT_DEPTH, UNIT_SHADOW, UNIT_CURVES = range(6)
UNIT_ORIGINS, UNIT_HEADINGS, UNIT_POINTS, UNIT_SHINE, UNIT_NOISE = 6, 7, 8, 9, 10
UNIT_SPRITES = 11
"""The first of four units, one for each member of a sprite. The constants above are texture units too."""


_TABLES = "the tables of an emitter"


@dataclass(frozen=True, eq=False)
class Textures:
    """The tables of an emitter as textures, and what else is found once. knots, rows: in textures of many emitters.
    entries: number of triangles, and number in a group of them. radiance: the largest one that its particles have at
    birth, without the light of the scene. diameter: the largest one, m, without spread.
    """

    knots: Place
    rows: Place
    triangles: moderngl.Texture | None
    curves: moderngl.Texture | None
    entries: tuple[int, int]
    buckets: Buckets
    constants: Constants
    defines: Defines
    radiance: float
    diameter: float

    @cached_property
    def units(self) -> Mapping[str, bytes]:
        """The texture units of the tables, and `entries`, as bytes by the names of uniforms."""
        inputs = {"u_knots": _ints(UNIT_KNOTS), "u_rows": _ints(UNIT_ROWS)}
        if self.triangles is not None:
            inputs |= {"u_triangles": _ints(UNIT_TRIANGLES), "u_triangle_table": _ints(*self.entries)}
        if self.curves is not None:
            inputs["u_curves"] = _ints(UNIT_CURVES)
        return inputs

    @property
    def own(self) -> list[moderngl.Texture]:
        """The textures of this emitter alone."""
        return [t for t in (self.triangles, self.curves) if t is not None]

    def release(self) -> None:
        """Free them."""
        for place in (self.knots, self.rows):
            place.release()
        for texture in self.own:
            texture.release()


@dataclass(frozen=True, eq=False)
class EmitterTables:
    """An emitter and its textures."""

    emitter: Emitter
    textures: Textures
    _latest: dict[str, Any] = field(
        default_factory=dict
    )  # the inputs of the latest batch and home, which several programs share

    @property
    def defines(self) -> Defines:
        """The defines of its shaders."""
        return self.textures.defines

    def use(self, program: Program, batch: Batch, home: NDArray[np.float64] = ORIGIN) -> None:
        """Set all inputs of a program that `particle(k)` reads, for the particles of a batch.

        home: (3,) world, metres: the origin of positions in the shaders.
        """
        self._bind()
        key = (batch, home.tolist())
        if self._latest.get("key") != key:
            self._latest.update(key=key, inputs={**self._table_inputs(home), **self.inputs(batch, home)})
        program.give(self._latest["inputs"])

    def use_tables(self, program: Program, home: NDArray[np.float64] = ORIGIN) -> None:
        """Set those inputs that all batches of the emitter share: its tables and colliders. home: as in `use`."""
        self._bind()
        program.give(self._table_inputs(home))

    def _bind(self) -> None:
        """Bind the tables to their texture units."""
        textures = self.textures
        textures.knots.use(UNIT_KNOTS)
        textures.rows.use(UNIT_ROWS)
        if textures.triangles is not None:
            textures.triangles.use(UNIT_TRIANGLES)
        if textures.curves is not None:
            textures.curves.use(UNIT_CURVES)

    def _table_inputs(self, home: NDArray[np.float64]) -> Mapping[str, bytes]:
        """Return the inputs of `use_tables`, as bytes by the names of uniforms."""
        colliders = self.emitter.colliders
        if not colliders:
            return self.textures.units
        origin = ORIGIN if self.emitter.properties.space == "local" else home
        return {**self.textures.units, "u_colliders": packed(colliders, origin).tobytes()}

    @property
    def shared(self) -> tuple[object, ...]:
        """What its shaders read of the emitter beside `inputs`: emitters that have the same can be drawn by one
        dispatch."""
        textures, defines = self.textures, self.defines
        return (
            None if defines["STEADY"] and not defines["KEYED"] else textures.knots.page,
            textures.rows.page if defines["KEYED"] else None,
            textures.triangles,
            textures.curves,
            textures if self.emitter.colliders else None,
        )

    def apparent(self, batch: Batch, eye: NDArray[np.float64]) -> float:
        """Return the angle, rad, at which an eye (3,), world, m, sees the diameter of particles where the latest of
        them are born.

        Infinite if that place is not known before drawing.
        """
        emitter, table = self.emitter, self.emitter.table
        if emitter.parent is not None or emitter.properties.space == "local":
            return inf
        place: Sequence[float] = table.first_place.tolist()
        if table.varying:
            place = [float(table.at(name, np.array([batch.time]))[0]) for name in FRAME_PLACE]
        return self.textures.diameter / max(dist(place, eye.tolist()), 1e-6)

    def inputs(self, batch: Batch, home: NDArray[np.float64]) -> Mapping[str, bytes]:
        """Return the inputs of a batch's shaders, declared in `inputs.py`, as bytes by the names of uniforms. home: as
        in `use`."""
        emitter, table, textures, defines = self.emitter, self.emitter.table, self.textures, self.defines
        times, firsts = emitter.knots
        last = len(firsts) - 1
        low, high = 0, 1
        if last > 1:
            low = int(firsts.searchsorted(batch.first, side="right")) - 1
            high = int(firsts.searchsorted(batch.first + max(batch.count, 1) - 1, side="right"))
            low, high = min(max(low, 0), last - 1), min(max(high, 1), last)
        ends = times.item(low), times.item(high)
        numbers = firsts.item(low), firsts.item(high)
        if high == low + 1:
            # Rounded to whole blocks, because shaders evaluate whole blocks.
            begin = batch.first // BLOCK * BLOCK
            ends, numbers = straight(ends, numbers, begin, -(-(batch.first + batch.count) // BLOCK) * BLOCK)
        inputs = {
            "u_interval": pack("IfIf", numbers[0], ends[0] - batch.time, numbers[1], ends[1] - batch.time),
            "u_seed": pack("I", emitter.seed),
            "u_constant": textures.constants.at(home, batch.time),
        }
        if not defines["STEADY"]:
            at = textures.knots.first
            inputs["u_knot_low"], inputs["u_knot_high"] = _ints(at + low), _ints(at + high)
        if not defines["STEADY"] or defines["KEYED"] or defines["SWIRL_KEYED"]:
            inputs["u_now"] = _floats(batch.time, batch.time - float(np.float32(batch.time)))  # as `split`
            inputs["u_home"] = _floats(*home.tolist())
        if defines["KEYED"]:
            samples = textures.knots.first + len(times)
            inputs["u_sampling"] = _ints(samples, samples + len(table.times), textures.buckets.count)
            inputs["u_rows_at"] = _ints(textures.rows.first)
            inputs["u_buckets"] = _floats(textures.buckets.start - batch.time, textures.buckets.rate)
            if emitter.properties.space != "local":
                origin, rest = split(origin_of_samples(emitter) - home)
                inputs["u_samples_origin"], inputs["u_samples_origin_rest"] = origin.tobytes(), rest.tobytes()
        if (curves := emitter.curves) is not None:
            inputs["u_curve_speeds"] = _floats(curves.slowest, 1.0 / (curves.fastest - curves.slowest))
            inputs["u_largest"] = _floats(curves.largest)
        if defines["FIELD_SWIRL"] and not defines["SWIRL_KEYED"]:
            for name, value in air_domain(emitter, home, batch.time):
                inputs[name] = pack("3i" if name.startswith("u_cell") else "3f", *value)
        if (frame := local_frame(batch, home)) is not None:
            inputs["u_world_from_local"] = _floats(*frame)
        if batch.level > 0.0:
            inputs["u_stride"] = pack("I", detail.stride(batch))
            inputs["u_leaving"] = _floats(detail.leaving(batch))
            inputs["u_range"] = pack("2I", batch.first, batch.first + batch.count)
        return inputs


def _radiance(emitter: Emitter) -> float:
    values = emitter.table.values
    colour = max(float(np.abs(values(name)).max()) for name in ("colour", "colour_end"))
    if emitter.properties.temperature is not None:
        colour = 1.0  # the luminance of blackbody() in shaders/common/colour.glsl
    return colour * float(np.abs(values("brightness")).max())


def _diameter(emitter: Emitter) -> float:
    size, grow = (float(emitter.table.values(name).max()) for name in ("size", "grow"))
    return size * max(1.0, grow) * (1.0 if emitter.curves is None else emitter.curves.largest)


def _ints(*values: int) -> bytes:
    return pack(f"{len(values)}i", *values)


def _floats(*values: float) -> bytes:
    return pack(f"{len(values)}f", *values)


class TableStore:
    """The tables of emitters by the emitter's digest. `collect` frees those of emitters that no longer exist."""

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._copies = Copies[Textures]()
        self._knots = Pool(context, "u4", TABLE_WIDTH, _TABLES)
        self._rows = Pool(context, "f4", TABLE_WIDTH, _TABLES)

    def tables(self, emitter: Emitter) -> EmitterTables:
        """Return the tables of an emitter, uploaded at first use."""
        return EmitterTables(emitter, self._copies.get(emitter.digest, emitter, self._uploaded))

    def collect(self) -> None:
        """Free the tables of emitters that no longer exist. The context must be current."""
        self._copies.collect()

    @property
    def memory(self) -> int:
        """Bytes of all textures."""
        own = sum(t.width * t.height * 16 for copy in self._copies for t in copy.own)
        return self._knots.memory + self._rows.memory + own

    def release(self) -> None:
        """Free everything."""
        self._copies.release()
        self._knots.release()
        self._rows.release()

    def _uploaded(self, emitter: Emitter) -> Textures:
        times, firsts = emitter.knots
        table, buckets = emitter.table, buckets_of(emitter.table.times)
        origins, curves = emitter.origins, emitter.curves
        texels, each = sample_texels(emitter), max(1, table.varying.bit_count() + int(wide(emitter)))
        return Textures(
            knots=self._knots.place(knot_texels(times, firsts, table, buckets)),
            # The last sample is repeated, because shaders read the one after each sample.
            rows=self._rows.place(np.append(texels, texels[-each:], axis=0)),
            triangles=None
            if origins is None
            else self._texture(origins.triangles.reshape(-1, 4), ENTRIES_PER_ROW * TEXELS_PER_ENTRY),
            curves=None if curves is None else self._texture(curves.rows.reshape(-1, 4), SAMPLES),
            entries=(1, 1) if origins is None else (len(origins.triangles), origins.group),
            buckets=buckets,
            constants=Constants(emitter),
            defines=features(emitter),
            radiance=_radiance(emitter),
            diameter=_diameter(emitter),
        )

    def _texture(self, texels: NDArray[np.float32], width: int) -> moderngl.Texture:
        height = max(1, -(-len(texels) // width))
        check_texture(self.context, (width, height), _TABLES)
        filled = np.zeros((height * width, 4), texels.dtype)
        filled[: len(texels)] = texels
        texture = self.context.texture((width, height), 4, filled.tobytes(), dtype="f4")
        texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return texture
