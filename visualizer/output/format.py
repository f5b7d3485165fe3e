"""Format: how drawn frames are stored. Each field is an option of `render`, of its command and of jobs for render
farms.

Whatever decides how frames are stored is declared here once. It travels as one object: to workers, to other machines,
into the record of a render that is continued, and into jobs for farms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from visualizer.colour import HDR_HEADROOM
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

EXR_ENDING = ".exr"
PQ_NAME = "pq"
PAPER_WHITE = 203.0
"""The luminance of the white of paper without --paper-white, cd/m2 (ITU-R BT.2408)."""
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
    bits: int | None = declared(
        None,
        "Bits of a component: 8 or 16 of .png, 8 or 10 of "
        f"{' and '.join(one.name for one in CODECS.values() if one.deep_format)}. If left out, those of the codec; of .png 8.",
    )
    hdr: str | None = declared(
        None,
        f"{PQ_NAME}: HDR10, which is SMPTE ST 2084 (PQ) in BT.2020 with 10 bits and mastering metadata, in films "
        f"({', '.join(one.name for one in CODECS.values() if one.hdr)}) and 16-bit .png.",
    )
    paper_white: float | None = declared(
        None,
        f"Luminance in cd/m2 of the white of paper with --hdr, {PAPER_WHITE:.0f} if left out (ITU-R BT.2408). Highlights go on up to "
        f"{HDR_HEADROOM:.3g} times as much.",
        low=50.0,
        high=500.0,
    )
    transparent: bool = declared(
        False,
        "Leave the sky out: pictures (.png, .exr) and films "
        f"({', '.join(one.name for one in CODECS.values() if one.alpha_format)}) with alpha. Each frame is drawn twice.",
    )

    @property
    def result(self) -> str:
        """The result of the renderer that is stored."""
        return "hdr" if self.hdr else "deep" if (self.bits or 8) > 8 else "picture"

    @property
    def white(self) -> float:
        """The luminance of the white of paper, cd/m2."""
        return PAPER_WHITE if self.paper_white is None else self.paper_white

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
    form = _with_white(form)
    if not pictures:
        codec = codec_for(out, form)
        if form.hdr is not None and not codec.hdr:
            others = ", ".join(f"{one.name} ({', '.join(one.endings)})" for one in CODECS.values() if one.hdr)
            raise InputError(
                f"{codec.name} in {out.suffix.lower()} holds no HDR; --hdr goes with --codec {others}, and with 16-bit .png"
            )
        bits = form.bits or (10 if form.hdr is not None else codec.depths[0])
        if bits not in codec.depths or (form.hdr is not None and bits != 10):
            there = (
                "10 bits with --hdr"
                if form.hdr is not None
                else f"{' or '.join(map(str, codec.depths))} bits"
            )
            raise InputError(f"{codec.name} has {there}, not {bits}")
        if bits != codec.depths[0] and any(one.name == form.encoder for one in codec.hardware):
            raise InputError(f"{form.encoder} takes {codec.depths[0]} bits; leave --encoder out")
        if form.transparent and codec.alpha_format is None:
            others = ", ".join(
                f"{one.name} ({', '.join(one.endings)})" for one in CODECS.values() if one.alpha_format
            )
            raise InputError(
                f"{codec.name} in {out.suffix.lower()} has no alpha; --transparent goes with --codec {others}, and with pictures, "
                "frames/%05d.png or .exr"
            )
        return replace(form, codec=codec.name, bits=bits)
    for name in FILM_FIELDS:
        if getattr(form, name) is not None:
            raise InputError(f"a sequence of pictures has no {name}; leave it out, or render to a film")
    return settled_picture(out, form)


def _with_white(form: Format) -> Format:
    """Return a format with the white of paper if it is HDR. Raises InputError for a combination that there is not."""
    if form.hdr not in (None, PQ_NAME):
        raise InputError(f"--hdr has no '{form.hdr}'; there is {PQ_NAME}")
    if form.paper_white is not None and form.hdr is None:
        raise InputError(
            f"--paper-white goes with --hdr {PQ_NAME}: without it, white is the brightest that a screen shows"
        )
    if form.hdr is not None and form.transparent:
        raise InputError("--hdr and --transparent do not go together: leave one of them out")
    if form.hdr is not None:
        form = replace(form, paper_white=form.white)
    return form


def settled_picture(out: Path, form: Format) -> Format:
    """Return the format of a picture with its bits. Raises InputError for a combination that cannot be stored."""
    form = _with_white(form)
    if out.suffix.lower() == EXR_ENDING:
        if form.hdr is not None or form.bits is not None:
            raise InputError(
                "OpenEXR holds linear light in half floats, without a tone curve; leave --hdr and --bits out"
            )
        return form
    bits = form.bits or (16 if form.hdr is not None else 8)
    if bits not in (8, 16) or (form.hdr is not None and bits != 16):
        raise InputError(
            f"a .png has {'16 bits with --hdr' if form.hdr is not None else '8 or 16 bits'}, not {bits}"
        )
    return replace(form, bits=bits)


def codec_for(path: Path, form: Format) -> Codec:
    """Return the codec for a film, with the one encoder that was asked for, if any: the codec that is asked for, or
    that of the encoder, or the container's default.

    Raises InputError if the ending is none of a video file, the container cannot hold the codec, the codec has no such
    encoder, or it does not have that crf.
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
    own = DEFAULT_CODECS[ending]
    if form.hdr is not None:
        own = next((one.name for one in CODECS.values() if one.hdr and ending in one.endings), own)
    chosen = name or (own if encoder is None else ENCODERS[encoder])
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
