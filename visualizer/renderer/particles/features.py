"""Features of emitters and frames. Each is a define of the particles' shaders, so that these contain only what is
used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from visualizer.particles.appearance import PROFILE_MEAN
from visualizer.particles.birth_values import FRAME_TURN, ROW_COUNT
from visualizer.particles.colliders import COLLIDER_SHAPES
from visualizer.particles.emitter import APPEARANCES, OCCLUDING, SHAPES, Emitter
from visualizer.renderer.particles.places import wide

LIST_WIDTH = 1024
"""Width, texels, of textures into which passes write one particle or point per texel."""

_FLAG = (0, 1)


@dataclass(frozen=True, eq=False)
class Feature:
    """A feature of an emitter: a define of its shaders.

    of: returns its value for an emitter. values: those that the check of all shaders compiles: all, or the ends of a
    range.
    """

    name: str
    meaning: str
    of: Callable[[Emitter], int | bool]
    values: tuple[int, ...] = _FLAG


def _used(name: str, meaning: str, *values: str) -> Feature:
    """Return a flag that is set if one of the birth values is not zero at some time."""
    return Feature(name, meaning, lambda e: e.table.used(*values))


def _turned(emitter: Emitter) -> bool:
    rows = zip(FRAME_TURN, np.eye(3), strict=True)
    return any(bool((emitter.table.values(name) != axis).any()) for name, axis in rows)


def _swirl_keyed(emitter: Emitter) -> bool:
    names = ("turbulence_frequency", "turbulence_speed")
    return any(bool(np.ptp(emitter.table.values(name))) for name in names)


def _count(shape: str) -> Callable[[Emitter], int]:
    return lambda emitter: sum(collider.shape == shape for collider in emitter.colliders)


COLLIDERS = {shape: f"{'boxe' if shape == 'box' else shape}s".upper() for shape in COLLIDER_SHAPES}
"""The define that counts colliders of a shape, by shape."""

FIELDS: tuple[Feature, ...] = (
    _used("FIELD_SWIRL", "turbulence moves particles", "turbulence"),
    _used("FIELD_VORTEX", "a vortex moves particles", "vortex"),
    _used("FIELD_ATTRACTOR", "an attractor moves particles", "attraction"),
    _used("FIELD_BLAST", "a blast moves particles", "blast"),
)
"""Fields, in which the motion of particles is integrated in steps."""

FEATURES: tuple[Feature, ...] = (
    *FIELDS,
    *(Feature(name, f"number of colliders that are {name.lower()}", _count(shape), (0, 1, 2)) for shape, name in COLLIDERS.items()),
    Feature("SHAPE", "number of its shape", lambda e: SHAPES.index(e.properties.shape), tuple(range(len(SHAPES)))),
    Feature("APPEARANCE", "number of its appearance", lambda e: APPEARANCES.index(e.properties.appearance), tuple(range(len(APPEARANCES)))),
    Feature("VARYING", "a bit for each row of its table that changes over time", lambda e: e.table.varying, (0, 1, (1 << ROW_COUNT) - 1)),
    Feature("STEPS", "steps of the motion in fields and among colliders", lambda e: e.properties.steps, (2, 64)),
    Feature("TRAIL_POINTS", "points of a trail", lambda e: e.properties.trail_points, (2, 64)),
    Feature("BORN_OF_PARTICLES", "it has a parent emitter", lambda e: e.parent is not None),
    Feature("LOCAL", "particles move in the emitter's space", lambda e: e.properties.space == "local"),
    Feature("LIFE_CURVES", "curves of colour or opacity over life",
            lambda e: e.properties.colour_curve is not None or e.properties.opacity_curve is not None),
    Feature("SIZE_CURVE", "a curve of the size over life", lambda e: e.properties.size_curve is not None),
    Feature("SPEED_CURVES", "curves over speed", lambda e: e.properties.size_by_speed is not None or e.properties.colour_by_speed is not None),
    Feature("STEADY", "births are evenly spaced over all time", lambda e: len(e.knots[0]) == 2),
    _used("DIRECTED", "a speed along the shape's normal", "speed", "speed_spread"),
    Feature("TURNED", "the emitter's frame is rotated", _turned),
    _used("CARRIED", "particles inherit velocity of the emitter or of their parent", "carried"),
    Feature("HAS_FLOOR", "particles bounce on a floor", lambda e: e.properties.floor is not None),
    Feature("GLOWS", "the colour is that of a black body", lambda e: e.properties.temperature is not None),
    _used("SPEED_SPREAD", "speeds along the normal differ", "speed_spread"),
    _used("VELOCITY_SPREAD", "velocities at birth differ", "velocity_spread"),
    _used("DRAG", "air slows particles", "drag"),
    _used("LIT", "the scene lights particles", "lit"),
    Feature("SOLID", "particles are meshes", lambda e: e.properties.solid),
    _used("STRETCHED", "particles are stretched along their velocity", "stretch"),
    _used("TRAILS", "particles have trails", "trail"),
    _used("FADES_IN", "particles fade in", "fade_in"),
    Feature("WIDE", "the emitter moves so far that each sample of its position takes two float32 numbers per axis", wide),
    Feature("SWIRL_KEYED", "scale or speed of the turbulence change, so that each particle has its own noise, whose domain begins at"
            " the world's origin and the film's beginning, in float32", _swirl_keyed),
)  # fmt: skip
"""All features of emitters. They are independent of one another."""

EMITTER_FEATURES: Mapping[str, tuple[int, ...]] = {feature.name: feature.values for feature in FEATURES}
"""The values of each feature that the check of all shaders compiles, by its name."""
AIRS = ("clear", "haze", "haze_and_fog")
"""What is between particles and the eye, in the order of the values of the feature AIR."""
FRAME_FEATURES: Mapping[str, tuple[int, ...]] = {
    "AIR": tuple(range(len(AIRS))),
    **dict.fromkeys(("LENS", "MOVING", "THINNED"), _FLAG),
}
"""Features that depend on the frame and the batch."""


class Defines(Mapping[str, object]):
    """Defines of a batch's shaders, by name. Immutable, so that requests of programs are found by them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)
        self._hash = hash(frozenset(self._values.items()))

    def __getitem__(self, name: str) -> object:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Defines) and self._values == other._values


def defines(features: Mapping[str, int]) -> Defines:
    """Return the defines of an emitter's shaders from its features; those of the frame are 0 where they are not
    given."""
    fields = any(features[field.name] for field in FIELDS)
    colliders = sum(features[name] for name in COLLIDERS.values())
    appearance = APPEARANCES[features["APPEARANCE"]]
    values = {
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
    return Defines(values)


def features_of(emitter: Emitter) -> dict[str, int]:
    """Return an emitter's features: a value for each name of `EMITTER_FEATURES`."""
    return {feature.name: int(feature.of(emitter)) for feature in FEATURES}


def features(emitter: Emitter) -> Defines:
    """Return the defines of an emitter's shaders, which contain only the features that it uses."""
    return defines(features_of(emitter))
