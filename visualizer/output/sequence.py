"""Image sequences: one PNG a frame, named by a pattern such as frames/%05d.png."""

import os
import re
from pathlib import Path

from visualizer.output.problems import OutputError
from visualizer.output.provenance import Provenance, read_provenance

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


def strangers(pattern: Path, first: int, last: int, provenance: Provenance) -> list[Path]:
    """Return the pictures of a sequence beside frames `first` to `last` (excluded) that were made from something else."""
    before, after = _PATTERN.split(pattern.name)[0], _PATTERN.split(pattern.name)[-1]
    found = []
    for path in sorted(pattern.parent.iterdir()) if pattern.parent.is_dir() else ():
        number = path.name.removeprefix(before).removesuffix(after)
        inside = number.isdecimal() and path == frame_path(pattern, int(number))
        if inside and not first <= int(number) < last:
            try:
                if read_provenance(path, whole=False) != provenance:
                    found.append(path)
            except (OSError, SyntaxError):
                found.append(path)
    return found


def is_kept(path: Path, provenance: Provenance) -> bool:
    """Return whether a resumed render keeps a frame's file: it is there, whole, and made from the same things.

    Raises OutputError if it was made from something else: a sequence is of one scene and one choice of settings.
    """
    try:
        found = read_provenance(path)
    except (OSError, SyntaxError):  # not there, or cut short
        return False
    if found == provenance:
        return True
    what = "; ".join(provenance.differences(found)) if found else "it does not say what it was rendered from"
    raise OutputError(
        f"cannot resume: {path} was made otherwise ({what}). Render to another folder, or without --resume to draw "
        "all frames again"
    )


def settings_begun(pattern: Path, numbers: range) -> tuple[tuple[int, int], int] | None:
    """Return the size, pixels, and samples of the first of some frames that is there already; None if none is."""
    there = set(os.listdir(pattern.parent)) if pattern.parent.is_dir() else set()
    for number in numbers if there else ():
        if frame_path(pattern, number).name not in there:
            continue
        try:
            found = read_provenance(frame_path(pattern, number), whole=False)
            if found is not None:
                width, _, height = found.size.partition("x")
                return (int(width), int(height)), int(found.samples)
        except (OSError, SyntaxError, ValueError):
            continue  # no picture of ours
    return None
