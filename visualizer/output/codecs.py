"""Codecs and containers of video files. One declaration each: help, errors, `doctor` and the writer are made from
it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from visualizer.errors import InputError

RGB_FORMATS = ("pal8", "bgra")
"""Pixel formats that hold RGB, not luma and chroma."""


@dataclass(frozen=True)
class Hardware:
    """An encoder of a graphics chip, used if a user asks for it by name.

    name: FFmpeg's. needs: what the machine must have, in words. pixel_format: that it takes. quality: its option that
    takes the place of crf, None if it has none. options: others.
    """

    name: str
    needs: str
    pixel_format: str = "yuv420p"
    quality: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


class Stored(Protocol):
    """What the pixel format depends on, of a `visualizer.output.format.Format`."""

    @property
    def transparent(self) -> bool:
        """Whether there is alpha."""

    @property
    def bits(self) -> int | None:
        """Bits of a component; None for the codec's own."""


@dataclass(frozen=True)
class Codec:
    """A codec that a user can ask for.

    name: as in ``--codec``. encoders: FFmpeg's names, by preference. pixel_format: FFmpeg's name. endings: of the
    containers it goes into. alpha_format: pixel format with transparency, None if it has none. deep_format: with 10
    bits on request, None if it has none. hdr: whether it holds HDR, with 10 bits. decoded: the format that FFmpeg's
    decoder gives for one that was encoded, where it is another. hardware: encoders by request. crf: default constant
    rate factor, None if it has none. crf_range: lowest and highest allowed. options: of the encoder. mp4_tag: sample
    entry in .mp4 and .mov, None for FFmpeg's choice. short_options: by encoder, a number of frames and the options that
    replace `options` for a film of fewer. row: pixels; for pictures whose width is no multiple of it, `uneven_options`
    are added. bits: per pixel, of the shipped film at the default crf, to estimate the size of a file. loss: mean
    difference, in 8-bit steps, that it adds to that of other codecs, by its few colours. most_fps: frames per second at
    most.
    """

    name: str
    encoders: tuple[str, ...]
    pixel_format: str
    endings: tuple[str, ...]
    alpha_format: str | None = None
    deep_format: str | None = None
    hdr: bool = False
    decoded: Mapping[str, str] = field(default_factory=dict)
    hardware: tuple[Hardware, ...] = ()
    crf: int | None = None
    crf_range: tuple[int, int] = (0, 51)
    options: Mapping[str, str] = field(default_factory=dict)
    mp4_tag: str | None = None
    short_options: Mapping[str, tuple[int, Mapping[str, str]]] = field(default_factory=dict)
    row: int = 1
    uneven_options: Mapping[str, str] = field(default_factory=dict)
    bits: float = 8.0
    loss: float = 0.0
    most_fps: int | None = None

    @property
    def animation(self) -> bool:
        """Whether its files are animated pictures, of RGB without colour tags."""
        return self.pixel_format in RGB_FORMATS

    @property
    def depths(self) -> tuple[int, ...]:
        """The bits of a component that it can store, its own first."""
        own = 10 if "10" in self.pixel_format else 8
        return (own,) if self.deep_format is None else (own, 10)

    def stored_format(self, form: Stored) -> str:
        """Return the pixel format that is stored."""
        if form.transparent and self.alpha_format is not None:
            return self.alpha_format
        return self.deep_format if form.bits == 10 and self.deep_format is not None else self.pixel_format

    def decoded_format(self, form: Stored) -> str:
        """Return the pixel format in which films are read back."""
        stored = self.stored_format(form)
        return self.decoded.get(stored, stored)

    @property
    def all_encoders(self) -> tuple[str, ...]:
        """FFmpeg's names of all its encoders, those of hardware last."""
        return (*self.encoders, *(one.name for one in self.hardware))

    def input_format(self, encoder: str, form: Stored) -> str:
        """Return the pixel format that an encoder of this codec takes."""
        own = (one.pixel_format for one in self.hardware if one.name == encoder)
        return next(own, self.stored_format(form))

    def options_for(self, encoder: str, frames: int | None, crf: int | None, width: int) -> dict[str, str]:
        """Return the options of an encoder for a film of `frames` frames of a width, pixels, at a crf (None: default).

        frames: None if not known, which counts as few: the options for longer films may be unsafe for short ones.
        """
        for one in self.hardware:
            if one.name == encoder:
                quality = {} if one.quality is None else {one.quality: str(self.crf if crf is None else crf)}
                return {**one.options, **quality}
        options = dict(self.options)
        if encoder in self.short_options:
            least, replaced = self.short_options[encoder]
            if frames is None or frames < least:
                options |= replaced
        if width % self.row:
            options |= self.uneven_options
        if self.crf is not None:
            options["crf"] = str(self.crf if crf is None else crf)
        return options


def _hardware(codec: str) -> tuple[Hardware, ...]:
    """Return the hardware encoders that exist for a codec. codec: the part of their names that names it."""
    return (
        Hardware(
            f"{codec}_nvenc",
            "an NVIDIA GPU with NVENC and its driver",
            quality="cq",
            options={"preset": "p5", "rc": "vbr", "bf": "0"},
        ),
        Hardware(f"{codec}_qsv", "an Intel GPU with Quick Sync and its driver", "nv12", "global_quality"),
        Hardware(f"{codec}_amf", "an AMD GPU and its driver"),
        Hardware(f"{codec}_videotoolbox", "macOS"),
    )


