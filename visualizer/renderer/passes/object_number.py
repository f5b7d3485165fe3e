"""The result "object": the number of the object to which the nearest surface belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass
from visualizer.renderer.surfaces import solid


class ObjectNumber(Pass):
    """Draws the number of the object of the nearest surface."""

    name = "object_number"
    stage = "middle"
    tests = "middle_depth"
    writes = (
        Image(
            "object",
            dtype="f4",
            channels=1,
            whole=True,
            result="number of the nearest surface's object, as in `Frame.objects`; 0 where there is no surface; "
            "of the middle sub-frame, through the middle of lens and pixel",
        ),
    )
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of numbers."""
        yield requests.number()

    def numbers(self, job: Job) -> Sequence[int]:
        """Return the number of each draw of the frame."""
        return job.frame.objects or tuple(range(1, 1 + len(job.frame.draws)))

    def draw(self, job: Job) -> None:
        """Draw all draws."""
        clear(job.targets.target([image.name for image in self.writes]).framebuffer)
        program = self.tools.programs.get(requests.number())
        every, matrix = solid(job.frame), job.view.clip_from_relative
        self.tools.surfaces.each(program, job.frame, every, matrix, job.target, self.state, self.numbers(job))
