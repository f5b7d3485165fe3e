"""The depth of back faces of transmissive bodies, where refracted light leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import any_transmissive, transmissive


class BackFaces(Pass):
    """Draws the depth of the nearest back faces of transmissive bodies."""

    name = "back_faces"
    writes = (Image("back_depth", dtype="depth", linear=False),)
    state = State(depth_test=True, depth_write=True, cull="front")

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of depths."""
        yield requests.depth()

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there are transmissive bodies."""
        return any_transmissive(frame)

    def draw(self, job: Job) -> None:
        """Draw all transmissive draws."""
        clear(job.target.framebuffer)
        matrix = job.view.clip_from_relative
        self.tools.surfaces.depth(job.frame, transmissive(job.frame), matrix, job.target, self.state)
