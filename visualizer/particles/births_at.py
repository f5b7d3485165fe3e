"""An emitter at birth times: values of its properties, and its pose and velocity."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.parent_motion import ParentMotion
from visualizer.particles.properties import EmitterProperties
from visualizer.particles.sampling import SAME
from visualizer.timeline.track import Track
from visualizer.transforms import rotation

Array = NDArray[np.float64]


class BirthsAt:
    """An emitter at birth times (n,), s. low, high: (n,), s: the interval within which the velocity at each time is
    measured.

    born_of_particles: whether the emitter has a parent emitter.
    """

    def __init__(
        self,
        properties: EmitterProperties,
        parent_motion: ParentMotion,
        times: Array,
        low: Array,
        high: Array,
        *,
        born_of_particles: bool,
    ) -> None:
        self.properties = properties
        self.parent_motion = parent_motion
        self.times, self.low, self.high = times, low, high
        self.born_of_particles = born_of_particles

    def sampled(self, source: Track[float] | Track[Array] | float) -> Array:
        """Return a track's values at the times, (n,) or (n, d); (1,) or (1, d), to be broadcast, if it is constant."""
        if not isinstance(source, Track):
            return np.asarray([source], dtype=np.float64)
        if source.constant:
            return np.asarray(source.at(0.0), dtype=np.float64)[None]
        return np.asarray(source.sample(self.times), dtype=np.float64)

    @cached_property
    def world_from_emitter(self) -> tuple[Array, Array]:
        """Rotation (n, 3, 3) and position (n, 3), m, of the emitter; in local space those of local_from_emitter."""
        turned = np.stack([rotation(q)[:3, :3] for q in self.sampled(self.properties.rotation)])
        return self._parents[:, :3, :3] @ turned, _carried(self._parents, self._positions(self.times))

    def placed(self, inside: Array) -> Array:
        """Return the world positions (n, 3), m, of points (n, 3) or (1, 3), m, in the frame of the parent."""
        return _carried(self._parents, np.broadcast_to(inside, (len(self.times), 3)))

    @cached_property
    def velocity(self) -> Array:
        """The emitter's velocity (n, 3), m/s, world: that of the parabola through three positions within low to
        high."""
        step = np.clip((self.high - self.low) / 8.0, 0.1 * SAME, 1.0 / 960.0)
        base = np.clip(self.times - step, self.low, np.maximum(self.high - 2.0 * step, self.low))
        a, b, c = (
            _carried(self._parents_at(times), self._positions(times))
            for times in (base, base + step, base + step * 2)
        )
        u = ((self.times - base) / step)[:, None]
        result: Array = ((u - 1.5) * a + (2.0 - 2.0 * u) * b + (u - 0.5) * c) / step[:, None]
        return result

    @cached_property
    def _parents(self) -> Array:
        return self._parents_at(self.times)

    def _parents_at(self, times: Array) -> Array:
        return self.parent_motion.poses(times)

    def _positions(self, times: Array) -> Array:
        position = self.properties.position
        values = position.at(0.0)[None] if position.constant else position.sample(times)
        return np.broadcast_to(np.asarray(values, dtype=np.float64), (len(times), 3))


def _carried(parents: Array, inside: Array) -> Array:
    """Return the world positions (n, 3) of points (n, 3) in frames (n, 4, 4)."""
    result: Array = np.einsum("nij,nj->ni", parents[:, :3, :3], inside) + parents[:, :3, 3]
    return result
