"""What an emitter and a frame make of the particles' shaders: defines, so that what is not used is not in the shaders."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from visualizer.particles.appearance import PROFILE_MEAN
from visualizer.particles.colliders import COLLIDER_SHAPES
from visualizer.particles.emitter import APPEARANCES, OCCLUDING, SHAPES, Emitter
from visualizer.particles.tables import ROWS
from visualizer.renderer.particles.places import wide

LIST_WIDTH = 1024
"""Texels in a row of a list of places that a pass has written."""

FIELDS = ("FIELD_SWIRL", "FIELD_VORTEX", "FIELD_ATTRACTOR", "FIELD_BLAST")
COLLIDERS = {shape: f"{'boxe' if shape == 'box' else shape}s".upper() for shape in COLLIDER_SHAPES}
"""The define that counts colliders of a shape, by shape."""
_FLAG = (0, 1)
_AXES = ("PLACE_X", "PLACE_Y", "PLACE_Z")

EMITTER_FEATURES: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(FIELDS, _FLAG),
    **dict.fromkeys(COLLIDERS.values(), (0, 1, 2)),
    "SHAPE": tuple(range(len(SHAPES))),
    "APPEARANCE": tuple(range(len(APPEARANCES))),
    "VARYING": (0, 1, (1 << len(ROWS)) - 1),
    "STEPS": (2, 64),
    "TRAIL_POINTS": (2, 64),
    **dict.fromkeys(
        (
            "BORN_OF_PARTICLES", "LOCAL", "LIFE_CURVES", "SIZE_CURVE", "SPEED_CURVES", "STEADY", "DIRECTED", "TURNED",
            "CARRIED", "HAS_FLOOR", "GLOWS", "SPEED_SPREAD", "VELOCITY_SPREAD", "DRAG", "LIT", "SOLID", "STRETCHED",
            "TRAILS", "FADES_IN", "WIDE", "SWIRL_KEYED",
        ),
        _FLAG,
    ),
}  # fmt: skip
"""Independent features of an emitter, and the values that stand for all: every one of them, or the ends of a range.

VARYING has a bit for each row of the emitter's table that changes over time; STEPS and TRAIL_POINTS are counts. WIDE: the
emitter moves so far that a sample's place takes two numbers of single precision. SWIRL_KEYED: the scale or the speed of its
swirls changes, so that each particle has a noise of its own, counted from the world's origin and the film's beginning in
single precision.
"""
FRAME_FEATURES: Mapping[str, tuple[int, ...]] = dict.fromkeys(("HAZE", "LENS", "MOVING", "THINNED"), _FLAG)
"""Features that the frame and a batch decide."""


def defines(features: Mapping[str, int]) -> dict[str, object]:
    """Return the defines of a swarm's shaders from its features; those of the frame are 0 where they are not given."""
    fields = any(features[name] for name in FIELDS)
    colliders = sum(features[name] for name in COLLIDERS.values())
    appearance = APPEARANCES[features["APPEARANCE"]]
    return {
        **dict.fromkeys(FRAME_FEATURES, 0),
        **features,
        "FIELDS": int(fields),
        "COLLIDERS": colliders,
        "STEPS": features["STEPS"] if fields or colliders else 1,
        "VARYING": f"{features['VARYING']}u",
        "VARYING_COUNT": features["VARYING"].bit_count() + features["WIDE"],
        "KEYED": int(features["VARYING"] != 0),
        "OCCLUDING": int(appearance in OCCLUDING),
        "PROFILE_MEAN": f"{PROFILE_MEAN.get(appearance, 1.0):.6f}",
        "TRAIL_POINTS": f"{features['TRAIL_POINTS']}u",
        "LIST_WIDTH": f"{LIST_WIDTH}u",
    }


def features_of(emitter: Emitter) -> dict[str, int]:
    """Return an emitter's features: a value for each name of `EMITTER_FEATURES`."""
    p, table = emitter.properties, emitter.table

    def used(row: str, *places: int) -> int:
        return int(table.used(row, *places))

    shapes = [collider.shape for collider in emitter.colliders]
    return {
        "FIELD_SWIRL": used("SWIRL", 0),
        "FIELD_VORTEX": used("VORTEX", 3),
        "FIELD_ATTRACTOR": used("ATTRACTOR", 3),
        "FIELD_BLAST": used("BLAST", 3),
        **{name: shapes.count(shape) for shape, name in COLLIDERS.items()},
        "SHAPE": SHAPES.index(p.shape),
        "APPEARANCE": APPEARANCES.index(p.appearance),
        "VARYING": table.varying,
        "STEPS": p.steps,
        "TRAIL_POINTS": p.trail_points,
        "BORN_OF_PARTICLES": int(emitter.parent is not None),
        "LOCAL": int(p.space == "local"),
        "LIFE_CURVES": int(p.colour_curve is not None or p.opacity_curve is not None),
        "SIZE_CURVE": int(p.size_curve is not None),
        "SPEED_CURVES": int(p.size_by_speed is not None or p.colour_by_speed is not None),
        "STEADY": int(len(emitter.knots[0]) == 2),
        "DIRECTED": used("VELOCITY", 3) or used("SPREAD", 3),
        "TURNED": int(
            any(
                bool((table.values(row)[:, :3] != axis).any())
                for row, axis in zip(_AXES, np.eye(3), strict=True)
            )
        ),
        "CARRIED": used("CARRIED", 0, 1, 2),
        "HAS_FLOOR": int(p.floor is not None),
        "GLOWS": int(p.temperature is not None),
        "SPEED_SPREAD": used("SPREAD", 3),
        "VELOCITY_SPREAD": used("SPREAD", 0, 1, 2),
        "DRAG": used("PULL", 3),
        "LIT": used("SHINE", 2),
        "SOLID": int(p.solid),
        "STRETCHED": used("WIND", 3),
        "TRAILS": used("FLOOR", 3),
        "FADES_IN": used("FADE", 1),
        "WIDE": int(wide(emitter)),
        "SWIRL_KEYED": int(np.ptp(table.values("SWIRL")[:, 1:3], axis=0).any()),
    }


def features(emitter: Emitter) -> dict[str, object]:
    """Return the defines of an emitter's shaders: what it does not use, its particles do not pay for."""
    return defines(features_of(emitter))
