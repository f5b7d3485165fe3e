"""Anti-aliasing of the graded picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

ONE, SEVERAL = "renderer/fxaa.frag", "renderer/edges.frag"
"""The shaders for one sample per pixel, and for several."""


class Fxaa(Pass):
    """Blends along the edges of the graded picture (Lottes 2009, "FXAA").

    The mean of several samples is a mean of light. The edges of what is much brighter than white still have steps in
    it, as a small share of its light is white already, so they are blended too, but nothing finer than them.
    """

    name = "fxaa"
    stage = "picture"
    reads = ("graded",)
    writes = (Image("picture", dtype="f1", result="the graded picture with captions, sRGB, 8 bits"),)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of both filters."""
        yield requests.screen(ONE)
        yield requests.screen(SEVERAL)

    def draw(self, job: Job) -> None:
        """Filter."""
        shader = ONE if len(job.frames) == 1 else SEVERAL
        textures = {"u_image": job.images[self.reads[0]]}
        self.tools.screen.run(shader, job.target.framebuffer, self.state, textures=textures)
