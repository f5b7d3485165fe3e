"""Haze at a quarter of the size, half of it for small pictures: the light that it scatters towards the eye, and its transmittance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

SHADER, BLUR = "renderer/haze.frag", "renderer/haze_blur.frag"


class Haze(Pass):
    """Integrates the haze along each ray, then blurs the pattern that the steps of neighbouring rays make."""

    name = "haze"
    reads = ("scene_depth", "shadow")
    writes: ClassVar[tuple[Image, ...]] = (
        Image("haze", divisor=4, least_rows=135),
        Image("haze_steps", divisor=4, least_rows=135),
    )
    otherwise = "coarse_haze"
    after = ("transmissive",)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of the haze."""
        yield requests.screen(SHADER)
        yield requests.screen(BLUR)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is any haze, at its usual size."""
        return frame.medium.density > 0.0 and "haze" not in frame.coarse

    def draw(self, job: Job) -> None:
        """Integrate, and blur."""
        blurred, steps = (job.targets.target([image.name]) for image in self.writes)
        depth = {"u_depth": job.images["scene_depth"]}
        self.tools.screen.run(SHADER, steps.framebuffer, textures={**depth, "u_shadow": job.images["shadow"]})
        self.tools.screen.run(BLUR, blurred.framebuffer, textures={**depth, "u_haze": steps.image})
