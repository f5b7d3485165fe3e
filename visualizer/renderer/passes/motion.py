"""The result "motion": motion vectors of surfaces in the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.counterparts import counterparts
from visualizer.renderer.graph import Image
from visualizer.renderer.poses import PoseTexture
from visualizer.renderer.render_pass import Job, Pass, Tools
from visualizer.renderer.surfaces import solid
from visualizer.renderer.view import eye_view

_UNITS = {"first": 1, "last": 2}  # texture units of the poses; those of the frame itself have unit 0
SKY = "renderer/sky_motion.frag"


class Motion(Pass):
    """Draws the motion of the nearest surface or of the sky, due to its own motion and the camera's, between the first
    and last sub-frame.
    """

    name = "motion"
    tests = "surface_depth"
    writes = (
        Image(
            "motion",
            dtype="f4",
            linear=False,
            channels=2,
            mean="covered",
            result="motion of the nearest surface from the first to the last sub-frame, pixels to the right and down; the mean of "
            "the samples that see a surface; where none does, that of the sky, which is infinitely far",
        ),
    )
    before = ("particles_alone",)
    state = State(depth_test=True)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._poses = {name: PoseTexture(tools.context) for name in _UNITS}

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the programs of surfaces and of the sky."""
        yield requests.motion()
        yield requests.screen(SKY)

    def draw(self, job: Job) -> None:
        """Draw the sky over all of the picture, and all draws over it."""
        views = {"first": eye_view(job.frames[0], job.size), "last": eye_view(job.frames[-1], job.size)}
        clips = {f"u_{name}_clip": gpu_matrix(view.clip_from_relative) for name, view in views.items()}
        matrices = {name: tuple(matrix.ravel().tolist()) for name, matrix in clips.items()}
        sky = job.targets.target(["motion"]).framebuffer
        self.tools.screen.run(SKY, sky, uniforms={"u_size": job.size, **matrices})
        program = self.tools.programs.get(requests.motion())
        program["u_size"] = job.size
        for name, frame in (("first", job.frames[0]), ("last", job.frames[-1])):
            view = views[name]
            self._poses[name].write(counterparts(job.frame.draws, frame.draws), view.origin)
            self._poses[name].use(_UNITS[name])
            program[f"u_{name}_poses"] = _UNITS[name]
            program.write(f"u_{name}_clip", clips[f"u_{name}_clip"].tobytes())
        every, matrix = solid(job.frame), job.view.clip_from_relative
        self.tools.surfaces.each(program, job.frame, every, matrix, job.target, self.state)

    def release(self) -> None:
        """Free the poses."""
        for poses in self._poses.values():
            poses.release()
