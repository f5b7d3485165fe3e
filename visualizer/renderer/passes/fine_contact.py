"""Ambient occlusion and contact shadows at half of the width and height, at full detail."""

from __future__ import annotations

from dataclasses import replace

from visualizer.renderer.passes.contact import Contact


class FineContact(Contact):
    """Draws the contact as `Contact` does, with more pixels."""

    name = "fine_contact"
    writes = tuple(replace(image, name=f"fine_{image.name}", divisor=2) for image in Contact.writes)
    otherwise = ""
    details = ("full",)
