"""Tables of the values that particles take from their emitter at birth, over time: few samples, linearly
interpolated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.birth_values import (
    FILM_TIMES,
    FRAME_PLACE,
    FRAME_TURN,
    ROW_COUNT,
    SLOT,
    VALUE,
    WORLD_PLACES,
)
from visualizer.particles.parent_motion import ParentMotion
from visualizer.particles.properties import EmitterProperties
from visualizer.particles.rows import Rows
from visualizer.particles.sampling import TooManySamples, samples

Array = NDArray[np.float64]

MOST_TEXELS = 1 << 22
"""Largest number of rows of four numbers in the samples of one emitter: 64 MiB."""
MOST_UNKEYED = 1 << 18
"""Largest number of samples where the parent moves without keys: so many take a minute to compute."""


@dataclass(frozen=True, eq=False)
class Table:
    """The birth values of an emitter over time, packed into rows of four.

    constant: (ROW_COUNT, 4), all rows at the first sample. varying: a bit for each row that is not the same in all
    samples. times: (n,), s, ascending; two are equal where there is a jump. samples: (n, rows that vary, 4). All
    numbers except `WORLD_PLACES` and `FILM_TIMES` are rounded to float32, as in the shaders.
    """

    constant: Array
    varying: int
    times: Array
    samples: Array

    def varies(self, name: str) -> bool:
        """Return whether the row of a value is not the same in all samples."""
        return bool(self.varying >> SLOT[name].row & 1)

    def column(self, row: int) -> int:
        """Return the index of a row among the rows that vary."""
        return (self.varying & ((1 << row) - 1)).bit_count()

    def at(self, name: str, times: Array) -> Array:
        """Return a value at birth times (n,), s: (n,) or (n, 3) float64, interpolated as in the shaders."""
        values = self.values(name)
        if len(values) == 1:
            return np.broadcast_to(values[0], (len(times), *values.shape[1:]))
        left = np.clip(np.searchsorted(self.times, times, side="right") - 1, 0, len(self.times) - 1)
        right = np.minimum(left + 1, len(self.times) - 1)
        span = self.times[right] - self.times[left]
        share = np.clip((times - self.times[left]) / np.where(span > 0.0, span, 1.0), 0.0, 1.0)
        share = np.where(span > 0.0, share, 0.0).reshape(-1, *(1,) * (values.ndim - 1))
        result: Array = values[left] * (1.0 - share) + values[right] * share
        return result

    def place(self, times: Array) -> Array:
        """Return the position of the emitter at birth times (n,), s: (n, 3), world, m."""
        return np.stack([self.at(name, times) for name in FRAME_PLACE], axis=1)

    def turn(self, times: Array) -> Array:
        """Return the rotation of the emitter at birth times (n,), s: (n, 3, 3)."""
        return np.stack([self.at(name, times) for name in FRAME_TURN], axis=1)

    @cached_property
    def first_place(self) -> Array:
        """The position of the emitter at the first sample, (3,), world, m."""
        return np.array([self.values(name)[0] for name in FRAME_PLACE])

    def values(self, name: str) -> Array:
        """Return a value in all samples, (n,) or (n, 3); (1,) or (1, 3) if its row is constant."""
        slot = SLOT[name]
        rows = self.samples[:, self.column(slot.row)] if self.varies(name) else self.constant[None, slot.row]
        return rows[:, slot.numbers if VALUE[name].width > 1 else slot.first]

    def used(self, *names: str) -> bool:
        """Return whether any of the values is not zero at some time."""
        return any(bool(self.values(name).any()) for name in names)


def sampled(
    properties: EmitterProperties,
    spans: Sequence[tuple[float, float]],
    parent_motion: ParentMotion | None,
    *,
    born_of_particles: bool = False,
) -> Table:
    """Return the birth values of all births within `spans`, s, ascending.

    parent_motion: motion of the parent; None if it does not move. born_of_particles: whether the emitter has a parent
    emitter; the value "carried" is then a share, not a velocity. Raises ValueError if too many samples are needed.
    """
    rows = Rows(properties, parent_motion, born_of_particles=born_of_particles)
    start = np.array([spans[0][0]])
    if not rows.varying:
        return Table(_rounded(rows.of(start, start, start))[0], 0, start, np.zeros((1, 0, 4)))
    most = MOST_TEXELS // len(rows.varying)
    if not rows.parent_motion.keyed:
        most = min(most, MOST_UNKEYED)
    try:
        times, values = samples(rows, spans, rows.key_times, keyed=rows.parent_motion.keyed, most=most)
    except TooManySamples:
        raise ValueError(
            f"the values that its particles take at birth need more than {most} samples from {spans[0][0]:g} s to {spans[-1][1]:g} s;"
            " emit for a shorter time, attach it to something that moves less, or use fewer keyframes"
        ) from None
    values = _rounded(values, rows.varying)
    constant = _rounded(rows.of(times[:1], times[:1], times[:1]))[0]
    constant[rows.varying] = values[0]
    # Rounding errors of the parent's pose do not count as motion.
    still = np.isclose(values, values[0], rtol=1e-15, atol=1e-9).all(axis=(0, 2))
    moving = np.flatnonzero(~still)
    if not len(moving):
        return Table(constant, 0, times[:1], np.zeros((1, 0, 4)))
    varying = sum(1 << rows.varying[i] for i in moving)
    return Table(constant, varying, times, np.ascontiguousarray(values[:, moving]))


def _rounded(values: Array, rows: Sequence[int] = range(ROW_COUNT)) -> Array:
    """Return values (n, len(rows), 4) of rows rounded to float32, except world positions and film times."""
    rounded = values.astype(np.float32).astype(np.float64)
    order = list(rows)
    for row, number in (*(place[1:3] for place in WORLD_PLACES), *FILM_TIMES):
        if row in order:
            rounded[:, order.index(row), number] = values[:, order.index(row), number]
    return rounded
