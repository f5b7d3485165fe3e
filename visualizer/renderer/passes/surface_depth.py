"""The depth of all surfaces of a sub-frame, opaque and transmissive, for the results about surfaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import solid


class SurfaceDepth(Pass):
    """Draws the depth of opaque and transmissive surfaces."""

    name = "surface_depth"
    writes = (Image("surface_depth", dtype="depth", linear=False),)
    state = State(depth_test=True, depth_write=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of depths."""
        yield requests.depth()

    def draw(self, job: Job) -> None:
        """Draw all draws."""
        clear(job.target.framebuffer)
        every, matrix = solid(job.frame), job.view.clip_from_relative
        self.tools.surfaces.depth(job.frame, every, matrix, job.target, self.state)
