"""World positions and film times in the form that particle shaders use: relative to a frame's home and to its time.

The home of a frame is a point near the eye, so that float32 is precise where particles are seen. Homes lie on a grid,
so that a particle moves in exactly the same way in neighbouring frames while the camera stays within a cell of the
grid.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.particles.birth_values import FILM_TIMES, FRAME_PLACE, WORLD_PLACES
from visualizer.particles.emitter import Batch, Emitter
from visualizer.particles.fields import DRIFT_LARGE, DRIFT_SMALL, FASTER, FINER
from visualizer.particles.tables import Table

Array = NDArray[np.float64]
Singles = NDArray[np.float32]

GRID = 16.0
"""Spacing of homes along each axis, metres."""
ORIGIN: Array = np.zeros(3)
WIDE = 2048.0
"""Distance from the origin of an emitter's samples, metres, beyond which the position in a sample takes two float32
numbers per axis."""

# As shaders know them.
_DRIFTS = [drift.astype(np.float32).tolist() for drift in (DRIFT_LARGE, DRIFT_SMALL)]
_FINER = float(np.float32(FINER))


def home_of(frame: Frame) -> Array:
    """Return the home of a frame, (3,) world, metres."""
    return np.array([GRID * round(place / GRID) for place in frame.camera.eye.tolist()])


def split(values: Sequence[float] | Array) -> tuple[Singles, Singles]:
    """Return two float32 arrays whose sum is `values`: the rounded values and the remainders."""
    whole = np.asarray(values, dtype=np.float64)
    high = whole.astype(np.float32)
    return high, (whole - high).astype(np.float32)


def shown_places(emitter: Emitter) -> list[tuple[int, int, int]]:
    """Return those of `WORLD_PLACES` that are world positions for an emitter: (row, number in it, axis) each.

    In local space there are none. The position of an emitter with a parent is relative to the parent's particles.
    """
    if emitter.properties.space == "local":
        return []
    return [
        (row, column, axis)
        for name, row, column, axis in WORLD_PLACES
        if not (emitter.parent is not None and name in FRAME_PLACE)
        and not (emitter.properties.floor is None and name == "floor")
    ]


def origin_of_samples(emitter: Emitter) -> Array:
    """Return the origin of the positions in an emitter's samples on the GPU, (3,) world, metres: the emitter's first
    position."""
    if emitter.parent is not None or emitter.properties.space == "local":
        return ORIGIN
    return emitter.table.first_place


def wide(emitter: Emitter) -> bool:
    """Return whether an emitter moves so far from the origin of its samples that float32 is too coarse for its
    positions."""
    return bool(np.abs(_low_places(emitter.table, origin_of_samples(emitter))).max(initial=0.0) > 0.0)


def sample_texels(emitter: Emitter) -> Singles:
    """Return the samples as shaders read them, (n, 4): the rows of each sample, positions relative to
    `origin_of_samples`.

    If `wide`, each sample has one more row with the remainders of the position after rounding to float32.
    """
    table, origin = emitter.table, origin_of_samples(emitter)
    samples = table.samples.copy()
    for row, column, axis in shown_places(emitter):
        if table.varying >> row & 1:
            samples[:, table.column(row), column] -= origin[axis]
    texels = samples.astype(np.float32)
    if wide(emitter):
        low = np.zeros((len(texels), 1, 4), np.float32)
        low[:, 0, :3] = _low_places(table, origin)
        texels = np.concatenate([texels, low], axis=1)
    return texels.reshape(-1, 4)


class Constants:
    """The constant rows of an emitter, as shaders read them."""

    def __init__(self, emitter: Emitter) -> None:
        self._rows = emitter.table.constant
        # What is subtracted from each number: an axis of the home, the time, or 0.
        self._less = np.full(self._rows.shape, 4)
        for row, column, axis in shown_places(emitter):
            self._less[row, column] = axis
        for row, column in FILM_TIMES:
            self._less[row, column] = 3

    def at(self, home: Array, time: float) -> bytes:
        """Return the rows, (rows, 4) float32: positions relative to the home (3,), world, m, film times to `time`,
        s."""
        less = np.array([*home.tolist(), time, 0.0])
        rows: bytes = (self._rows - less[self._less]).astype(np.float32).tobytes()
        return rows


def local_frame(batch: Batch, home: Array) -> tuple[float, ...] | None:
    """Return home_from_local of particles in local space, 16 numbers, column by column; None for world space."""
    if batch.world_from_local is None:
        return None
    numbers = list(batch.world_from_local)
    for axis in range(3):
        numbers[12 + axis] -= float(home[axis])
    return tuple(numbers)


def air_domain(emitter: Emitter, home: Array, time: float) -> list[tuple[str, tuple[float, ...]]]:
    """Return the position of the home in the noise of the turbulence at `time`, s, as uniforms: lattice cell and
    position in it, for each octave.

    Only for turbulence whose scale and speed are constant; else the domain of the noise differs between births.
    """
    inverse, speed = (
        float(emitter.table.values(name)[0]) for name in ("turbulence_frequency", "turbulence_speed")
    )
    start = home.tolist() if emitter.properties.space == "world" else (0.0, 0.0, 0.0)
    found: list[tuple[str, tuple[float, ...]]] = []
    for octave, scale, drift, way in (
        ("large", 1.0, _DRIFTS[0], speed * time),
        ("small", _FINER, _DRIFTS[1], FASTER * speed * time),
    ):
        places = [scale * (axis * inverse) + along * way for axis, along in zip(start, drift, strict=True)]
        cells = [math.floor(place) for place in places]
        # Cells are hashed modulo 2^32, so multiples of it may be subtracted.
        found.append((f"u_cell_{octave}", tuple((cell + 2**31) % 2**32 - 2**31 for cell in cells)))
        found.append((f"u_within_{octave}", tuple(map(operator.sub, places, cells))))
    return found


def _low_places(table: Table, origin: Array) -> Singles:
    """Return the remainders of the samples' positions after rounding to float32, (n, 3), metres; 0 for axes that are
    not wide."""
    low = np.zeros((len(table.samples), 3), np.float32)
    for axis in range(3):
        if table.varies(FRAME_PLACE[axis]):
            place = table.values(FRAME_PLACE[axis]) - origin[axis]
            if np.abs(place).max(initial=0.0) > WIDE:
                low[:, axis] = split(place)[1]
    return low
