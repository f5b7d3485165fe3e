"""Blur by motion and by the lens within one sub-frame of an exposure.

An exposure is the mean of its sub-frames. Each of them stands for an equal share of the time that the shutter is open,
and of the lens. With few sub-frames their mean would show separate copies of what moves or is out of focus. So each is
blurred by its share: the motion until the next sub-frame, and a circle of confusion of an equal share of the lens. Both
shares become smaller with more sub-frames, and the picture converges to the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer.graph import Image
from visualizer.renderer.passes.solids import any_solid
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.sub_frame_blur import Blurred, SubFrameBlur, images

_PICTURE = Blurred("beauty", "scene_depth")


class Blur(Pass):
    """Blurs surfaces, particles that are meshes, and sky; other particles are drawn afterwards, each as long and as
    wide as its own share. How is in `visualizer/renderer/sub_frame_blur.py`.
    """

    name = "blur"
    reads = ("scene_depth", "shadow")
    writes = images(Image("beauty"))
    changes = ("beauty",)
    after = ("haze_upsample",)
    before = ("particles",)
    moving = State(depth_test=True, depth_func="==")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._blur = SubFrameBlur(tools)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of the blur."""
        yield from SubFrameBlur.programs()

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is more than one sample: a single one is an instant."""
        return samples > 1

    def draw(self, job: Job) -> None:
        """Blur, unless nothing is spread far enough to be seen."""
        surfaces = self.tools.surfaces
        moved, solids = surfaces.moved(job.frames, job.number, job.view, job.size), any_solid(job.frame)
        nearest = max(surfaces.nearest(job.view), job.frame.camera.near)
        # How far particles that are meshes move is known on the GPU alone.
        if solids or self._blur.seen(job, job.view, job.size[1], nearest, moved.most):
            own = bool(moved.far) or solids
            if own:
                self._draw_motion(job, moved.far, solids=solids)
            self._blur.tiles(job, _PICTURE, own=own)

    def _draw_motion(self, job: Job, moved: Sequence[int], *, solids: bool) -> None:
        """Draw the motion of what moves by itself where it is nearest. moved: numbers of draws. solids: whether there
        are particles that are meshes."""
        clear(job.targets.target(["own_motion"]).framebuffer)
        target = job.targets.target(["own_motion", "scene_depth"])
        if moved:
            self._blur.draw_motion(job, job.view, moved, target, self.moving)
        if solids:
            self.tools.particles.draw_motion(job.frame, target, job.images["shadow"], self.moving)
