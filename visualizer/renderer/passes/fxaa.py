"""Anti-aliasing of a picture that has only one sample per pixel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

SHADER = "renderer/fxaa.frag"


class Fxaa(Pass):
    """Blends along the edges of the graded picture (Lottes 2009, "FXAA")."""

    name = "fxaa"
    stage = "picture"
    reads = ("graded",)
    writes = (Image("picture", dtype="f1", result="the graded picture with captions, sRGB, 8 bits"),)
    otherwise = "graded"

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of the filter."""
        yield requests.screen(SHADER)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is only one sample per pixel."""
        return samples == 1

    def draw(self, job: Job) -> None:
        """Filter."""
        textures = {"u_image": job.images["graded"]}
        self.tools.screen.run(SHADER, job.target.framebuffer, self.state, textures=textures)
