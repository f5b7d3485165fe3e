"""Reflection probes: what a capture sees all around, drawn once, and blurred for each of some roughnesses.

Directions are mapped to a square by an octahedron (Cigolle et al. 2014, "A Survey of Efficient Representations for
Independent Unit Vectors"), whose outer texels lie on its edges, so that texels next to each other on the sphere agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from weakref import WeakKeyDictionary

import moderngl
import numpy as np

from visualizer.cache.digests import content_digest
from visualizer.frame import Camera, Capture, Frame
from visualizer.gpu.copies import Copies
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.gpu.targets import Target, depth_texture
from visualizer.renderer import requests
from visualizer.renderer.passes.shadow import FARTHEST_OF_LIGHT, Shadow
from visualizer.renderer.screen import Screen
from visualizer.renderer.skies import Skies
from visualizer.renderer.surfaces import Sampled, Surfaces, solid
from visualizer.renderer.view import eye_view
from visualizer.renderer.view_block import SHADOW_SIZE, ViewBuffer
from visualizer.transforms import camera_from_world, triple

FACE = 128
"""Width and height of each of the six pictures around a place, pixels."""
SIDE = 96
"""Width and height of the map of directions, texels."""
LAYERS = 5
"""Roughnesses that it is blurred for, from 0 to 1."""
FOV = 90.0
_NEAR, _FAR = 0.05, 400.0  # m
_AXES = (
    (1.0, 0.0, 0.0),
    (-1.0, 0.0, 0.0),
    (0.0, 1.0, 0.0),
    (0.0, -1.0, 0.0),
    (0.0, 0.0, 1.0),
    (0.0, 0.0, -1.0),
)
_DEPTH = State(depth_test=True, depth_write=True)
_LIGHT = State(depth_test=True, depth_func="==")
_FOLD = "renderer/probe_fold.frag"
_BLUR = "renderer/probe_blur.frag"


class Probes:
    """The pictures of captures on the GPU, by digest. `release` frees them."""

    def __init__(
        self,
        context: moderngl.Context,
        programs: Programs,
        screen: Screen,
        skies: Skies,
        surfaces: Surfaces,
    ) -> None:
        self._context, self._programs, self._screen = context, programs, screen
        self._skies, self._surfaces = skies, surfaces
        self._copies: Copies[moderngl.Texture3D] = Copies()
        self._digests: WeakKeyDictionary[Capture, str] = WeakKeyDictionary()
        self._black: moderngl.Texture3D | None = None

    def images(self, frame: Frame) -> Mapping[str, moderngl.Texture3D]:
        """Return the textures that surfaces of a frame read, by the name of the sampler: none if it has no probe."""
        return {} if frame.probe is None else {"u_probe": self._image(frame.probe.capture)}

    def prepare(self, frame: Frame) -> None:
        """Draw what the frame's probe sees, unless it has been drawn. Changes what `Surfaces.begin` has begun."""
        self._copies.collect()
        self.images(frame)

    def __len__(self) -> int:
        """Return the number of pictures."""
        return len(self._copies)

    def release(self) -> None:
        """Free all pictures."""
        self._copies.release()
        if self._black is not None:
            self._black.release()

    def _image(self, capture: Capture) -> moderngl.Texture3D:
        digest = self._digests.get(capture)
        if digest is None:
            digest = self._digests[capture] = digest_of(capture)
        return self._copies.get(digest, capture, self._drawn)

    def _drawn(self, capture: Capture) -> moderngl.Texture3D:
        """Draw a capture: its six sides, folded into the map of directions, then that map blurred."""
        context = self._context
        if self._black is None:
            self._black = context.texture3d((1, 1, 1), 4, bytes(4))
        shadow = Target.over(
            context, depth=depth_texture(context, (SHADOW_SIZE.standard,) * 2, compare="<=", linear=True)
        )
        side = Target(context, (FACE, FACE), depth=True)
        sharp, blurred = (Target(context, (SIDE, SIDE), dtype="f4") for _ in range(2))
        block = ViewBuffer(context, "standard")
        try:
            clear(sharp.framebuffer)
            for number, camera in enumerate(cameras(capture)):
                frame = replace(capture.frame, camera=camera)
                self._draw_side(frame, block, side, shadow, first=number == 0)
                self._screen.run(
                    _FOLD,
                    sharp.framebuffer,
                    textures={"u_side": side.image},
                    uniforms={"u_texels": (SIDE, SIDE)},
                )
            sharp.image.build_mipmaps()
            sharp.image.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
            layers = []
            for number in range(LAYERS):
                self._screen.run(
                    _BLUR,
                    blurred.framebuffer,
                    textures={"u_sharp": sharp.image},
                    uniforms={"u_roughness": number / (LAYERS - 1)},
                )
                layers.append(np.frombuffer(blurred.image.read(), np.float32).astype(np.float16))
            image = context.texture3d((SIDE, SIDE, LAYERS), 4, np.concatenate(layers).tobytes(), dtype="f2")
        finally:
            assert shadow.depth is not None
            shadow.depth.release()
            for target in (shadow, side, sharp, blurred):
                target.release()
            block.release()
        image.filter = (moderngl.LINEAR, moderngl.LINEAR)
        image.repeat_x = image.repeat_y = image.repeat_z = False
        return image

    def _draw_side(
        self, frame: Frame, block: ViewBuffer, side: Target, shadow: Target, *, first: bool
    ) -> None:
        """Draw the set in the view of the frame's camera. first: draw the shadow map too, which all sides share."""
        assert shadow.depth is not None and self._black is not None
        surfaces, every = self._surfaces, solid(frame)
        view = eye_view(frame, side.size)
        surfaces.begin(frame, view)
        block.write(frame, view, side.size, index=0, count=1)
        block.bind()
        if first:
            clear(shadow.framebuffer, depth=FARTHEST_OF_LIGHT)
            casters = [number for number in every if frame.draws[number].shadow]
            surfaces.depth(frame, casters, view.shadow_clip_from_relative, shadow, Shadow.state)
        clear(side.framebuffer)
        surfaces.depth(frame, every, view.clip_from_relative, side, _DEPTH)
        # The same programs as in the picture, with a probe of strength 0.
        images: dict[str, Sampled] = {"u_shadow": shadow.depth, "u_probe": self._black}
        surfaces.shaded(frame, every, view, side, _LIGHT, images, opaque=True)
        self._skies.cover(frame, view, side)

    @staticmethod
    def programs() -> Iterator[Request]:
        """Yield the programs that fold and blur."""
        yield requests.screen(_FOLD)
        yield requests.screen(_BLUR)


def cameras(capture: Capture) -> list[Camera]:
    """Return the cameras that see all directions from the place of a capture, a right angle each."""
    eye = np.asarray(capture.position, dtype=np.float64)
    found = []
    for axis in _AXES:
        matrix = camera_from_world(eye, eye + np.asarray(axis))
        found.append(Camera(matrix, fov=FOV, near=_NEAR, far=_FAR, position=triple(eye)))
    return found


def digest_of(capture: Capture) -> str:
    """Return a hash of all that the picture of a capture is drawn from. Builds the meshes that are drawn."""
    frame = capture.frame
    meshes = frame.library.meshes
    draws = [
        (meshes[draw.mesh].built.digest if draw.mesh in meshes else "", draw.material, draw.poses, draw.values,
         sorted(draw.uniforms.items()), draw.shadow)
        for draw in frame.draws
    ]  # fmt: skip
    rest = (
        capture.position,
        frame.time,
        frame.key_light,
        frame.point_lights,
        frame.area_lights,
        frame.ambient,
    )
    return content_digest((draws, rest, frame.sky.material, sorted(frame.sky.uniforms.items())))
