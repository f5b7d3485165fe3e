"""The grade: exposure, bloom, tone mapping, vignette, grain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

import moderngl

from visualizer.gpu.blocks import values_of
from visualizer.gpu.generated import EXPOSURE
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass, Tools


class Grade(Pass):
    """Draws the graded picture, with the grade of the middle sub-frame. tone: see `requests.grade`."""

    name = "grade"
    stage = "picture"
    reads = ("distorted", "bloom")
    writes = (Image("graded", dtype="f1"),)
    tone: ClassVar[str] = "BYTES"

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        # Each pixel reads its own light: sampled without filter it takes less time than fetched by its number.
        nearest = (moderngl.NEAREST, moderngl.NEAREST)
        self._own = tools.context.sampler(repeat_x=False, repeat_y=False, filter=nearest)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of the grade."""
        yield requests.grade(cls.tone)

    def draw(self, job: Job) -> None:
        """Grade."""
        grade = job.frame.grade
        self._own.use(0)
        self.tools.screen.cover(
            self.tools.programs.get(requests.grade(self.tone)),
            job.target.framebuffer,
            self.state,
            textures={"u_image": job.images["distorted"], "u_bloom": job.images["bloom"]},
            uniforms={
                "u_exposure": 2.0**grade.exposure,
                **values_of("u_grade", grade, but=EXPOSURE),
                "u_seed": grain_seed(job.frame.time),
            },
        )
        self._own.clear(0)

    def release(self) -> None:
        """Free the sampler."""
        self._own.release()


def grain_seed(time: float) -> int:
    """Return the seed of the film grain at a time, seconds: the time in tenths of a millisecond, as 31 bits."""
    return round(time * 10_000.0) & 0x7FFF_FFFF
