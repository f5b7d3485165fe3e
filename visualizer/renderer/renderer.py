"""Renderer: frames to a picture. A picture depends on the frames alone, never on what was drawn before."""

import operator
import os
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.gpu.context import create_context
from visualizer.gpu.copies import collect_objects
from visualizer.gpu.limits import check_offer
from visualizer.gpu.meshes import VERTEX_GLSL
from visualizer.gpu.programs import Programs
from visualizer.gpu.state import clear, take_over
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.particles.particle_pass import ParticlePass
from visualizer.renderer.particles.smoke_noise import SAMPLES
from visualizer.renderer.picture_targets import PictureTargets
from visualizer.renderer.screen import ScreenPass
from visualizer.renderer.surfaces import VIEW_BINDING, SurfacePasses, UnknownMaterial
from visualizer.renderer.view import View, exposed_view, eye_view, mirrored_view
from visualizer.renderer.view_block import VIEW_BLOCK, packed_view

SHADOW_SIZE = 1024
"""Width and height of the shadow map, texels."""

NO_PLANE = -1e30
"""Height below everything: nothing is cut away."""


NEEDED = {
    "GL_MAX_UNIFORM_BLOCK_SIZE": VIEW_BLOCK.dtype.itemsize,
    "GL_MAX_TEXTURE_IMAGE_UNITS": 16,
    "GL_MAX_ARRAY_TEXTURE_LAYERS": SAMPLES,
}
"""What a driver offers at least, or nothing can be drawn: the view block, textures of a pass, layers of the smoke noise."""


