"""Blending of the haze over the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass


class HazeUpsample(Pass):
    """Upsamples the haze to the size of the picture and blends it over the picture, whose alpha the blur reads."""

    name = "haze_upsample"
    reads = ("haze", "scene_depth")
    changes = ("beauty",)
    state = State(blend=(moderngl.ONE, moderngl.SRC_ALPHA, moderngl.ZERO, moderngl.ONE))

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of the upsampling."""
        yield requests.screen(requests.UPSAMPLE)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is any haze."""
        return frame.hazy

    def draw(self, job: Job) -> None:
        """Blend."""
        textures = {"u_small": job.images["haze"], "u_depth": job.images["scene_depth"]}
        self.tools.screen.run(requests.UPSAMPLE, job.target.framebuffer, self.state, textures=textures)
