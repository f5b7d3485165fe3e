"""GLSL that is generated from the declarations of particles in Python."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import numpy as np

from visualizer.gpu.generated import Constant, constants, constants_of
from visualizer.particles import appearance, bouncing, fade, fields, flight, hashing, motion, origins
from visualizer.particles.birth_values import (
    BIRTH_VALUES,
    FILM_TIMES,
    FRAME_PLACE,
    NO_FLOOR,
    ROW_COUNT,
    SLOT,
    WORLD_PLACES,
    BirthValue,
)
from visualizer.particles.curves import CURVE_ROWS, SAMPLES
from visualizer.particles.emitter import APPEARANCES, EVENTS, SHAPES
from visualizer.particles.sampling import SAME
from visualizer.renderer.particles.buffers import (
    BUFFERS,
    CHOICE_WORDS,
    MOST_TOGETHER,
    NO_PLACE,
    PATCH,
    PATCH_HEIGHT,
    PATCH_WIDTH,
    UNKNOWN_EXPONENT,
    WORD_HEIGHT,
    WORD_WIDTH,
)
from visualizer.renderer.particles.colliders import COLLIDERS_GLSL
from visualizer.renderer.particles.features import AIRS
from visualizer.renderer.particles.inputs import BATCHES_GLSL, INPUTS_GLSL, PART_GLSL
from visualizer.renderer.particles.knots import KNOTS_GLSL
from visualizer.renderer.particles.smoke_noise import CELLS
from visualizer.renderer.particles.smoke_noise import SAMPLES as LAYERS

TABLE_WIDTH = 1024
"""Width, texels, of the textures of knots and of samples."""
ENTRIES_PER_ROW, TEXELS_PER_ENTRY = 256, 4
"""Entries in a row of the texture of a shape (triangles of a mesh, segments of a curve), and texels of an entry."""
FINEST = 65535.0
"""The largest key that sprites are sorted by: 16 bits."""
BLOCK = 128
"""Particles in a block: the invocations of a work group. Blocks begin at multiples of this number, at all times."""
SCAN_GROUP = 256
"""Invocations of the one work group of the shaders that choose and sort sprites; a power of two."""
SURVEY_GROUP = 128
"""Invocations of the one work group of the survey: particles that it samples."""
TILE_WIDTH, TILE_HEIGHT = 8, 16
"""Size, pixels, of a tile of level 0 in which sprites are summed: a row is what a CPU rasteriser handles at once."""
MOST_LEVELS = 16
"""Largest number of levels of tiles; the last one is a single tile."""
SPAN = 4
"""More than the tiles that a sprite covers in a row of its level, and in a column."""
TILES_A_GROUP = 128
"""Tiles that one work group of tile_place.comp handles at once."""
SPRITES_A_GROUP = 64
"""Sprites that one work group of the shaders that record and arrange them handles."""
FEW = 32768
"""Particles of a batch up to which each is a splat of four pixels, however many are on a pixel, and up to which their
light is found again by their places instead of by marks of the picture: both cost little."""
GLOW_OF_LIGHT = 1.5
"""Factor of the diameter at which particles that add light are drawn."""

_NAMED: Mapping[str, tuple[str, ...]] = {
    "SHAPE": SHAPES,
    "CURVE": CURVE_ROWS,
    "EVENT": EVENTS,
    "APPEARANCE": APPEARANCES,
    "AIR": AIRS,
}
"""Names whose numbers in shaders are their indices in these tuples, by prefix."""

_SHARED: Mapping[ModuleType, tuple[str, ...]] = {
    flight: ("BOUNCES", "RESTS", "FALLS", "SINKS", "STOPS_ABOVE"),
    bouncing: ("CONTACTS", "MARCH", "BISECTIONS", "WEDGE", "SLIDES", "LIES"),
    motion: ("LAST_MOMENT", "AFTER_BOUNCE", "SKIN", "SHORTEST_LIFE"),
    origins: ("SLANT_SPREAD",),
    fields: (
        "CURL_SCALE", "WEIGHT_LARGE", "WEIGHT_SMALL", "FINER", "OCTAVE_OFFSET", "FASTER", "DRIFT_LARGE", "DRIFT_SMALL",
        "SPREAD", "POTENTIAL_MULTIPLIERS", "POTENTIAL_BITS", "ATTRACTOR_SOFTNESS", "BLAST_CORE", "NEAREST_BLAST", "BLAST_WIDTH",
    ),
    appearance: (
        "EMBER_MEAN", "EMBER_SWING", "EMBER_RATE", "EMBER_RATE_SPREAD", "GLINT_DARK", "GLINT_FLASH", "GLINT_POWER", "GLINT_RATE",
        "GLINT_RATE_SPREAD", "SHARD_DARK", "SHARD_FLASH", "SHARD_POWER", "SHORTEST_FADE",
    ),
}  # fmt: skip
"""Names of the constants that shaders share with the float64 reference, by the module that declares them."""

SHARED: Mapping[str, Constant] = {
    "NO_FLOOR": NO_FLOOR,
    "TABLE_WIDTH": TABLE_WIDTH,
    "ENTRIES_PER_ROW": ENTRIES_PER_ROW,
    "TEXELS_PER_ENTRY": TEXELS_PER_ENTRY,
    **{name: getattr(module, name) for module, names in _SHARED.items() for name in names},
}
"""Constants of the shaders that evaluate particles, by name."""

CONSTANTS: Mapping[str, object] = {
    "ROW_COUNT": ROW_COUNT,
    "BLOCK_SIZE": f"{BLOCK}u",
    "SAME_TIME": SAME,
    "PATCH_PIXELS": f"{PATCH}u",
    "PATCH_WIDTH": f"{PATCH_WIDTH}u",
    "PATCH_HEIGHT": f"{PATCH_HEIGHT}u",
    "WORD_WIDTH": f"{WORD_WIDTH}u",
    "WORD_HEIGHT": f"{WORD_HEIGHT}u",
    "MOST_TOGETHER": MOST_TOGETHER,
    "NO_PLACE": f"{NO_PLACE}u",
    "CHOICE_WORDS": f"{CHOICE_WORDS}u",
    "SCAN_GROUP": SCAN_GROUP,
    "SURVEY_GROUP": SURVEY_GROUP,
    "UNKNOWN_EXPONENT": UNKNOWN_EXPONENT,
    "TILE_WIDTH": TILE_WIDTH,
    "TILE_HEIGHT": TILE_HEIGHT,
    "MOST_LEVELS": MOST_LEVELS,
    "SPAN": f"{SPAN}u",
    "TILES_A_GROUP": f"{TILES_A_GROUP}u",
    "SPRITES_A_GROUP": f"{SPRITES_A_GROUP}u",
    "FEW": float(FEW),
    "GLOW_OF_LIGHT": GLOW_OF_LIGHT,
    "SMOKE_CELLS": float(CELLS),
    "SMOKE_LAYERS": float(LAYERS),
    "FINEST": FINEST,
    "CURVE_SAMPLES": SAMPLES,
    **{f"{prefix}_{name.upper()}": n for prefix, names in _NAMED.items() for n, name in enumerate(names)},
}
"""Constants of the shaders of particles, by name."""


def _function(head: str, lines: list[str], last: str) -> str:
    return "\n".join([head, "{", *(f"    {line}" for line in lines), f"    {last}", "}"])


def _accessor(value: BirthValue) -> str:
    slot = SLOT[value.name]
    numbers = "xyzw"[slot.numbers]
    return (
        f"{value.type} emitter_{value.name}() {{ return row({slot.row}).{numbers}; }}  // {value.about.text}"
    )


PARTICLES_GLSL = "\n".join(f"#define {name} {value}" for name, value in CONSTANTS.items()) + "\n"
"""`CONSTANTS` as GLSL: shaders include it as generated/particles.glsl."""

MOTION_GLSL = constants(SHARED)
"""`SHARED` as GLSL: shaders include it as generated/motion.glsl."""

_HASH = (
    "PCG_MULTIPLIER",
    "PCG_INCREMENT",
    "PCG_STATE_MULTIPLIER",
    "PCG_STATE_INCREMENT",
    "PCG_WORD_MULTIPLIER",
    "CELL_PRIMES",
    "GOLDEN_UINT",
    "UINT_TO_UNIT",
    "UINT24_TO_UNIT",
    "UINT16_TO_UNIT",
)
HASH_GLSL = constants(
    {
        **{name: getattr(hashing, name) for name in _HASH},
        **{f"STREAM_{name}": np.uint32(n) for n, name in enumerate(hashing.STREAMS)},
    }
)
"""Constants of hashes, and what the hashes of a particle are for: shaders include it as generated/hash.glsl."""

ROWS_GLSL = "\n".join(
    [
        _function(
            "bool holds_frame(int r)  // whether row r holds the emitter's position and rotation",
            [],
            "return " + " || ".join(f"r == {SLOT[name].row}" for name in FRAME_PLACE) + ";",
        ),
        _function(
            "vec4 placed(int r, vec4 v, vec3 by)  // row r with `by`, m, added to its world positions",
            [f"if (r == {row}) v[{number}] += by[{axis}];" for _, row, number, axis in WORLD_PLACES],
            "return v;",
        ),
        _function(
            "vec4 frame_placed(int r, vec4 v, vec3 by)  // row r with `by`, m, added to the emitter's position",
            [
                f"if (r == {row}) v[{number}] += by[{axis}];"
                for name, row, number, axis in WORLD_PLACES
                if name in FRAME_PLACE
            ],
            "return v;",
        ),
        _function(
            "vec4 timed(int r, vec4 v, float by)  // row r with `by`, s, added to its film times",
            [f"if (r == {row}) v[{number}] += by;" for row, number in FILM_TIMES],
            "return v;",
        ),
        "",
    ]
)
"""Functions that convert stored rows to positions and times relative to a frame: shaders include it as
generated/rows.glsl."""

EMITTER_GLSL = "\n".join([*(_accessor(value) for value in BIRTH_VALUES), ""])
"""A function for each birth value, which reads it with row(): shaders include it as generated/emitter.glsl."""

GENERATED: Mapping[str, str] = {
    "particles": PARTICLES_GLSL,
    "motion": MOTION_GLSL,
    "hash": HASH_GLSL,
    "fade": constants_of(fade),
    "rows": ROWS_GLSL,
    "emitter": EMITTER_GLSL,
    "colliders": COLLIDERS_GLSL,
    "knots": KNOTS_GLSL,
    "batches": BATCHES_GLSL,
    "inputs": INPUTS_GLSL,
    "part": PART_GLSL,
    **{f"{buffer.name.lower()}_buffer": buffer.glsl for buffer in BUFFERS},
}
"""All generated texts, by the name that shaders include."""
