"""The sky, where there is no surface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import SKIES, Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.screen import Screen
from visualizer.renderer.surfaces import UnknownMaterial


class Sky(Pass):
    """Draws the sky on the far plane."""

    name = "sky"
    reads = ("sky_form",)
    changes = ("beauty",)
    tests = "scene_depth"
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of skies."""
        yield from requests.skies(skies, requests.PLAIN_SKY, requests.WHOLE_SKY, requests.REST_OF_SKY)

    def draw(self, job: Job) -> None:
        """Draw the sky, or the backdrop that takes its place."""
        form = job.images.get("sky_form")
        tools, textures = self.tools, {} if form is None else {"u_form": form}
        part = requests.WHOLE_SKY if form is None else requests.REST_OF_SKY
        self.paint(tools.programs, tools.screen, as_seen(job.frame), job.target, self.state, part, textures)

    @classmethod
    def cover(cls, tools: Tools, frame: Frame, target: Target) -> None:
        """Draw the sky of the bound view wherever the target's depth is that of the far plane.

        Raises UnknownMaterial for an unknown sky or parameter, ShaderError.
        """
        cls.paint(tools.programs, tools.screen, frame, target, cls.state)

    @staticmethod
    def paint(
        programs: Programs,
        screen: Screen,
        frame: Frame,
        target: Target,
        state: State,
        part: int = requests.WHOLE_SKY,
        textures: Mapping[str, moderngl.Texture] | None = None,
    ) -> None:
        """Draw a part of the frame's sky (see `requests.sky`) with a state. Raises as `cover` does."""
        file = f"{SKIES}{frame.sky.material}.glsl"
        if not programs.exists(file):
            raise UnknownMaterial(f"no sky '{frame.sky.material}': there is no file shaders/{file}")
        if not programs.has_form(file):
            part = requests.PLAIN_SKY
        program = programs.get(requests.sky(frame.sky.material, part))
        try:
            uniforms = dict(programs.uniforms_of(file, frame.sky.uniforms))
            screen.cover(program, target.framebuffer, state, textures, uniforms)
        except ValueError as error:
            raise UnknownMaterial(f"shaders/{file}: {error}") from None


def as_seen(frame: Frame) -> Frame:
    """Return a frame with its backdrop, if it has one, as its sky."""
    return frame if frame.backdrop is None else replace(frame, sky=frame.backdrop)
