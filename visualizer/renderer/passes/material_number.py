"""The result "material": the number of the material that is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, clear
from visualizer.renderer import requests
from visualizer.renderer.graph import Image
from visualizer.renderer.render_pass import Job, Pass


class MaterialNumber(Pass):
    """Draws the number of the material of the nearest surface."""

    name = "material_number"
    stage = "middle"
    tests = "middle_depth"
    writes = (
        Image(
            "material",
            dtype="f4",
            channels=1,
            whole=True,
            result="place of the nearest surface's material in `Renderer.materials`, from 1; 0 where there is no surface; "
            "of the middle sub-frame, through the middle of lens and pixel",
        ),
    )
    state = State(depth_test=True)

    @classmethod
    def programs(cls, materials: Iterable[str], skies: Iterable[str]) -> Iterator[Request]:
        """Return the program of numbers."""
        yield requests.number()

    def draw(self, job: Job) -> None:
        """Draw all draws."""
        clear(job.targets.target(["material"]).framebuffer)
        places = {name: place for place, name in enumerate(self.tools.programs.names("materials"), 1)}
        numbers = [places.get(draw.material, 0) for draw in job.frame.draws]
        program = self.tools.programs.get(requests.number())
        every, matrix = range(len(job.frame.draws)), job.view.clip_from_relative
        self.tools.surfaces.each(program, job.frame, every, matrix, job.target, self.state, numbers)
