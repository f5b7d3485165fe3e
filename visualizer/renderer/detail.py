"""Detail: the quality step of a renderer, and the numbers that depend on it.

What has one number at each detail, such as the steps of a march, is an entry of `NUMBERS`. Shaders read it as a
constant of ``generated/detail.glsl``, passes as ``NUMBERS["HAZE_STEPS"].at(self.tools.detail)``. A renderer has one
detail, and programs of its own, so that no program of one detail is used for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Detail = Literal["standard", "full"]
"""standard: what a software rasteriser can afford. full: what costs more."""
DetailChoice = Literal["auto", "standard", "full"]
"""What a caller asks for. auto: standard on a software rasteriser, full on a GPU."""
DETAILS: tuple[Detail, ...] = get_args(Detail)
DETAIL_CHOICES: tuple[DetailChoice, ...] = get_args(DetailChoice)


@dataclass(frozen=True)
class ByDetail:
    """A whole number at each detail. meaning: what it counts, in words."""

    meaning: str
    standard: int
    full: int

    def at(self, detail: Detail) -> int:
        """Return the number at a detail."""
        return self.full if detail == "full" else self.standard


NUMBERS: Mapping[str, ByDetail] = {
    "OCCLUSION_STEPS": ByDetail(
        "steps to each side for the horizon of ambient occlusion", standard=3, full=6
    ),
    "CONTACT_STEPS": ByDetail("steps along a contact shadow", standard=4, full=12),
    "SHADOW_TAPS": ByDetail("comparisons with the shadow map for a pixel", standard=4, full=16),
    "SHADOW_SEARCH": ByDetail(
        "places of the shadow map where what hides the light is searched", standard=0, full=8
    ),
    "HAZE_STEPS": ByDetail("steps along each ray through haze", standard=10, full=24),
    "BLUR_TAPS": ByDetail(
        "most places from which the blur of a sub-frame gathers light", standard=12, full=32
    ),
    "BLUR_AREA": ByDetail("pixels of a circle of confusion for each of these places", standard=12, full=4),
}
"""The numbers that depend on the detail, by their names in GLSL."""


def checked_detail(choice: str) -> DetailChoice:
    """Return a choice of the detail. Raises ValueError for what is not one of DETAIL_CHOICES."""
    for one in DETAIL_CHOICES:
        if choice == one:
            return one
    raise ValueError(f"no detail is called '{choice}'; there are {', '.join(DETAIL_CHOICES)}")


def detail_of(choice: DetailChoice, *, software: bool) -> Detail:
    """Return the detail that a choice means. software: whether a CPU draws."""
    if choice == "auto":
        return "standard" if software else "full"
    return choice
