"""Captions of the window: drawn at the window's size over a picture of any size, and above the transport while that is
shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import moderngl

from visualizer.frame import Caption
from visualizer.player.layout import ScrubBar
from visualizer.renderer.captions import caption_rows
from visualizer.renderer.passes.captions import SHADER, Captions
from visualizer.renderer.screen import Screen
from visualizer.text.layout import SAFE_AREA

_GAP = 6.0  # points between captions and the transport

Box = tuple[int, int, int, int]
"""x, y, width and height in the window, pixels, y from the bottom."""


def caption_lift(box: Box, bar: ScrubBar, window_height: float, pixels: float, opacity: float) -> float:
    """Return by how much captions are raised, pixels, so that the transport does not cover them.

    box: of the picture. bar: the scrub bar, whose `top` is that of all that the transport writes. window_height:
    points. pixels: per point. opacity: of the transport, 0..1; captions move while it appears and fades.
    """
    foot = box[1] + box[3] * (1.0 - SAFE_AREA) / 2.0
    free = (window_height - bar.top + _GAP) * pixels
    return max(0.0, free - foot) * opacity


class CaptionOverlay:
    """Owns a texture of the rows that hold text. It is written when captions or the size change."""

    def __init__(self, context: moderngl.Context) -> None:
        self._context = context
        self._texture: moderngl.Texture | None = None
        self._top = 0
        self._written: tuple[tuple[Caption, ...], tuple[int, int]] | None = None

    def draw(
        self,
        captions: Sequence[Caption],
        screen: Screen,
        framebuffer: moderngl.Framebuffer,
        box: Box,
        lift: float,
    ) -> None:
        """Draw captions over a picture as the film has them, but `lift` pixels higher, as far as there is room.

        box: of the picture in the framebuffer.
        """
        shown = tuple(caption for caption in captions if caption.alpha > 0.0)
        if not shown:
            return
        alpha = 1.0
        if len(shown) == 1:  # nothing is written while a single one fades
            alpha, shown = shown[0].alpha, (replace(shown[0], alpha=1.0),)
        left, bottom, width, height = box
        if self._written != (shown, (width, height)):
            self._write(shown, (width, height))
        assert self._texture is not None
        up = min(round(lift), self._top)
        rows = self._texture.height
        foot = bottom + height - self._top - rows + up
        screen.run(
            SHADER,
            framebuffer,
            Captions.state,
            textures={"u_captions": self._texture},
            uniforms={"u_alpha": alpha, "u_corner": (left, foot)},
            viewport=(left, foot, width, rows),
        )

    def release(self) -> None:
        """Free the texture."""
        if self._texture is not None:
            self._texture.release()
        self._texture, self._written = None, None

    def _write(self, captions: tuple[Caption, ...], size: tuple[int, int]) -> None:
        self.release()
        rows, self._top = caption_rows(captions, size)
        self._texture = self._context.texture((size[0], len(rows)), 4, rows.tobytes(), dtype="f1")
        self._written = captions, size
