"""What is kept of an earlier film: the segments whose inputs have not changed, cut from it without encoding again.

A film has a manifest beside it, ``launch.mp4.manifest.json`` for ``launch.mp4``: the settings, the digest of the film,
and for each segment the digests of its pictures and of all that they depend on (`visualizer.output.inputs`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

from visualizer.errors import InputError
from visualizer.file_names import LONGEST_NAME, printable, shortened
from visualizer.output.codecs import Codec
from visualizer.output.files import whole_file
from visualizer.output.inputs import Digests, Inputs, joined
from visualizer.output.interrupts import check
from visualizer.output.segments import FilmSettings, Part, SegmentFolder, cut, digest_of, read_settings

_ENDING = ".manifest.json"
_MOST_REASONS = 6
"""Most spans of frames whose reasons a message lists."""


@dataclass(frozen=True)
class Manifest:
    """What a film was made from. film: its file. digest: of that file. seed: of the scene. parts: its segments, in
    order."""

    film: Path
    digest: str
    seed: int
    settings: FilmSettings
    parts: tuple[Part, ...]

    def write(self) -> None:
        """Write it beside the film. Raises InputError, DiskFull."""
        record = {
            "film": self.film.name,
            "digest": self.digest,
            "seed": self.seed,
            "settings": asdict(self.settings),
            "parts": [asdict(part) for part in self.parts],
        }
        with whole_file(manifest_path(self.film)) as file:
            file.write_text(json.dumps(record, indent=1), encoding="utf-8")


def manifest_path(film: Path) -> Path:
    """Return the file of a film's manifest."""
    return film.with_name(shortened(film.name, LONGEST_NAME - len(_ENDING)) + _ENDING)


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in a file. Raises InputError if it is none, or the film that it describes is not there or was
    changed."""
    hint = "it is the file that a render writes beside a film, such as launch.mp4.manifest.json"
    try:
        record: Any = json.loads(path.read_text(encoding="utf-8"))
        film = path.with_name(record["film"])
        settings, parts = read_settings(record)
        found = Manifest(film, record["digest"], record["seed"], settings, tuple(parts))
    except OSError as error:
        raise InputError(f"cannot read {printable(path)}: {error.strerror}; {hint}") from error
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{printable(path)} is not the manifest of a film: {hint}") from None
    if digest_of(film) != found.digest:
        what = "was changed since" if film.exists() else "is not there"
        raise InputError(
            f"{printable(path)} describes {printable(film)}, which {what}: its segments cannot be cut from it. "
            "Render without --changed-since"
        )
    return found


def keep_unchanged(
    earlier: Manifest,
    folder: SegmentFolder,
    settings: FilmSettings,
    segments: Sequence[range],
    inputs: Inputs,
    codec: Codec,
) -> str:
    """Cut those of some segments that would be drawn and encoded to the same bytes from an earlier film into a folder
    of segments, and return in words what is kept, and why the rest is not.

    inputs: of the film that is rendered with `settings`. Raises InputError, DiskFull.
    """
    if different := _other(settings, earlier.settings):
        return f"nothing of {printable(earlier.film)} is kept: it was rendered differently ({'; '.join(different)})"
    there = {(part.first, part.last): part for part in earlier.parts}
    kept: list[Part] = []
    reasons: list[tuple[range, str]] = []
    for numbers in segments:
        part = there.get((numbers[0], numbers[-1] + 1))
        reason = "not in a segment of it" if part is None else _changes(part, numbers, inputs)
        if part is not None and not reason:
            kept.append(part)
        else:
            reasons.append((numbers, reason))
    wanted = {range(part.first, part.last): part for part in kept}
    for numbers, file in cut(
        earlier.film, earlier.settings.first, list(wanted), folder.file, settings.made.fps, codec
    ):
        digest = digest_of(file)
        assert digest is not None
        folder.add(Part(numbers[0], numbers[-1] + 1, digest, wanted[numbers].frames, wanted[numbers].inputs))
    frames = sum(map(len, wanted))
    text = f"{frames} of {sum(map(len, segments))} frames are kept from {printable(earlier.film)}"
    return f"{text}; drawn again: {_listed(reasons, Fraction(settings.made.fps))}" if reasons else text


def _other(ours: FilmSettings, theirs: FilmSettings) -> list[str]:
    """Return the differences of settings in words, without those of scene, program and frames, which inputs hold in
    detail."""
    made = replace(theirs.made, scene=ours.made.scene, program=ours.made.program)
    return ours.differences(FilmSettings(made, ours.first, ours.last))


def _changes(part: Part, numbers: range, inputs: Inputs) -> str:
    """Return the names of the inputs of a segment that have changed."""

    def of(number: int) -> Digests:
        check()
        return inputs.of(number)

    if not part.inputs:
        return "no record of its inputs"
    now = joined(map(of, numbers))
    names = sorted(name for name in {*now, *part.inputs} if now.get(name) != part.inputs.get(name))
    return ", ".join(name.replace("_", " ") for name in names)


def _listed(reasons: Sequence[tuple[range, str]], fps: Fraction) -> str:
    """Return spans of film time with the reasons for which they are drawn, in words."""

    def seconds(number: int) -> str:
        return f"{float(number / fps):.2f}".rstrip("0").rstrip(".")

    found = []
    for reason, group in groupby(reasons, key=lambda one: one[1]):
        spans = [numbers for numbers, _ in group]
        found.append(f"{seconds(spans[0][0])} to {seconds(spans[-1][-1] + 1)} s ({reason})")
    more = f", and {len(found) - _MOST_REASONS} more spans" if len(found) > _MOST_REASONS else ""
    return ", ".join(found[:_MOST_REASONS]) + more
