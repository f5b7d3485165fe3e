"""Single pictures: PNG, 8 bits, sRGB."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.errors import InputError
from visualizer.file_names import printable
from visualizer.output.files import check_target, whole_file
from visualizer.output.provenance import Provenance, png_info

STILL_ENDINGS = (".png",)


def check_still_name(path: Path) -> None:
    """Raise InputError unless `path` names a kind of still that can be written, and may be written to."""
    if path.suffix.lower() not in STILL_ENDINGS:
        raise InputError(f"a still is a .png, not '{printable(path.name)}'")
    check_target(path)


def write_still(pixels: NDArray[np.uint8], path: Path, provenance: Provenance | None = None) -> None:
    """Write (height, width, 3) uint8 sRGB pixels, top row first. provenance: kept in the file. Raises InputError."""
    check_still_name(path)
    with whole_file(path) as part:
        Image.fromarray(pixels).save(part, format="PNG", compress_level=6, pnginfo=png_info(provenance))
