"""Small pictures in a terminal, in the protocols of Kitty and Sixel, of which many terminals know one."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.console import RenderableType

BOX = (320, 180)
"""Largest width and height of a small picture, pixels."""
ROWS = 8
"""Height of a small picture, rows of text."""

Shown = Callable[[NDArray[np.uint8]], RenderableType]
"""Returns what a terminal prints for a picture, (height, width, 3) uint8, sRGB, top row first, in the place of the one before."""


def terminal_picture() -> Shown | None:
    """Return what shows a picture in this terminal, or None if it cannot show one. Asks the terminal, which takes up to 0.2 s."""
    from textual_image import renderable  # asks the terminal as it is imported

    kind = renderable.Image
    if kind not in (renderable.SixelImage, renderable.TGPImage):
        return None
    last: list[renderable.SixelImage | renderable.TGPImage] = []

    def shown(pixels: NDArray[np.uint8]) -> RenderableType:
        for image in last:
            image.cleanup()  # Kitty keeps a picture until it is deleted
        last[:] = [kind(Image.fromarray(pixels), height=ROWS)]
        return last[0]

    return shown
