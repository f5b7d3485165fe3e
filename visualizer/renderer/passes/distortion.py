"""Distortion of the picture by pressure fronts, and radial light shafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

import moderngl
import numpy as np

from visualizer.frame import Frame, Ripple, Vector
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.view import View
from visualizer.transforms import vector

SHADER, SHAFTS = "renderer/distortion.frag", "renderer/shafts.frag"


class Distortion(Pass):
    """Draws the picture with one front and one source of shafts at a time, each from the result of the one before."""

    name = "distortion"
    stage = "picture"
    reads = ("beauty",)
    writes = (Image("distorted"), Image("distorted_before"), Image("shafts", divisor=4))
    otherwise = "beauty"

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of fronts and shafts."""
        yield requests.screen(SHADER)
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
            uniforms = _front(job.frame, job.view, job.size, ripple)
            source = projected(job.view, shafts.source) if shafts else (0.0, 0.0, -1.0)
            if shafts is not None and source[2] > 0.0:
                textures["u_shafts"] = self._shafts(job, image, source[:2])
                uniforms["u_shaft_colour"] = tuple(float(c) * shafts.strength for c in shafts.colour)
            self.tools.screen.run(
                SHADER, target.framebuffer, self.state, textures=textures, uniforms=uniforms
            )
            image = target.image

    def _shafts(self, job: Job, image: moderngl.Texture, source: tuple[float, float]) -> moderngl.Texture:
        """Draw the shafts of the light in an image. source: in the picture, [0, 1]."""
        target = job.targets.target(["shafts"])
        self.tools.screen.run(
            SHAFTS,
            target.framebuffer,
            self.state,
            textures={"u_image": image},
            uniforms={"u_shaft_source": source},
        )
        return target.image


def _front(frame: Frame, view: View, size: tuple[int, int], ripple: Ripple | None) -> dict[str, object]:
    """Return the uniforms of a front, and of no shafts."""
    uniforms: dict[str, object] = {
        "u_ripple_strength": 0.0,
        "u_ripple_centre": (0.5, 0.5),
        "u_ripple_radius": 1.0,
        "u_ripple_width": 1.0,
        "u_shaft_colour": (0.0, 0.0, 0.0),
        "u_aspect": size[0] / size[1],
    }
    metres_to_height = 0.5 / np.tan(np.radians(frame.camera.fov) / 2.0)
    if ripple is not None:
        x, y, distance = projected(view, ripple.centre)
        if distance > 0.0:
            uniforms |= {
                "u_ripple_strength": ripple.strength,
                "u_ripple_centre": (x, y),
                "u_ripple_radius": ripple.radius * metres_to_height / distance,
                "u_ripple_width": ripple.thickness * metres_to_height / distance,
            }
    return uniforms


def projected(view: View, place: Vector) -> tuple[float, float, float]:
    """Return the position of a world point in the picture, x and y in [0, 1], bottom left first, and its distance along
    the view, metres; -1 if it is behind the eye."""
    x, y, _, w = view.clip_from_relative @ np.append(vector(place) - view.origin, 1.0)
    if w <= 0.0:
        return 0.0, 0.0, -1.0
    return float(0.5 + 0.5 * x / w), float(0.5 + 0.5 * y / w), float(w)
