"""Renderer: draws frames to pictures. A picture depends on its frames only, not on earlier draws."""

import operator
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from types import TracebackType
from typing import Self

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.cache.memory import keep_freed_memory
from visualizer.frame import Frame
from visualizer.gpu.context import driver_of
from visualizer.gpu.copies import collect_objects
from visualizer.gpu.limits import check_offer
from visualizer.gpu.programs import Programs
from visualizer.gpu.readback import Ring
from visualizer.gpu.state import clear
from visualizer.gpu.targets import Target, colour_texture
from visualizer.renderer.context import RendererContext
from visualizer.renderer.detail import Detail, DetailChoice, checked_detail, detail_of
from visualizer.renderer.executor import Executor
from visualizer.renderer.includes import includes
from visualizer.renderer.particles.particle_pass import ParticlePass
from visualizer.renderer.particles.smoke_noise import SAMPLES
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.results import texels_of, values
from visualizer.renderer.screen import Screen
from visualizer.renderer.surfaces import Surfaces
from visualizer.renderer.targets import Targets, free
from visualizer.renderer.view_block import VIEW_BLOCK

NEEDED = {
    "GL_MAX_UNIFORM_BLOCK_SIZE": VIEW_BLOCK.dtype.itemsize,
    "GL_MAX_TEXTURE_IMAGE_UNITS": 16,
    "GL_MAX_ARRAY_TEXTURE_LAYERS": SAMPLES,
}
"""Limits that the driver must reach: for the view block, the textures of a pass, and the layers of the smoke noise."""
PICTURE = "picture"

Texels = NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.uint32]
"""The texels of a result: (height, width, channels), or (height, width) for one channel."""

AHEAD = 2
"""Pictures that a GPU may draw while an earlier one is read back: one that it draws, and one that it has queued."""
_CHANNELS = 3


def pictures_ahead(*, software: bool) -> int:
    """Return how many pictures are drawn while an earlier one is read back. software: whether a CPU draws."""
    return 0 if software else AHEAD


class PictureReading:
    """A picture that is being read back. ahead: how many others may be drawn before it is taken."""

    def __init__(self, take: Callable[[], NDArray[np.uint8]], ahead: int = 0) -> None:
        self.ahead = ahead
        self._pixels = take() if ahead == 0 else None
        self._take = take

    def pixels(self) -> NDArray[np.uint8]:
        """Return it, (height, width, 3) uint8, sRGB, top row first. Waits until it has arrived."""
        if self._pixels is None:
            self._pixels = self._take()
        return self._pixels


class Superseded(RuntimeError):
    """A draw in steps cannot go on, as another one was begun."""


