"""Drawing: shaped lines to pixels (HarfBuzz's rasteriser). Outlines are not hinted, so letters may have any size."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray
from PIL import Image

from visualizer.text.font_file import FontFile
from visualizer.text.fonts import opened
from visualizer.text.shaping import Line

_WHITE = hb.Color(255, 255, 255, 255)
_CACHED = 64  # bitmap glyphs

Pixels = NDArray[np.float32]
"""(height, width, 4) float32, premultiplied RGBA, 0..1, top row first."""


def drawn(lines: Iterable[tuple[Line, float, float]], em: float, size: tuple[int, int]) -> Pixels:
    """Return lines of text in white.

    lines: each with x and y of its origin, pixels from the upper left corner, y down. em: size of letters, pixels.
    size: (width, height) of the result, pixels; what lies outside is cut off. Coloured glyphs, as of emoji, keep their
    colours.
    """
    width, height = size
    plain, painted = hb.RasterDraw(), hb.RasterPaint()
    painted.foreground = _WHITE
    plain.extents = painted.extents = hb.RasterExtents(0, 0, width, height)
    bitmaps: list[tuple[Pixels, int, int]] = []
    coloured = False
    for line, left, baseline in lines:
        for glyph in line.glyphs:
            font = opened(glyph.font)
            x, y = left + glyph.x * em, baseline - glyph.y * em
            if font.bitmaps and (found := bitmap(glyph.font, glyph.number, em)) is not None:
                image, right, up = found
                bitmaps.append((image, round(x + right), round(y - up)))
                continue
            scale = em / font.units_per_em
            raster = painted if font.coloured else plain
            raster.transform = (scale, 0.0, 0.0, scale, x, height - y)
            if font.coloured:
                painted.paint_glyph(font.hb_font, glyph.number)
                coloured = True
            else:
                plain.draw_glyph(font.hb_font, glyph.number)
    result = np.zeros((height, width, 4), dtype=np.float32)
    result += _pixels(plain, height, width, 1)
    if coloured:
        lay_over(result, _pixels(painted, height, width, 4)[:, :, [2, 1, 0, 3]], 0, 0)
    for image, x, y in bitmaps:
        lay_over(result, image, x, y)
    return result


def lay_over(below: Pixels, image: Pixels, left: int, top: int) -> None:
    """Composite an image over another in place. left, top: its upper left corner, pixels. What lies outside is cut
    off."""
    height, width = below.shape[:2]
    rows = slice(max(0, top), max(0, min(height, top + image.shape[0])))
    columns = slice(max(0, left), max(0, min(width, left + image.shape[1])))
    part = image[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    if part.size:
        uncovered = 1.0 - part[:, :, 3]
        # Channel by channel: NumPy takes four times as long to repeat one of them over all.
        for channel in range(4):
            under = below[rows, columns, channel]
            under *= uncovered
            under += part[:, :, channel]


@lru_cache(maxsize=_CACHED)
def bitmap(file: FontFile, number: int, em: float) -> tuple[Pixels, int, int] | None:
    """Return a bitmap glyph (PNG, in CBDT or sbix) scaled to a size, or None if the font has no bitmap for it.

    number: of the glyph. em: pixels. The result is (image, pixels from the glyph's origin right to the left edge,
    pixels from the origin up to the upper edge).
    """
    font = opened(file)
    png = font.hb_font.get_glyph_color_png(number)
    extents = font.hb_font.get_glyph_extents(number)
    if png is None or not len(png.data) or extents is None:
        return None
    scale = em / font.units_per_em
    size = (max(1, round(extents.width * scale)), max(1, round(-extents.height * scale)))
    with Image.open(io.BytesIO(bytes(png.data))) as picture:
        # Premultiplied before it is scaled, so that the colours of transparent pixels do not bleed into the edges.
        scaled = picture.convert("RGBA").convert("RGBa").resize(size, Image.Resampling.BILINEAR)
    # "RGBa" has no array interface of its own.
    pixels = np.frombuffer(scaled.tobytes(), np.uint8).reshape(size[1], size[0], 4).astype(np.float32)
    pixels /= np.float32(255.0)
    return pixels, round(extents.x_bearing * scale), round(extents.y_bearing * scale)


def _pixels(raster: hb.RasterDraw | hb.RasterPaint, height: int, width: int, channels: int) -> Pixels:
    """Return what was drawn, (height, width, channels) float32, 0..1, top row first."""
    image = raster.render()
    if image is None or not len(image.buffer):
        return np.zeros((height, width, channels), dtype=np.float32)
    stride = image.extents.stride
    rows = np.frombuffer(image.buffer, np.uint8).reshape(height, stride)[::-1, : width * channels]
    return rows.reshape(height, width, channels).astype(np.float32) / np.float32(255.0)
