"""Anti-aliasing of the picture of `DeepGrade`."""

from __future__ import annotations

from visualizer.renderer.graph import Image
from visualizer.renderer.passes.fxaa import Fxaa


class DeepFxaa(Fxaa):
    """Blends along the edges of the picture."""

    name = "deep_fxaa"
    reads = ("deep_graded",)
    writes = (
        Image(
            "deep",
            dtype="f4",
            result="the graded picture with captions, sRGB, not rounded to 8 bits, float32",
        ),
    )
