"""Skies: what a sky shows of itself over a target, and its stars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import moderngl

from visualizer.frame import Frame, Sky
from visualizer.gpu.context import driver_of
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import SKIES, Request, Sources
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.screen import Screen
from visualizer.renderer.stars import Catalogue, catalogue
from visualizer.renderer.surfaces import UnknownMaterial
from visualizer.renderer.view import View
from visualizer.renderer.view_block import VIEW_BINDING

_BEHIND = State(depth_test=True)
_STARS = State(depth_test=True, blend=(moderngl.ONE, moderngl.ONE), point_sizes=True)


class Skies:
    """Draws the skies of frames, for all passes. Holds the stars on the GPU, from when they are first drawn; `release`
    frees them.

    choosing: whether stars out of view are left out; by default if the driver draws on the CPU.
    """

    def __init__(self, context: moderngl.Context, programs: Programs, screen: Screen) -> None:
        self._context, self._programs, self._screen = context, programs, screen
        # A GPU draws all stars in less time than the CPU needs to choose among them.
        self.choosing = driver_of(context).software
        self._catalogue: Catalogue | None = None
        self._buffer: moderngl.Buffer | None = None
        self._arrays: dict[int, moderngl.VertexArray] = {}  # by the number of the program

    def has_form(self, frame: Frame) -> bool:
        """Return whether what is seen of the frame's sky has a form."""
        file = _file(frame.sky if frame.backdrop is None else frame.backdrop)
        return self._programs.exists(file) and self._programs.has_form(file)

    def cover(self, frame: Frame, view: View, target: Target, form: moderngl.Texture | None = None) -> None:
        """Draw the sky of the bound view, with its stars, wherever the target's depth is that of the far plane.

        form: the image that `form` has drawn of this view. Without it, a sky that has a form is drawn whole.
        Raises UnknownMaterial for an unknown sky or parameter, ShaderError.
        """
        textures = {} if form is None else {"u_form": form}
        self._paint(
            frame, target, _BEHIND, requests.WHOLE_SKY if form is None else requests.REST_OF_SKY, textures
        )
        if self._programs.has_stars(_file(frame.sky)):
            self._add_stars(frame, view, target)

    def form(self, frame: Frame, target: Target) -> None:
        """Draw the form of a sky over all of a target. Raises as `cover` does."""
        self._paint(frame, target, State(), requests.FORM_OF_SKY)

    def release(self) -> None:
        """Free the stars."""
        for array in self._arrays.values():
            array.release()
        self._arrays.clear()
        if self._buffer is not None:
            self._buffer.release()
            self._buffer = None

    @staticmethod
    def programs(skies: Iterable[str], *parts: int) -> Iterator[Request]:
        """Yield the programs of those of some parts that the skies have (see `requests.sky`), and of their stars."""
        yield from requests.skies(skies, *parts)
        sources = Sources()
        yield from (requests.stars(name) for name in skies if sources.has_stars(f"{SKIES}{name}.glsl"))

    def _paint(
        self,
        frame: Frame,
        target: Target,
        state: State,
        part: int,
        textures: Mapping[str, moderngl.Texture] | None = None,
    ) -> None:
        file = _file(frame.sky)
        if not self._programs.exists(file):
            raise UnknownMaterial(f"no sky '{frame.sky.material}': there is no file shaders/{file}")
        if not self._programs.has_form(file):
            part = requests.PLAIN_SKY
        program = self._programs.get(requests.sky(frame.sky.material, part))
        try:
            uniforms = dict(self._programs.uniforms_of(file, frame.sky.uniforms))
            self._screen.cover(program, target.framebuffer, state, textures, uniforms)
        except ValueError as error:
            raise UnknownMaterial(f"shaders/{file}: {error}") from None

    def _add_stars(self, frame: Frame, view: View, target: Target) -> None:
        program = self._programs.get(requests.stars(frame.sky.material))
        if self._catalogue is None or self._buffer is None:
            self._catalogue = catalogue()
            self._buffer = self._context.buffer(self._catalogue.stars.tobytes())
        array = self._arrays.get(program.number)
        if array is None:
            array = self._arrays[program.number] = self._context.vertex_array(
                program.handle, [(self._buffer, "3f 1f 1f", "a_direction", "a_light", "a_kelvin")]
            )
        for name, value in self._programs.uniforms_of(_file(frame.sky), frame.sky.uniforms):
            program[name] = value
        program.bind("View", VIEW_BINDING)
        program.settle()
        _STARS.apply(target.framebuffer)
        stars = self._catalogue
        for first, count in stars.runs(view.clip_from_relative) if self.choosing else [(0, len(stars.stars))]:
            array.render(moderngl.POINTS, vertices=count, first=first)


def as_seen(frame: Frame) -> Frame:
    """Return a frame with its backdrop, if it has one, as its sky."""
    return frame if frame.backdrop is None else replace(frame, sky=frame.backdrop)


def _file(sky: Sky) -> str:
    return f"{SKIES}{sky.material}.glsl"
