"""Placeholder textures for samplers that a draw does not set, on texture units that no draw binds."""

from __future__ import annotations

import moderngl
import numpy as np

_SAMPLERS = {
    "sampler2D": 0x8B5E,
    "sampler2DShadow": 0x8B62,
    "sampler2DArray": 0x8DC1,
    "sampler3D": 0x8B5F,
    "samplerCube": 0x8B60,
    "isampler2D": 0x8DCA,
    "usampler2D": 0x8DD2,
}
"""GLSL types and their OpenGL codes. Samplers of different types must not share a unit (OpenGL 3.3, section 2.11.5)."""

_UNITS = 48
"""Texture units that every driver has over all stages (OpenGL 3.3 core, table 6.56). Draws use the first sixteen."""


def empty_units(context: moderngl.Context) -> dict[int, int]:
    """Return a texture unit for each type of sampler, by the type's OpenGL code."""
    last = _UNITS - 1
    # Without the unit to which moderngl binds textures while it writes them.
    units = [unit for unit in range(last, 0, -1) if unit != context.default_texture_unit]
    return dict(zip(_SAMPLERS.values(), units, strict=False))


_AnyTexture = moderngl.Texture | moderngl.TextureArray | moderngl.Texture3D | moderngl.TextureCube


class EmptyTextures:
    """One texture of one texel for each type of sampler: black, or at the far plane in a shadow map (no shadow).

    They are made at first use; `release` frees them.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._units = empty_units(context)
        self._textures: dict[int, _AnyTexture] = {}

    def bind(self) -> None:
        """Bind them all to their units."""
        if not self._textures:
            self._textures = {self._units[_SAMPLERS[name]]: texture for name, texture in self._made().items()}
        for unit, texture in self._textures.items():
            texture.use(unit)

    def release(self) -> None:
        """Free the textures."""
        for texture in self._textures.values():
            texture.release()
        self._textures = {}

    def _made(self) -> dict[str, _AnyTexture]:
        context, black = self.context, bytes(4)
        shadow = context.depth_texture((1, 1), np.ones(1, np.float32).tobytes())
        shadow.compare_func = "<="
        integers = [context.texture((1, 1), 4, bytes(16), dtype=kind) for kind in ("i4", "u4")]
        for texture in integers:
            texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return {
            "sampler2D": context.texture((1, 1), 4, black),
            "sampler2DShadow": shadow,
            "sampler2DArray": context.texture_array((1, 1, 1), 4, black),
            "sampler3D": context.texture3d((1, 1, 1), 4, black),
            "samplerCube": context.texture_cube((1, 1), 4, black * 6),
            "isampler2D": integers[0],
            "usampler2D": integers[1],
        }
