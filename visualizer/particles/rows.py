"""The rows of an emitter's birth values as functions of time, for `samples` to sample."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.birth_values import BIRTH_VALUES, ROW_COUNT, SLOT
from visualizer.particles.births_at import BirthsAt
from visualizer.particles.parent_motion import AT_REST, ParentMotion
from visualizer.particles.properties import EmitterProperties
from visualizer.timeline.track import Track

Array = NDArray[np.float64]

# Largest errors of interpolation between samples:
_NEAR = 5e-4  # of positions, m,
_WITHIN = 1e-7  # plus their motion in this time, s
_SHARE, _LEAST = 5e-4, 1e-4  # of other values: share of the value, plus share of the largest of its row
_VELOCITY_SHARE, _VELOCITY = 0.01, 0.02  # of the inherited velocity: share of it, plus m/s
_SUDDEN = 1.0 / 120.0  # s: a jump of the velocity at a time that is not a key is spread over this time


class Rows:
    """The rows of an emitter as a `sampling.Source`. varying: numbers of the rows that may vary. key_times: of their
    keys, s.

    parent_motion: motion of the parent; None if it does not move. born_of_particles: whether the emitter has a parent
    emitter.
    """

    def __init__(
        self, p: EmitterProperties, parent_motion: ParentMotion | None, *, born_of_particles: bool
    ) -> None:
        self.parent_motion = parent_motion or AT_REST
        self._p = p
        self._born_of_particles = born_of_particles
        self._largest: Array | None = None
        self._values = [(value, SLOT[value.name], value.sources(p)) for value in BIRTH_VALUES]
        keyed = [
            (slot.row, source)
            for _, slot, sources in self._values
            for source in sources
            if isinstance(source, Track) and not source.constant
        ]
        moved = {slot.row for value, slot, _ in self._values if value.moves and parent_motion is not None}
        self.varying = sorted({row for row, _ in keyed} | moved)
        self.key_times = [
            *self.parent_motion.key_times,
            *(t for _, track in keyed for t in (*track.times, *track.breaks)),
        ]
        self.sided = not born_of_particles and not (p.inherit.constant and p.inherit.at(0.0) == 0.0)

    def at(self, times: Array, low: Array, high: Array) -> Array:
        """Return the rows that may vary, (n, len(varying), 4), at times (n,), s; see `Source.at`."""
        return self.of(times, low, high)[:, self.varying]

    def of(self, times: Array, low: Array, high: Array) -> Array:
        """Return all rows, (n, ROW_COUNT, 4), at times (n,), s."""
        births = BirthsAt(
            self._p, self.parent_motion, times, low, high, born_of_particles=self._born_of_particles
        )
        rows = np.zeros((len(times), ROW_COUNT, 4))
        for value, slot, sources in self._values:
            given = [births.sampled(source) for source in sources if source is not None]
            if len(given) == len(sources):
                rows[:, slot.row, slot.numbers if value.width > 1 else slot.first] = value.of(births, *given)
        return rows

    def allowed(self, width: Array, first: Array, last: Array) -> Array:
        """Return the largest error of each number of the rows that may vary; see `Source.allowed`."""
        size = np.maximum(np.abs(first), np.abs(last))
        if len(size):
            largest = size.max(axis=0)
            self._largest = largest if self._largest is None else np.maximum(self._largest, largest)
        allowed: Array = _SHARE * size + _LEAST * (0.0 if self._largest is None else self._largest)
        for value, slot, _ in self._values:
            if value.tolerance == "share" or slot.row not in self.varying:
                continue
            i, numbers = self.varying.index(slot.row), slot.numbers
            length = np.linalg.norm(size[:, i, numbers], axis=1, keepdims=True)
            if value.tolerance == "direction":
                allowed[:, i, numbers] = _SHARE * length
            elif value.tolerance == "place":
                moved = np.abs(last[:, i, numbers] - first[:, i, numbers])
                allowed[:, i, numbers] = _NEAR + _WITHIN * moved / width[:, None]
            elif not self._born_of_particles:
                enough = _VELOCITY + _VELOCITY_SHARE * length
                allowed[:, i, numbers] = np.where(width[:, None] > _SUDDEN, enough, np.inf)
        return allowed
