"""The result "depth": distances along the view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

SHADER = "renderer/distance.frag"


class Distance(Pass):
    """Draws the distance of the nearest surface."""

    name = "distance"
    stage = "middle"
    reads = ("middle_depth",)
    writes = (
        Image(
            "depth",
            dtype="f4",
            channels=1,
            result="distance of the nearest surface along the view, metres; infinite where there is none; of the middle "
            "sub-frame, through the middle of lens and pixel",
        ),
    )

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of distances."""
        yield requests.screen(SHADER)

    def draw(self, job: Job) -> None:
        """Draw."""
        textures = {"u_depth": job.images["middle_depth"]}
        self.tools.screen.run(SHADER, job.target.framebuffer, self.state, textures=textures)
