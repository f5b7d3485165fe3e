"""The part of the shadow map's region that a view sees, so that all texels of the map lie there.

As in Lauritzen et al. 2011, "Sample Distribution Shadow Maps", but from the boxes around what is drawn instead of from
the depth of the picture, so that the part is a function of the frame alone.
"""

from __future__ import annotations

import math

import numpy as np

from visualizer.frame import Frame
from visualizer.renderer.culling import Boxes
from visualizer.renderer.view import View, mirrored_view
from visualizer.transforms import Array

_MARGIN = 10.0  # texels at each side: a surface is compared beside its place
_STEPS = 4  # sizes of the part within a factor of two, so that it seldom changes while the camera moves


def fitted_view(view: View, frame: Frame, boxes: Boxes, texels: int) -> View:
    """Return a view with the shadow map fitted to what is seen of the frame in it, and in its mirror image.

    view: with the shadow map of the whole region. boxes: of the frame's draws. texels: width and height of the shadow
    map. The part is a square. Its size is one of a few, and it is moved by whole texels, so that edges of shadows stand
    still while the camera moves. In haze, and with particles, it reaches from what is seen to the eye: the air between
    has shadows.
    """
    region = view.shadow_clip_from_relative
    views: list[tuple[View, float | None]] = [(view, None)]
    if frame.mirror is not None:
        views.append((mirrored_view(view, frame.mirror), frame.mirror - view.origin[1]))
    hides = np.array([draw.layer != "additive" for draw in frame.draws], bool)
    found = boxes.span(views, region, hides)
    if found is None:
        return view
    low, high = found
    if frame.hazy or frame.batches:
        eye = np.clip(region[:2, 3], -1.0, 1.0)
        low, high = np.minimum(low, eye), np.maximum(high, eye)
    matrix = _zoomed(region, (low + high) / 2.0, float((high - low).max()) / 2.0, texels)
    return view.with_shadow_map(matrix)


def _zoomed(region: Array, middle: Array, half: float, texels: int) -> Array:
    """Return the projection that a part of a region fills. region: (4, 4), orthographic. middle, half: of the part, in
    its clip space."""
    needed = half / (1.0 - 2.0 * _MARGIN / texels)
    share = min(1.0, 2.0 ** (math.ceil(_STEPS * math.log2(max(needed, 2.0 / texels))) / _STEPS))
    if share == 1.0:
        return region
    texel = 2.0 * share / texels
    matrix = region.copy()
    matrix[:2, 3] -= np.round(middle / texel) * texel
    matrix[:2] /= share
    return matrix
