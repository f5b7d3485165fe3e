"""Captions over the picture of `DeepFxaa`."""

from __future__ import annotations

from visualizer.renderer.passes.captions import Captions


class DeepCaptions(Captions):
    """Blends the captions of the middle sub-frame over the picture."""

    name = "deep_captions"
    changes = ("deep",)
