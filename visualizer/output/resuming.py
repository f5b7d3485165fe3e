"""What a render that was stopped was rendered with, so that it continues likewise."""

from pathlib import Path

from visualizer.output.provenance import Provenance, read_provenance
from visualizer.output.segments import SegmentFolder
from visualizer.output.sequence import existing_frames, is_sequence
from visualizer.renderer.detail import DetailChoice, checked_detail


def settings_of_existing(out: Path, numbers: range) -> tuple[tuple[int, int], int, DetailChoice] | None:
    """Return the size, pixels, the samples and the detail of what exists already of a film or sequence; None if nothing
    does.

    numbers: of the frames of a sequence.
    """
    if not is_sequence(out):
        found = SegmentFolder(out).read()
        try:
            return settings_of(found[0].made) if found is not None else None
        except ValueError:
            return None  # changed by hand: what is asked for is compared with it, and refused
    for path in existing_frames(out, numbers):
        try:
            made = read_provenance(path, whole=False)
            if made is not None:
                return settings_of(made)
        except (OSError, SyntaxError, ValueError):
            continue  # not written by this program
    return None


def settings_of(made: Provenance) -> tuple[tuple[int, int], int, DetailChoice]:
    """Return the size, pixels, the samples and the detail of a provenance. Raises ValueError if it was changed by
    hand."""
    width, _, height = made.size.partition("x")
    return (int(width), int(height)), int(made.samples), checked_detail(made.detail)
