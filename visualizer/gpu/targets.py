"""Render targets: a colour texture, a depth texture, and the framebuffer over both."""

from types import TracebackType
from typing import Self

import moderngl

from visualizer.errors import MachineError
from visualizer.gpu.depth import make_float


def colour_texture(
    context: moderngl.Context, size: tuple[int, int], *, dtype: str = "f2", linear: bool = True
) -> moderngl.Texture:
    """Return an RGBA texture of `size` (width, height), texels. dtype: f1 (8 bits), f2 (half float) or f4.

    linear: bilinear filter; else nearest. Raises MachineError if the driver cannot allocate it.
    """
    try:
        texture = context.texture(size, 4, dtype=dtype)
    except moderngl.Error as error:
        raise _no_room(size, error) from error
    filtering = moderngl.LINEAR if linear else moderngl.NEAREST
    texture.filter = (filtering, filtering)
    texture.repeat_x = texture.repeat_y = False
    return texture


def depth_texture(
    context: moderngl.Context, size: tuple[int, int], *, compare: str = "", linear: bool = False
) -> moderngl.Texture:
    """Return a depth texture of `size` (width, height), texels, in the format that `visualizer.gpu.depth` chooses.

    compare: comparison of a shadow sampler, such as "<="; empty for none. linear: bilinear filter; else nearest.
    Raises MachineError if the driver cannot allocate it.
    """
    try:
        texture = context.depth_texture(size)
    except moderngl.Error as error:
        raise _no_room(size, error) from error
    make_float(context, texture)
    texture.compare_func = compare
    filtering = moderngl.LINEAR if linear else moderngl.NEAREST
    texture.filter = (filtering, filtering)
    texture.repeat_x = texture.repeat_y = False
    return texture


class Target:
    """An offscreen picture. size: (width, height) pixels. colour, depth: its textures, or None.

    Raises MachineError if the driver cannot allocate a picture of that size.
    """

    def __init__(
        self,
        context: moderngl.Context,
        size: tuple[int, int],
        *,
        dtype: str = "f2",
        colour: bool = True,
        depth: bool = False,
    ) -> None:
        """Make the textures; `release` frees them. dtype: of the colour, f1 (8 bits), f2 (half float) or f4."""
        self._attach(
            context,
            size,
            colour_texture(context, size, dtype=dtype) if colour else None,
            depth_texture(context, size) if depth else None,
        )
        self._owns_textures = True

    @classmethod
    def over(
        cls,
        context: moderngl.Context,
        colour: moderngl.Texture | None = None,
        *,
        depth: moderngl.Texture | None = None,
    ) -> Self:
        """Return a target over one or two existing textures of equal size. `release` does not free them."""
        first = depth if colour is None else colour
        if first is None:
            raise TypeError("a target has at least one texture")
        target = cls.__new__(cls)
        target._attach(context, first.size, colour, depth)
        target._owns_textures = False
        return target

    def _attach(
        self,
        context: moderngl.Context,
        size: tuple[int, int],
        colour: moderngl.Texture | None,
        depth: moderngl.Texture | None,
    ) -> None:
        self.size, self.colour, self.depth = size, colour, depth
        try:
            self.framebuffer = context.framebuffer(
                color_attachments=[] if colour is None else [colour], depth_attachment=depth
            )
        except moderngl.Error as error:
            raise _no_room(size, error) from error

    @property
    def image(self) -> moderngl.Texture:
        """The colour texture. Raises TypeError if the target has none."""
        if self.colour is None:
            raise TypeError("this target has no colour")
        return self.colour

    def release(self) -> None:
        """Free the framebuffer, and the textures unless they were passed to `over`."""
        self.framebuffer.release()
        if self._owns_textures:
            for texture in (self.colour, self.depth):
                if texture is not None:
                    texture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _no_room(size: tuple[int, int], error: Exception) -> MachineError:
    return MachineError(
        f"the driver cannot allocate a picture of {size[0]}x{size[1]} ({error}); choose a smaller size"
    )
