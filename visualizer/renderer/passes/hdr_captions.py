"""Captions over the picture of `HdrFxaa`."""

from __future__ import annotations

from visualizer.renderer.passes.captions import Captions


class HdrCaptions(Captions):
    """Blends the captions of the middle sub-frame over the picture."""

    name = "hdr_captions"
    changes = ("hdr",)
