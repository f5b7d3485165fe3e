"""From the properties of an emitter to the emitter, with errors for what is not supported and for too many
particles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import Mesh
from visualizer.particles.births import MOST, MOST_LIVE, MOST_POINTS, burst_runs, rate_run
from visualizer.particles.emitter import Emitter
from visualizer.particles.parent_motion import AT_REST, ParentMotion
from visualizer.particles.paths import curve_points
from visualizer.particles.properties import EmitterProperties
from visualizer.timeline.extent import highest
from visualizer.timeline.track import Track

Array = NDArray[np.float64]

AFTER_FILM = 2.0
"""Seconds that a rate goes on after the film's end, so that a time just beyond it shows no sudden stop."""


def compiled(
    properties: EmitterProperties,
    *,
    seed: int,
    duration: float,
    world_from_emitter: Callable[[float], Array] | ParentMotion | None = None,
    mesh: Mesh | None = None,
    parent: Emitter | None = None,
) -> Emitter:
    """Return the emitter of `properties` in a film of `duration` seconds.

    seed: of all its random numbers. world_from_emitter: pose, (4, 4), of what the emitter is attached to, at a time, s;
    a `ParentMotion` also contains the times at which it may jump or bend; None is the origin. parent: the emitter whose
    particles emit these. Raises ValueError if a shape or solid particles lack their mesh or points, and for too many
    particles.
    """
    p = properties
    if mesh is None and (p.solid or p.shape in ("surface", "pieces")):
        what = "solid particles need" if p.solid else f"the shape '{p.shape}' needs"
        raise ValueError(f"{what} a mesh: name one with mesh = 'actor.mesh'")
    if p.shape == "curve":
        curve_points(p.points)
    if parent is not None:
        check_parent(p, parent)
    start, end = 0.0 - p.prewarm, duration + AFTER_FILM
    rate: Track[float] = p.rate
    run = rate_run(rate, start, end)
    runs = [run, *burst_runs([(b.t, b.count, b.over) for b in p.bursts], int(run.first[-1]))]
    runs = [r for r in runs if r.count] or runs[:1]
    parent_motion = AT_REST if world_from_emitter is None else world_from_emitter
    if not isinstance(parent_motion, ParentMotion):
        parent_motion = ParentMotion(parent_motion)
    made = Emitter(
        properties=p,
        seed=seed & 0xFFFFFFFF,
        runs=tuple(runs),
        longest=_longest(p),
        parent_motion=parent_motion,
        mesh=mesh,
        parent=parent,
    )
    check_live(made)
    return made


def _longest(p: EmitterProperties) -> float:
    """Return an upper bound of the time, s, for which a particle lives or its trail is visible."""
    # Interpolated samples do not exceed the track's highest value, except by rounding to float32.
    return (highest(p.life) * (1.0 + highest(p.life_spread)) + highest(p.trail)) * (1.0 + 1e-6) + 1e-4


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
