"""Particles that are meshes, in the picture. How they are drawn is in `visualizer/renderer/particles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer.render_pass import Job, Pass


class Solids(Pass):
    """Draws the batches whose particles are meshes. Like surfaces, and unlike other particles, they are blurred by
    their motion and the lens afterwards: the air before them is in their light.
    """

    name = "solids"
    reads = ("shadow",)
    changes = ("beauty", "scene_depth")
    after = ("haze_upsample",)
    before = ("blur", "particles")

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return nothing: the programs of particles depend on emitters."""
        return iter(())

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether any particles are meshes."""
        return any_solid(frame)

    def draw(self, job: Job) -> None:
        """Draw the batches."""
        self.tools.particles.draw_solids(
            job.frame, job.target, job.images["shadow"], moving=job.view.shutter > 0.0
        )


def any_solid(frame: Frame) -> bool:
    """Return whether a frame has batches whose particles are meshes."""
    emitters = frame.library.emitters
    return any(batch.count and emitters[batch.emitter].properties.solid for batch in frame.batches)
