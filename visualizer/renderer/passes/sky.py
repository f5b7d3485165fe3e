"""The sky, where there is no surface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from visualizer.frame import Frame
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.screen import Screen
from visualizer.renderer.surfaces import UnknownMaterial


class Sky(Pass):
    """Draws the sky on the far plane."""

    name = "sky"
    changes = ("beauty",)
    tests = "scene_depth"
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of skies."""
        for name in skies:
            yield requests.sky(name)

    def draw(self, job: Job) -> None:
        """Draw the sky, or the backdrop that takes its place."""
        frame = job.frame
        self.cover(
            self.tools, frame if frame.backdrop is None else replace(frame, sky=frame.backdrop), job.target
        )

    @classmethod
    def cover(cls, tools: Tools, frame: Frame, target: Target) -> None:
        """Draw the sky of the bound view wherever the target's depth is that of the far plane.

        Raises UnknownMaterial for an unknown sky or parameter, ShaderError.
        """
        cls.paint(tools.programs, tools.screen, frame, target)

    @classmethod
    def paint(cls, programs: Programs, screen: Screen, frame: Frame, target: Target) -> None:
        """Draw as `cover` does, without the other tools."""
        file = f"skies/{frame.sky.material}.glsl"
        if not programs.exists(file):
            raise UnknownMaterial(f"no sky '{frame.sky.material}': there is no file shaders/{file}")
        program = programs.get(requests.sky(frame.sky.material))
        try:
            uniforms = dict(programs.uniforms_of(file, frame.sky.uniforms))
            screen.cover(program, target.framebuffer, cls.state, uniforms=uniforms)
        except ValueError as error:
            raise UnknownMaterial(f"shaders/{file}: {error}") from None
