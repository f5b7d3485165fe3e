"""Small pictures in a terminal, in the protocols of Kitty, Sixel and iTerm2, of which many terminals know one."""

import base64
import io
import os
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.control import Control
from rich.segment import ControlType, Segment

BOX = (320, 180)
"""Largest width and height of a small picture, pixels."""
ROWS = 8
"""Height of a small picture, rows of text."""

NAMES_OF_ITERM = {"TERM_PROGRAM": "iTerm.app", "LC_TERMINAL": "iTerm2"}
"""Environment variables by which iTerm2 is known, the second one at the other end of SSH too, and their values."""

Shown = Callable[[NDArray[np.uint8]], RenderableType]
"""Returns what a terminal prints for a picture, (height, width, 3) uint8, sRGB, top row first, in the place of the one
before."""


def terminal_picture() -> Shown | None:
    """Return what shows a picture in this terminal, or None if it cannot show one. Asks the terminal, which takes up to
    0.2 s."""
    from textual_image import renderable  # asks the terminal as it is imported

    kind = renderable.Image
    if kind not in (renderable.SixelImage, renderable.TGPImage) and any(
        os.environ.get(name) == value for name, value in NAMES_OF_ITERM.items()
    ):
        return _ITermImage
    if kind not in (renderable.SixelImage, renderable.TGPImage):
        return None
    last: list[renderable.SixelImage | renderable.TGPImage] = []

    def shown(pixels: NDArray[np.uint8]) -> RenderableType:
        for image in last:
            image.cleanup()  # Kitty keeps a picture until it is deleted
        last[:] = [kind(Image.fromarray(pixels), height=ROWS)]
        return last[0]

    return shown


class _ITermImage:
    """A picture in the protocol of iTerm2 (https://iterm2.com/documentation-images.html)."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self._width = -(
            -2 * ROWS * pixels.shape[1] // pixels.shape[0]
        )  # cells are about twice as high as wide
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "PNG")
        self._file = file.getvalue()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        # Text keeps the place, and the picture is drawn over it. A control without effect keeps Rich from measuring it.
        no_text = [(ControlType.CURSOR_FORWARD, 0)]
        for _ in range(ROWS):
            yield Segment(" " * min(self._width, options.max_width) + "\n")
        yield Segment("\x1b7", control=no_text)
        yield Control.move(0, -ROWS)
        head = f"inline=1;size={len(self._file)};height={ROWS};preserveAspectRatio=1"
        content = base64.b64encode(self._file).decode("ascii")
        yield Segment(f"\x1b]1337;File={head}:{content}\x07", control=no_text)
        yield Segment("\x1b8", control=no_text)
