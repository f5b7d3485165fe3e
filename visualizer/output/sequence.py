"""Image sequences: one PNG or OpenEXR file a frame, named by a pattern such as frames/%05d.png."""

import os
import re
from pathlib import Path

from visualizer.errors import InputError
from visualizer.file_names import LONGEST_NAME, printable
from visualizer.output.codecs import VIDEO_ENDINGS
from visualizer.output.files import check_target
from visualizer.output.format import EXR_ENDING
from visualizer.output.provenance import Provenance, read_provenance
from visualizer.scene.problems import shown

PICTURE_ENDINGS = (".png", EXR_ENDING)
"""File name endings of pictures."""

_NUMBER = re.compile(r"%(?:0\d+)?d")  # %d, %05d
# %5d: padded with blanks. Percent encoding in a name looks the same ("%20day"), so this is the second choice.
_PADDED = re.compile(r"%\d+d")


def is_sequence(path: Path) -> bool:
    """Return whether a name is the pattern of an image sequence: it has a number format and does not end like a video
    file."""
    ending = path.suffix.lower()
    return (
        bool(_NUMBER.search(path.name) if ending not in PICTURE_ENDINGS else _numbers(path.name))
        and ending not in VIDEO_ENDINGS
    )


def check_sequence_name(path: Path) -> None:
    """Raise InputError unless the pattern has one number, ends like a picture, and may be written to."""
    if len(_numbers(path.name)) != 1:
        raise InputError(
            f"a sequence has one number in its name, as in frames/%05d.png, not '{printable(path.name)}'"
        )
    if path.suffix.lower() not in PICTURE_ENDINGS:
        raise InputError(
            f"a sequence is made of .png or .exr files, as in frames/%05d.png, not '{printable(path.name)}'"
        )
    (number,) = _numbers(path.name)
    if len(digits := number[0][1:-1]) > 4 or int(digits or 0) > LONGEST_NAME:
        raise InputError(
            f"a number of more than {LONGEST_NAME} digits is too long for a file name: {shown(path.name)[1:-1]}"
        )
    check_target(frame_path(path, 0))


def frame_path(pattern: Path, number: int) -> Path:
    """Return the file of frame `number`. Only the number is formatted: other percent signs are kept as written."""
    before, form, after = _split(pattern)
    return pattern.with_name(f"{before}{form % number}{after}")


def _numbers(name: str) -> list[re.Match[str]]:
    """Return the matches of a frame number's format in a name: one in a valid pattern, none if it is not a pattern."""
    return list(_NUMBER.finditer(name)) or list(_PADDED.finditer(name))


def _split(pattern: Path) -> tuple[str, str, str]:
    """Return the text before the number of a pattern, the format of the number (``%05d``), and the text after it."""
    (found,) = _numbers(pattern.name)
    return pattern.name[: found.start()], found[0], pattern.name[found.end() :]


def existing_frames(pattern: Path, numbers: range) -> list[Path]:
    """Return those files of some frames that exist already, in order of their numbers."""
    there = set(os.listdir(pattern.parent)) if pattern.parent.is_dir() else set()
    return [path for path in (frame_path(pattern, k) for k in numbers if there) if path.name in there]


def mismatched_frames(pattern: Path, first: int, last: int, provenance: Provenance) -> list[Path]:
    """Return the files of a sequence, other than frames `first` to `last` (excluded), whose provenance differs or is
    missing."""
    before, _, after = _split(pattern)
    found = []
    for path in sorted(pattern.parent.iterdir()) if pattern.parent.is_dir() else ():
        number = path.name.removeprefix(before).removesuffix(after).strip()
        inside = number.isdecimal() and path == frame_path(pattern, int(number))
        if inside and not first <= int(number) < last:
            try:
                if read_provenance(path, whole=False) != provenance:
                    found.append(path)
            except (OSError, SyntaxError):
                found.append(path)
    return found


def is_kept(path: Path, provenance: Provenance) -> bool:
    """Return whether a resumed render keeps a frame's file: it exists, can be decoded, and has the same provenance.

    Raises InputError if its provenance differs: all frames of a sequence have one scene and one set of settings.
    """
    try:
        found = read_provenance(path)
    except (OSError, SyntaxError):  # not there, or cut short
        return False
    if found == provenance:
        return True
    what = (
        "; ".join(provenance.differences(found)) if found else "it has no record of what it was rendered from"
    )
    raise InputError(
        f"cannot resume: {printable(path)} was rendered differently ({what}). Render to another folder, or without --resume to draw "
        "all frames again"
    )
