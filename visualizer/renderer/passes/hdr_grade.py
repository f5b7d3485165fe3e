"""The grade for screens that show more than the white of paper."""

from __future__ import annotations

from typing import ClassVar

from visualizer.renderer.graph import Image
from visualizer.renderer.passes.grade import Grade


class HdrGrade(Grade):
    """Draws the graded picture in float32, with a tone curve that goes on above the white of paper."""

    name = "hdr_grade"
    writes = (Image("hdr_graded", dtype="f4"),)
    tone: ClassVar[str] = "HDR"
