"""The blur of an image of a sub-frame by its share of shutter and lens: of the picture, or of the image in the mirror.

What moves by itself is drawn; the motion of the rest follows from its depth. From the motion and the circle of
confusion of every third pixel in both directions follow the largest ones of each tile of the image. The tiles in which
anything is spread far enough to be seen, and those beside them, are gathered anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import moderngl

from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Tools
from visualizer.renderer.spread import SEEN, SEEN_RADIUS, motion_of_rest, radius, radius_of_depth
from visualizer.renderer.surfaces import UNIT_POSES
from visualizer.renderer.view import View

SPREAD, WIDEST, NEARBY, WEIGHTS = (
    f"renderer/blur_{name}.frag" for name in ("spread", "widest", "nearby", "weights")
)
TILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "SPREAD": ("spread", ()),
    "UNEVEN": ("blurred", ("beauty", "spread", "weighted")),
    "EVEN": ("blurred", ("beauty", "sparse_spread")),
    "ALL": ("beauty", ("blurred",)),
}
"""What is drawn for tiles, in order: its kind (see `requests.tiles`), the image that it is drawn into, and those that
it reads. "beauty" stands for the image that is blurred."""
_TILE = 16  # pixels, at least
_SPARSE = 3  # pixels of the image for each of those that tiles are found from
_BEFORE = 1  # texture unit of the poses of the sub-frame before; those of the frame itself have UNIT_POSES
_LEVELS = 4  # mip levels beyond the first, for circles of confusion


def images(of: Image, prefix: str = "") -> tuple[Image, ...]:
    """Return the images that the blur of an image works with. prefix: of their names."""
    parts = {
        "own_motion": 1,
        "sparse_spread": _SPARSE,
        "widest_part": 4 * _SPARSE,
        "widest": _TILE,
        "nearby": _TILE,
        "spread": 1,
        "blurred": 1,
        "weighted": 2,
    }
    return tuple(
        Image(
            prefix + name,
            divisor=share * of.divisor,
            least_rows=of.least_rows // share,
            least_divisor=share * of.least_divisor,
            linear=name == "weighted",
        )
        for name, share in parts.items()
    )


@dataclass(frozen=True)
class Blurred:
    """What is blurred. image, depth: names of its light and its depth. prefix: of the names of the images that the blur
    works with."""

    image: str
    depth: str
    prefix: str = ""


class SubFrameBlur:
    """Blurs surfaces and sky in an image."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    @staticmethod
    def programs() -> Iterator[Request]:
        """Return the programs."""
        yield requests.motion()
        yield requests.screen(SPREAD)
        yield requests.screen(WIDEST)
        yield requests.screen(NEARBY)
        yield requests.screen(WEIGHTS)
        for kind in TILES:
            for lens in (False, True):
                yield requests.tiles(kind, lens=lens)

    def draw_motion(
        self,
        job: Job,
        view: View,
        moved: Sequence[int],
        target: Target,
        state: State,
        plane: float | None = None,
    ) -> None:
        """Draw the motion of draws, by number, after `Surfaces.moved` has found them."""
        surfaces = self.tools.surfaces
        program = self.tools.programs.get(requests.motion())
        surfaces.poses.use(UNIT_POSES)
        for name, unit, clip in (
            ("first", _BEFORE, surfaces.use_earlier(_BEFORE, view)),
            ("last", UNIT_POSES, view.clip_from_relative),
        ):
            program[f"u_{name}_poses"] = unit
            program.write(f"u_{name}_clip", gpu_matrix(clip).tobytes())
        program["u_size"] = target.size
        surfaces.each(program, job.frame, moved, view.clip_from_relative, target, state, plane=plane)

    def tiles(self, job: Job, blurred: Blurred, *, own: bool) -> None:
        """Find the tiles in which anything is spread, and gather them. own: whether anything moves by itself."""
        screen = self.tools.screen

        def texture(name: str) -> moderngl.Texture:
            return job.targets.texture(blurred.image if name == "beauty" else blurred.prefix + name)

        def drawn(name: str) -> moderngl.Framebuffer:
            return job.targets.target(
                [blurred.image if name == "beauty" else blurred.prefix + name]
            ).framebuffer

        sources = {"u_depth": job.targets.texture(blurred.depth), "u_beauty": texture("beauty")}
        if own:
            sources["u_own_motion"] = texture("own_motion")
        screen.run(SPREAD, drawn("sparse_spread"), textures=sources)
        for finer, coarser in (("sparse_spread", "widest_part"), ("widest_part", "widest")):
            screen.run(
                WIDEST,
                drawn(coarser),
                textures={"u_finer": texture(finer)},
                uniforms={"u_reduced": float(finer != "sparse_spread"), "u_size": texture(coarser).size},
            )
        screen.run(
            NEARBY,
            drawn("nearby"),
            textures={"u_widest": texture("widest")},
            uniforms={"u_seen": SEEN, "u_seen_radius": SEEN_RADIUS},
        )
        nearby, beauty, lens = texture("nearby"), texture("beauty"), job.frame.camera.aperture > 0.0
        if lens:
            screen.run(
                WEIGHTS,
                drawn("weighted"),
                textures={name: sources[name] for name in ("u_depth", "u_beauty")},
                uniforms={
                    "u_radius": radius_of_depth(job.view, job.frame.camera, len(job.frames), beauty.height)
                },
            )
            for image, levels in ((beauty, _LEVELS), (texture("weighted"), _LEVELS - 1)):
                image.build_mipmaps(max_level=levels)
                image.filter = moderngl.LINEAR_MIPMAP_NEAREST, moderngl.LINEAR
        try:
            for kind, (into, read) in TILES.items():
                program = self.tools.programs.get(requests.tiles(kind, lens=lens))
                images = {f"u_{name}": texture(name) for name in read if lens or name != "weighted"}
                images["u_nearby"] = nearby
                if kind == "SPREAD":
                    images |= sources
                screen.tiles(program, drawn(into), images, nearby.size)
        finally:  # other passes read the pixels alone
            beauty.filter = moderngl.LINEAR, moderngl.LINEAR

    def seen(self, job: Job, view: View, rows: int, nearest: float, own: float) -> bool:
        """Return whether a blur of what a view shows may be seen.

        rows: height of the image, pixels. nearest: metres, as in `visualizer.renderer.spread`. own: how far anything
        moves by itself at most, pixels.
        """
        width, height = job.size
        rest = motion_of_rest(view, (width * rows // height, rows), nearest)
        return (
            own + rest > SEEN or radius(view, job.frame.camera, len(job.frames), rows, nearest) >= SEEN_RADIUS
        )
