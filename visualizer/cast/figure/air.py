"""Air: the inputs of the motion of cloth and hair, apart from the skeleton."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Air:
    """Motion of the air, and recent motion of the body, in model space.

    trail: (k, 3) metres, position of the body `DELAYS[k]` seconds ago relative to now. twist: (k,) radians, its heading
    then relative to now. surge: (3,) m/s, velocity that the body has just lost, which cloth keeps for a while.
    speed: m/s, of the body. phase: of the gait, strides. time: of the film, s. lift: 0..1, strength of a blast along the
    floor that lifts cloth outwards and up. wind: (3,) m/s.
    """

    trail: Array
    twist: Array
    surge: Array
    speed: float
    phase: float
    time: float
    lift: float
    wind: Array

    DELAYS = np.linspace(0.0, 0.36, 13)

    def behind(self, delay: Array, limit: Array) -> Array:
        """Return by how much cloth lags behind the body, (n, 3) metres, at delays (n,), s: the trail and the wind.

        Its length is limited smoothly to `limit`, (n,) metres.
        """
        place = np.clip(delay / 0.03, 0.0, 12.0)
        low = np.minimum(place.astype(np.int64), 11)
        share = (place - low)[:, None]
        way = self.trail[low] * (1.0 - share) + self.trail[low + 1] * share
        way = way + delay[:, None] * (0.55 * self.wind + 0.9 * self.surge)
        length = np.sqrt((way * way).sum(axis=1))
        return np.asarray(
            way * (limit * np.tanh(length / np.maximum(limit, 1e-6)) / np.maximum(length, 1e-9))[:, None]
        )
