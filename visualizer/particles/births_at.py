"""An emitter at times of births: its properties, and where its parent has taken it."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from visualizer.particles.properties import EmitterProperties
from visualizer.particles.ride import Ride
from visualizer.particles.sampling import SAME
from visualizer.timeline.track import Track
from visualizer.transforms import rotation

Array = NDArray[np.float64]


class BirthsAt:
    """An emitter at birth times (n,), s. low, high: (n,), s, the intervals that velocities are measured in.

    born_of_particles: the emitter's particles are born of another emitter's.
    """

    def __init__(
        self,
        properties: EmitterProperties,
        ride: Ride,
        times: Array,
        low: Array,
        high: Array,
        *,
        born_of_particles: bool,
    ) -> None:
        self.properties = properties
        self.ride = ride
        self.times, self.low, self.high = times, low, high
        self.born_of_particles = born_of_particles

    def sampled(self, source: Track[float] | Track[Array] | float) -> Array:
        """Return a track's values at the times, (n,) or (n, d), or one of them, to broadcast, if it is constant."""
        if not isinstance(source, Track):
            return np.asarray([source], dtype=np.float64)
        if source.constant:
            return np.asarray(source.at(0.0), dtype=np.float64)[None]
        return np.asarray(source.sample(self.times), dtype=np.float64)

    @cached_property
    def world_from_emitter(self) -> tuple[Array, Array]:
        """Rotation (n, 3, 3) and place (n, 3), m, of the emitter; those of local_from_emitter in local space."""
        turned = np.stack([rotation(q)[:3, :3] for q in self.sampled(self.properties.rotation)])
        return self._parents[:, :3, :3] @ turned, _carried(self._parents, self._positions(self.times))

    def placed(self, inside: Array) -> Array:
        """Return points of the parent, (n, 3) or (1, 3), m, in the world, (n, 3)."""
        return _carried(self._parents, np.broadcast_to(inside, (len(self.times), 3)))

    @cached_property
    def velocity(self) -> Array:
        """The emitter's velocity (n, 3), m/s: of the parabola through three places within low to high."""
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
        return np.stack([self.ride.world_from_parent(float(t)) for t in times])

    def _positions(self, times: Array) -> Array:
        position = self.properties.position
        values = position.at(0.0)[None] if position.constant else position.sample(times)
        return np.broadcast_to(np.asarray(values, dtype=np.float64), (len(times), 3))


def _carried(parents: Array, inside: Array) -> Array:
    """Return points inside (n, 3) of parents (n, 4, 4) in the world, (n, 3)."""
    result: Array = np.einsum("nij,nj->ni", parents[:, :3, :3], inside) + parents[:, :3, 3]
    return result
