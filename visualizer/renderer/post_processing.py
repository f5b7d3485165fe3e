"""Post-processing: from the mean of the sub-frames to a graded picture in 8 bits."""

from itertools import zip_longest

import moderngl
import numpy as np

from visualizer.frame import Frame, Ripple, Shafts, Vector
from visualizer.gpu.targets import Target
from visualizer.renderer.captions import CaptionTexture
from visualizer.renderer.screen import ScreenPass
from visualizer.renderer.view import View
from visualizer.transforms import vector

BLOOM_LEVELS = 6
_BLOOM_SHARE = 0.6  # of each coarser level in the next finer one
_TARGETS = 2  # targets that several pressure fronts or sources of shafts are drawn into by turns
_MIN_LEVEL = 4  # pixels: the coarsest bloom level is at least this high


class PostProcessing:
    """Distortion, bloom, grade and captions at one picture size. Owns their targets."""

    def __init__(self, context: moderngl.Context, screen: ScreenPass, size: tuple[int, int]) -> None:
        self.context = context
        self.screen = screen
        self.size = size
        self._distorted: list[Target] = []
        self._graded = Target(context, size, dtype="f1")
        self.picture = Target(context, size, dtype="f1")
        self._levels = []
        width, height = size
        for _ in range(BLOOM_LEVELS):
            width, height = max(1, width // 2), max(1, height // 2)
            self._levels.append(Target(context, (width, height)))
            if height <= _MIN_LEVEL:
                break
        self._captions = CaptionTexture(context, size)

    def distortion(self, frame: Frame, view: View, image: moderngl.Texture) -> moderngl.Texture:
        """Return `image` with the frame's pressure fronts and light shafts, or itself if it has neither.

        view: of the frame, from the middle of the lens. One pass draws one of each; each pass reads the picture of the
        one before.
        """
        for number, (ripple, shafts) in enumerate(zip_longest(frame.ripples, frame.shafts)):
            if number == len(self._distorted) < _TARGETS:
                self._distorted.append(Target(self.context, self.size))
            target = self._distorted[number % _TARGETS]
            uniforms = self._distortion_uniforms(frame, view, ripple, shafts)
            self.screen.run(
                "renderer/distortion.frag", target.framebuffer, textures={"u_image": image}, uniforms=uniforms
            )
            image = target.image
        return image

    def _distortion_uniforms(
        self, frame: Frame, view: View, ripple: Ripple | None, shafts: Shafts | None
    ) -> dict[str, object]:
        uniforms: dict[str, object] = {
            "u_ripple_strength": 0.0,
            "u_ripple_centre": (0.5, 0.5),
            "u_ripple_radius": 1.0,
            "u_ripple_width": 1.0,
            "u_shaft_source": (0.5, 0.5),
            "u_shaft_colour": (0.0, 0.0, 0.0),
            "u_aspect": self.size[0] / self.size[1],
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
        if shafts is not None:
            x, y, distance = projected(view, shafts.source)
            if distance > 0.0:
                colour = tuple(float(c) * shafts.strength for c in shafts.colour)
                uniforms |= {"u_shaft_source": (x, y), "u_shaft_colour": colour}
        return uniforms

    def bloom(self, image: moderngl.Texture) -> moderngl.Texture:
        """Return `image` spread over all levels, at half its size."""
        source = image
        for number, level in enumerate(self._levels):
            self.screen.run(
                "renderer/bloom_down.frag",
                level.framebuffer,
                textures={"u_image": source},
                uniforms={"u_first": int(number == 0)},
            )
            source = level.image
        blend = (moderngl.SRC_ALPHA, moderngl.ONE_MINUS_SRC_ALPHA)
        for finer, coarser in zip(self._levels[-2::-1], self._levels[:0:-1], strict=True):
            self.screen.run(
                "renderer/bloom_up.frag",
                finer.framebuffer,
                textures={"u_image": coarser.image},
                uniforms={"u_share": _BLOOM_SHARE},
                blend=blend,
            )
        return self._levels[0].image

    def grade(self, frame: Frame, image: moderngl.Texture, bloom: moderngl.Texture, *, smooth: bool) -> None:
        """Write `picture`. smooth: blend the stairs of a single sample a pixel (FXAA)."""
        grade = frame.grade
        target = self._graded if smooth else self.picture
        self.screen.run(
            "renderer/grade.frag",
            target.framebuffer,
            textures={"u_image": image, "u_bloom": bloom},
            uniforms={
                "u_exposure": 2.0**grade.exposure,
                "u_bloom_share": grade.bloom,
                "u_saturation": grade.saturation,
                "u_contrast": grade.contrast,
                "u_vignette": grade.vignette,
                "u_grain": grade.grain,
                "u_fade": grade.fade,
                "u_whiteout": grade.whiteout,
                "u_tint": tuple(grade.tint),
                "u_seed": grain_seed(frame.time),
            },
        )
        if smooth:
            self.screen.run(
                "renderer/fxaa.frag", self.picture.framebuffer, textures={"u_image": target.image}
            )

    def captions(self, frame: Frame) -> None:
        """Lay the frame's captions over `picture`."""
        alpha = self._captions.write(frame.captions)
        if alpha > 0.0:
            self.screen.run(
                "renderer/captions.frag",
                self.picture.framebuffer,
                textures={"u_captions": self._captions.texture},
                uniforms={"u_alpha": alpha},
                blend=(moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA),
            )

    def release(self, *, but: Target | None = None) -> None:
        """Free all targets but one, such as a picture that is still shown."""
        for target in (*self._distorted, self._graded, self.picture, *self._levels):
            if target is not but:
                target.release()
        self._captions.release()


def grain_seed(time: float) -> int:
    """Return the number that grain is drawn from: the same for the same time, to a tenth of a ms."""
    return round(time * 10_000.0) & 0x7FFF_FFFF


def projected(view: View, place: Vector) -> tuple[float, float, float]:
    """Return where a world point is in the picture, x and y in [0, 1], and its distance along the view."""
    x, y, _, w = view.clip_from_relative @ np.append(vector(place) - view.origin, 1.0)
    if w <= 0.0:
        return 0.0, 0.0, -1.0
    return float(0.5 + 0.5 * x / w), float(0.5 + 0.5 * y / w), float(w)
