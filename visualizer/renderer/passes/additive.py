"""Additive layers: glowing gas and air that hide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import additive


class Additive(Pass):
    """Adds the light of additive draws to that of the surfaces and the sky behind them. Only front faces are drawn.

    It runs before the copy that transmissive bodies refract, so these show what is behind them; what is before them is
    hidden.
    """

    name = "additive"
    changes = ("beauty",)
    tests = "scene_depth"
    after = ("sky",)
    before = ("behind",)
    # The alpha of beauty, the share of light that is not of the mirror image, stays that of the surface.
    state = State(
        depth_test=True, blend=(moderngl.ONE, moderngl.ONE, moderngl.ZERO, moderngl.ONE), cull="back"
    )

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of materials."""
        for name in materials:
            yield requests.surface(name, transmissive=False)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there are additive draws."""
        return bool(additive(frame))

    def draw(self, job: Job) -> None:
        """Draw all additive draws."""
        self.tools.surfaces.shaded(job.frame, additive(job.frame), job.view, job.target, self.state, {})
