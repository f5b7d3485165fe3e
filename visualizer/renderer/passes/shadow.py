"""The shadow map of the key light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.detail import Detail
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import solid
from visualizer.renderer.view_block import SHADOW_SIZE

FARTHEST_OF_LIGHT = 1.0  # the depth of this map is linear, so it is not reversed


class Shadow(Pass):
    """Draws the depth of all shadow casters from the key light."""

    name = "shadow"
    writes: ClassVar[tuple[Image, ...]] = (
        Image("shadow", dtype="depth", side=SHADOW_SIZE.standard, compare="<="),
    )
    otherwise = "fine_shadow"
    details: ClassVar[tuple[Detail, ...]] = ("standard",)
    state = State(depth_test=True, depth_write=True, depth_func="<=")

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of depths."""
        yield requests.depth()

    def draw(self, job: Job) -> None:
        """Draw all casters."""
        clear(job.target.framebuffer, depth=FARTHEST_OF_LIGHT)
        casters = [number for number in solid(job.frame) if job.frame.draws[number].shadow]
        matrix = job.view.shadow_clip_from_relative
        self.tools.surfaces.depth(job.frame, casters, matrix, job.target, self.state)
