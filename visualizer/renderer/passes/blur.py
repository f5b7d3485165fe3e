"""Blur by motion and by the lens within one sub-frame of an exposure.

An exposure is the mean of its sub-frames. Each of them stands for an equal share of the time that the shutter is open,
and of the lens. With few sub-frames their mean would show separate copies of what moves or is out of focus. So each is
blurred by its share: the motion until the next sub-frame, and a circle of confusion of an equal share of the lens. Both
shares become smaller with more sub-frames, and the picture converges to the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import moderngl
import numpy as np

from visualizer.frame import Draw, Frame
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.passes.motion import counterparts
from visualizer.renderer.passes.solids import any_solid
from visualizer.renderer.poses import PoseTexture
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.surfaces import UNIT_POSES

SPREAD, WIDEST, NEARBY = (f"renderer/blur_{name}.frag" for name in ("spread", "widest", "nearby"))
TILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "SPREAD": ("spread", ()),
    "UNEVEN": ("blurred", ("beauty", "spread")),
    "EVEN": ("blurred", ("beauty", "sparse_spread")),
    "ALL": ("beauty", ("blurred",)),
}
"""What is drawn for tiles, in order: its kind (see `requests.tiles`), the image that it is drawn into, and those that
it reads."""
_TILE = 16  # pixels, at least
_BEFORE = 1  # texture unit of the poses of the sub-frame before; those of the frame itself have UNIT_POSES
_STILL = 1e-6  # of a projection: a smaller change is rounding
_LEVELS = 4  # mip levels beyond the first, for circles of confusion
_SEEN = 0.5  # pixels: what moves less by itself counts as at rest


class Blur(Pass):
    """Blurs surfaces, particles that are meshes, and sky; other particles are drawn afterwards, each as long and as
    wide as its own share.

    What moves by itself is drawn; the motion of the rest follows from its depth. From the motion and the circle of
    confusion of every third pixel in both directions follow the largest ones of each tile of the picture. The tiles in
    which anything is spread far enough to be seen, and those beside them, are gathered anew.
    """

    name = "blur"
    reads = ("scene_depth", "shadow")
    writes = (
        Image("own_motion", linear=False),
        Image("sparse_spread", divisor=3, linear=False),
        Image("widest_part", divisor=12, linear=False),
        Image("widest", divisor=_TILE, linear=False),
        Image("nearby", divisor=_TILE, linear=False),
        Image("spread", linear=False),
        Image("blurred", linear=False),
    )
    changes = ("beauty",)
    after = ("haze_upsample",)
    before = ("particles",)
    moving = State(depth_test=True, depth_func="==")

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._poses = PoseTexture(tools.context)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of motion, of the largest in a tile, and of tiles."""
        yield requests.motion()
        yield requests.screen(SPREAD)
        yield requests.screen(WIDEST)
        yield requests.screen(NEARBY)
        for kind in TILES:
            yield requests.tiles(kind)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is more than one sample: a single one is an instant."""
        return samples > 1

    def draw(self, job: Job) -> None:
        """Blur, unless nothing moves and all is in focus."""
        view, own = job.view, self._own_motion(job)
        turned = np.abs(view.clip_before - view.clip_from_relative).max() > _STILL
        if own or turned or job.frame.camera.aperture > 0.0:
            self._tiles(job, own=own)

    def _own_motion(self, job: Job) -> bool:
        """Draw the motion of what moves by itself where it is nearest. Returns whether anything does."""
        view, draws, surfaces = job.view, job.frame.draws, self.tools.surfaces
        before = earlier(job.frames, job.number)
        changed = [
            draw is not other and not np.array_equal(draw.poses, other.poses)
            for draw, other in zip(draws, before, strict=True)
        ]
        moved: list[int] = []
        if any(changed):
            _, poses = self._poses.pack(before, view.origin)
            pixels = surfaces.own_motion(poses, view, job.size)
            moved = [number for number in np.flatnonzero(pixels > _SEEN).tolist() if changed[number]]
        solids = any_solid(job.frame)
        if not (moved or solids):
            return False
        clear(job.targets.target(["own_motion"]).framebuffer)
        target = job.targets.target(["own_motion", "scene_depth"])
        if moved:
            self._surfaces(job, moved, target)
        if solids:
            self.tools.particles.draw_motion(job.frame, target, job.images["shadow"], self.moving)
        return True

    def _surfaces(self, job: Job, moved: list[int], target: Target) -> None:
        """Draw the motion of draws, by number."""
        view, surfaces = job.view, self.tools.surfaces
        program = self.tools.programs.get(requests.motion())
        self._poses.upload()
        for name, unit, texture, clip in (
            ("first", _BEFORE, self._poses, view.clip_before),
            ("last", UNIT_POSES, surfaces.poses, view.clip_from_relative),
        ):
            texture.use(unit)
            program[f"u_{name}_poses"] = unit
            program.write(f"u_{name}_clip", gpu_matrix(clip).tobytes())
        program["u_size"] = job.size
        surfaces.each(program, job.frame, moved, view.clip_from_relative, target, self.moving)

    def _tiles(self, job: Job, *, own: bool) -> None:
        """Find the tiles in which anything is spread, and gather them."""
        screen, texture, target = self.tools.screen, job.targets.texture, job.targets.target
        depths = {"u_depth": job.images["scene_depth"]}
        if own:
            depths["u_own_motion"] = texture("own_motion")
        screen.run(SPREAD, target(["sparse_spread"]).framebuffer, textures=depths)
        for finer, coarser in (("sparse_spread", "widest_part"), ("widest_part", "widest")):
            screen.run(
                WIDEST,
                target([coarser]).framebuffer,
                textures={"u_finer": texture(finer)},
                uniforms={"u_reduced": float(finer != "sparse_spread"), "u_size": texture(coarser).size},
            )
        screen.run(NEARBY, target(["nearby"]).framebuffer, textures={"u_widest": texture("widest")})
        nearby, beauty = texture("nearby"), texture("beauty")
        if job.frame.camera.aperture > 0.0:
            beauty.build_mipmaps(max_level=_LEVELS)
            beauty.filter = moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR
        try:
            for kind, (into, read) in TILES.items():
                images = {f"u_{name}": texture(name) for name in read} | {"u_nearby": nearby}
                if kind == "SPREAD":
                    images |= depths
                program = self.tools.programs.get(requests.tiles(kind))
                screen.tiles(program, target([into]).framebuffer, images, nearby.size)
        finally:  # other passes read the pixels alone
            beauty.filter = moderngl.LINEAR, moderngl.LINEAR

    def release(self) -> None:
        """Free the poses."""
        self._poses.release()


def earlier(frames: Sequence[Frame], index: int) -> list[Draw]:
    """Return the draws of sub-frame `index` of an exposure, each as it was one sub-frame earlier.

    The first sub-frame has the motion to the second. A draw that has no counterpart there, such as one that appears,
    does not move.
    """
    draws = frames[index].draws
    if index:
        return counterparts(draws, frames[index - 1].draws)
    return [
        draw if draw is other else replace(draw, poses=2.0 * draw.poses - other.poses)
        for draw, other in zip(draws, counterparts(draws, frames[1].draws), strict=True)
    ]
