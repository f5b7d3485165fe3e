"""Renderer: draws frames to pictures. A picture depends on its frames only, not on earlier draws."""

import operator
import os
import threading
import weakref
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.gpu.context import create_context
from visualizer.gpu.copies import collect_objects
from visualizer.gpu.limits import check_offer
from visualizer.gpu.programs import Programs
from visualizer.gpu.state import clear, take_over
from visualizer.gpu.targets import Target
from visualizer.renderer.executor import Executor
from visualizer.renderer.includes import INCLUDES
from visualizer.renderer.particles.particle_pass import ParticlePass
from visualizer.renderer.particles.smoke_noise import SAMPLES
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.results import values
from visualizer.renderer.screen import Screen
from visualizer.renderer.targets import Targets
from visualizer.renderer.view_block import VIEW_BLOCK

NEEDED = {
    "GL_MAX_UNIFORM_BLOCK_SIZE": VIEW_BLOCK.dtype.itemsize,
    "GL_MAX_TEXTURE_IMAGE_UNITS": 16,
    "GL_MAX_ARRAY_TEXTURE_LAYERS": SAMPLES,
}
"""What a driver offers at least, or nothing can be drawn: the view block, textures of a pass, layers of the smoke noise."""
PICTURE = "picture"


class Renderer:
    """Draws frames at one size. A context manager: it owns all GPU objects, and the context if it made it.

    size: (width, height) pixels, at least 1x1. context: one to share, such as a window's; None makes one without a
    window, which is used on the thread that made it: OpenGL draws nothing on another. timings: measure each pass, by
    waiting for the GPU before and after it (slower).
    All methods raise RuntimeError on another thread, in a forked process, and after `release`.
    """

    def __init__(
        self, size: tuple[int, int], *, context: moderngl.Context | None = None, timings: bool = False
    ) -> None:
        width, height = (operator.index(side) for side in size)
        if min(width, height) < 1:
            raise ValueError(f"a picture is at least 1x1 pixels, not {width}x{height}")
        self._released = False
        self._home = os.getpid(), threading.get_ident()
        self._owns_context = context is None
        self.context = context or create_context()
        if self._owns_context:
            # One that is dropped without a release takes its context along, and all that is in it.
            weakref.finalize(self, self.context.release).atexit = False
        take_over(self.context)
        check_offer(self.context, NEEDED)
        self.programs = Programs(self.context, INCLUDES)
        self._executor = Executor(self.context, self.programs, measure=timings)
        self._targets = Targets(self.context, GRAPH.images, (width, height))
        self._shown, self._shown_of = self._targets.target([PICTURE]), self._targets
        clear(self._shown.framebuffer)
        self._results: dict[str, Target] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height that are drawn, pixels."""
        return self._targets.size

    @property
    def screen(self) -> Screen:
        """What runs a fragment shader over all of a framebuffer."""
        return self._executor.screen

    @property
    def particles(self) -> ParticlePass:
        """What draws particles."""
        return self._executor.particles

    @property
    def timings(self) -> dict[str, float]:
        """Seconds of the last draw, by the name of the pass, if they are measured."""
        return self._executor.timings

    def resize(self, size: tuple[int, int]) -> None:
        """Draw at another size from now on. The picture stays as it is until the next draw has succeeded.

        Raises MachineError if the driver draws no picture of that size, and keeps the old one then.
        """
        if size != self.size:
            self._make_current()
            made = Targets(self.context, GRAPH.images, size)
            self._targets.release(but=self._shown)
            self._targets, self._results = made, {}

    def _make_current(self) -> None:
        """Take the thread's OpenGL over from another renderer, and the context from other code that shares it.

        To make a context of someone else's current is left to them.
        """
        if self._released:
            raise RuntimeError("this renderer was released; make another one")
        if self._owns_context:
            if (os.getpid(), threading.get_ident()) != self._home:
                raise RuntimeError(
                    "a renderer draws only on the thread and in the process that made it; make another one here"
                )
            self.context.__enter__()  # type: ignore[no-untyped-call]
        take_over(self.context)

    def draw(self, frames: Frame | Sequence[Frame], results: Sequence[str] = (PICTURE,)) -> None:
        """Draw one frame, or the mean of the sub-frames of one exposure.

        results: what is drawn, by name (see `visualizer.renderer.results`); passes that none of them needs do not run.
        The grade, the captions and the distortion are those of the middle sub-frame. Results are functions of `frames` and
        the size alone. Raises ValueError for an unknown name, UnknownMaterial, ShaderError, TooManyParticles, MachineError;
        the last picture stays then.
        """
        shots = (frames,) if isinstance(frames, Frame) else tuple(frames)
        if not shots:
            raise ValueError("draw needs at least one frame")
        GRAPH.check(results)
        self._make_current()
        collect_objects(self.context)
        self.programs.empty.bind()
        self._results = {}
        drawn = self._executor.draw(shots, results, self._targets)
        self._results = drawn
        if PICTURE in drawn:
            self._show(drawn[PICTURE])

    def _show(self, picture: Target) -> None:
        """Let `picture` be the last one that was drawn whole, and free the one before if it was of another size."""
        if self._shown_of is not self._targets:
            self._free_shown()
        self._shown, self._shown_of = picture, self._targets

    def _free_shown(self) -> None:
        self._shown.release()
        self._shown.image.release()

    def result(self, name: str) -> NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.uint32]:
        """Return a result of the last draw, top row first; `visualizer.renderer.results` says what each holds.

        Raises ValueError for one that the last draw was not asked for.
        """
        GRAPH.check([name])
        if name not in self._results:
            asked = ", ".join(self._results) or "nothing"
            raise ValueError(
                f"the last draw was not asked for '{name}', but for {asked}: draw(frames, results=['{name}'])"
            )
        self._make_current()
        return values(GRAPH.images[name], self._results[name])

    @property
    def materials(self) -> tuple[str, ...]:
        """The names of all materials; the result "material" holds their places, from 1."""
        return tuple(self.programs.names("materials"))

    @property
    def live_particles(self) -> int:
        """How many particles the last sub-frame was asked to draw."""
        return self.particles.live

    @property
    def picture(self) -> moderngl.Texture:
        """The last picture that was drawn whole, 8-bit sRGB RGBA, bottom row first; black before the first."""
        return self._shown.image

    def pixels(self) -> NDArray[np.uint8]:
        """Return the last picture that was drawn whole, (height, width, 3) uint8, sRGB, top row first."""
        self._make_current()
        width, height = self._shown.size
        data = self._shown.framebuffer.read(components=3, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1].copy()

    def light(self) -> NDArray[np.float32]:
        """Return the last sub-frame before post-processing, (height, width, 3) float32, linear, top row first."""
        self._make_current()
        data = self._targets.target(["beauty"]).framebuffer.read(components=3, alignment=1, dtype="f4")
        return np.frombuffer(data, np.float32).reshape(self.size[1], self.size[0], 3)[::-1].copy()

    def release(self) -> None:
        """Free all GPU objects. Does nothing the second time."""
        if self._released:
            return
        self._make_current()
        self._released = True
        self._targets.release(but=self._shown)
        self._free_shown()
        self._executor.release()
        self.programs.release()
        collect_objects(self.context)
        if self._owns_context:
            self.context.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
