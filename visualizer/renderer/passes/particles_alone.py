"""The result "particles": particles without the surfaces behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.gpu.state import clear
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass


class ParticlesAlone(Pass):
    """Draws all batches over transparent black; surfaces occlude them. Their states and programs are those of
    `ParticlePass`."""

    name = "particles_alone"
    reads = ("shadow",)
    writes = (
        Image(
            "particles",
            channels=4,
            result="light of particles, linear Rec. 709, and the share of what is behind them that they hide (premultiplied: "
            "light + (1 - share) * behind); the mean of the samples",
        ),
    )
    changes = ("surface_depth",)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return nothing: the programs of particles depend on emitters."""
        return iter(())

    def draw(self, job: Job) -> None:
        """Draw."""
        clear(job.targets.target(["particles"]).framebuffer)
        moving = job.view.shutter > 0.0
        self.tools.particles.draw_solids(job.frame, job.target, job.images["shadow"], moving=moving)
        self.tools.particles.draw(job.frame, job.target, job.images["shadow"], moving=moving)
