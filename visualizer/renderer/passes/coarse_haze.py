"""Haze at half of its usual width and height, for live play on slow machines."""

from __future__ import annotations

from dataclasses import replace

from visualizer.frame import Frame
from visualizer.renderer.passes.haze import Haze


class CoarseHaze(Haze):
    """Draws the haze as `Haze` does, with a quarter of its rays."""

    name = "coarse_haze"
    writes = tuple(replace(image, name=f"coarse_{image.name}", coarse=True) for image in Haze.writes)
    otherwise = ""

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is any haze, and the frame asks for a coarse one."""
        return frame.hazy and "haze" in frame.coarse
