"""Captions: text as a texture of the picture's size, written when it changes. The pass "captions" blends it over the
picture."""

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
_SHADOW_GAIN = 5.0  # on the blurred letters, which are thin
_SHADOW_STRENGTH = 0.85  # next to a letter
_FIELD_WIDER = 0.6  # em, on all sides of a line, by which the dark field behind it is wider
_FIELD_BLUR = 0.6  # em
_FIELD_STRENGTH = 0.5  # so that letters have a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3) before white too
_REACH = _FIELD_WIDER + 3.0 * _FIELD_BLUR  # em: beyond it both are gone
_INK = 0.96  # sRGB, of white letters
_CACHED = 8  # rasterised captions


class CaptionTexture:
    """A texture of the captions, RGBA, 8 bits, premultiplied, top row first. size: (width, height) of the picture,
    pixels.

    rows: those that may not be zero, from the top; all of them before the first write.
    """

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self.texture = context.texture(size, 4, dtype="f1")
        self._shown: tuple[Caption, ...] | None = None
        self.rows = range(size[1])

    def write(self, captions: Sequence[Caption]) -> float:
        """Set the captions and return the alpha to show the texture with.

        It is the opacity of a single caption, so that the texture need not be written while the caption fades; else 1,
        or 0 without captions.
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
    """Return captions at the foot of a picture, (height, width, 4) uint8, premultiplied, with a soft shadow on a soft
    dark field.

    The first caption is at the top. size: (width, height), pixels. The result depends on the fonts of the machine only
    if a caption has characters that neither its own font nor the shipped fonts have.
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
        layers, left, top = _drawn_block(placed.block, placed.em, width)
        found.append((layers, caption.alpha, left, round(placed.top) + top))
    first = max(0, min(top for _, _, _, top in found))
    end = min(height, max(top + len(layers[0]) for layers, _, _, top in found))
    rows = np.zeros((end - first, width, 4), dtype=np.float32)
    for layer in range(2):  # all fields below all letters
        for layers, alpha, left, top in found:
            lay_over(rows, layers[layer] * np.float32(alpha), left, top - first)
    return np.round(rows * np.float32(255.0)).astype(np.uint8), first


def _presence(caption: Caption) -> float:
    """Return the share of its height that a fading caption takes in the stack: smoothstep, 1 from half its opacity
    on."""
    share = min(1.0, 2.0 * caption.alpha)
    return share * share * (3.0 - 2.0 * share)


@lru_cache(maxsize=_CACHED)
def _drawn_block(block: Block, em: float, width: int) -> tuple[tuple[Pixels, Pixels], int, int]:
    """Return the images of a block, its left edge in the picture, and its top edge from that of the block.

    The images: its shadow on the dark field, and its letters.

    em, width: of letters and of the picture, pixels. Both edges: pixels.
    """
    margin = int(np.ceil(_REACH * em))
    widest = max((line.width for line in block.lines), default=0.0) * em
    inner = (int(np.ceil(widest)) + 2, int(np.ceil(block.height * em)) + 2)
    size = (inner[0] + 2 * margin, inner[1] + 2 * margin)
    left = (width - size[0]) // 2
    middle = width / 2.0 - left
    places = [
        (line, round(middle - line.width * em / 2.0), margin + round(baseline * em))
        for line, baseline in zip(block.lines, block.baselines, strict=True)
    ]
    text = drawn(places, em, size)
    ink = text[:, :, 3:]
    field = np.zeros(ink.shape[:2], dtype=np.float32)
    wider = round(_FIELD_WIDER * em)
    for line, start, baseline in places:
        rows = slice(baseline - round(line.ascent * em) - wider, baseline + round(line.descent * em) + wider)
        field[rows, start - wider : start + round(line.width * em) + wider] = 1.0
    shadow = np.minimum(_SHADOW_GAIN * _blurred(ink[:, :, 0], em * _SHADOW_BLUR), 1.0) * np.float32(
        _SHADOW_STRENGTH
    )
    left_of_light = (1.0 - shadow) * (1.0 - np.float32(_FIELD_STRENGTH) * _blurred(field, em * _FIELD_BLUR))
    under = np.zeros_like(text)
    under[:, :, 3] = 1.0 - left_of_light
    letters = np.concatenate([text[:, :, :3] * np.float32(_INK), ink], axis=2)
    for image in (under, letters):
        image.flags.writeable = False
    return (under, letters), left, -margin


def _blurred(mask: NDArray[np.float32], pixels: float) -> NDArray[np.float32]:
    """Return a mask, (height, width) from 0 to 1, after a Gaussian blur of a standard deviation in pixels."""
    image = Image.fromarray(np.round(mask * 255.0).astype(np.uint8)).filter(ImageFilter.GaussianBlur(pixels))
    return np.asarray(image, dtype=np.float32) / np.float32(255.0)
