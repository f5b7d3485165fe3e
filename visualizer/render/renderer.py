"""Renderer: frames to a picture. A picture depends on the frames alone, never on what was drawn before."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.gpu.context import create_context
from visualizer.gpu.depth import FARTHEST
from visualizer.gpu.meshes import VERTEX_GLSL
from visualizer.gpu.programs import Programs
from visualizer.gpu.targets import Target
from visualizer.render.finish import Finish
from visualizer.render.particles import ParticlePass
from visualizer.render.screen import ScreenPass
from visualizer.render.surfaces import VIEW_BINDING, SurfacePasses, UnknownMaterial
from visualizer.render.view import VIEW_BLOCK, View, exposed_view, eye_view, mirrored_view, packed_view

SHADOW_SIZE = 1024
"""Width and height of the shadow map, texels."""

NO_PLANE = -1e30
"""Height below everything: nothing is cut away."""


class Renderer:
    """Draws frames at one size. A context manager: it owns all GPU objects, and the context if it made it.

    size: (width, height) pixels. context: one to share, such as a window's; None makes one without a window.
    timings: measure each pass, by waiting for the GPU before and after it (slower).
    """

    def __init__(
        self, size: tuple[int, int], *, context: moderngl.Context | None = None, timings: bool = False
    ) -> None:
        self._owns_context = context is None
        self.context = context or create_context()
        self.programs = Programs(self.context, {"view": VIEW_BLOCK.glsl, "vertex": VERTEX_GLSL})
        self.timings: dict[str, float] = {}
        self._measure = timings
        self.screen = ScreenPass(self.context, self.programs)
        self.surfaces = SurfacePasses(self.context, self.programs)
        self.particles = ParticlePass(self.context, self.programs)
        self._view = self.context.buffer(reserve=VIEW_BLOCK.dtype.itemsize)
        self._shadow = Target(self.context, (SHADOW_SIZE, SHADOW_SIZE), colour=False, depth=True)
        assert self._shadow.depth is not None
        self._shadow.depth.compare_func = "<="
        self._shadow.depth.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._sized: list[Target] = []
        self._make_targets(size)

    def _make_targets(self, size: tuple[int, int]) -> None:
        self.size = size
        half = (max(1, size[0] // 2), max(1, size[1] // 2))
        self._light = Target(self.context, size, depth=True)
        self._sum = Target(self.context, size, dtype="f4")
        self._mirror = Target(self.context, half, depth=True)
        self._behind = Target(self.context, size)
        self._back = Target(self.context, size, colour=False, depth=True)
        self._haze = Target(self.context, half)
        self._sized = [self._light, self._sum, self._mirror, self._behind, self._back, self._haze]
        # The light target without its depth, so that a pass may read that depth while it draws.
        self._colour_only = self.context.framebuffer(color_attachments=[self._light.image])
        self._finish = Finish(self.context, self.screen, size)

    def resize(self, size: tuple[int, int]) -> None:
        """Draw at another size from now on."""
        if size != self.size:
            self._make_current()
            self._release_targets()
            self._make_targets(size)

    def _make_current(self) -> None:
        """Take the thread's OpenGL over from another renderer; a context of someone else's is left to them."""
        if self._owns_context:
            self.context.__enter__()  # type: ignore[no-untyped-call]

    def draw(self, frames: Frame | Sequence[Frame]) -> None:
        """Draw a picture: one frame, or the mean in linear light of the sub-frames of one exposure.

        The grade, the captions and the lens are those of the middle sub-frame. Raises UnknownMaterial and
        ShaderError.
        """
        shots = (frames,) if isinstance(frames, Frame) else tuple(frames)
        if not shots:
            raise ValueError("draw needs at least one frame")
        self._make_current()
        self.timings = {}
        middle = shots[len(shots) // 2]
        count = len(shots)
        if count > 1:
            self._sum.framebuffer.clear()
        for index, frame in enumerate(shots):
            self._sample(frame, exposed_view(shots, self.size, index), index, count)
            if count > 1:
                with self._timed("accumulate"):
                    self.screen.run(
                        "render/copy.frag",
                        self._sum.framebuffer,
                        textures={"u_image": self._light.image},
                        uniforms={"u_factor": 1.0 / count},
                        blend=(moderngl.ONE, moderngl.ONE),
                    )
        image = self._sum.image if count > 1 else self._light.image
        with self._timed("finish"):
            image = self._finish.lens(middle, eye_view(middle, self.size), image)
            bloom = self._finish.bloom(image)
            self._finish.grade(middle, image, bloom, smooth=count == 1)

    @property
    def live_particles(self) -> int:
        """How many particles the last sub-frame was asked to draw."""
        return self.particles.live

    @property
    def picture(self) -> moderngl.Texture:
        """The graded picture, 8-bit sRGB RGBA, bottom row first."""
        return self._finish.picture.image

    def pixels(self) -> NDArray[np.uint8]:
        """Return the picture, (height, width, 3) uint8, sRGB, top row first."""
        self._make_current()
        data = self._finish.picture.framebuffer.read(components=3, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(self.size[1], self.size[0], 3)[::-1].copy()

    def light(self) -> NDArray[np.float32]:
        """Return the last sub-frame before the finish, (height, width, 3) float32, linear, top row first."""
        self._make_current()
        data = self._light.framebuffer.read(components=3, alignment=1, dtype="f4")
        return np.frombuffer(data, np.float32).reshape(self.size[1], self.size[0], 3)[::-1].copy()

    def release(self) -> None:
        """Free all GPU objects."""
        self._make_current()
        self._release_targets()
        self._shadow.release()
        self._view.release()
        self.particles.release()
        self.surfaces.release()
        self.screen.release()
        self.programs.clear()
        if self._owns_context:
            self.context.release()

    def _release_targets(self) -> None:
        self._colour_only.release()
        for target in self._sized:
            target.release()
        self._finish.release()

    def _sample(self, frame: Frame, view: View, index: int, count: int) -> None:
        surfaces = self.surfaces
        shadow = self._shadow.depth
        assert shadow is not None
        with self._timed("poses"):
            surfaces.begin(frame, view)
        with self._timed("shadow"):
            surfaces.shadow(frame, view, self._shadow)
        mirror = None
        if frame.mirror is not None:
            with self._timed("mirror"):
                mirror = self._mirror_image(frame, view, index, count, shadow)
        self._bind_view(frame, view, self.size, index, count, NO_PLANE)
        self._light.framebuffer.use()
        self._light.framebuffer.clear(depth=FARTHEST)
        with self._timed("depth"):
            surfaces.depth(frame, view)
        with self._timed("surface"):
            surfaces.opaque(frame, view, shadow, mirror)
        with self._timed("sky"):
            self._sky(frame, self._light)
        if any(draw.layer == "transmissive" for draw in frame.draws):
            with self._timed("transmissive"):
                self._transmissive(frame, view, shadow)
        if frame.medium.density > 0.0:
            with self._timed("haze"):
                self._draw_haze(shadow)
        with self._timed("particles"):
            self.particles.draw(frame, self._light, shadow, moving=view.shutter > 0.0)

    def _mirror_image(
        self, frame: Frame, view: View, index: int, count: int, shadow: moderngl.Texture
    ) -> moderngl.Texture:
        assert frame.mirror is not None
        mirrored = mirrored_view(view, frame.mirror)
        self._bind_view(frame, mirrored, self._mirror.size, index, count, frame.mirror)
        self._mirror.framebuffer.use()
        self._mirror.framebuffer.clear(depth=FARTHEST)
        self.surfaces.mirror(frame, mirrored, shadow)
        self._sky(frame, self._mirror)
        image = self._mirror.image
        image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        image.build_mipmaps(max_level=5)
        return image

    def _sky(self, frame: Frame, target: Target) -> None:
        path = f"skies/{frame.sky.material}.glsl"
        if not self.programs.exists(path):
            raise UnknownMaterial(f"no sky '{frame.sky.material}': there is no file shaders/{path}")
        try:
            self.screen.run(
                "render/sky.frag",
                target.framebuffer,
                uniforms={f"u_{name}": value for name, value in frame.sky.uniforms.items()},
                slots={"sky": path},
                far=True,
            )
        except KeyError as error:
            raise UnknownMaterial(f"shaders/{path}: {error.args[0]}") from None

    def _transmissive(self, frame: Frame, view: View, shadow: moderngl.Texture) -> None:
        self.surfaces.back_faces(frame, view, self._back)
        self.screen.run(
            "render/copy.frag",
            self._behind.framebuffer,
            textures={"u_image": self._light.image},
            uniforms={"u_factor": 1.0},
        )
        behind = self._behind.image
        behind.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        behind.build_mipmaps(max_level=5)
        self._light.framebuffer.use()
        assert self._back.depth is not None
        self.surfaces.transmissive(frame, view, shadow, behind, self._back.depth)

    def _draw_haze(self, shadow: moderngl.Texture) -> None:
        assert self._light.depth is not None
        self.screen.run(
            "render/haze.frag",
            self._haze.framebuffer,
            textures={"u_depth": self._light.depth, "u_shadow": shadow},
        )
        self.screen.run(
            "render/haze_upsample.frag",
            self._colour_only,
            textures={"u_haze": self._haze.image, "u_depth": self._light.depth},
            blend=(moderngl.ONE, moderngl.SRC_ALPHA),
        )

    def _bind_view(
        self, frame: Frame, view: View, size: tuple[int, int], index: int, count: int, plane: float
    ) -> None:
        self._view.write(
            packed_view(frame, view, size, index=index, count=count, shadow_size=SHADOW_SIZE, plane=plane)
        )
        self._view.bind_to_uniform_block(VIEW_BINDING)

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        if not self._measure:
            yield
            return
        self.context.finish()
        start = time.perf_counter()
        yield
        self.context.finish()
        self.timings[name] = self.timings.get(name, 0.0) + time.perf_counter() - start

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
