"""Screenshots: PNG files named by scene and time. No existing file is overwritten."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.file_names import shortened
from visualizer.output.provenance import png_info

_LONGEST_SCENE = 200  # bytes of the scene's name; file systems allow 255 for the whole file name


def save(pixels: NDArray[np.uint8], folder: Path, scene: str, time: float) -> Path:
    """Write pixels, (height, width, 3) uint8 sRGB, to a new file in `folder` and return its path. Raises OSError.

    scene, time: the scene's name and the film time in seconds, for the file's name.
    """
    data = BytesIO()
    Image.fromarray(pixels).save(data, "PNG", pnginfo=png_info())
    scene = shortened(scene, _LONGEST_SCENE)
    for number in count(1):
        path = folder / f"{scene}_{time:08.3f}{'' if number == 1 else f'_{number}'}.png"
        try:
            with path.open("xb") as file:
                file.write(data.getvalue())
        except FileExistsError:
            continue
        return path
    raise AssertionError("unreachable: count() has no end")
