"""Shading of opaque surfaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import Sampled, opaque


class Surface(Pass):
    """Draws opaque surfaces where they are nearest. The sky pass draws all other pixels, so the image is not cleared.

    The alpha of the image is the share of its light that does not come from the image in the mirror, for the blur.
    """

    name = "surface"
    reads = ("shadow", "mirror", "contact")
    writes = (Image("beauty", result="light of everything, linear Rec. 709, not graded"),)
    tests = "scene_depth"
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of materials."""
        for contact in (False, True):
            yield from requests.surfaces(materials, contact=contact)

    def draw(self, job: Job) -> None:
        """Draw all opaque draws."""
        images: dict[str, Sampled] = {"u_shadow": job.images["shadow"], **self.tools.probes.images(job.frame)}
        for image, sampler in (("mirror", "u_mirror_image"), ("contact", "u_contact")):
            if image in job.images:
                images[sampler] = job.images[image]
        self.tools.surfaces.shaded(job.frame, opaque(job.frame), job.view, job.target, self.state, images)
