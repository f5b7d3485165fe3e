"""The grade without rounding to 8 bits."""

from __future__ import annotations

from typing import ClassVar

from visualizer.renderer.graph import Image
from visualizer.renderer.passes.grade import Grade


class DeepGrade(Grade):
    """Draws the graded picture in float32, without dither."""

    name = "deep_grade"
    writes = (Image("deep_graded", dtype="f4"),)
    tone: ClassVar[str] = "DEEP"