class Renderer:
    """Draws frames at one size. A context manager: it owns all GPU objects, and the context if it made it.

    size: (width, height), pixels, at least 1x1. context: one to share, such as a window's; None makes one without a
    window, which can only be used on the thread that made it. detail: one of `DETAIL_CHOICES`; auto is standard on a
    software rasteriser and full on a GPU. timings: measure each pass, which takes longer (see `PassTimer`). Raises
    ValueError for a smaller size and an unknown detail; MachineError if there is no OpenGL, or its limits are too low
    for the size. All methods raise RuntimeError on another thread, in a forked process, and after `release`.
    """

    def __init__(
        self,
        size: tuple[int, int],
        *,
        detail: DetailChoice = "auto",
        context: moderngl.Context | None = None,
        timings: bool = False,
    ) -> None:
        width, height = (operator.index(side) for side in size)
        if min(width, height) < 1:
            raise ValueError(f"a picture is at least 1x1 pixels, not {width}x{height}")
        choice = checked_detail(detail)
        self._use = RendererContext(context)
        self.context = self._use.context
        check_offer(self.context, NEEDED)
        self._software = driver_of(self.context).software
        if self._software:
            keep_freed_memory()
        self._detail = detail_of(choice, software=self._software)
        self.programs = Programs(self.context, includes(self._detail))
        self._executor = Executor(self.context, self.programs, self._detail, measure=timings)
        self._targets = Targets(self.context, GRAPH.images, (width, height))
        # The last picture that was drawn whole. No pass draws into it: the next one is exchanged for it when it is
        # whole.
        self._shown = Target.over(self.context, colour_texture(self.context, self.size, dtype="f1"))
        clear(self._shown.framebuffer)
        self._results: dict[str, Target] = {}
        self._ring: Ring | None = None
        self._begun = 0  # number of draws
        self._samples = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height that are drawn, pixels."""
        return self._targets.size

    @property
    def detail(self) -> Detail:
        """The detail that is drawn, which does not change."""
        return self._detail

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of GPU memory by purpose: pictures, meshes, particles."""
        particles = sum(self.particles.memory.values())
        return {
            "pictures": self._targets.memory,
            "meshes": self.surfaces.meshes.memory,
            "particles": particles,
        }

    @property
    def samples(self) -> int:
        """How many samples the last picture is the mean of; 0 before the first."""
        return self._samples

    @property
    def screen(self) -> Screen:
        """Runs fragment shaders over a whole framebuffer."""
        return self._executor.screen

    @property
    def surfaces(self) -> Surfaces:
        """Draws meshes."""
        return self._executor.surfaces

    @property
    def particles(self) -> ParticlePass:
        """Draws particles."""
        return self._executor.particles

    @property
    def timings(self) -> dict[str, float]:
        """Seconds of the last draw, by the name of the pass, if they are measured. Waits for the GPU."""
        return self._executor.timer.seconds

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size of the next draws. The present picture stays until one of them has succeeded.

        Raises MachineError, and keeps the old size, if the driver cannot draw a picture of that size.
        """
        if size != self.size:
            self._use.current()
            made = Targets(self.context, GRAPH.images, size)
            self._targets.release()
            self._targets, self._results = made, {}

    def draw(self, frames: Frame | Sequence[Frame], results: Sequence[str] = (PICTURE,)) -> None:
        """Draw one frame, or the mean of the sub-frames of one exposure.

        results: the names of the images to draw (see `visualizer.renderer.results`); passes that none of them needs do
        not run. The grade, the captions and the distortion are those of the middle sub-frame. Results are functions of
        `frames`, the size and the detail alone. Raises ValueError for an unknown name, UnknownMaterial, ShaderError,
        TooManyParticles, TooManyLights, MachineError; the last picture then stays.
        """
        for _ in self._drawing(frames, results, (), interrupted=False):
            pass

    def drawing(
        self,
        frames: Frame | Sequence[Frame],
        results: Sequence[str] = (PICTURE,),
        early: Collection[int] = (),
    ) -> Iterator[tuple[int, int]]:
        """Draw as `draw` does, and yield (passes drawn, passes in all) after each pass.

        So that the thread can do other work in between, such as handle events and draw other things with the context.
        An iterator that is dropped leaves the last picture as it is. Only the last one that was begun goes on: another
        draw ends it, and its next step raises Superseded.

        early: numbers of samples after which the picture of those that are drawn becomes the last one; the picture of
        all samples is the same with and without. `samples` is that of the picture.
        """
        return self._drawing(frames, results, early, interrupted=True)

    def _drawing(
        self,
        frames: Frame | Sequence[Frame],
        results: Sequence[str],
        early: Collection[int],
        *,
        interrupted: bool,
    ) -> Iterator[tuple[int, int]]:
        """Draw as `drawing` does. interrupted: other code may use the context between two steps."""
        shots = (frames,) if isinstance(frames, Frame) else tuple(frames)
        if not shots:
            raise ValueError("draw needs at least one frame")
        GRAPH.check(results)
        self._begun += 1
        number = self._begun
        self._use.current()
        collect_objects(self.context)
        self.programs.empty.bind()
        self._results = {}
        targets = self._targets

        def show(found: dict[str, Target], samples: int) -> None:
            if PICTURE in found:
                targets.exchange(found[PICTURE], self._shown)
                self._shown, self._samples = found[PICTURE], samples

        earlier = {count for count in early if count < len(shots)}
        steps = self._executor.drawing(shots, results, targets, earlier, show)
        while True:
            if self._begun != number or self._targets is not targets:
                raise Superseded("another draw was begun, or the size was changed, so this one cannot go on")
            if interrupted:
                self._use.current()
            try:
                step = next(steps)
            except StopIteration as end:
                drawn: dict[str, Target] = end.value
                break
            yield step
        self._results = drawn
        show(drawn, len(shots))

    def result(self, name: str) -> Texels:
        """Return a result of the last draw, top row first. `visualizer.renderer.results` describes the content of each.

        The shape is (height, width, channels), or (height, width) for one channel. Raises ValueError for a result that
        was not requested from the last draw.
        """
        GRAPH.check([name])
        if name not in self._results:
            asked = ", ".join(self._results) or "nothing"
            raise ValueError(
                f"the last draw was not asked for '{name}', but for {asked}: draw(frames, results=['{name}'])"
            )
        self._use.current()
        return values(GRAPH.images[name], self._results[name])

    def beside(self, frame: Frame, results: Sequence[str], size: tuple[int, int]) -> dict[str, Texels]:
        """Draw results of a frame at another size, pixels, and return each as `result` does. The last picture and its
        results stay.

        A draw in steps that was begun before is superseded. Raises as `draw` does.
        """
        steps = self.drawing_beside(frame, results, size)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return dict(end.value)

    def drawing_beside(
        self, frame: Frame, results: Sequence[str], size: tuple[int, int]
    ) -> Generator[tuple[int, int], None, dict[str, Texels]]:
        """Draw as `beside` does, and yield (passes drawn, passes in all) after each pass, as `drawing` does. Returns
        the results."""
        GRAPH.check(results)
        self._begun += 1
        number = self._begun
        self._use.current()
        collect_objects(self.context)
        self.programs.empty.bind()
        targets = Targets(self.context, GRAPH.images, size)
        try:
            steps = self._executor.drawing((frame,), results, targets)
            while True:
                if self._begun != number:
                    raise Superseded("another draw was begun, so this one cannot go on")
                self._use.current()
                try:
                    step = next(steps)
                except StopIteration as end:
                    return {name: values(GRAPH.images[name], end.value[name]) for name in results}
                yield step
        finally:
            targets.release()

    @property
    def materials(self) -> tuple[str, ...]:
        """The names of all materials. The result "material" holds numbers in this order, from 1."""
        return tuple(self.programs.names("materials"))

    @property
    def live_particles(self) -> int:
        """Number of particles of the last sub-frame."""
        return self.particles.live

    @property
    def picture(self) -> moderngl.Texture:
        """The last complete picture, 8-bit sRGB RGBA, bottom row first; black before the first draw."""
        return self._shown.image

    def pixels(self) -> NDArray[np.uint8]:
        """Return the last complete picture, (height, width, 3) uint8, sRGB, top row first."""
        self._use.current()
        return values(GRAPH.images[PICTURE], self._shown)

    def read_later(self, ahead: int | None = None) -> PictureReading:
        """Begin to read the last complete picture, and return it as a value that is taken later, on this thread.

        ahead: how many pictures may be drawn before it is taken. None: on a GPU AHEAD, for it is copied while the next
        ones are drawn (see `visualizer.gpu.readback`); on a software rasteriser, where nothing runs beside drawing, 0:
        it is read now.
        """
        self._use.current()
        width, height = self._shown.size
        ahead = pictures_ahead(software=self._software) if ahead is None else ahead
        if ahead == 0:
            return PictureReading(self.pixels)
        size, count = width * height * _CHANNELS, 1 + ahead
        if self._ring is None or (self._ring.size, len(self._ring)) != (size, count):
            self._ring = Ring(self.context, size, count)
        reading = self._ring.read(self._shown.framebuffer, components=_CHANNELS, dtype="f1")
        shape = (height, width, _CHANNELS)

        def taken() -> NDArray[np.uint8]:
            self._use.current()
            return np.ascontiguousarray(texels_of(reading.take(), shape, np.uint8))

        return PictureReading(taken, reading.ahead)

    def light(self) -> NDArray[np.float32]:
        """Return the last sub-frame before post-processing, (height, width, 3) float32, linear, top row first."""
        self._use.current()
        return values(GRAPH.images["beauty"], self._targets.target(["beauty"]))

    def release(self) -> None:
        """Free all GPU objects. Does nothing the second time."""
        if self._use.released:
            return
        self._use.current()
        self._targets.release()
        free(self._shown)
        if self._ring is not None:
            self._ring.release()
        self._executor.release()
        self.programs.release()
        self._use.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
