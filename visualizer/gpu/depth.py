"""Reversed floating-point depth buffers, which keep relative precision at large distances, where the driver supports
them.

Depth is 1 at the near plane and 0 at the far plane. It is proportional to 1 / distance, which changes little at large
distances; floating-point numbers are finest near 0, which compensates for this (Reed 2015, "Depth Precision
Visualized"). It needs two features that moderngl does not expose: clip space with depth 0..1 (glClipControl, OpenGL 4.5
or ARB_clip_control), and textures of DEPTH_COMPONENT32F. A driver without clip control draws the same depths, 1 near
and 0 far, in steps of 1 / 2^24: with a near plane of 0.1 m, a step is then 6 km at a distance of 100 km.
"""

from __future__ import annotations

import ctypes
from typing import Final
from weakref import WeakKeyDictionary

import moderngl

from visualizer.gpu.native import function

NEAREST = 1.0
FARTHEST = 0.0
"""Depths of the near and the far plane. A depth buffer is cleared to FARTHEST."""
NEARER: Final = ">="
"""The depth test that passes what is at least as near as the stored depth."""

CLIP_CONTROL_VERSION = 450
_LOWER_LEFT, _ZERO_TO_ONE = 0x8CA1, 0x935F
_TEXTURE_2D, _DEPTH_COMPONENT, _DEPTH_COMPONENT32F, _FLOAT = 0x0DE1, 0x1902, 0x8CAC, 0x1406

_from_zero: WeakKeyDictionary[moderngl.Context, bool] = WeakKeyDictionary()


def clip_from_zero(context: moderngl.Context) -> bool:
    """Return whether the clip space of a context has the depth range 0..1 (with clip control) rather than -1..1."""
    if context not in _from_zero:
        can = context.version_code >= CLIP_CONTROL_VERSION or "GL_ARB_clip_control" in context.extensions
        _from_zero[context] = can and _clip_control(context) is not None
    return _from_zero[context]


def apply_clip(context: moderngl.Context) -> None:
    """Set the depth range of clip space to 0..1 if the driver has clip control. Independent of the state before."""
    control = _clip_control(context) if clip_from_zero(context) else None
    if control is not None:
        control(_LOWER_LEFT, _ZERO_TO_ONE)


def _clip_control(context: moderngl.Context) -> ctypes._FuncPointer | None:
    return function(context, "glClipControl", ctypes.c_uint, ctypes.c_uint)


def depth_glsl(context: moderngl.Context) -> str:
    """Return the text of ``generated/depth.glsl``, which converts depths of 0..1 to the depth range of a context."""
    return depth_text(from_zero=clip_from_zero(context))


def depth_text(*, from_zero: bool) -> str:
    """Return the text of ``generated/depth.glsl`` for a clip space with the depth range 0..1 or -1..1."""
    depth, far = ("clip.z", 0.0) if from_zero else ("2.0 * clip.z - clip.w", -1.0)
    return "\n".join(
        [
            f"const float FAR_CLIP = {far};  // z of the far plane in normalised device coordinates",
            f"vec4 rasterised(vec4 clip) {{ return vec4(clip.xy, {depth}, clip.w); }}  // gl_Position of a clip position with depth 0..1",
        ]
    )


def make_float(context: moderngl.Context, texture: moderngl.Texture) -> None:
    """Change an unused depth texture to 32-bit floating point, if the context has clip control; else that gains
    nothing."""
    if not clip_from_zero(context):
        return
    c = ctypes
    image = function(
        context, "glTexImage2D", c.c_uint, c.c_int, c.c_int, c.c_int, c.c_int, c.c_int, c.c_uint, c.c_uint, c.c_void_p
    )  # fmt: skip
    if image is not None:
        texture.use(0)
        image(
            _TEXTURE_2D, 0, _DEPTH_COMPONENT32F, *texture.size, 0, _DEPTH_COMPONENT, _FLOAT, None
        )  # fmt: skip
