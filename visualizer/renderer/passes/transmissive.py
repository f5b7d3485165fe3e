"""Transmissive bodies over the opaque picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import Sampled, any_transmissive, transmissive


class Transmissive(Pass):
    """Draws bodies that refract what is behind them. They write depth, so the nearest hides the others."""

    name = "transmissive"
    reads = ("shadow", "behind", "back_depth")
    changes = ("beauty", "scene_depth")
    depth = State(depth_test=True, depth_write=True)
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of depth, and those of materials."""
        yield requests.depth()
        yield from requests.surfaces(materials, transmissive=True)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there are transmissive bodies."""
        return any_transmissive(frame)

    def draw(self, job: Job) -> None:
        """Draw all transmissive draws."""
        images: dict[str, Sampled] = {
            "u_shadow": job.images["shadow"],
            "u_behind": job.images["behind"],
            "u_back_depth": job.images["back_depth"],
            **self.tools.probes.images(job.frame),
        }
        chosen = transmissive(job.frame)
        self.tools.surfaces.depth(
            job.frame, chosen, job.view.clip_from_relative, job.targets.target(["scene_depth"]), self.depth
        )
        self.tools.surfaces.shaded(job.frame, chosen, job.view, job.target, self.state, images)
