"""Checks of emitters: errors for combinations that are not supported and for too many particles, before anything is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualizer.particles.births import MOST, MOST_LIVE, MOST_POINTS
from visualizer.particles.properties import EmitterProperties

if TYPE_CHECKING:
    from visualizer.particles.emitter import Emitter


def check_live(emitter: Emitter) -> None:
    """Raise ValueError if more particles, births or points of trails exist at one time than can be drawn."""
    p, ever = emitter.properties, emitter.births_in_all[1]
    trail_points = p.trail_points if not p.trail.constant or p.trail.at(0.0) > 0.0 else 0
    for what, most, each in (
        ("particles", MOST_LIVE, 1),
        ("particles with a parent", MOST_POINTS, int(emitter.parent is not None)),
        ("points of trails", MOST_POINTS, trail_points),
    ):
        if ever * each > most and emitter.max_live * each > most:
            raise ValueError(
                f"{emitter.max_live * each} {what} at one time are more than the {most} that can be drawn;"
                " lower the rate or the life"
            )


def check_parent(p: EmitterProperties, parent: Emitter) -> None:
    """Raise ValueError for properties that an emitter with a parent, or the parent itself, cannot have."""
    if p.bursts or not p.rate.constant or p.rate.at(0.0) > 0.0:
        raise ValueError(
            "a rate and bursts do not go with a parent: each of its particles emits `each` particles"
        )
    if "local" in (p.space, parent.properties.space):
        raise ValueError(
            'space = "local" does not go with a parent: neither the emitter nor its parent may use it'
        )
    if p.born == "bounce":
        if parent.properties.floor is None:
            raise ValueError("born = 'bounce' needs a parent with a floor to bounce on")
        if parent.colliders or parent.drifts:
            raise ValueError(
                "born = 'bounce' needs a parent that flies freely: without colliders, turbulence, vortex, attraction, blast"
            )
    first, count = parent.births_in_all
    if (first + count) * p.each > MOST:
        raise ValueError(f"{(first + count) * p.each} particles are more than the {MOST} an emitter can have")
