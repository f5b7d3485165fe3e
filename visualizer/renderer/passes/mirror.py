"""The image in the mirror plane, at a third of the size, half of it for small pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf
from typing import ClassVar

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.skies import Skies
from visualizer.renderer.spread import motion_of_swing, nearest_in_mirror
from visualizer.renderer.sub_frame_blur import Blurred, SubFrameBlur, images
from visualizer.renderer.surfaces import Sampled, solid
from visualizer.renderer.view import View, mirrored_view
from visualizer.renderer.view_block import ViewBuffer

_DEPTH = State(depth_test=True, depth_write=True, mirrored=True)
_LEAST_ROWS = 180  # pixels: with fewer, the edges of what is mirrored are too coarse
_BRIGHTEST = 12.0  # radiance: a brighter pixel would be a white block in the mip levels
_LEVELS = 4  # mip levels beyond the first, for rough mirrors
_IMAGE = Image("mirror", divisor=3, least_rows=_LEAST_ROWS)


class Mirror(Pass):
    """Draws surfaces and sky as reflected in the mirror plane.

    Transmissive bodies are drawn as opaque: the image behind them, which they would refract, is not available in this
    view. Of several samples each is blurred along the motion of what is mirrored, and by its distance from the
    focus: the blur of the picture knows only those of the mirror.
    """

    name = "mirror"
    reads = ("shadow",)
    writes: ClassVar[tuple[Image, ...]] = (
        _IMAGE,
        replace(_IMAGE, name="mirror_depth", dtype="depth", linear=False),
        *images(_IMAGE, "mirror_"),
    )
    otherwise = "coarse_mirror"
    state = State(depth_test=True, depth_func="==", mirrored=True)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._view = ViewBuffer(tools.context, tools.detail)
        self._blur = SubFrameBlur(tools)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of depths, materials and skies."""
        yield requests.depth(above=True)
        yield from requests.surfaces(materials)
        yield from Skies.programs(skies, requests.PLAIN_SKY, requests.WHOLE_SKY)
        yield from SubFrameBlur.programs()

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is a mirror plane, with an image of the usual size."""
        return frame.mirror is not None and "mirror" not in frame.coarse

    def draw(self, job: Job) -> None:
        """Draw the depth of what is mirrored above the plane, then its light where it is nearest, the sky, the blur,
        and the mip levels."""
        frame, surfaces = job.frame, self.tools.surfaces
        light, depth = (image.name for image in self.writes[:2])
        target = job.targets.target([light, depth])
        assert frame.mirror is not None
        view = mirrored_view(job.view, frame.mirror)
        self._view.write_mirrored(job.block, view, target.size)
        self._view.bind()
        clear(target.framebuffer)
        chosen = [number for number in solid(frame) if frame.draws[number].mirrored]
        plane = frame.mirror - view.origin[1]
        surfaces.depth(frame, chosen, view.clip_from_relative, target, _DEPTH, plane)
        sampled: dict[str, Sampled] = {"u_shadow": job.images["shadow"], **self.tools.probes.images(frame)}
        surfaces.shaded(
            frame, chosen, view, target, self.state, sampled, opaque=True, plane=plane, most=_BRIGHTEST
        )
        self.tools.skies.cover(frame, view, target)
        if len(job.frames) > 1:
            self._blurred(job, view, chosen, plane)
        target.image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        target.image.build_mipmaps(max_level=_LEVELS)

    def _blurred(self, job: Job, view: View, chosen: Sequence[int], plane: float) -> None:
        """Blur the image, unless nothing in it is spread far enough to be seen.

        view: of the image. chosen: numbers of the draws that it shows. plane: relative height, metres.
        """
        light, depth = (image.name for image in self.writes[:2])
        motion, shown = f"{light}_own_motion", frozenset(chosen)
        surfaces, rows = self.tools.surfaces, job.targets.texture(light).height
        moved = surfaces.moved(job.frames, job.number, job.view, job.size)
        # What is mirrored is farther from the mirrored eye than from the eye, and than the mirror.
        nearest = nearest_in_mirror(view, plane)
        own = motion_of_swing(view, rows, surfaces.swing(moved, job.view, nearest)) if nearest > 0.0 else inf
        if not self._blur.seen(job, view, rows, nearest, own):
            return
        far = [number for number in moved.far if number in shown]
        if far:
            clear(job.targets.target([motion]).framebuffer)
            target = job.targets.target([motion, depth])
            self._blur.draw_motion(job, view, far, target, self.state, plane)
        self._blur.tiles(job, Blurred(light, depth, f"{light}_"), own=bool(far))

    def release(self) -> None:
        """Free the view block of the mirror image."""
        self._view.release()
