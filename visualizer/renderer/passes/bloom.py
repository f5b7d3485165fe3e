"""Bloom: the picture blurred at several sizes (Jimenez 2014, "Next Generation Post Processing in Call of Duty")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import moderngl

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

DOWN, UP = "renderer/bloom_down.frag", "renderer/bloom_up.frag"
_LEVELS = 6
_SHARE = 0.6  # of each coarser level in the next finer one
_LEAST_HEIGHT = 4  # pixels: a level of this height or less is the last


class Bloom(Pass):
    """Draws each level from the next finer one, then blends each level over the next finer one. The finest is the result."""

    name = "bloom"
    stage = "picture"
    reads = ("distorted",)
    writes = tuple(
        Image("bloom" if level == 0 else f"bloom_{level}", divisor=2 << level) for level in range(_LEVELS)
    )
    state = State(blend=(moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA))

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of both directions."""
        yield requests.screen(DOWN)
        yield requests.screen(UP)

    def draw(self, job: Job) -> None:
        """Draw down to the coarsest level and up again."""
        source = job.images["distorted"]
        levels: list[Target] = []
        for image in self.writes:
            level = job.targets.target([image.name])
            self.tools.screen.run(
                DOWN, level.framebuffer, textures={"u_image": source}, uniforms={"u_first": int(not levels)}
            )
            levels.append(level)
            source = level.image
            if level.size[1] <= _LEAST_HEIGHT:
                break
        for finer, coarser in zip(levels[-2::-1], levels[:0:-1], strict=True):
            self.tools.screen.run(
                UP,
                finer.framebuffer,
                self.state,
                textures={"u_image": coarser.image},
                uniforms={"u_share": _SHARE},
            )
