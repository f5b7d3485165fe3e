"""Depth pre-pass of opaque surfaces, so that each pixel is shaded only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import opaque


class Depth(Pass):
    """Draws the depth of opaque surfaces before they are shaded."""

    name = "depth"
    writes = (Image("scene_depth", dtype="depth", linear=False),)
    state = State(depth_test=True, depth_write=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of depths."""
        yield requests.depth()

    def draw(self, job: Job) -> None:
        """Draw all opaque draws."""
        clear(job.target.framebuffer)
        matrix = job.view.clip_from_relative
        self.tools.surfaces.depth(job.frame, opaque(job.frame), matrix, job.target, self.state)
