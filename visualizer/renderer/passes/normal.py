"""The result "normal": normals of surfaces."""

from __future__ import annotations

from visualizer.renderer.graph import Image
from visualizer.renderer.surface_result import SurfaceResult


class Normal(SurfaceResult):
    """Draws the normals of surfaces."""

    name = "normal"
    writes = (
        Image(
            "normal",
            dtype="f4",
            linear=False,
            mean="direction",
            result="normal of the nearest surface, world axes, length 1; 0 where there is none; the direction of the mean of "
            "the samples",
        ),
    )
    value = "s.normal"
