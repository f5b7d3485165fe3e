"""Image sequences: one PNG a frame, named by a pattern such as frames/%05d.png."""

import re
from pathlib import Path

from PIL import Image

from visualizer.output.problems import OutputError

_PATTERN = re.compile(r"%0?(\d*)d")


def is_sequence(path: Path) -> bool:
    """Return whether a name is the pattern of a sequence."""
    return _PATTERN.search(path.name) is not None


def check_sequence_name(path: Path) -> None:
    """Raise OutputError unless the pattern has one number and ends in .png."""
    if len(_PATTERN.findall(path.name)) != 1:
        raise OutputError(f"a sequence has one number in its name, as in frames/%05d.png, not '{path.name}'")
    if path.suffix.lower() != ".png":
        raise OutputError(f"a sequence is made of .png files, not '{path.suffix}'")


def frame_path(pattern: Path, number: int) -> Path:
    """Return the file of frame `number`."""
    return pattern.with_name(pattern.name % number)


def is_whole(path: Path, size: tuple[int, int]) -> bool:
    """Return whether a frame's file is there, whole, and of this size: then a resumed render keeps it."""
    try:
        with Image.open(path) as image:
            image.load()
            return image.size == size
    except (OSError, SyntaxError):
        return False
