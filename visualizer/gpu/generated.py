"""GLSL text that Python generates for all shaders: ``#include "generated/NAME.glsl"``.

A constant that NumPy and GLSL both need is declared in Python and listed in `TEXTS`. Texts that depend on a context or
on the renderer's structures are passed to `Sources` by the code that makes them.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from visualizer import colour
from visualizer.frame import Grade
from visualizer.gpu.blocks import Block, Field, Struct, fields_of

Constant = float | int | tuple[float, ...] | np.uint32 | NDArray[np.uint32] | NDArray[np.float64]

POSES_PER_ROW = 512
"""Poses in a row of the texture that `renderer/poses.py` writes."""
TEXELS_PER_POSE = 4
"""Texels of a pose: three rows of a matrix, and the values of `Draw.values`."""
SPRITE = Struct(
    "Sprite",
    (
        Field(
            "place",
            "vec4",
            "centre, normalised device coordinates; depth, [0, 1]; distance along the view, m",
        ),
        Field("form", "vec4", "half sizes, pixels; direction of the first, unit"),
        Field("light", "vec4", "radiance where it is opaque; opacity, thinning included"),
        Field(
            "more",
            "vec4",
            "appearance, a whole number, plus a random number in [0, 1); another one; of smoke a number that grows with age, "
            "for patterns, of others the share of the first half size over which it is even; diameter, m",
        ),
    ),
)
"""A particle as a quad in the picture. A compute shader or a pass writes it, another pass draws it."""
DRAW_BLOCK = Block(
    "Draw",
    "draw",
    (
        Field(
            "areas",
            "ivec4",
            "numbers of the first tube that reaches the draw and beyond the last, and those of rectangles",
        ),
        Field(
            "lights", "ivec2", "numbers of the first point light that reaches the draw, and beyond the last"
        ),
        Field("first_pose", "int", "number of its first pose"),
        Field("pieces", "int", "of its mesh: poses of an instance"),
    ),
)
"""What shaders read of the draw that they draw. `renderer/surfaces.py` writes it."""
EXPOSURE = ("exposure",)
"""Fields of the grade that have another form in shaders: a factor instead of stops."""


def constants(values: Mapping[str, Constant]) -> str:
    """Return the declarations of constants in GLSL, by name: int, uint (np.uint32), float, or two to four numbers as a
    vector."""
    return "".join(f"const {_type(value)} {name} = {_literal(value)};\n" for name, value in values.items())


def constants_of(module: object) -> str:
    """Return the declarations of all constants of a module: its names in capitals."""
    return constants({name: value for name, value in vars(module).items() if name.isupper()})


def _type(value: Constant) -> str:
    if isinstance(value, np.ndarray):
        return f"{'u' if value.dtype == np.uint32 else ''}vec{len(value)}"
    if isinstance(value, tuple):
        return f"vec{len(value)}"
    return "uint" if isinstance(value, np.uint32) else "int" if isinstance(value, int) else "float"


def _literal(value: Constant) -> str:
    if isinstance(value, np.ndarray):
        return f"{_type(value)}({', '.join(_literal(one) for one in value)})"
    if isinstance(value, tuple):
        return f"{_type(value)}({', '.join(repr(float(one)) for one in value)})"
    if isinstance(value, np.uint32):
        return f"{value}u"
    return repr(value if isinstance(value, int) else float(value))


TEXTS: Mapping[str, str] = {
    "colour": constants_of(colour),
    "sprite": SPRITE.glsl,
    "draw": DRAW_BLOCK.glsl,
    "poses": constants({"POSES_PER_ROW": POSES_PER_ROW, "TEXELS_PER_POSE": TEXELS_PER_POSE}),
    "grade": "".join(f"{one.uniform}\n" for one in fields_of("grade", Grade, but=EXPOSURE)),
}
"""The texts, by NAME."""
