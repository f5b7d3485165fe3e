"""The image in the mirror plane, at a third of the size, half of it for small pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.skies import Skies
from visualizer.renderer.surfaces import Sampled, solid
from visualizer.renderer.view import mirrored_view
from visualizer.renderer.view_block import ViewBuffer

_DEPTH = State(depth_test=True, depth_write=True, mirrored=True)
_LEAST_ROWS = 180  # pixels: with fewer, the edges of what is mirrored are too coarse
_BRIGHTEST = 12.0  # radiance: a brighter pixel would be a white block in the mip levels
_LEVELS = 4  # mip levels beyond the first, for rough mirrors


class Mirror(Pass):
    """Draws surfaces and sky as reflected in the mirror plane.

    Transmissive bodies are drawn as opaque: the image behind them, which they would refract, is not available in this
    view.
    """

    name = "mirror"
    reads = ("shadow",)
    writes: ClassVar[tuple[Image, ...]] = (
        Image("mirror", divisor=3, least_rows=_LEAST_ROWS),
        Image("mirror_depth", dtype="depth", divisor=3, least_rows=_LEAST_ROWS, linear=False),
    )
    otherwise = "coarse_mirror"
    state = State(depth_test=True, depth_func="==", mirrored=True)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._view = ViewBuffer(tools.context, tools.detail)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of depths, materials and skies."""
        yield requests.depth(above=True)
        yield from requests.surfaces(materials)
        yield from Skies.programs(skies, requests.PLAIN_SKY, requests.WHOLE_SKY)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is a mirror plane, with an image of the usual size."""
        return frame.mirror is not None and "mirror" not in frame.coarse

    def draw(self, job: Job) -> None:
        """Draw the depth of what is mirrored above the plane, then its light where it is nearest, the sky, and the mip
        levels."""
        frame, target, surfaces = job.frame, job.target, self.tools.surfaces
        assert frame.mirror is not None
        view = mirrored_view(job.view, frame.mirror)
        self._view.write_mirrored(job.block, view, target.size)
        self._view.bind()
        clear(target.framebuffer)
        chosen = [number for number in solid(frame) if frame.draws[number].mirrored]
        plane = frame.mirror - view.origin[1]
        surfaces.depth(frame, chosen, view.clip_from_relative, target, _DEPTH, plane)
        images: dict[str, Sampled] = {"u_shadow": job.images["shadow"], **self.tools.probes.images(frame)}
        surfaces.shaded(
            frame, chosen, view, target, self.state, images, opaque=True, plane=plane, most=_BRIGHTEST
        )
        self.tools.skies.cover(frame, view, target)
        target.image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        target.image.build_mipmaps(max_level=_LEVELS)

    def release(self) -> None:
        """Free the view block of the mirror image."""
        self._view.release()
