"""What varies slowly over the sky, at a quarter of the width: clouds seen at a low angle vary faster up and down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.skies import as_seen


class SkyForm(Pass):
    """Draws the form of a sky whose file defines `sky_form`, all over the image: noise of many octaves, which the sky
    pass reads."""

    name = "sky_form"
    writes = (Image("sky_form", narrower=4, least_columns=240),)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of forms."""
        yield from requests.skies(skies, requests.FORM_OF_SKY)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether the sky has a form."""
        return self.tools.skies.has_form(frame)

    def draw(self, job: Job) -> None:
        """Draw it."""
        self.tools.skies.form(as_seen(job.frame), job.target)
