"""OpenEXR files: linear light in half floats, with layers and metadata for compositors.

Colours are linear Rec. 709, not graded; matrices of the header multiply row vectors from the right, as OpenEXR's do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.errors import InputError, MachineError
from visualizer.file_names import printable
from visualizer.output.files import NotAsDrawn, whole_file

CHROMATICITIES = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290)
"""x and y of red, green, blue and white of Rec. 709 (ITU-R BT.709-6, table 1)."""

NOTHING = 1e10
"""The depth, metres, where there is no surface: infinity breaks filters of compositors."""

LARGEST_HALF = 65504.0
"""The largest half float. Brighter light is stored as this."""


@dataclass(frozen=True, eq=False)
class Layers:
    """A frame as layers. channels: (height, width) float16 or float32 by the name of the channel, top row first.

    header: attributes of the file. pixels: the graded picture, for previews.
    """

    channels: Mapping[str, NDArray[Any]]
    header: Mapping[str, Any]
    pixels: NDArray[np.uint8]


def half(values: NDArray[Any]) -> NDArray[np.float16]:
    """Return light as half floats, at most LARGEST_HALF."""
    found: NDArray[np.float16] = np.clip(values, -LARGEST_HALF, LARGEST_HALF).astype(np.float16)
    return found


def timecode(number: int, fps: Fraction | int) -> tuple[int, int, int, int]:
    """Return hours, minutes, seconds and frames of frame `number`, without dropped numbers (SMPTE ST 12-1)."""
    rate = max(1, round(fps))
    seconds, frames = divmod(number, rate)
    return seconds // 3600 % 24, seconds // 60 % 60, seconds % 60, frames


def write_exr(layers: Layers, path: Path, texts: Mapping[str, str] | None = None) -> None:
    """Write a file and read it back. texts: more attributes. Raises InputError, DiskFull, NotAsDrawn; MachineError if
    the package OpenEXR is missing."""
    library = openexr()
    header = {
        "compression": library.ZIP_COMPRESSION,
        "type": library.scanlineimage,
        **layers.header,
        **(texts or {}),
    }
    if "timeCode" in header:
        header["timeCode"] = library.TimeCode(*header["timeCode"], *([0] * 14))
    channels = {name: np.ascontiguousarray(values) for name, values in layers.channels.items()}
    with whole_file(path) as part:
        try:
            with library.File(header, dict(channels)) as file:
                file.write(str(part))
        except RuntimeError as error:
            raise InputError(f"cannot write {printable(path)}: {error}") from None
        _verify(library, part, channels, path)


def _verify(library: Any, part: Path, channels: Mapping[str, NDArray[Any]], path: Path) -> None:
    """Raise NotAsDrawn unless a file has these channels, bit for bit."""
    found = read_exr(part)[0]
    if found.keys() != channels.keys():
        raise NotAsDrawn(f"{printable(path)} was read back with other channels: {', '.join(found)}")
    for name, values in channels.items():
        if values.dtype != found[name].dtype or values.tobytes() != found[name].tobytes():
            raise NotAsDrawn(f"{printable(path)} was read back with another channel {name}")


def read_exr(path: Path, *, whole: bool = True) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return the channels and the header of a file. whole: read the channels. Raises OSError if it does not exist or is
    damaged."""
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        with openexr().File(str(path), separate_channels=True, header_only=not whole) as file:
            found = {name: channel.pixels for name, channel in file.channels().items()} if whole else {}
            return found, dict(file.header())
    except (RuntimeError, ValueError) as error:
        raise OSError(f"{path} cannot be read: {error}") from None


def openexr() -> Any:
    """Return the module OpenEXR, which is imported when it is first used. Raises MachineError."""
    try:
        import OpenEXR
    except ImportError:
        raise MachineError("files of .exr need the package OpenEXR: pip install OpenEXR") from None
    return OpenEXR
