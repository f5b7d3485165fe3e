"""Pipeline state: everything that OpenGL keeps between draws, as one value that is applied completely before each draw.

`take_over` sets what is the same for all passes, once per picture; `State.apply` sets what differs between them, once
per pass. Nothing is restored afterwards: state left by a draw that raised an error, or by a window toolkit that shares
the context, does not affect the next picture.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import moderngl

from visualizer.gpu.depth import FARTHEST, NEARER, apply_clip
from visualizer.gpu.native import function

_CLIP_DISTANCE_0 = 0x3000  # GL_CLIP_DISTANCE0; this and what follows has no name in moderngl
_CULL_FACE = 0x0B44  # the capability of OpenGL; the one of moderngl is a flag of its own
_CLIP_DISTANCES = 8  # the least that a driver must have (OpenGL 3.3 core, table 6.48)
_DISABLED = {
    "GL_STENCIL_TEST": 0x0B90,
    "GL_COLOR_LOGIC_OP": 0x0BF2,
    "GL_LINE_SMOOTH": 0x0B20,
    "GL_POLYGON_SMOOTH": 0x0B41,
    "GL_SAMPLE_ALPHA_TO_COVERAGE": 0x809E,
    "GL_SAMPLE_ALPHA_TO_ONE": 0x809F,
    "GL_SAMPLE_COVERAGE": 0x80A0,
    "GL_SAMPLE_MASK": 0x8E51,
    "GL_FRAMEBUFFER_SRGB": 0x8DB9,
    "GL_DITHER": 0x0BD0,
    "GL_PRIMITIVE_RESTART": 0x8F9D,
}
"""Capabilities that no pass uses. Dithering differs between drivers; the grade adds grain instead."""
_PIXEL_BUFFERS = (0x88EB, 0x88EC)  # GL_PIXEL_PACK_BUFFER, GL_PIXEL_UNPACK_BUFFER
_PIXEL_STORAGE = (*range(0x0CF0, 0x0CF5), *range(0x0D00, 0x0D05), *range(0x806B, 0x806F))
"""GL_UNPACK_SWAP_BYTES, LSB_FIRST, ROW_LENGTH, SKIP_ROWS, SKIP_PIXELS; the same of GL_PACK; SKIP_IMAGES and
IMAGE_HEIGHT of both (OpenGL 3.3 core, tables 6.24 and 6.25)."""

Blend = tuple[int, int] | tuple[int, int, int, int]
"""Factors of source and destination, and others of their alpha if there are four; the results are added."""


@dataclass(frozen=True)
class State:
    """State of one pass. depth_test: discard what fails the comparison `depth_func` with the stored depth.

    depth_write: store the depth of what is drawn. blend: None overwrites the stored colour. cull: the faces that are
    not drawn. mirrored: the view is a mirror image, so front faces are clockwise. point_sizes: whether the vertex
    shader writes gl_PointSize; else points are one pixel wide.
    """

    depth_test: bool = False
    depth_write: bool = False
    depth_func: Literal["<=", ">=", "=="] = NEARER
    blend: Blend | None = None
    cull: Literal["front", "back"] | None = None
    mirrored: bool = False
    point_sizes: bool = False

    def apply(
        self, framebuffer: moderngl.Framebuffer, viewport: tuple[int, int, int, int] | None = None
    ) -> None:
        """Bind a framebuffer and set the state for draws to it, after `take_over`. viewport: x, y, width, height; None
        is all of it."""
        context = framebuffer.ctx
        framebuffer.viewport = viewport or (0, 0, framebuffer.width, framebuffer.height)
        framebuffer.scissor = None  # type: ignore[assignment]  # None is no scissor
        if count := len(framebuffer.color_attachments or ()):
            masks: Any = _WRITTEN if count == 1 else (_WRITTEN,) * count
            framebuffer.color_mask = masks
        framebuffer.depth_mask = self.depth_write
        framebuffer.use()
        context.enable_only(self._enabled)
        # Without the test or blending, OpenGL does not read the function (OpenGL 3.3 core, sections 4.1.5 and 4.1.7).
        if self.depth_test:
            context.depth_func = self.depth_func
        if self.blend:
            factors: Any = self.blend  # moderngl's stub lacks those of alpha
            context.blend_func = factors
        if self.cull:
            context.cull_face = self.cull
        context.front_face = "cw" if self.mirrored else "ccw"

    @cached_property
    def _enabled(self) -> int:
        """The capabilities that it needs, as flags of moderngl."""
        return (
            (moderngl.DEPTH_TEST if self.depth_test else 0)
            | (moderngl.BLEND if self.blend else 0)
            | (moderngl.CULL_FACE if self.cull else 0)
            | (moderngl.PROGRAM_POINT_SIZE if self.point_sizes else 0)
        )

    def leave_out_back_faces(self, context: moderngl.Context, hidden: bool) -> None:
        """After `apply`, for the draws that follow: do not draw back faces if they are hidden. Does nothing if `cull`
        is set."""
        if self.cull is None:
            if hidden:
                context.cull_face = "back"
            (context.enable_direct if hidden else context.disable_direct)(_CULL_FACE)


_WRITTEN = (True, True, True, True)
_CLEARING = State(depth_write=True)


def clear(framebuffer: moderngl.Framebuffer, depth: float = FARTHEST) -> None:
    """Fill a framebuffer with transparent black and a depth. Independent of the state before."""
    _CLEARING.apply(framebuffer)
    framebuffer.clear(depth=depth)


def take_over(context: moderngl.Context) -> None:
    """Set the state that is the same for all draws and transfers. Independent of the state that other code has left.

    Sampler objects that are bound would override the filters of textures, and bound pixel buffers or pixel storage
    parameters would redirect transfers to and from memory. moderngl sets the alignment with each transfer. Called first
    for each picture.
    """
    context.clear_samplers()
    for number in range(_CLIP_DISTANCES):
        context.disable_direct(_CLIP_DISTANCE_0 + number)
    for capability in _DISABLED.values():
        context.disable_direct(capability)
    context.blend_equation = moderngl.FUNC_ADD  # type: ignore[assignment]  # one for both is allowed
    context.polygon_offset = (0.0, 0.0)
    context.wireframe = False
    context.depth_clamp_range = None  # type: ignore[assignment]  # None is no clamp, and all of the depth range
    context.provoking_vertex = moderngl.LAST_VERTEX_CONVENTION
    context.point_size = context.line_width = 1.0
    apply_clip(context)
    bind = function(context, "glBindBuffer", ctypes.c_uint, ctypes.c_uint)
    store = function(context, "glPixelStorei", ctypes.c_uint, ctypes.c_int)
    if bind is not None:
        for target in _PIXEL_BUFFERS:
            bind(target, 0)
    if store is not None:
        for parameter in _PIXEL_STORAGE:
            store(parameter, 0)
