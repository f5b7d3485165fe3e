"""The shadow map of the key light with twice the width and height, at full detail."""

from __future__ import annotations

from dataclasses import replace

from visualizer.renderer.passes.shadow import Shadow
from visualizer.renderer.view_block import SHADOW_SIZE


class FineShadow(Shadow):
    """Draws the shadow map as `Shadow` does, with more texels."""

    name = "fine_shadow"
    writes = tuple(replace(image, name="fine_shadow", side=SHADOW_SIZE.full) for image in Shadow.writes)
    otherwise = ""
    details = ("full",)
