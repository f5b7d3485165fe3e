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
from visualizer.particles.emitter import Batch, Emitter
from visualizer.particles.fields import DRIFT_LARGE, DRIFT_SMALL
from visualizer.particles.tables import PLACES, ROW, TIMES, Table

Array = NDArray[np.float64]
Singles = NDArray[np.float32]

GRID = 16.0
"""Metres between homes."""
ORIGIN: Array = np.zeros(3)
WIDE = 2048.0
"""Metres from a table's anchor beyond which a sample's place takes two numbers of single precision."""

PLACES_GLSL = "\n".join(
    [
        "// Numbers of row r, some of which are places, `by` metres on.",
        "vec4 placed(int r, vec4 v, vec3 by)",
        "{",
        *(f"    if (r == {ROW[row]}) v[{column}] += by[{axis}];" for row, column, axis in PLACES),
        "    return v;",
        "}",
    ]
)
"""Shaders have it in generated/particles.glsl."""


def home_of(frame: Frame) -> Array:
    """Return the home of a frame, (3,) world, metres."""
    home: Array = GRID * np.round(frame.camera.eye / GRID)
    return home


def split(values: Sequence[float] | Array) -> tuple[Singles, Singles]:
    """Return two arrays of single precision whose sum is `values`."""
    whole = np.asarray(values, dtype=np.float64)
    high = whole.astype(np.float32)
    return high, (whole - high).astype(np.float32)


def shown_places(emitter: Emitter) -> list[tuple[str, int, int]]:
    """Return those of `PLACES` that are places in the world, for an emitter: not in a space or from a particle of its own."""
    if emitter.properties.space == "local":
        return []
    return [
        (row, column, axis)
        for row, column, axis in PLACES
        if not (emitter.parent is not None and row.startswith("PLACE_"))
        and not (emitter.properties.floor is None and row == "FLOOR")
    ]


def anchor_of(emitter: Emitter) -> Array:
    """Return what the samples of an emitter's table are counted from on the GPU, (3,) world, metres: its first place."""
    if emitter.parent is not None or emitter.properties.space == "local":
        return ORIGIN
    return emitter.table.constant[:3, 3].copy()


def wide(emitter: Emitter) -> bool:
    """Return whether an emitter moves so far that single precision is too coarse for its samples."""
    return bool(np.abs(_low_places(emitter.table, anchor_of(emitter))).max(initial=0.0) > 0.0)


def sample_texels(emitter: Emitter) -> Singles:
    """Return the samples as the shaders read them, (n, 4): for each sample its rows, places less the anchor; if they are wide,
    one more with what is left of the place."""
    table, anchor = emitter.table, anchor_of(emitter)
    samples = table.samples.copy()
    for row, column, axis in shown_places(emitter):
        if table.varying >> ROW[row] & 1:
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
        rows[ROW[row], column] -= home[axis]
    for row, column in TIMES:
        rows[ROW[row], column] -= time
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
    _, inverse, speed, _ = (float(number) for number in emitter.table.constant[ROW["SWIRL"]])
    start = home * inverse if emitter.properties.space == "world" else ORIGIN
    finer = float(np.float32(2.03))
    found: list[tuple[str, tuple[float, ...]]] = []
    for octave, place in (
        ("large", start + DRIFT_LARGE.astype(np.float32).astype(np.float64) * (speed * time)),
        (
            "small",
            finer * start + DRIFT_SMALL.astype(np.float32).astype(np.float64) * (1.7 * speed * time),
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
        if table.varying >> axis & 1:
            place = table.samples[:, table.column(f"PLACE_{'XYZ'[axis]}"), 3] - anchor[axis]
            if np.abs(place).max(initial=0.0) > WIDE:
                low[:, axis] = split(place)[1]
    return low
