"""Captions: text as a texture of the picture's size, written when it changes. The pass "captions" blends it over the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import moderngl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from visualizer.frame import Caption
from visualizer.text.drawing import Pixels, drawn, lay_over
from visualizer.text.font_file import shipped_font
from visualizer.text.layout import Block, stacked_captions

_SHADOW_BLUR = 0.25  # em
_SHADOW_REACH = 4.0 * _SHADOW_BLUR  # em: beyond it the shadow is gone
_SHADOW_STRENGTH = 0.75
_INK = 0.96  # sRGB, of white letters
_CACHED = 8  # rasterised captions


class CaptionTexture:
    """A texture of the captions, RGBA, 8 bits, premultiplied, top row first. size: (width, height) of the picture, pixels.

    rows: those that may not be zero, from the top; all of them before the first write.
    """

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self.texture = context.texture(size, 4, dtype="f1")
        self._shown: tuple[Caption, ...] | None = None
        self.rows = range(size[1])

    def write(self, captions: Sequence[Caption]) -> float:
        """Set the captions and return the alpha to show the texture with.

        It is the opacity of a single caption, so that the texture need not be written while the caption fades; else 1, or 0
        without captions.
        """
        shown = tuple(caption for caption in captions if caption.alpha > 0.0)
        if not shown:
            return 0.0
        alpha = 1.0
        if len(shown) == 1:
            alpha, shown = shown[0].alpha, (replace(shown[0], alpha=1.0),)
        if shown != self._shown:
            self._shown = None  # if writing fails, the content of the texture is undefined
            self._write_rows(*caption_rows(shown, self.texture.size))
            self._shown = shown
        return alpha

    def release(self) -> None:
        """Free the texture."""
        self.texture.release()

    def _write_rows(self, rows: NDArray[np.uint8], top: int) -> None:
        """Write rows from `top` down, and zeros where the last captions were and these are not."""
        first, end = min(top, self.rows.start), max(top + len(rows), self.rows.stop)
        whole = np.zeros((end - first, *rows.shape[1:]), dtype=np.uint8)
        whole[top - first : top - first + len(rows)] = rows
        self.rows = range(first, end)
        self.texture.write(whole.tobytes(), viewport=(0, first, self.texture.width, end - first))
        self.rows = range(top, top + len(rows))


def caption_image(captions: Sequence[Caption], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return captions at the foot of a picture, (height, width, 4) uint8, premultiplied, with a soft shadow.

    The first caption is at the top. size: (width, height), pixels. The result depends on the fonts of the machine only if a
    caption has characters that neither its own font nor the shipped fonts have.
    """
    picture = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    rows, top = caption_rows(captions, size)
    picture[top : top + len(rows)] = rows
    return picture


def caption_rows(captions: Sequence[Caption], size: tuple[int, int]) -> tuple[NDArray[np.uint8], int]:
    """Return the rows of `caption_image` that are not empty, and the number of the first of them."""
    width, height = size
    named = tuple((caption.text, caption.font or shipped_font(), _presence(caption)) for caption in captions)
    found = []
    for caption, placed in zip(captions, stacked_captions(named, size), strict=True):
        image, left, top = _drawn_block(placed.block, placed.em, width)
        found.append((image, caption.alpha, left, round(placed.top) + top))
    first = max(0, min(top for _, _, _, top in found))
    end = min(height, max(top + len(image) for image, _, _, top in found))
    rows = np.zeros((end - first, width, 4), dtype=np.float32)
    for image, alpha, left, top in found:
        lay_over(rows, image * np.float32(alpha), left, top - first)
    return np.round(rows * np.float32(255.0)).astype(np.uint8), first


def _presence(caption: Caption) -> float:
    """Return the share of its height that a fading caption takes in the stack: smoothstep, 1 from half its opacity on."""
    share = min(1.0, 2.0 * caption.alpha)
    return share * share * (3.0 - 2.0 * share)


@lru_cache(maxsize=_CACHED)
def _drawn_block(block: Block, em: float, width: int) -> tuple[Pixels, int, int]:
    """Return the image of a block with its shadow, its left edge in the picture, and its top edge from that of the block.

    em, width: of letters and of the picture, pixels. Both edges: pixels.
    """
    margin = int(np.ceil(_SHADOW_REACH * em))
    widest = max((line.width for line in block.lines), default=0.0) * em
    inner = (int(np.ceil(widest)) + 2, int(np.ceil(block.height * em)) + 2)
    size = (inner[0] + 2 * margin, inner[1] + 2 * margin)
    left = (width - size[0]) // 2
    middle = width / 2.0 - left
    text = drawn(
        (
            (line, round(middle - line.width * em / 2.0), margin + round(baseline * em))
            for line, baseline in zip(block.lines, block.baselines, strict=True)
        ),
        em,
        size,
    )
    ink = text[:, :, 3:]
    mask = Image.fromarray(np.round(ink[:, :, 0] * 255.0).astype(np.uint8))
    blurred = np.asarray(mask.filter(ImageFilter.GaussianBlur(em * _SHADOW_BLUR)), dtype=np.float32)
    shadow = np.minimum(blurred[:, :, None] / 255.0 * 2.0, 1.0) * np.float32(_SHADOW_STRENGTH)
    image = np.concatenate([text[:, :, :3] * np.float32(_INK), ink + shadow * (1.0 - ink)], axis=2)
    image.flags.writeable = False
    return image, left, -margin
