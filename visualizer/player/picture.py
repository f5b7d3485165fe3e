"""Picture: the renderer of the window, and its picture copied to the window's framebuffer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from moderngl_window.context.base import BaseWindow
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.gpu.state import State
from visualizer.player.quality import letterbox
from visualizer.renderer.renderer import Renderer

_BLACK = (0.0, 0.0, 0.0, 1.0)


class Picture:
    """A renderer in the window's OpenGL context. If drawing fails, the last picture is kept.

    drawn: whether a picture has been drawn. `release` frees its GPU objects.
    """

    def __init__(self, window: BaseWindow, size: tuple[int, int]) -> None:
        self._window = window
        self._context = window.ctx
        self._renderer = Renderer(size, context=self._context)
        self.drawn = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the last complete picture, pixels."""
        return self._renderer.picture.size

    def draw(self, frames: Sequence[Frame], size: tuple[int, int]) -> None:
        """Draw one exposure at a size, pixels, and wait until the GPU has finished. Raises as `Renderer.draw` does."""
        self._renderer.resize(size)
        self._renderer.draw(frames)
        # Wait, so that the time measured around this call is that of drawing.
        self._context.finish()
        self.drawn = True

    def reload_shaders(self, frames: Sequence[Frame]) -> None:
        """Load all shaders again and draw with them. Raises ShaderError; the old ones are kept then."""
        reloaded = Renderer(self._renderer.size, context=self._context)
        try:
            reloaded.draw(frames)
        except BaseException:
            reloaded.release()
            raise
        self._renderer.release()
        self._renderer = reloaded
        self.drawn = True

    def show(self) -> None:
        """Copy the picture to the screen with its aspect ratio, on black; only black before the first draw."""
        screen = self._context.screen
        # The window's current size: `ctx.screen` keeps the size it was created with.
        whole = (0, 0, *self._window.buffer_size)
        State().apply(screen, whole)
        screen.clear(*_BLACK)
        if not self.drawn:
            return
        image = self._renderer.picture
        image.filter = (self._context.LINEAR, self._context.LINEAR)
        self._renderer.screen.run(
            "renderer/copy.frag",
            screen,
            textures={"u_image": image},
            uniforms={"u_factor": 1.0},
            viewport=letterbox(whole[2:], self.size),
        )

    def pixels(self) -> NDArray[np.uint8]:
        """Return the picture, (height, width, 3) uint8 sRGB, top row first."""
        return self._renderer.pixels()

    def release(self) -> None:
        """Free all GPU objects but the window's context."""
        self._renderer.release()
