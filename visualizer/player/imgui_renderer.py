"""Draws Dear ImGui's triangles and font textures with the window's OpenGL context.

moderngl-window 3.1 has such a renderer, but for a Dear ImGui older than 1.92, which made one font texture at the start.
Since then textures change when glyphs are first used, and the renderer has to update them.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from imgui_bundle import imgui
from moderngl_window.context.base import BaseWindow
from numpy.typing import NDArray

from visualizer.gpu.state import State, take_over

_VERTEX = """
#version 330 core
uniform vec2 u_size;  // of the window, points
in vec2 a_position;
in vec2 a_uv;
in vec4 a_colour;
out vec2 v_uv;
out vec4 v_colour;
void main() {
    v_uv = a_uv;
    v_colour = a_colour;
    gl_Position = vec4(2.0 * a_position.x / u_size.x - 1.0, 1.0 - 2.0 * a_position.y / u_size.y, 0.0, 1.0);
}
"""
_FRAGMENT = """
#version 330 core
uniform sampler2D u_image;
in vec2 v_uv;
in vec4 v_colour;
out vec4 f_colour;
void main() { f_colour = v_colour * texture(u_image, v_uv); }
"""
_GROWTH = 2  # a buffer that is too small is made this many times as large as needed


class ImguiRenderer:
    """A program, vertex and index buffers, and the font textures. Needs a current Dear ImGui context."""

    def __init__(self, window: BaseWindow) -> None:
        self._context = window.ctx
        self._program = self._context.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._textures: dict[int, Any] = {}
        self._make_buffers(64 * 1024, 64 * 1024)
        imgui.get_io().backend_flags |= imgui.BackendFlags_.renderer_has_textures

    def draw(self, data: imgui.ImDrawData, size: tuple[float, float], pixels: float) -> None:
        """Draw over the window. size: width and height of the window, points. pixels: per point."""
        take_over(self._context)
        for texture in imgui.get_platform_io().textures:
            if texture.status != imgui.ImTextureStatus.ok:
                self._update(texture)
        context = self._context
        width, height = round(size[0] * pixels), round(size[1] * pixels)
        State(blend=(context.SRC_ALPHA, context.ONE_MINUS_SRC_ALPHA)).apply(
            context.screen, (0, 0, width, height)
        )
        self._program["u_size"] = size
        self._program["u_image"] = 0
        for commands in data.cmd_lists:
            self._upload(commands)
            for command in commands.cmd_buffer:
                self._textures[command.tex_ref.get_tex_id()].use(0)
                left, top, right, bottom = (round(edge * pixels) for edge in command.clip_rect)
                context.scissor = (left, height - bottom, max(0, right - left), max(0, bottom - top))
                # Commands need not be in the order of their indices: what dims the rest behind a dialog comes first,
                # and has the last ones.
                self._array.render(context.TRIANGLES, vertices=command.elem_count, first=command.idx_offset)

    def keep(self, pixels: NDArray[np.uint8]) -> int:
        """Make a texture of a picture, (height, width, 3) sRGB, top row first, and return its number for
        `imgui.ImTextureRef`."""
        height, width, _ = pixels.shape
        made = self._context.texture((width, height), 3, np.ascontiguousarray(pixels).tobytes(), alignment=1)
        made.filter = (self._context.LINEAR, self._context.LINEAR)
        made.repeat_x = made.repeat_y = False
        self._textures[made.glo] = made
        return int(made.glo)

    def drop(self, number: int) -> None:
        """Free a texture that `keep` has made. It must be in nothing that is still to be drawn."""
        self._textures.pop(number).release()

    def release(self) -> None:
        """Free all GPU objects."""
        for texture in self._textures.values():
            texture.release()
        for thing in (self._array, self._vertices, self._indices, self._program):
            thing.release()

    def _make_buffers(self, vertices: int, indices: int) -> None:
        """Create the buffers. vertices, indices: bytes."""
        self._vertices = self._context.buffer(reserve=vertices, dynamic=True)
        self._indices = self._context.buffer(reserve=indices, dynamic=True)
        self._array = self._context.vertex_array(
            self._program,
            [(self._vertices, "2f 2f 4f1", "a_position", "a_uv", "a_colour")],
            index_buffer=self._indices,
            index_element_size=imgui.INDEX_SIZE,
        )

    def _upload(self, commands: imgui.ImDrawList) -> None:
        vertices = commands.vtx_buffer.size() * imgui.VERTEX_SIZE
        indices = commands.idx_buffer.size() * imgui.INDEX_SIZE
        if vertices > self._vertices.size or indices > self._indices.size:
            for thing in (self._array, self._vertices, self._indices):
                thing.release()
            self._make_buffers(_GROWTH * vertices, _GROWTH * indices)
        if vertices and indices:
            self._vertices.write((ctypes.c_byte * vertices).from_address(commands.vtx_buffer.data_address()))
            self._indices.write((ctypes.c_byte * indices).from_address(commands.idx_buffer.data_address()))

    def _update(self, texture: imgui.ImTextureData) -> None:
        status = imgui.ImTextureStatus
        if texture.status == status.want_create:
            made = self._context.texture(
                (texture.width, texture.height), 4, texture.get_pixels_array().tobytes()
            )
            self._textures[made.glo] = made
            texture.set_tex_id(made.glo)
            texture.status = status.ok
        elif texture.status == status.want_updates:
            # Rare, as only new glyphs cause it: the whole texture is uploaded again.
            self._textures[texture.tex_id].write(texture.get_pixels_array().tobytes())
            texture.status = status.ok
        elif texture.status == status.want_destroy and texture.unused_frames > 0:
            if (old := self._textures.pop(texture.tex_id, None)) is not None:
                old.release()
            texture.set_tex_id(0)
            texture.status = status.destroyed
