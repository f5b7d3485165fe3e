"""The motion of what an emitter is attached to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ParentMotion:
    """The motion of what an emitter is attached to. world_from_parent: returns the pose, (4, 4), at a time, s.

    together: returns the same poses, (n, 4, 4), at times (n,), s, where that takes less time than one by one.
    key_times: times, s, at which it may jump or change its direction suddenly. keyed: between these it is smooth, as
    easings are; if False, it is sampled densely. Jumps at other times are found too. digest: of all that the poses
    depend on but the code of this package; empty if that is not known.
    """

    world_from_parent: Callable[[float], Array]
    key_times: tuple[float, ...] = ()
    keyed: bool = False
    together: Callable[[Array], Array] | None = None
    digest: str = ""

    def poses(self, times: Array) -> Array:
        """Return the poses, (n, 4, 4), at times (n,), s."""
        if self.together is not None:
            return self.together(times)
        return np.stack([self.world_from_parent(float(t)) for t in times])


AT_REST = ParentMotion(lambda _: np.eye(4), keyed=True)
"""The motion of the world: for emitters that are attached to nothing."""
