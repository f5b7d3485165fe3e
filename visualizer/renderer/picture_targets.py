"""The targets of one size of the picture."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import moderngl

from visualizer.gpu.limits import check_picture
from visualizer.gpu.targets import Target
from visualizer.renderer.post_processing import PostProcessing
from visualizer.renderer.screen import ScreenPass


class PictureTargets:
    """All GPU objects whose size is that of the picture. Made whole or not at all. Raises MachineError."""

    def __init__(self, context: moderngl.Context, screen: ScreenPass, size: tuple[int, int]) -> None:
        check_picture(context, size)
        self.size = size
        half = (max(1, size[0] // 2), max(1, size[1] // 2))
        with ExitStack() as made:

            def target(size: tuple[int, int], **kind: Any) -> Target:
                return made.enter_context(Target(context, size, **kind))

            self.light = target(size, depth=True)
            self.sum = target(size, dtype="f4")
            self.mirror = target(half, depth=True)
            self.behind = target(size)
            self.back = target(size, colour=False, depth=True)
            self.haze = target(half)
            # The light target without its depth, so that a pass may read that depth while it draws.
            self.colour_only = context.framebuffer(color_attachments=[self.light.image])
            made.callback(self.colour_only.release)
            self.post_processing = PostProcessing(context, screen, size)
            self._made = made.pop_all()

    def release(self, *, but: Target) -> None:
        """Free all but one target, if it is among them."""
        self.post_processing.release(but=but)
        self._made.close()
