"""The result "emission": light that surfaces emit."""

from __future__ import annotations

from visualizer.renderer.graph import Image
from visualizer.renderer.surface_result import SurfaceResult


class Emission(SurfaceResult):
    """Draws the light that surfaces emit."""

    name = "emission"
    writes = (
        Image(
            "emission",
            dtype="f4",
            result="radiance that the nearest surface emits, linear Rec. 709; 0 where there is none; the mean of the "
            "samples",
        ),
    )
    value = "s.emission"
