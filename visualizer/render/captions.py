"""Captions: text set once per change, laid over the picture by the grade."""

from collections.abc import Sequence

import moderngl
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from visualizer.frame import Caption

TEXT_HEIGHT = 0.042  # of the picture's height
SAFE_AREA = 0.9  # text stays within this share of width and height
_LINE_SPACING = 1.35
_SHADOW_BLUR = 0.25  # of the text height
_SHADOW_STRENGTH = 0.75


class CaptionTexture:
    """Owns one texture of the picture's size: premultiplied text, top row first."""

    def __init__(self, context: moderngl.Context, size: tuple[int, int]) -> None:
        self.texture = context.texture(size, 4, dtype="f1")
        self._text: str | None = None

    def write(self, captions: Sequence[Caption]) -> float:
        """Set the captions and return the alpha to show them with; the last one wins while two cross-fade."""
        if not captions:
            return 0.0
        shown = max(captions, key=lambda caption: caption.alpha)
        if shown.text != self._text:
            self.texture.write(caption_image(shown.text, self.texture.size).tobytes())
            self._text = shown.text
        return float(shown.alpha)

    def release(self) -> None:
        """Free the texture."""
        self.texture.release()


def caption_image(text: str, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return text at the foot of a picture, (height, width, 4) uint8, premultiplied, with a soft shadow."""
    width, height = size
    pixels = max(8, round(height * TEXT_HEIGHT))
    font = ImageFont.load_default(pixels)
    lines = text.splitlines()
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    foot = height * (1.0 + SAFE_AREA) / 2.0
    for number, line in enumerate(lines):
        baseline = foot - (len(lines) - 1 - number) * pixels * _LINE_SPACING
        draw.text((width / 2.0, baseline), line, fill=255, font=font, anchor="ms")
    ink = np.asarray(mask, dtype=np.float32) / 255.0
    blurred = mask.filter(ImageFilter.GaussianBlur(pixels * _SHADOW_BLUR))
    shadow = np.clip(np.asarray(blurred, dtype=np.float32) / 255.0 * 2.0, 0.0, 1.0) * _SHADOW_STRENGTH
    alpha = ink + shadow * (1.0 - ink)
    colour = ink * 0.96
    return np.round(np.dstack([colour, colour, colour, alpha]) * 255.0).astype(np.uint8)
