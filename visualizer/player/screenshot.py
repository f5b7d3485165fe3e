"""Screenshots: a PNG named by scene and time, that never takes another file's place."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def save(pixels: NDArray[np.uint8], folder: Path, scene: str, time: float) -> Path:
    """Write pixels, (height, width, 3) uint8 sRGB, into `folder` and return the file's path. Raises OSError."""
    data = BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    for number in count(1):
        path = folder / f"{scene}_{time:08.3f}{'' if number == 1 else f'_{number}'}.png"
        try:
            with path.open("xb") as file:
                file.write(data.getvalue())
        except FileExistsError:
            continue
        return path
    raise AssertionError("unreachable: count() has no end")
