"""Films that are painted, not drawn by OpenGL."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.output.format import Format
from visualizer.output.job import Job
from visualizer.output.provenance import Provenance
from visualizer.output.rendering import write_film
from visualizer.output.segments import segments_of

SIZE = (320, 180)  # x264 reads memory beyond much smaller pictures, which differs from run to run
MADE = Provenance("a", "b", "a driver", "24", 16, "standard", "320x180")
COUNT = 84  # the last segment has the fewest frames that one of a longer film has
FEW = 26  # in five segments
BEGINS = [segment[0] for segment in segments_of(0, COUNT)]


def painted(number: int) -> NDArray[np.uint8]:
    """A frame that no other looks like."""
    picture = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
    picture[:, (number * 5) % SIZE[0] : (number * 5) % SIZE[0] + 4] = 250
    picture[..., 2] = number * 2 % 256
    return picture


def film(
    path: Path,
    draw: Callable[[int], NDArray[np.uint8]] = painted,
    made: Provenance = MADE,
    fps: Fraction | int = 24,
    count: int = COUNT,
    resume: bool = False,
    **form: Any,
) -> Path:
    """Write a film and return its path. form: fields of `Format`."""
    write_film(
        path, Job(0, count, Fraction(fps), SIZE, format=Format(**form), resume=resume), draw, None, made
    )
    return path
