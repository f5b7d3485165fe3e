"""Distortion of the picture by pressure fronts, and radial light shafts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import product, zip_longest

import moderngl
import numpy as np

from visualizer.frame import Frame, Ripple, Vector
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.view import View
from visualizer.transforms import vector

SOURCE, SHAFTS = "renderer/shafts_source.frag", "renderer/shafts.frag"
_REACH = 3.0  # widths of a front from it: beyond, its bend is less than a millionth of its strength


class Distortion(Pass):
    """Draws the picture with one front and one source of shafts at a time, each from the result of the one before."""

    name = "distortion"
    stage = "picture"
    reads = ("beauty",)
    writes = (
        Image("distorted"),
        Image("distorted_before"),
        Image("shafts", divisor=4),
        Image("shafts_source", divisor=4, linear=False),
    )
    otherwise = "beauty"

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of fronts and shafts."""
        for ripple, shafts in product((False, True), repeat=2):
            yield requests.distortion(ripple=ripple, shafts=shafts)
        yield requests.screen(SOURCE)
        yield requests.screen(SHAFTS)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there are fronts or shafts."""
        return bool(frame.ripples or frame.shafts)

    def draw(self, job: Job) -> None:
        """Draw into both images alternately, so that the last is `distorted`."""
        image = job.images["beauty"]
        turns = list(zip_longest(job.frame.ripples, job.frame.shafts))
        for left, (ripple, shafts) in zip(reversed(range(len(turns))), turns, strict=True):
            target = job.targets.target(["distorted_before" if left % 2 else "distorted"])
            textures = {"u_image": image}
            uniforms = {} if ripple is None else front(job.frame, job.view, job.size, ripple)
            bends = bool(uniforms)
            source = projected(job.view, shafts.source) if shafts else (0.0, 0.0, -1.0)
            shines = shafts is not None and source[2] > 0.0
            if shafts is not None and shines:
                textures["u_shafts"] = self._shafts(job, image, source[:2])
                uniforms["u_shaft_colour"] = tuple(float(c) * shafts.strength for c in shafts.colour)
            program = self.tools.programs.get(requests.distortion(ripple=bends, shafts=shines))
            self.tools.screen.cover(program, target.framebuffer, self.state, textures, uniforms)
            image = target.image

    def _shafts(self, job: Job, image: moderngl.Texture, source: tuple[float, float]) -> moderngl.Texture:
        """Draw the shafts of the light in an image. source: in the picture, [0, 1]."""
        bright, target = (job.targets.target([name]) for name in ("shafts_source", "shafts"))
        self.tools.screen.run(SOURCE, bright.framebuffer, self.state, textures={"u_image": image})
        self.tools.screen.run(
            SHAFTS,
            target.framebuffer,
            self.state,
            textures={"u_source": bright.image},
            uniforms={"u_shaft_source": source},
        )
        return target.image


def front(frame: Frame, view: View, size: tuple[int, int], ripple: Ripple) -> dict[str, object]:
    """Return the uniforms of a front; none if it bends nothing in the picture."""
    aspect = size[0] / size[1]
    x, y, distance = projected(view, ripple.centre)
    if distance <= 0.0 or ripple.strength == 0.0:
        return {}
    heights = (
        0.5 / math.tan(math.radians(frame.camera.fov) / 2.0) / distance
    )  # of the picture, for each metre
    radius, width = ripple.radius * heights, ripple.thickness * heights
    # Ways from the centre to the sides of the picture, heights: to the right and left, up and down.
    sides = [(aspect * (1.0 - x), aspect * x), (1.0 - y, y)]
    nearest = math.hypot(*(max(0.0, -min(pair)) for pair in sides))
    farthest = math.hypot(*map(max, sides))
    if max(radius - farthest, nearest - radius) > _REACH * max(width, 1e-4):
        return {}
    return {
        "u_ripple_strength": ripple.strength,
        "u_ripple_centre": (x, y),
        "u_ripple_radius": radius,
        "u_ripple_width": width,
        "u_aspect": aspect,
    }


def projected(view: View, place: Vector) -> tuple[float, float, float]:
    """Return the position of a world point in the picture, x and y in [0, 1], bottom left first, and its distance along
    the view, metres; -1 if it is behind the eye."""
    x, y, _, w = view.clip_from_relative @ np.append(vector(place) - view.origin, 1.0)
    if w <= 0.0:
        return 0.0, 0.0, -1.0
    return float(0.5 + 0.5 * x / w), float(0.5 + 0.5 * y / w), float(w)
