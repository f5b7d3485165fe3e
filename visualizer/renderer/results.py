"""Results: what can be asked of a draw by name, and how a texture becomes an array.

`results` lists them with what they hold: each is an image that a pass declares with a sentence in `result`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.targets import Target
from visualizer.renderer.graph import Image
from visualizer.renderer.passes import GRAPH


def results() -> Mapping[str, str]:
    """Return what `Renderer.draw` can be asked for: the name, and in a sentence what it holds and in which unit."""
    return {name: image.result for name, image in sorted(GRAPH.results.items())}


def values(image: Image, target: Target) -> NDArray[Any]:
    """Return what a target holds of an image: (height, width, channels), or (height, width) for one channel; top row first.

    uint8 for images of 8 bits, uint32 for whole numbers, else float32; the means of several samples as `Image.mean` says.
    """
    width, height = target.size
    dtype = "f1" if image.dtype == "f1" else "f4"
    components = image.channels if image.mean == "plain" else 4
    data = target.framebuffer.read(components=components, alignment=1, dtype=dtype)
    texels: NDArray[Any] = np.frombuffer(data, np.uint8 if dtype == "f1" else np.float32)
    texels = texels.reshape(height, width, components)[::-1]
    found = texels[:, :, : image.channels]
    if image.mean != "plain":
        weight = texels[:, :, 3:] if image.mean == "covered" else np.linalg.norm(found, axis=2, keepdims=True)
        found = np.divide(found, weight, out=np.zeros_like(found), where=np.asarray(weight > 0.0))
    if image.whole:
        found = found.astype(np.uint32)
    return np.ascontiguousarray(found[:, :, 0] if image.channels == 1 else found)
