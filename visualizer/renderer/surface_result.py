"""Results that are a value which the material of the nearest surface returns, such as its normal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import solid


class SurfaceResult(Pass):
    """Draws one value of the nearest surface instead of its light. value: a GLSL expression of the `Surface` `s`, a
    vec3."""

    value: ClassVar[str]
    tests = "surface_depth"
    before = ("particles_alone",)
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of materials."""
        for name in materials:
            yield requests.surface(name, result=cls.value)

    def draw(self, job: Job) -> None:
        """Draw all draws."""
        clear(job.targets.target([self.writes[0].name]).framebuffer)
        every, surfaces = solid(job.frame), self.tools.surfaces
        surfaces.shaded(
            job.frame, every, job.view, job.target, self.state, {}, opaque=True, result=self.value
        )
