"""Drawing of frames as they are stored: 8-bit pictures, or layers, with or without the sky.

Without the sky a frame is drawn before an even backdrop of light 0, and before one of light 1. The first is the light
to store, premultiplied; the difference is what passes through from behind, whatever hides it: edges, motion blur, fog,
smoke, glass. Light that hides nothing, such as that of embers, changes no difference and stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame, Sky
from visualizer.output import cryptomatte
from visualizer.output.exr import CHROMATICITIES, NOTHING, Layers, half, timecode
from visualizer.output.format import DEFAULT_FORMAT, EXR_ENDING, Format
from visualizer.output.hdr import as_sdr, as_steps
from visualizer.output.spent import Spent
from visualizer.renderer.renderer import PICTURE, PictureReading, Renderer
from visualizer.renderer.view import projection
from visualizer.transforms import translation

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

Pixels = NDArray[Any]
"""(height, width, 3) sRGB, top row first, uint8, or uint16 where a format has more than 8 bits (for HDR, see
`visualizer.output.hdr`); with a fourth channel, straight alpha, without the sky."""
Drawn = Pixels | Layers
"""A frame as a sink stores it."""

BEAUTY = "beauty"
LAYERS = {
    BEAUTY: ("", "RGB", True),
    "particles": ("particles.", "RGBA", True),
    "emission": ("emission.", "RGB", True),
    "normal": ("normal.", "XYZ", True),
    "motion": ("motion.", "XY", False),
    "depth": ("depth.", "Z", False),
}
"""How results are stored in OpenEXR: start of the channels' names, their ends, and whether as half floats."""

MATTES = {"object": "CryptoObject", "material": "CryptoMaterial"}
"""The Cryptomatte layers, by the result that they are made from."""

_DEEP_WHITE = 65535.0
_FINER = 2  # mattes are drawn at this multiple of the size
_TIMES = 4  # and for at most so many sub-frames


def pixels_of(drawn: Drawn, form: Format = DEFAULT_FORMAT) -> NDArray[np.uint8]:
    """Return the graded 8-bit picture of a frame. form: how it is stored."""
    if isinstance(drawn, Layers):
        return drawn.pixels
    pixels = drawn[:, :, :3]
    if pixels.dtype == np.uint16:
        return as_sdr(pixels) if form.hdr else (pixels >> 8).astype(np.uint8)
    return np.ascontiguousarray(pixels, np.uint8)


def stored_of(drawn: Drawn) -> Pixels:
    """Return the picture of a frame as a film stores it, with its alpha if it has any."""
    return drawn.pixels if isinstance(drawn, Layers) else drawn


def before(frames: Sequence[Frame], light: float) -> list[Frame]:
    """Return frames before an even backdrop in place of the sky. light: linear."""
    backdrop = Sky("gradient", dict.fromkeys(("zenith", "horizon", "ground"), (light, light, light)))
    return [replace(frame, backdrop=backdrop) for frame in frames]


def straight(picture: Pixels, passing: NDArray[np.float32]) -> Pixels:
    """Return a picture with straight alpha that has, over black, the pixels of `picture`.

    picture: (height, width, 3) sRGB, uint8 or uint16, before black. passing: (height, width) share of the light from
    behind. Over white it has the colour that the light of the picture and the light that passes add up to on a display;
    light that hides nothing covers as much as it is bright.
    """
    white = np.float32(np.iinfo(picture.dtype).max)
    shown = picture.astype(np.float32) / white
    over_white = srgb_encoded(np.minimum(srgb_decoded(shown) + passing[:, :, None], 1.0))
    alpha = (1.0 - over_white + shown).max(axis=2)
    colour = np.divide(shown, alpha[:, :, None], out=np.zeros_like(shown), where=alpha[:, :, None] > 0.0)
    stored: Pixels = np.rint(np.dstack([colour, alpha]).clip(0.0, 1.0) * white).astype(picture.dtype)
    return stored


