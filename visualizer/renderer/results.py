"""Results: the images that can be requested from a draw by name, and their conversion to arrays.

A result is an image that a pass declares with a sentence in `Image.result`. `results` lists all.
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
    """Return all results of `Renderer.draw`: by name, a sentence with the content and its unit."""
    return {name: image.result for name, image in sorted(GRAPH.results.items())}


def values(image: Image, target: Target) -> NDArray[Any]:
    """Return an image as an array: (height, width, channels), or (height, width) for one channel; top row first.

    target: holds the image, or the sum of its samples, which is divided as `Image.mean` says. uint8 for images of 8
    bits, uint32 for whole numbers, else float32.
    """
    width, height = target.size
    dtype = "f1" if image.dtype == "f1" else "f4"
    components = image.channels if image.mean == "plain" else 4
    data = target.framebuffer.read(components=components, alignment=1, dtype=dtype)
    texels = texels_of(data, (height, width, components), np.uint8 if dtype == "f1" else np.float32)
    found = texels[:, :, : image.channels]
    if image.mean != "plain":
        weight = texels[:, :, 3:] if image.mean == "covered" else np.linalg.norm(found, axis=2, keepdims=True)
        found = np.divide(found, weight, out=np.zeros_like(found), where=np.asarray(weight > 0.0))
    if image.whole:
        found = found.astype(np.uint32)
    return np.ascontiguousarray(found[:, :, 0] if image.channels == 1 else found)


def texels_of(data: bytes, shape: tuple[int, int, int], dtype: type[np.generic]) -> NDArray[Any]:
    """Return bytes of OpenGL, rows from the bottom up, as an array with the top row first. shape: (height, width,
    channels)."""
    return np.frombuffer(data, dtype).reshape(shape)[::-1]
