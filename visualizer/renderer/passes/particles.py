"""Particles in the picture. How they are drawn is in `visualizer/renderer/particles`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.renderer.render_pass import Job, Pass


class Particles(Pass):
    """Draws all batches over the picture. Their states and programs are those of `ParticlePass`."""

    name = "particles"
    reads = ("shadow",)
    changes = ("beauty", "scene_depth")
    after = ("haze_upsample",)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return nothing: the programs of particles depend on emitters."""
        return iter(())

    def draw(self, job: Job) -> None:
        """Draw the batches. Also called without any, because this frees the tables of emitters that no longer exist."""
        self.tools.particles.draw(job.frame, job.target, job.images["shadow"], moving=job.view.shutter > 0.0)
