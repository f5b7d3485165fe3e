"""Drawing of frames as they are stored: 8-bit pictures, or layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.output import cryptomatte
from visualizer.output.exr import CHROMATICITIES, EXR_ENDING, NOTHING, Layers, half, timecode
from visualizer.output.spent import Spent
from visualizer.renderer.renderer import PICTURE, Renderer
from visualizer.renderer.view import projection
from visualizer.transforms import translation

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

Pixels = NDArray[np.uint8]
"""(height, width, 3) uint8 sRGB, top row first."""
Drawn = Pixels | Layers
"""A frame as a sink stores it."""

LAYERS = {
    "beauty": ("", "RGB", True),
    "particles": ("particles.", "RGBA", True),
    "emission": ("emission.", "RGB", True),
    "normal": ("normal.", "XYZ", True),
    "motion": ("motion.", "XY", False),
    "depth": ("depth.", "Z", False),
}
"""How results are stored in OpenEXR: start of the channels' names, their ends, and whether as half floats."""

MATTES = {"object": "CryptoObject", "material": "CryptoMaterial"}
"""The Cryptomatte layers, by the result that they are made from."""

_FINER = 2  # mattes are drawn at this multiple of the size
_TIMES = 4  # and for at most so many sub-frames


def pixels_of(drawn: Drawn) -> Pixels:
    """Return the graded 8-bit picture of a frame."""
    return drawn.pixels if isinstance(drawn, Layers) else drawn


class Drawer:
    """Draws the frames of a scene as the files of `out` store them. `release` frees what it made beside the renderer.

    spent: counts the time.
    """

    def __init__(self, renderer: Renderer, scene: Scene, out: Path, spent: Spent | None = None) -> None:
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
        with self._spent.on("draw"):
            for _ in self._renderer.drawing(frames, (PICTURE, *LAYERS) if self._layered else (PICTURE,)):
                between()
        with self._spent.on("read back"):
            return self._layers(frames, number, fps) if self._layered else self._renderer.pixels()

    def _layers(self, frames: Sequence[Frame], number: int, fps: Fraction | int) -> Layers:
        """Return the layers of the exposure that was drawn."""
        channels: dict[str, NDArray[Any]] = {}
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
    """Return the camera of a frame as attributes: worldToCamera, which looks along -z, and worldToNDC, OpenGL's clip space after
    division by w, with depth 1 at the near plane and 0 at the far one. (4, 4) float32, for row vectors.
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
