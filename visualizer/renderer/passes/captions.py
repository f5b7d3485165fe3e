"""Captions, blended over the finished picture so that neither grade nor anti-aliasing changes their letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import moderngl

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.captions import CaptionTexture
from visualizer.renderer.render_pass import Job, Pass, Tools

SHADER = "renderer/captions.frag"


class Captions(Pass):
    """Blends the captions of the middle sub-frame over the picture."""

    name = "captions"
    stage = "picture"
    changes = ("picture",)
    state = State(blend=(moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA))

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._text: CaptionTexture | None = None

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of captions."""
        yield requests.screen(SHADER)

    def draw(self, job: Job) -> None:
        """Write the texture if the captions have changed, and blend it if they are visible."""
        if self._text is None or self._text.texture.size != job.size:
            self.release()
            self._text = CaptionTexture(self.tools.context, job.size)
        alpha = self._text.write(job.frame.captions)
        if alpha > 0.0:
            textures, uniforms = {"u_captions": self._text.texture}, {"u_alpha": alpha}
            (width, height), rows = job.size, self._text.rows
            self.tools.screen.run(
                SHADER,
                job.target.framebuffer,
                self.state,
                textures=textures,
                uniforms=uniforms,
                viewport=(0, height - rows.stop, width, len(rows)),
            )

    def release(self) -> None:
        """Free the texture."""
        if self._text is not None:
            self._text.release()
            self._text = None