CODECS: dict[str, Codec] = {
    codec.name: codec
    for codec in (
        Codec(
            "h264",
            encoders=("libx264",),
            hardware=_hardware("h264"),
            pixel_format="yuv420p",
            endings=(".mp4", ".mov", ".mkv"),
            crf=17,
            crf_range=(1, 51),  # 0 is lossless, which the High profile does not allow
            # x264's bytes depend on the number of its threads, so it is the same on every machine.
            options={"preset": "medium", "profile": "high", "threads": "4"},
            # The macroblock tree of x264 reads memory that it has not written where a row has no multiple of 8
            # macroblocks: 960 pixels, for example. The bytes then differ from run to run.
            row=128,
            uneven_options={"x264-params": "mbtree=0"},
            bits=0.6,
        ),
        Codec(
            "hevc",
            encoders=("libx265",),
            hardware=_hardware("hevc"),
            pixel_format="yuv420p",
            endings=(".mp4", ".mov", ".mkv"),
            deep_format="yuv420p10le",
            hdr=True,
            crf=20,
            options={"preset": "medium", "x265-params": "log-level=error"},
            mp4_tag="hvc1",  # Apple's players accept no other; FFmpeg's own choice is hev1
            # x265 computes the delay of B-frames from three frames. For a shorter film it writes uninitialised memory
            # (its issue 934), and FFmpeg's MP4 muxer aborts the process.
            short_options={"libx265": (3, {"x265-params": "bframes=0"})},
            bits=0.4,
        ),
        Codec(
            "av1",
            encoders=("libsvtav1", "libaom-av1"),
            hardware=_hardware("av1"),
            pixel_format="yuv420p",
            endings=(".mp4", ".mkv", ".webm"),
            deep_format="yuv420p10le",
            hdr=True,
            crf=28,
            crf_range=(1, 63),
            bits=0.3,
        ),
        Codec(
            "vp9",
            encoders=("libvpx-vp9",),
            pixel_format="yuv420p",
            endings=(".webm", ".mkv"),
            crf=28,
            crf_range=(0, 63),
            bits=0.4,
        ),
        Codec(
            "prores",
            encoders=("prores_ks",),
            pixel_format="yuv422p10le",
            endings=(".mov", ".mkv"),
            options={"profile": "3"},  # ProRes 422 HQ
            bits=6.1,
        ),
        Codec(
            "prores4444",
            encoders=("prores_ks",),
            pixel_format="yuv444p10le",
            endings=(".mov", ".mkv"),
            alpha_format="yuva444p10le",
            decoded={"yuv444p10le": "yuv444p12le", "yuva444p10le": "yuva444p12le"},
            options={"profile": "4", "alpha_bits": "16"},
            mp4_tag="ap4h",  # FFmpeg's own choice for a joined film is that of 422 HQ
            bits=9.2,
        ),
        Codec(
            "ffv1",
            encoders=("ffv1",),
            pixel_format="yuv444p",
            endings=(".mkv",),
            alpha_format="yuva444p",
            bits=6.6,
        ),
        Codec(
            "gif",
            encoders=("gif",),
            pixel_format="pal8",
            endings=(".gif",),
            decoded={"pal8": "bgra"},
            options={"global_palette": "0"},
            bits=5.0,
            loss=6.0,
            most_fps=50,  # viewers show a frame of less than two hundredths of a second for ten
        ),
        Codec(
            "webp",
            encoders=("libwebp",),
            pixel_format="bgra",
            endings=(".webp",),
            alpha_format="bgra",
            options={"quality": "80", "compression_level": "4"},
            bits=0.9,
        ),
    )
}
"""All codecs by name. The first one that goes into a container is that container's default."""

ENCODERS: dict[str, str] = {}
for _codec in CODECS.values():
    for _encoder in _codec.all_encoders:
        ENCODERS.setdefault(_encoder, _codec.name)
"""The codec of each encoder: the first that has it."""

VIDEO_ENDINGS = tuple(dict.fromkeys(ending for codec in CODECS.values() for ending in codec.endings))
"""File name endings of video files."""

DEFAULT_CODECS: dict[str, str] = {
    ending: next(codec.name for codec in CODECS.values() if ending in codec.endings)
    for ending in VIDEO_ENDINGS
}
"""The name of the default codec, by ending."""


def whole_chroma(codec: Codec, size: tuple[int, int]) -> tuple[int, int]:
    """Return the largest size, pixels, within `size` that a codec accepts: chroma of half the size needs even sides."""
    if "420" not in codec.pixel_format:
        return size
    return size[0] // 2 * 2, size[1] // 2 * 2


def check_size(codec: Codec, size: tuple[int, int]) -> None:
    """Raise InputError for a size, pixels, that a codec does not accept."""
    fits = whole_chroma(codec, size)
    if fits != size:
        hint = f"; {fits[0]}x{fits[1]} would be valid" if min(fits) else ""
        raise InputError(f"{codec.name} needs an even width and height, not {size[0]}x{size[1]}{hint}")


def codec_help() -> str:
    """Return the help text of ``--codec``."""
    names = list(CODECS)
    first = next(iter(DEFAULT_CODECS.values()))
    others = "".join(f"; for {ending}, {name}" for ending, name in DEFAULT_CODECS.items() if name != first)
    return f"{', '.join(names[:-1])} or {names[-1]}. If left out, {first}{others}."


def crf_help() -> str:
    """Return the help text of ``--crf``."""
    ranges = "; ".join(
        f"{codec.name} {codec.crf_range[0]} to {codec.crf_range[1]}, {codec.crf} if left out"
        for codec in CODECS.values()
        if codec.crf is not None
    )
    none = " and ".join(codec.name for codec in CODECS.values() if codec.crf is None)
    return f"Constant rate factor: lower is a better picture in a larger file. {ranges}. {none} have none."


def encoder_help() -> str:
    """Return the help text of ``--encoder``."""
    names = ", ".join(one.name for codec in CODECS.values() for one in codec.hardware)
    return f"FFmpeg's name of the encoder. By request, those of graphics chips: {names}. If left out, one that runs on the CPU."
