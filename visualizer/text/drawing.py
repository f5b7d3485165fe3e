"""Drawing: shaped lines to pixels (HarfBuzz's rasteriser). Outlines are not hinted: sizes are whole or not, all alike."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from visualizer.text.fonts import opened
from visualizer.text.shaping import Line

_WHITE = hb.Color(255, 255, 255, 255)


def drawn(
    lines: Iterable[tuple[Line, float, float]], em: float, size: tuple[int, int]
) -> NDArray[np.float32]:
    """Return lines of text in white: (height, width, 4) float32, premultiplied RGBA 0..1, top row first.

    lines: each with x and y of its origin, pixels from the upper left corner, y down. em: size of letters, pixels.
    size: (width, height) of the result, pixels; what lies outside is cut off. Coloured glyphs keep their colours.
    """
    width, height = size
    plain = hb.RasterDraw()
    painted = hb.RasterPaint()
    painted.foreground = _WHITE
    extents = hb.RasterExtents(0, 0, width, height)
    plain.extents = painted.extents = extents
    coloured = False
    for line, left, baseline in lines:
        for glyph in line.glyphs:
            font = opened(glyph.font)
            scale = em / font.units_per_em
            raster = painted if font.coloured else plain
            coloured = coloured or font.coloured
            x, y = left + glyph.x * em, height - baseline + glyph.y * em
            raster.transform = (scale, 0.0, 0.0, scale, x, y)
            if font.coloured:
                painted.paint_glyph(font.hb_font, glyph.number)
            else:
                plain.draw_glyph(font.hb_font, glyph.number)
    result = np.zeros((height, width, 4), dtype=np.float32)
    result += _pixels(plain, height, width, 1)
    if coloured:
        over = _pixels(painted, height, width, 4)[:, :, [2, 1, 0, 3]]
        result = over + result * (1.0 - over[:, :, 3:])
    return result


def _pixels(
    raster: hb.RasterDraw | hb.RasterPaint, height: int, width: int, channels: int
) -> NDArray[np.float32]:
    """Return what was drawn, (height, width, channels) float32, 0..1, top row first."""
    image = raster.render()
    if image is None or not len(image.buffer):
        return np.zeros((height, width, channels), dtype=np.float32)
    stride = image.extents.stride
    rows = np.frombuffer(image.buffer, np.uint8).reshape(height, stride)[::-1, : width * channels]
    return rows.reshape(height, width, channels).astype(np.float32) / np.float32(255.0)
