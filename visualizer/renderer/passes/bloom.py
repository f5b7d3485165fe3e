"""Bloom: the picture blurred at several sizes (Jimenez 2014, "Next Generation Post Processing in Call of Duty")."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

import moderngl

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

HALF, FIRST, DOWN, UP = (f"renderer/bloom_{step}.frag" for step in ("half", "first", "down", "up"))
_LEVELS = 5
_ROWS = 135  # of the finest level, at least, unless that is half of the picture's
_SHARE = 0.6  # of each coarser level in the next finer one, which has twice its size
_LEAST_HEIGHT = 4  # pixels: a level of this height or less is the last


class Bloom(Pass):
    """Draws each level from the next finer one, then blends each level over the next finer one. The finest is the
    result."""

    name = "bloom"
    stage = "picture"
    reads = ("distorted",)
    writes = (
        *(
            Image(
                f"bloom_{level}" if level else "bloom",
                divisor=4 << level,
                least_rows=_ROWS >> level,
                least_divisor=2 << level,
            )
            for level in range(_LEVELS)
        ),
        Image("bloom_half", divisor=2, linear=False),
    )
    state = State(blend=(moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA))

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of the first level and of both directions."""
        yield requests.screen(HALF)
        yield requests.screen(FIRST)
        yield requests.screen(DOWN)
        yield requests.screen(UP)

    def draw(self, job: Job) -> None:
        """Draw down to the coarsest level and up again."""
        source = job.images["distorted"]
        levels: list[Target] = []
        if job.size == tuple(4 * side for side in job.targets.target(["bloom"]).size):
            # Each tap of the first level lies between four pixels: their mean is found once, and read four times.
            half = job.targets.target(["bloom_half"])
            self.tools.screen.run(HALF, half.framebuffer, textures={"u_image": source})
            source = half.image
        for image in self.writes[:_LEVELS]:
            level = job.targets.target([image.name])
            self.tools.screen.run(DOWN if levels else FIRST, level.framebuffer, textures={"u_image": source})
            levels.append(level)
            source = level.image
            if level.size[1] <= _LEAST_HEIGHT:
                break
        for finer, coarser in reversed(list(pairwise(levels))):
            larger = (
                job.size[1] / finer.size[1] if finer is levels[0] else 2.0
            )  # the next level that is not drawn
            self.tools.screen.run(
                UP,
                finer.framebuffer,
                self.state,
                textures={"u_image": coarser.image},
                uniforms={"u_share": _SHARE ** math.log2(larger)},
            )
