"""The image in the mirror plane at half of its usual width and height, for live play on slow machines."""

from __future__ import annotations

from dataclasses import replace

from visualizer.frame import Frame
from visualizer.renderer.passes.mirror import Mirror


class CoarseMirror(Mirror):
    """Draws surfaces and sky in the mirror plane as `Mirror` does, with a quarter of its pixels."""

    name = "coarse_mirror"
    writes = tuple(replace(image, name=f"coarse_{image.name}", coarse=True) for image in Mirror.writes)
    otherwise = ""

    def wanted(self, frame: Frame, samples: int) -> bool:
        """Return whether there is a mirror plane, and the frame asks for a coarse image."""
        return frame.mirror is not None and "mirror" in frame.coarse
