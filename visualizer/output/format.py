"""Format: how drawn frames are stored. Each field is an option of `render`, of its command and of jobs for render farms.

Whatever decides how frames are stored is declared here once. It travels as one object: to workers, to other machines, into the record
of a render that is continued, and into jobs for farms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from visualizer.declarations import declared
from visualizer.errors import InputError
from visualizer.file_names import printable
from visualizer.output.codecs import (
    CODECS,
    DEFAULT_CODECS,
    ENCODERS,
    VIDEO_ENDINGS,
    Codec,
    codec_help,
    crf_help,
    encoder_help,
)

FILM_FIELDS = ("codec", "crf", "encoder")
"""The fields that only films have."""


@dataclass(frozen=True)
class Format:
    """How frames are stored. None stands for the default of the file."""

    codec: str | None = declared(None, codec_help())
    crf: int | None = declared(
        None, crf_help(), low=0, high=max(codec.crf_range[1] for codec in CODECS.values())
    )
    encoder: str | None = declared(None, encoder_help())
    transparent: bool = declared(
        False,
        "Leave the sky out: pictures (.png, .exr) and films "
        f"({', '.join(one.name for one in CODECS.values() if one.alpha_format)}) with alpha. Each frame is drawn twice.",
    )

    @property
    def words(self) -> list[str]:
        """The options of the command for this format, without those that have their default."""
        found = []
        for one in fields(self):
            value = getattr(self, one.name)
            if value != one.default:
                name = f"--{one.name.replace('_', '-')}"
                found += [name] if value is True else [name, str(value)]
        return found


DEFAULT_FORMAT = Format()


def settled(out: Path, form: Format, *, pictures: bool) -> Format:
    """Return a format with the codec that a file gets. pictures: `out` is a pattern of pictures, else a film.

    Raises InputError for a combination that cannot be stored.
    """
    if not pictures:
        codec = codec_for(out, form)
        if form.transparent and codec.alpha_format is None:
            others = ", ".join(
                f"{one.name} ({', '.join(one.endings)})" for one in CODECS.values() if one.alpha_format
            )
            raise InputError(
                f"{codec.name} in {out.suffix.lower()} has no alpha; --transparent goes with --codec {others}, and with pictures, "
                "frames/%05d.png or .exr"
            )
        return replace(form, codec=codec.name)
    for name in FILM_FIELDS:
        if getattr(form, name) is not None:
            raise InputError(f"a sequence of pictures has no {name}; leave it out, or render to a film")
    return form


def codec_for(path: Path, form: Format) -> Codec:
    """Return the codec for a film, with the one encoder that was asked for, if any: the codec that is asked for, or that of the
    encoder, or the container's default.

    Raises InputError if the ending is none of a video file, the container cannot hold the codec, the codec has no such encoder,
    or it does not have that crf.
    """
    name, crf, encoder = form.codec, form.crf, form.encoder
    ending = path.suffix.lower()
    if ending not in VIDEO_ENDINGS:
        raise InputError(
            f"a film is one of {', '.join(VIDEO_ENDINGS)} or frames/%05d.png, not '{printable(path.name)}'"
        )
    if encoder is not None and encoder not in ENCODERS:
        raise InputError(
            f"no encoder is called '{encoder}'{_near(encoder, ENCODERS)}; there are {', '.join(ENCODERS)}"
        )
    chosen = name or (DEFAULT_CODECS[ending] if encoder is None else ENCODERS[encoder])
    if chosen not in CODECS:
        raise InputError(
            f"no codec is called '{chosen}'{_near(chosen, CODECS)}; there are {', '.join(CODECS)}"
        )
    codec = CODECS[chosen]
    if ending not in codec.endings:
        others = ", ".join(one.name for one in CODECS.values() if ending in one.endings)
        raise InputError(
            f"{chosen} cannot be stored in {ending}; it can be stored in {', '.join(codec.endings)}, and {ending} can hold {others}"
        )
    if encoder is not None:
        if encoder not in codec.all_encoders:
            raise InputError(
                f"{encoder} does not encode {chosen}, but {ENCODERS[encoder]}; {chosen} is encoded by {', '.join(codec.all_encoders)}"
            )
        codec = replace(codec, encoders=(encoder,))
    low, high = codec.crf_range
    if crf is not None and codec.crf is None:
        raise InputError(f"{chosen} has no --crf: its quality is fixed")
    if crf is not None and any(one.name == encoder and one.quality is None for one in codec.hardware):
        raise InputError(f"{encoder} has no --crf: its quality is fixed")
    if crf is not None and not low <= crf <= high:
        raise InputError(f"the --crf of {chosen} lies between {low} and {high}, not at {crf}")
    return codec


def _near(name: str, names: Iterable[str]) -> str:
    """Return a hint at the name that was meant, if one is near."""
    near = get_close_matches(name, names, 1)
    return f" (did you mean '{near[0]}'?)" if near else ""
