"""Ambient occlusion and contact shadows of opaque surfaces, at a quarter of the size, half of it for small pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.detail import Detail
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass

SHADER, BLUR = "renderer/contact.frag", "renderer/contact_blur.frag"


class Contact(Pass):
    """Finds what is near each pixel in the depth buffer, then blurs the pattern that the directions of neighbouring
    pixels make."""

    name = "contact"
    reads = ("scene_depth",)
    writes: ClassVar[tuple[Image, ...]] = (
        Image("contact", dtype="f1", divisor=4, least_rows=135),
        Image("contact_steps", dtype="f1", divisor=4, least_rows=135, linear=False),
    )
    otherwise = "fine_contact"
    details: ClassVar[tuple[Detail, ...]] = ("standard",)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of the contact."""
        yield requests.screen(SHADER)
        yield requests.screen(BLUR)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether the look has any."""
        return frame.contact.seen

    def draw(self, job: Job) -> None:
        """Draw, and blur."""
        blurred, steps = (job.targets.target([image.name]) for image in self.writes)
        depth = {"u_depth": job.images["scene_depth"]}
        self.tools.screen.run(SHADER, steps.framebuffer, textures=depth)
        self.tools.screen.run(BLUR, blurred.framebuffer, textures={**depth, "u_contact": steps.image})
