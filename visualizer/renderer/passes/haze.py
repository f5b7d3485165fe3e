"""Haze and fog at a quarter of the size, half of it for small pictures: the light that they scatter towards the eye,
and their transmittance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

import moderngl

from visualizer.frame import Frame
from visualizer.gpu.sources import Request
from visualizer.renderer import requests
from visualizer.renderer.fog import dense, packed_fog
from visualizer.renderer.graph import Image
from visualizer.renderer.particles.smoke_noise import smoke_noise
from visualizer.renderer.render_pass import Job, Pass, Tools

BLUR = "renderer/haze_blur.frag"


class Haze(Pass):
    """Integrates haze and fog along each ray, then blurs the pattern that the steps of neighbouring rays make."""

    name = "haze"
    reads = ("scene_depth", "shadow")
    writes: ClassVar[tuple[Image, ...]] = (
        Image("haze", divisor=4, least_rows=135),
        Image("haze_steps", divisor=4, least_rows=135, linear=False),
    )
    otherwise = "coarse_haze"
    after = ("transmissive",)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._volume: moderngl.Texture3D | None = None

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of the haze."""
        yield requests.haze()
        yield requests.haze(fog=True)
        yield requests.haze(fog=True, noisy=True)
        yield requests.screen(BLUR)

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is any haze or fog, at its usual size."""
        return frame.hazy and "haze" not in frame.coarse

    def draw(self, job: Job) -> None:
        """Integrate, and blur. Raises TooMuchFog."""
        blurred, steps = (job.targets.target([image.name]) for image in self.writes)
        depth = {"u_depth": job.images["scene_depth"]}
        textures: dict[str, moderngl.Texture | moderngl.Texture3D] = {
            **depth,
            "u_shadow": job.images["shadow"],
        }
        volumes = dense(job.frame)
        noisy = any(volume.noise > 0.0 for volume in volumes)
        program = self.tools.programs.get(requests.haze(fog=bool(volumes), noisy=noisy))
        if volumes:
            program["u_fog_count"] = len(volumes)
            program.give({"u_fog": packed_fog(volumes, job.view.origin)})
        if noisy:
            textures["u_noise"] = self._noise()
        self.tools.screen.cover(program, steps.framebuffer, self.state, textures)
        self.tools.screen.run(BLUR, blurred.framebuffer, textures={**depth, "u_haze": steps.image})

    def _noise(self) -> moderngl.Texture3D:
        """Return the periodic noise that varies the density of fog, made at first use."""
        if self._volume is None:
            noise = smoke_noise()
            self._volume = self.tools.context.texture3d(noise.shape, 1, noise.tobytes(), dtype="f1")
            self._volume.filter = (moderngl.LINEAR, moderngl.LINEAR)
        return self._volume

    def release(self) -> None:
        """Free the noise."""
        if self._volume is not None:
            self._volume.release()
            self._volume = None
