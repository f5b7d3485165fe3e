"""The depth of all surfaces in the middle of an exposure, for results that must not mix surfaces."""

from __future__ import annotations

from visualizer.renderer.graph import Image
from visualizer.renderer.passes.surface_depth import SurfaceDepth


class MiddleDepth(SurfaceDepth):
    """Draws the depth of opaque and transmissive surfaces of the middle sub-frame, without its offsets."""

    name = "middle_depth"
    stage = "middle"
    writes = (Image("middle_depth", dtype="depth", linear=False),)
