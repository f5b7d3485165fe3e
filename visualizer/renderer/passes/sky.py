"""The sky, where there is no surface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.skies import Skies, as_seen


class Sky(Pass):
    """Draws the sky, or the backdrop that takes its place, on the far plane."""

    name = "sky"
    reads = ("sky_form",)
    changes = ("beauty",)
    tests = "scene_depth"

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of skies."""
        yield from Skies.programs(skies, requests.PLAIN_SKY, requests.WHOLE_SKY, requests.REST_OF_SKY)

    def draw(self, job: Job) -> None:
        """Draw it."""
        self.tools.skies.cover(as_seen(job.frame), job.view, job.target, job.images.get("sky_form"))