def srgb_decoded(shown: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the light of sRGB values, both in [0, 1] (IEC 61966-2-1)."""
    found: NDArray[np.float32] = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    return found


def srgb_encoded(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sRGB values of light, both in [0, 1] (IEC 61966-2-1)."""
    found: NDArray[np.float32] = np.where(
        light <= 0.0031308, light * 12.92, 1.055 * light ** (1.0 / 2.4) - 0.055
    )
    return found


def finished(drawn: Drawn | PictureReading) -> Drawn:
    """Return a frame as a sink stores it, when it has arrived from the GPU."""
    return drawn.pixels() if isinstance(drawn, PictureReading) else drawn


def _ahead(drawn: Drawn | PictureReading) -> int:
    return drawn.ahead if isinstance(drawn, PictureReading) else 0


def in_flight(
    begun: Iterable[tuple[int, Drawn | PictureReading]], spent: Spent
) -> Iterator[tuple[int, Drawn]]:
    """Yield (number, frame) in order, each as soon as it is whole, or as many have been begun after it as are read back
    at once.

    begun: the numbers and frames that are drawn. spent: counts the time of waiting for the GPU.
    """
    waiting: deque[tuple[int, Drawn | PictureReading]] = deque()

    def first() -> tuple[int, Drawn]:
        number, drawn = waiting.popleft()
        with spent.on("read back"):
            return number, finished(drawn)

    for one in begun:
        waiting.append(one)
        while waiting and len(waiting) > _ahead(waiting[0][1]):
            yield first()
    while waiting:
        yield first()


class Drawer:
    """Draws the frames of a scene as the files of `out` store them. `release` frees what it made beside the renderer.

    spent: counts the time. form: how they are stored.
    """

    def __init__(
        self,
        renderer: Renderer,
        scene: Scene,
        out: Path,
        spent: Spent | None = None,
        *,
        form: Format = DEFAULT_FORMAT,
    ) -> None:
        self._transparent, self._result = form.transparent, form.result
        self._renderer = renderer
        self._spent = spent or Spent()
        self._scene = scene
        self._layered = out.suffix.lower() == EXR_ENDING
        self._finer: Renderer | None = None

    def draw(
        self,
        frames: Sequence[Frame],
        number: int,
        fps: Fraction | int,
        between: Callable[[], object] = lambda: None,
    ) -> Drawn:
        """Draw one exposure. number: of the frame. fps: frames per second. between: called after each pass."""
        return finished(self.begin(frames, number, fps, between))

    def begin(
        self,
        frames: Sequence[Frame],
        number: int,
        fps: Fraction | int,
        between: Callable[[], object] = lambda: None,
    ) -> Drawn | PictureReading:
        """Draw one exposure as `draw` does, but return a picture that may still be on its way from the GPU."""
        lit: NDArray[Any] | None = None
        results = (PICTURE, *LAYERS) if self._layered else (self._result,)
        if self._transparent:
            results = tuple(dict.fromkeys((*results, BEAUTY)))
            with self._spent.on("draw"):
                for _ in self._renderer.drawing(before(frames, 1.0), (BEAUTY,)):
                    between()
            with self._spent.on("read back"):
                lit = self._renderer.result(BEAUTY)
            frames = before(frames, 0.0)
        with self._spent.on("draw"):
            for _ in self._renderer.drawing(frames, results):
                between()
        with self._spent.on("read back"):
            passing: NDArray[np.float32] | None = None
            if lit is not None:
                passing = (lit - self._renderer.result(BEAUTY)).mean(axis=2).clip(0.0, 1.0)
            if self._layered:
                return self._layers(frames, number, fps, passing)
            if passing is None and self._result == PICTURE:
                return self._renderer.read_later()
            pixels = self._pixels()
            return pixels if passing is None else straight(pixels, passing)

    def _pixels(self) -> Pixels:
        if self._result == PICTURE:
            return self._renderer.pixels()
        picture = self._renderer.result(self._result).astype(np.float32)
        if self._result == "hdr":
            return as_steps(picture)
        deep: NDArray[np.uint16] = np.rint(picture * np.float32(_DEEP_WHITE)).astype(np.uint16)
        return deep

    def _layers(
        self, frames: Sequence[Frame], number: int, fps: Fraction | int, passing: NDArray[np.float32] | None
    ) -> Layers:
        """Return the layers of the exposure that was drawn. passing: as for `straight`, which gives the alpha; None for
        none."""
        channels: dict[str, NDArray[Any]] = {} if passing is None else {"A": half(1.0 - passing)}
        for result, (start, ends, halves) in LAYERS.items():
            values: NDArray[Any] = self._renderer.result(result)
            if result == "depth":
                values = np.where(np.isfinite(values), values, np.float32(NOTHING))
            values = np.atleast_3d(values)
            for place, end in enumerate(ends):
                plane = values[:, :, place]
                channels[start + end] = half(plane) if halves else plane.astype(np.float32)
        header: dict[str, Any] = dict(camera_header(frames[len(frames) // 2], self._renderer.size))
        header |= {"chromaticities": CHROMATICITIES, "framesPerSecond": Fraction(fps)}
        header["timeCode"] = timecode(number, fps)
        names = {"object": tuple(self._scene.graph.actors), "material": self._renderer.materials}
        numbers = self._numbers(frames)
        for result, layer in MATTES.items():
            channels |= cryptomatte.channels(layer, numbers[result], names[result])
            header |= cryptomatte.header(layer, names[result])
        return Layers(channels, header, self._renderer.pixels())

    def _numbers(self, frames: Sequence[Frame]) -> dict[str, NDArray[np.uint32]]:
        """Return the numbers of objects and materials in samples of each pixel, (samples, height, width)."""
        width, height = self._renderer.size
        if self._finer is None:
            size = (width * _FINER, height * _FINER)
            self._finer = Renderer(size, detail=self._renderer.detail, context=self._renderer.context)
        count = min(len(frames), _TIMES)
        found: dict[str, list[NDArray[np.uint32]]] = {result: [] for result in MATTES}
        for k in range(count):
            self._finer.draw(frames[len(frames) * (2 * k + 1) // (2 * count)], tuple(MATTES))
            for result, samples in found.items():
                values = self._finer.result(result).reshape(height, _FINER, width, _FINER)
                samples.append(values.transpose(1, 3, 0, 2).reshape(-1, height, width).astype(np.uint32))
        return {result: np.concatenate(samples) for result, samples in found.items()}

    def release(self) -> None:
        """Free what was made beside the renderer."""
        if self._finer is not None:
            self._finer.release()
            self._finer = None


def camera_header(frame: Frame, size: tuple[int, int]) -> dict[str, NDArray[np.float32]]:
    """Return the camera of a frame as attributes: worldToCamera, which looks along -z, and worldToNDC, OpenGL's clip
    space after division by w, with depth 1 at the near plane and 0 at the far one. (4, 4) float32, for row vectors.
    """
    camera = frame.camera
    turn = np.eye(4)
    turn[:3, :3] = camera.camera_from_world[:3, :3]
    camera_from_world = turn @ translation(-np.asarray(camera.eye))
    clip_from_world = projection(camera, size) @ camera_from_world
    return {
        "worldToCamera": np.ascontiguousarray(camera_from_world.T, dtype=np.float32),
        "worldToNDC": np.ascontiguousarray(clip_from_world.T, dtype=np.float32),
    }
