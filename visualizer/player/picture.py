"""Picture: the renderer behind the window, and its picture on the window's screen."""

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
    """Owns a renderer that shares the window's context.

    A draw that fails leaves the picture as it was.
    """

    def __init__(self, window: BaseWindow, size: tuple[int, int]) -> None:
        self._window = window
        self._context = window.ctx
        self._renderer = Renderer(size, context=self._context)
        self.drawn = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the last picture that was drawn whole, pixels."""
        return self._renderer.picture.size

    def draw(self, frames: Sequence[Frame], size: tuple[int, int]) -> None:
        """Draw one exposure at a size and wait until it is there. Raises as `Renderer.draw` does."""
        self._renderer.resize(size)
        self._renderer.draw(frames)
        # Without the wait, the time that drawing takes would show up in whatever is called next.
        self._context.finish()
        self.drawn = True

    def renew(self, frames: Sequence[Frame]) -> None:
        """Read all shaders again and draw with them. Raises ShaderError, and keeps the old ones then."""
        renewed = Renderer(self._renderer.size, context=self._context)
        try:
            renewed.draw(frames)
        except BaseException:
            renewed.release()
            raise
        self._renderer.release()
        self._renderer = renewed
        self.drawn = True

    def show(self) -> None:
        """Put the picture on the screen, its shape kept, on black; black alone before the first draw."""
        screen = self._context.screen
        # The window's own size: the context's screen keeps the one that it was made with.
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
