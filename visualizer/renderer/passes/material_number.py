"""The result "material": the number of the nearest surface's material."""

from __future__ import annotations

from collections.abc import Sequence

from visualizer.renderer.graph import Image
from visualizer.renderer.passes.object_number import ObjectNumber
from visualizer.renderer.render_pass import Job


class MaterialNumber(ObjectNumber):
    """Draws the number of the material of the nearest surface, as `ObjectNumber` draws that of the object."""

    name = "material_number"
    writes = (
        Image(
            "material",
            dtype="f4",
            channels=1,
            whole=True,
            result="number of the nearest surface's material in `Renderer.materials`, from 1; 0 where there is no surface; "
            "of the middle sub-frame, through the middle of lens and pixel",
        ),
    )

    def numbers(self, job: Job) -> Sequence[int]:
        """Return the number of each draw's material."""
        places = {name: place for place, name in enumerate(self.tools.programs.names("materials"), 1)}
        return [places.get(draw.material, 0) for draw in job.frame.draws]