class Renderer:
    """Draws frames at one size. A context manager: it owns all GPU objects, and the context if it made it.

    size: (width, height) pixels, at least 1x1. context: one to share, such as a window's; None makes one without a
    window, which is used on the thread that made it: OpenGL draws nothing on another. timings: measure each pass, by
    waiting for the GPU before and after it (slower).
    All methods raise RuntimeError on another thread, in a forked process, and after `release`.
    """

    def __init__(
        self, size: tuple[int, int], *, context: moderngl.Context | None = None, timings: bool = False
    ) -> None:
        width, height = (operator.index(side) for side in size)
        if min(width, height) < 1:
            raise ValueError(f"a picture is at least 1x1 pixels, not {width}x{height}")
        size = width, height
        self._released = False
        self._home = os.getpid(), threading.get_ident()
        self._owns_context = context is None
        self.context = context or create_context()
        if self._owns_context:
            # One that is dropped without a release takes its context along, and all that is in it.
            weakref.finalize(self, self.context.release).atexit = False
        take_over(self.context)
        check_offer(self.context, NEEDED)
        self.programs = Programs(self.context, {"view": VIEW_BLOCK.glsl, "vertex": VERTEX_GLSL})
        self.timings: dict[str, float] = {}
        self._measure = timings
        self.screen = ScreenPass(self.programs)
        self.surfaces = SurfacePasses(self.context, self.programs)
        self.particles = ParticlePass(self.context, self.programs)
        self._view = self.context.buffer(reserve=VIEW_BLOCK.dtype.itemsize)
        self._shadow = Target(self.context, (SHADOW_SIZE, SHADOW_SIZE), colour=False, depth=True)
        assert self._shadow.depth is not None
        self._shadow.depth.compare_func = "<="
        self._shadow.depth.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._targets = PictureTargets(self.context, self.screen, size)
        self._shown = self._targets.post_processing.picture
        clear(self._shown.framebuffer)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height that are drawn, pixels."""
        return self._targets.size

    def resize(self, size: tuple[int, int]) -> None:
        """Draw at another size from now on. The picture stays as it is until the next draw has succeeded.

        Raises MachineError if the driver has no room for that size, and keeps the old one then.
        """
        if size != self.size:
            self._make_current()
            made = PictureTargets(self.context, self.screen, size)
            self._targets.release(but=self._shown)
            self._targets = made

    def _make_current(self) -> None:
        """Take the thread's OpenGL over from another renderer, and the context from other code that shares it.

        To make a context of someone else's current is left to them.
        """
        if self._released:
            raise RuntimeError("this renderer was released; make another one")
        if self._owns_context:
            if (os.getpid(), threading.get_ident()) != self._home:
                raise RuntimeError(
                    "a renderer draws only on the thread and in the process that made it; make another one here"
                )
            self.context.__enter__()  # type: ignore[no-untyped-call]
        take_over(self.context)

    def draw(self, frames: Frame | Sequence[Frame]) -> None:
        """Draw a picture: one frame, or the mean in linear light of the sub-frames of one exposure.

        The grade, the captions and the distortion are those of the middle sub-frame. The picture is a function of `frames`
        and the size alone. Raises UnknownMaterial, ShaderError, TooManyParticles, MachineError; the last picture
        stays then.
        """
        shots = (frames,) if isinstance(frames, Frame) else tuple(frames)
        if not shots:
            raise ValueError("draw needs at least one frame")
        self._make_current()
        collect_objects(self.context)
        self.programs.empty.bind()
        self.timings = {}
        targets = self._targets
        middle = shots[len(shots) // 2]
        count = len(shots)
        if count > 1:
            clear(targets.sum.framebuffer)
        for index, frame in enumerate(shots):
            self._sample(frame, exposed_view(shots, self.size, index), index, count)
            if count > 1:
                with self._timed("accumulate"):
                    self.screen.run(
                        "renderer/copy.frag",
                        targets.sum.framebuffer,
                        textures={"u_image": targets.light.image},
                        uniforms={"u_factor": 1.0 / count},
                        blend=(moderngl.ONE, moderngl.ONE),
                    )
        image = targets.sum.image if count > 1 else targets.light.image
        post_processing = targets.post_processing
        with self._timed("finish"):
            image = post_processing.distortion(middle, eye_view(middle, self.size), image)
            bloom = post_processing.bloom(image)
            post_processing.grade(middle, image, bloom, smooth=count == 1)
            post_processing.captions(middle)
        if self._shown is not post_processing.picture:
            self._shown.release()
            self._shown = post_processing.picture

    @property
    def live_particles(self) -> int:
        """How many particles the last sub-frame was asked to draw."""
        return self.particles.live

    @property
    def picture(self) -> moderngl.Texture:
        """The last picture that was drawn whole, 8-bit sRGB RGBA, bottom row first; black before the first."""
        return self._shown.image

    def pixels(self) -> NDArray[np.uint8]:
        """Return the last picture that was drawn whole, (height, width, 3) uint8, sRGB, top row first."""
        self._make_current()
        width, height = self._shown.size
        data = self._shown.framebuffer.read(components=3, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(height, width, 3)[::-1].copy()

    def light(self) -> NDArray[np.float32]:
        """Return the last sub-frame before the finish, (height, width, 3) float32, linear, top row first."""
        self._make_current()
        data = self._targets.light.framebuffer.read(components=3, alignment=1, dtype="f4")
        return np.frombuffer(data, np.float32).reshape(self.size[1], self.size[0], 3)[::-1].copy()

    def release(self) -> None:
        """Free all GPU objects. Does nothing the second time."""
        if self._released:
            return
        self._make_current()
        self._released = True
        self._targets.release(but=self._shown)
        self._shown.release()
        self._shadow.release()
        self._view.release()
        self.particles.release()
        self.surfaces.release()
        self.programs.release()
        collect_objects(self.context)
        if self._owns_context:
            self.context.release()

    def _sample(self, frame: Frame, view: View, index: int, count: int) -> None:
        surfaces, targets = self.surfaces, self._targets
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
        clear(targets.light.framebuffer)
        with self._timed("depth"):
            surfaces.depth(frame, view, targets.light)
        with self._timed("surface"):
            surfaces.opaque(frame, view, targets.light, shadow, mirror)
        with self._timed("sky"):
            self._sky(frame, targets.light)
        if any(draw.layer == "transmissive" for draw in frame.draws):
            with self._timed("transmissive"):
                self._transmissive(frame, view, shadow)
        if frame.medium.density > 0.0:
            with self._timed("haze"):
                self._draw_haze(shadow)
        with self._timed("particles"):
            self.particles.draw(frame, targets.light, shadow, moving=view.shutter > 0.0)

    def _mirror_image(
        self, frame: Frame, view: View, index: int, count: int, shadow: moderngl.Texture
    ) -> moderngl.Texture:
        assert frame.mirror is not None
        mirrored, target = mirrored_view(view, frame.mirror), self._targets.mirror
        self._bind_view(frame, mirrored, target.size, index, count, frame.mirror)
        clear(target.framebuffer)
        self.surfaces.mirror(frame, mirrored, target, shadow)
        self._sky(frame, target)
        image = target.image
        image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        image.build_mipmaps(max_level=5)
        return image

    def _sky(self, frame: Frame, target: Target) -> None:
        path = f"skies/{frame.sky.material}.glsl"
        if not self.programs.exists(path):
            raise UnknownMaterial(f"no sky '{frame.sky.material}': there is no file shaders/{path}")
        try:
            self.screen.run(
                "renderer/sky.frag",
                target.framebuffer,
                uniforms=dict(self.programs.uniforms_of(path, frame.sky.uniforms)),
                slots=requests.sky_slots(frame.sky.material),
                far=True,
            )
        except ValueError as error:
            raise UnknownMaterial(f"shaders/{path}: {error}") from None

    def _transmissive(self, frame: Frame, view: View, shadow: moderngl.Texture) -> None:
        targets = self._targets
        self.surfaces.back_faces(frame, view, targets.back)
        self.screen.run(
            "renderer/copy.frag",
            targets.behind.framebuffer,
            textures={"u_image": targets.light.image},
            uniforms={"u_factor": 1.0},
        )
        behind = targets.behind.image
        behind.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        behind.build_mipmaps(max_level=5)
        assert targets.back.depth is not None
        self.surfaces.transmissive(frame, view, targets.light, shadow, behind, targets.back.depth)

    def _draw_haze(self, shadow: moderngl.Texture) -> None:
        targets = self._targets
        depth = targets.light.depth
        assert depth is not None
        self.screen.run(
            "renderer/haze.frag", targets.haze.framebuffer, textures={"u_depth": depth, "u_shadow": shadow}
        )
        self.screen.run(
            "renderer/haze_upsample.frag",
            targets.colour_only,
            textures={"u_haze": targets.haze.image, "u_depth": depth},
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
