"""Anti-aliasing of the picture of `HdrGrade`."""

from __future__ import annotations

from visualizer.renderer.graph import Image
from visualizer.renderer.passes.fxaa import Fxaa


class HdrFxaa(Fxaa):
    """Blends along the edges of the picture."""

    name = "hdr_fxaa"
    reads = ("hdr_graded",)
    writes = (
        Image(
            "hdr",
            dtype="f4",
            result="the graded picture with captions for HDR, sRGB whose curve goes on above 1, the white of paper, up to `visualizer.colour.HDR_LARGEST`, float32",
        ),
    )
