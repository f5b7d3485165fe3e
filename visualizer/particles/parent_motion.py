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

    key_times: times, s, at which it may jump or change its direction suddenly. keyed: between these it is smooth, as easings
    are; if False, it is sampled densely. Jumps at other times are found too.
    """

    world_from_parent: Callable[[float], Array]
    key_times: tuple[float, ...] = ()
    keyed: bool = False


AT_REST = ParentMotion(lambda _: np.eye(4), keyed=True)
"""The motion of the world: for emitters that are attached to nothing."""
