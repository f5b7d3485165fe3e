"""Render targets: a colour texture, a depth texture, and the framebuffer over both."""

from types import TracebackType
from typing import Self

import moderngl

from visualizer.errors import MachineError
from visualizer.gpu.depth import make_float


class Target:
    """An offscreen picture. Its depths are those of `visualizer.gpu.depth`. size: (width, height) pixels. colour: texture, or None. depth: texture, or None."""

    def __init__(
        self,
        context: moderngl.Context,
        size: tuple[int, int],
        *,
        components: int = 4,
        dtype: str = "f2",
        colour: bool = True,
        depth: bool = False,
        depth_texture: moderngl.Texture | None = None,
        linear: bool = True,
    ) -> None:
        """Make the textures. dtype: f1 (8 bits), f2 (half float) or f4. depth_texture: share one that exists.

        Raises MachineError if the driver has no room for a picture of that size.
        """
        self.size = size
        self.colour: moderngl.Texture | None = None
        self._owns_depth = depth_texture is None
        self.depth = depth_texture
        if colour:
            self.colour = context.texture(size, components, dtype=dtype)
            filtering = moderngl.LINEAR if linear else moderngl.NEAREST
            self.colour.filter = (filtering, filtering)
            self.colour.repeat_x = self.colour.repeat_y = False
        if depth:
            self.depth = context.depth_texture(size)
            make_float(context, self.depth)
            self.depth.compare_func = ""
            self.depth.filter = (moderngl.NEAREST, moderngl.NEAREST)
            self.depth.repeat_x = self.depth.repeat_y = False
        try:
            self.framebuffer = context.framebuffer(
                color_attachments=[self.colour] if self.colour is not None else [],
                depth_attachment=self.depth,
            )
        except moderngl.Error as error:
            raise MachineError(
                f"the driver has no room for a picture of {size[0]}x{size[1]} ({error}); a smaller one needs less"
            ) from error

    @property
    def image(self) -> moderngl.Texture:
        """The colour texture. Raises TypeError if the target has none."""
        if self.colour is None:
            raise TypeError("this target has no colour")
        return self.colour

    def release(self) -> None:
        """Free the framebuffer and the textures that the target made."""
        self.framebuffer.release()
        if self.colour is not None:
            self.colour.release()
        if self.depth is not None and self._owns_depth:
            self.depth.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
