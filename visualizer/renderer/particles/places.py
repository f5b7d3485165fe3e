"""Places in the world as a particle's shaders have them: counted from the home of a frame, and times from its time.

All particles of a frame are evaluated about one point near the eye, its home, so that single precision has fine steps
where they are seen. Homes lie on a grid, so that a particle moves the same way in frames next to each other, to the last
bit, wherever the camera stands within a cell of it.
"""

from __future__ import annotations

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
"""Metres between homes."""
ORIGIN: Array = np.zeros(3)
WIDE = 2048.0
"""Metres from a table's anchor beyond which a sample's place takes two numbers of single precision."""


def home_of(frame: Frame) -> Array:
    """Return the home of a frame, (3,) world, metres."""
    home: Array = GRID * np.round(frame.camera.eye / GRID)
    return home


def split(values: Sequence[float] | Array) -> tuple[Singles, Singles]:
    """Return two arrays of single precision whose sum is `values`."""
    whole = np.asarray(values, dtype=np.float64)
    high = whole.astype(np.float32)
    return high, (whole - high).astype(np.float32)


def shown_places(emitter: Emitter) -> list[tuple[int, int, int]]:
    """Return those of `WORLD_PLACES` that are places in the world, for an emitter: (row, number in it, axis) each.

    In local space none is. The frame of an emitter whose particles are born of others' counts from those.
    """
    if emitter.properties.space == "local":
        return []
    return [
        (row, column, axis)
        for name, row, column, axis in WORLD_PLACES
        if not (emitter.parent is not None and name in FRAME_PLACE)
        and not (emitter.properties.floor is None and name == "floor")
    ]


def anchor_of(emitter: Emitter) -> Array:
    """Return what the samples of an emitter's table are counted from on the GPU, (3,) world, metres: its first place."""
    if emitter.parent is not None or emitter.properties.space == "local":
        return ORIGIN
    return emitter.table.first_place


def wide(emitter: Emitter) -> bool:
    """Return whether an emitter moves so far that single precision is too coarse for its samples."""
    return bool(np.abs(_low_places(emitter.table, anchor_of(emitter))).max(initial=0.0) > 0.0)


def sample_texels(emitter: Emitter) -> Singles:
    """Return the samples as the shaders read them, (n, 4): for each sample its rows, places less the anchor; if they are wide,
    one more with what is left of the place."""
    table, anchor = emitter.table, anchor_of(emitter)
    samples = table.samples.copy()
    for row, column, axis in shown_places(emitter):
        if table.varying >> row & 1:
            samples[:, table.column(row), column] -= anchor[axis]
    texels = samples.astype(np.float32)
    if wide(emitter):
        low = np.zeros((len(texels), 1, 4), np.float32)
        low[:, 0, :3] = _low_places(table, anchor)
        texels = np.concatenate([texels, low], axis=1)
    return texels.reshape(-1, 4)


def constants(emitter: Emitter, home: Array, time: float) -> Singles:
    """Return the rows that do not vary as the shaders read them, (rows, 4): places less the home, times less `time`."""
    rows = emitter.table.constant.copy()
    for row, column, axis in shown_places(emitter):
        rows[row, column] -= home[axis]
    for row, column in FILM_TIMES:
        rows[row, column] -= time
    return rows.astype(np.float32)


def local_frame(batch: Batch, home: Array) -> tuple[float, ...] | None:
    """Return the frame of particles in local space, less the home: 16 numbers, column by column."""
    if batch.world_from_local is None:
        return None
    numbers = list(batch.world_from_local)
    for axis in range(3):
        numbers[12 + axis] -= float(home[axis])
    return tuple(numbers)


def air_domain(emitter: Emitter, home: Array, time: float) -> list[tuple[str, tuple[float, ...]]]:
    """Return where in the noise of swirling air the home is at `time`, as uniforms: for each octave, cell and place in it.

    For turbulence whose scale and speed do not change: else the domain is another one for each birth.
    """
    inverse, speed = (
        float(emitter.table.values(name)[0]) for name in ("turbulence_frequency", "turbulence_speed")
    )
    start = home * inverse if emitter.properties.space == "world" else ORIGIN
    finer = float(np.float32(FINER))
    found: list[tuple[str, tuple[float, ...]]] = []
    for octave, place in (
        ("large", start + DRIFT_LARGE.astype(np.float32).astype(np.float64) * (speed * time)),
        (
            "small",
            finer * start + DRIFT_SMALL.astype(np.float32).astype(np.float64) * (FASTER * speed * time),
        ),
    ):
        cell = np.floor(place)
        # Cells are hashed modulo 2^32, so that many may be left out.
        wrapped = np.mod(cell + 2.0**31, 2.0**32) - 2.0**31
        found.append((f"u_cell_{octave}", tuple(int(number) for number in wrapped)))
        found.append((f"u_within_{octave}", tuple(float(number) for number in place - cell)))
    return found


def _low_places(table: Table, anchor: Array) -> Singles:
    """Return what single precision leaves of the samples' places, (n, 3), metres; nothing where it is fine enough."""
    low = np.zeros((len(table.samples), 3), np.float32)
    for axis in range(3):
        if table.varies(FRAME_PLACE[axis]):
            place = table.values(FRAME_PLACE[axis]) - anchor[axis]
            if np.abs(place).max(initial=0.0) > WIDE:
                low[:, axis] = split(place)[1]
    return low
