"""Picture: the renderer of the window, and its picture copied to the window's framebuffer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import moderngl
import numpy as np
from moderngl_window.context.base import BaseWindow
from numpy.typing import NDArray

from visualizer.frame import Caption, Frame
from visualizer.gpu.native import finish
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.player.area import Area
from visualizer.player.captions import CaptionOverlay
from visualizer.player.quality import letterbox
from visualizer.player.survey import Survey
from visualizer.player.views import RESULTS, View, seen
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.renderer import PICTURE, Renderer
from visualizer.renderer.screen import COPY

_BLACK = (0.0, 0.0, 0.0, 1.0)
_UNSEEN = (64, 36)  # pixels of what is drawn to build programs alone


class Picture:
    """A renderer in the window's OpenGL context. If drawing fails, the last picture is kept.

    detail: of the renderer. area: of the window, in which it is shown; None for all of it. drawn: whether a picture has
    been drawn. `release` frees its GPU objects.
    """

    def __init__(
        self,
        window: BaseWindow,
        size: tuple[int, int],
        detail: DetailChoice = "auto",
        area: Area | None = None,
    ) -> None:
        self._window = window
        self._area = area or Area(window)
        self._context = window.ctx
        self._renderer = Renderer(size, detail=detail, context=self._context, timings=True)
        self._reloaded: Renderer | None = None  # with shaders that are not used yet
        self._captions = CaptionOverlay(self._context)
        self.drawn = False
        self._view: moderngl.Texture | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the last complete picture, pixels."""
        return self._renderer.picture.size

    @property
    def timings(self) -> dict[str, float]:
        """Seconds that each pass of the last draw took, by name."""
        return self._renderer.timings

    @property
    def samples(self) -> int:
        """How many samples the picture is the mean of."""
        return self._renderer.samples

    def drawing(
        self, frames: Sequence[Frame], size: tuple[int, int], early: Collection[int] = ()
    ) -> Iterator[tuple[int, int]]:
        """Draw one exposure at a size, pixels, and yield (passes drawn, passes in all) after each pass.

        The last picture is shown until it is complete, or until one of `early` as for `Renderer.drawing`. Raises as
        `Renderer.draw` does.
        """
        self._renderer.resize(size)
        yield from self._renderer.drawing(frames, early=early)
        self.wait()
        self.drawn = True

    def rehearsing(self, frames: Sequence[Frame]) -> Iterator[tuple[int, int]]:
        """Draw an exposure at the size of the last one, and yield as `drawing` does, but never show it.

        What the frames need is made, and kept, as they are drawn. Before the first picture it is drawn small: each
        pause for a program that is built draws it anew, and nothing of the window's size is needed yet. Raises
        Superseded once another picture was begun, and as `Renderer.draw` does.
        """
        if not self.drawn:
            self._renderer.resize(_UNSEEN)
        for done, whole in self._renderer.drawing(frames):
            yield done, whole
            if done == whole:
                return

    @property
    def counts(self) -> dict[str, int]:
        """How many draws, and triangles in them, all passes and samples of the last draw have issued."""
        return {"draws": self._renderer.surfaces.draws, "triangles": self._renderer.surfaces.triangles}

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of GPU memory by purpose."""
        return self._renderer.memory

    def emitter_seconds(self, frame: Frame, name: str) -> float:
        """Return how long the particles of an emitter take alone, at the size of the picture. Raises as `Renderer.draw`
        does."""
        alone = replace(frame, batches=tuple(batch for batch in frame.batches if batch.emitter == name))
        self._renderer.beside(alone, ("particles",), self.size)
        return self._renderer.timings["particles_alone"]

    def survey(self, frame: Frame, size: tuple[int, int]) -> Survey:
        """Return what a frame shows where, in so many columns and rows. Raises as `Renderer.draw` does."""
        found = self._renderer.beside(frame, ("depth", "object"), size)
        return Survey(frame.camera, found["depth"].astype(np.float64), found["object"].astype(np.int64))

    def small(
        self, frame: Frame, size: tuple[int, int]
    ) -> Generator[tuple[int, int], None, NDArray[np.uint8]]:
        """Draw a frame at a size beside the picture, which stays, and yield as `drawing` does. Returns (height, width,
        3) sRGB, top row first."""
        found = yield from self._renderer.drawing_beside(frame, (PICTURE,), size)
        return np.asarray(found[PICTURE], np.uint8)

    def draw(self, frames: Sequence[Frame], size: tuple[int, int]) -> None:
        """Draw one exposure at a size, pixels, and wait until the GPU has finished. Raises as `Renderer.draw` does."""
        for _ in self.drawing(frames, size):
            pass

    @contextmanager
    def interrupted(
        self,
        before_program: Callable[[Request], None],
        after_program: Callable[[Request, float], None] = lambda request, seconds: None,
    ) -> Iterator[None]:
        """Call functions before and after each program that is built in the `with` block; what they raise ends the
        draw.

        after_program: is given the CPU time, seconds, too.
        """
        renderers = (self._renderer, self._reloaded) if self._reloaded is not None else (self._renderer,)
        for renderer in renderers:
            renderer.programs.before_build = before_program
            renderer.programs.after_build = after_program
        try:
            yield
        finally:
            for renderer in renderers:
                renderer.programs.before_build = lambda request: None
                renderer.programs.after_build = lambda request, seconds: None

    def wait(self) -> None:
        """Wait until the GPU has finished, so that the time measured around a draw is that of drawing."""
        finish(self._context)

    def begin_reload(self) -> None:
        """Read all shaders again, for `reloading`. Raises ShaderError."""
        self.drop_reload()
        size, detail = self._renderer.size, self._renderer.detail
        self._reloaded = Renderer(size, detail=detail, context=self._context, timings=True)

    def reloading(self, frames: Sequence[Frame]) -> Iterator[tuple[int, int]]:
        """Draw an exposure with the shaders of `begin_reload`, unseen, and yield as `drawing` does. At the end they are
        used.

        Raises as `Renderer.draw` does; the old shaders are kept then, and until `drop_reload` it can be called again.
        """
        assert self._reloaded is not None
        yield from self._reloaded.drawing(frames)
        self._renderer.release()
        self._renderer, self._reloaded = self._reloaded, None
        self.drawn = True

    def drop_reload(self) -> None:
        """Keep the old shaders."""
        if self._reloaded is not None:
            self._reloaded.release()
            self._reloaded = None

    @property
    def box(self) -> tuple[int, int, int, int]:
        """x, y, width and height of the picture in the window, pixels, y from the bottom."""
        left, bottom, *size = self._area.pixels
        x, y, width, height = letterbox((size[0], size[1]), self.size)
        return left + x, bottom + y, width, height

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place of the window, points from the left and the top, is in the picture: 0..1 from its left
        and top."""
        left, bottom, width, height = self.box
        pixels = self._window.pixel_ratio
        down = self._window.buffer_size[1] - y * pixels - 0.5
        return (x * pixels + 0.5 - left) / width, 1.0 - (down - bottom) / height

    def show(self, captions: Sequence[Caption] = (), lift: float = 0.0) -> None:
        """Copy the picture to the screen with its aspect ratio, on black; only black before the first draw.

        captions: drawn over it, at the size that it has on the screen. lift: by how much they are raised, pixels.
        """
        screen = self._context.screen
        # The window's current size: `ctx.screen` keeps the size it was created with.
        State().apply(screen, (0, 0, *self._window.buffer_size))
        screen.clear(*_BLACK)
        if not self.drawn:
            return
        image = self._view or self._renderer.picture
        image.filter = (self._context.LINEAR, self._context.LINEAR)
        self._renderer.screen.run(
            COPY,
            screen,
            textures={"u_image": image},
            uniforms={"u_factor": 1.0},
            viewport=self.box,
        )
        self._captions.draw(captions, self._renderer.screen, screen, self.box, lift)

    def see(self, view: View, frame: Frame) -> None:
        """Show a view in place of the picture, of `frame`, from now on; the picture itself if it is empty. Raises as
        `Renderer.draw` does."""
        if self._view is not None:
            self._view.release()
            self._view = None
        if not view:
            return
        name = RESULTS.get(view)
        image = self.pixels() if name is None else self._renderer.beside(frame, (name,), self.size)[name]
        data = np.ascontiguousarray(seen(view, image, frame.grade)[::-1])
        self._view = self._context.texture((data.shape[1], data.shape[0]), 3, data.tobytes(), alignment=1)

    def pixels(self) -> NDArray[np.uint8]:
        """Return the picture, (height, width, 3) uint8 sRGB, top row first."""
        return self._renderer.pixels()

    def release(self) -> None:
        """Free all GPU objects but the window's context."""
        self.drop_reload()
        if self._view is not None:
            self._view.release()
        self._captions.release()
        self._renderer.release()
