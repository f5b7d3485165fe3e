"""Inputs of an emitter's shaders that differ between emitters of the same features: uniforms, or a row of a table for
each batch.

With the define TABLED, the inputs of many batches are in a storage buffer, so that one dispatch evaluates all of them;
shaders copy a row with ``hold_inputs`` and use it under the names of the uniforms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from struct import pack, pack_into

from visualizer.gpu.blocks import Field, Storage, Struct
from visualizer.particles.birth_values import ROW_COUNT
from visualizer.renderer.particles.buffers import ARRANGED

_OF_EMITTER = (
    Field("constant", "vec4", "rows that never change, in the units of their birth values, m from home, s from now", ROW_COUNT),
    Field("world_from_local", "mat4", "now, m: from the emitter's space, in which particles move, to world axes from home"),
    Field("interval", "uvec4", "the knots around the births of the live particles: first particle, bits of the time from now, s; twice"),
    Field("knot_low", "int", "index of the last knot before the births of the live particles"),
    Field("knot_high", "int", "index of the first knot after them"),
    Field("now", "vec2", "s: two numbers whose sum is the film time"),
    Field("sampling", "ivec3", "first texel of the samples in u_knots; of the buckets; number of buckets"),
    Field("rows_at", "int", "first texel of the samples in u_rows"),
    Field("seed", "uint", "of all random numbers of the emitter, 32 bits"),
    Field("samples_origin", "vec3", "m, from home: origin of the positions in samples"),
    Field("largest", "float", "product of the largest factors of a curve over life and of one over speed"),
    Field("samples_origin_rest", "vec3", "m: remainder of that origin after rounding to float32"),
    Field("stride", "uint", "step from one drawn block to the next, a power of 2"),
    Field("home", "vec3", "m, world: origin of positions"),
    Field("leaving", "float", "[0, 1]: progress with which every other drawn block shrinks towards the next level of detail"),
    Field("cell_large", "ivec3", "cell in which home is now, of the noise of the large octave"),
    Field("cell_small", "ivec3", "the same of the small octave"),
    Field("within_large", "vec3", "position of home in that cell, [0, 1), of the large octave"),
    Field("within_small", "vec3", "the same of the small octave"),
    Field("buckets", "vec2", "start, s; buckets per second"),
    Field("curve_speeds", "vec2", "m/s: the first speed of the row CURVE_SPEED; 1 / (the last - the first)"),
    Field("range", "uvec2", "first particle of the batch, and one past the last"),
)  # fmt: skip
_OF_PART = (
    Field("from", "uint", "number of the first particle that the survey may sample"),
    Field("count", "uint", "particles of the batch"),
    Field("drawn", "uint", "of these, how many are drawn at the level of detail"),
    Field("begin", "uint", "a multiple of the work group's size, so that blocks are the same at all times"),
    Field("first", "uint", "first particle to draw, at or after u_begin"),
    Field("end", "uint", "one past the last"),
    Field("marked_at", "uint", "index of the batch's first mark"),
)

INPUTS = Struct("Inputs", (*_OF_EMITTER, *_OF_PART))
"""The inputs of a batch: of its emitter, and of the part of it that is drawn at once."""
TABLE = Storage(
    "Table",
    ARRANGED.binding,  # sprites are arranged, and listed for tiles, when the batches have been evaluated
    elements=Field("table", INPUTS.name, "a row for each batch that is drawn at once"),
    struct=INPUTS,
    qualifier="readonly",
)
_OFFSETS: Mapping[str, int] = {f"u_{name}": place[1] for name, place in (INPUTS.dtype.fields or {}).items()}


_OWN = Struct("", _OF_PART).dtype.itemsize // 4
_NAMES = [f"u_{field.name}" for field in _OF_PART]


def row(given: Mapping[str, bytes], part: Sequence[int]) -> bytes:
    """Return a row of `TABLE`. given: the inputs of an emitter, by the names of uniforms; those that are not given are
    0. part: those of the part, in order. Raises KeyError for another name."""
    made = bytearray(INPUTS.dtype.itemsize)
    for name, data in given.items():
        begin = _OFFSETS[name]
        made[begin : begin + len(data)] = data
    pack_into(f"{_OWN}I", made, _OFFSETS[_NAMES[0]], *part)
    return bytes(made)


def part_inputs(part: Sequence[int]) -> dict[str, bytes]:
    """Return the inputs of a part, in order, by the names of their uniforms."""
    return {name: pack("I", number) for name, number in zip(_NAMES, part, strict=True)}


def _uniforms(fields: Iterable[Field]) -> list[str]:
    return ["#if !TABLED", *(field.uniform for field in fields), "#endif", ""]


_NO_TABLE = ["#ifndef TABLED", "#define TABLED 0", "#endif"]

BATCHES_GLSL = "\n".join(
    [
        *_NO_TABLE,
        "#if TABLED",
        INPUTS.glsl + TABLE.glsl,
        f"{INPUTS.name} held_inputs;  // of the batch that this invocation evaluates",
        *(f"#define u_{field.name} held_inputs.{field.name}" for field in INPUTS.fields),
        f"void hold_inputs(uint row) {{ held_inputs = {TABLE.elements.name if TABLE.elements else ''}[row]; }}",
        "#endif",
    ]
)
"""The inputs of many batches: compute shaders include it before all else, as generated/batches.glsl. No other stage may
read storage buffers (OpenGL 4.6 core, tables 23.66 and 23.70)."""
INPUTS_GLSL = "\n".join([*_NO_TABLE, *_uniforms(_OF_EMITTER)])
"""The inputs of an emitter: shaders include it as generated/inputs.glsl."""
PART_GLSL = "\n".join(_uniforms(_OF_PART))
"""The inputs of a part of a batch: shaders include it, after that, as generated/part.glsl."""
