"""What an emitter rides on: the motion of its parent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ride:
    """The motion of what an emitter is attached to. world_from_parent: (4, 4) at a time, s.

    key_times: s, at which it may jump or bend. keyed: between these it only moves as easings do; if not, it is sampled
    densely. Jumps at other times are found too.
    """

    world_from_parent: Callable[[float], Array]
    key_times: tuple[float, ...] = ()
    keyed: bool = False


AT_REST = Ride(lambda _: np.eye(4), keyed=True)
"""The ride of emitters that are attached to nothing."""
