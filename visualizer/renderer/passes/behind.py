"""A copy of the opaque picture, with 1 / distance, at half the size with mip levels: what transmissive bodies
refract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import any_transmissive, transmissive

SHADER = "renderer/behind.frag"
_LEVELS = 4  # mip levels beyond the first, for rough bodies


class Behind(Pass):
    """Copies the opaque set and the sky, with the nearness of each place."""

    name = "behind"
    reads = ("beauty", "scene_depth")
    writes = (Image("behind", divisor=2),)
    after = ("sky",)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program that copies."""
        yield requests.screen(SHADER)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there are transmissive bodies."""
        return any_transmissive(frame)

    def draw(self, job: Job) -> None:
        """Copy, then make the mip levels. Nothing reads the image if no transmissive body is in the view."""
        if not self.tools.surfaces.any_seen(transmissive(job.frame), job.view):
            return
        target = job.target
        self.tools.screen.run(
            SHADER,
            target.framebuffer,
            self.state,
            textures={"u_image": job.images["beauty"], "u_depth": job.images["scene_depth"]},
        )
        target.image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        target.image.build_mipmaps(max_level=_LEVELS)
