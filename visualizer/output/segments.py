"""Segments of a film: closed parts, each a file of its own, from which the film is joined without encoding again.

While a film is rendered its segments lie in a folder beside it, ``launch.mp4.segments`` for ``launch.mp4``, with a
record of what they are made from. Each has its name only when it is whole, so a render that was stopped, by whatever,
continues after them.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error

from visualizer.errors import InputError
from visualizer.file_names import LONGEST_NAME, printable, shortened
from visualizer.output.animations import cut_animation, join_animations
from visualizer.output.codecs import Codec
from visualizer.output.files import failure, whole_file
from visualizer.output.provenance import Provenance
from visualizer.output.video import container_options, failure_of, url_of

SEGMENT = 48
"""Most frames of a segment: few enough to lose little, enough to cost the encoder little."""
LEAST = 6
"""Fewest frames of a segment of a longer film, except for its last two, which have at least half as many: encoders need
some frames to work with."""
SHARE = 4
"""A segment is at most this part of the frames from its first to the last of the film: shorter ones at the end let
workers end together."""

_ENDING = ".segments"
RECORD = "segments.json"
"""Name of the file in the folder of segments that says what they are."""


def segments_of(first: int, last: int) -> tuple[range, ...]:
    """Return the segments of frames first to last (excluded), in order: the same for any number of workers."""
    return tuple(divided(range(first, last)))


def divided(numbers: Sequence[int]) -> list[Any]:
    """Return frames, in order, in slices of the length of segments."""
    found = []
    while numbers:
        count = min(SEGMENT, max(LEAST, math.ceil(len(numbers) / SHARE)))
        if len(numbers) - count < LEAST:
            count = len(numbers) if len(numbers) <= LEAST else math.ceil(len(numbers) / 2)
        found.append(numbers[:count])
        numbers = numbers[count:]
    return found


@dataclass(frozen=True)
class FilmSettings:
    """All that determines the bytes of a film. first, last: frames, last excluded."""

    made: Provenance
    first: int
    last: int

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> FilmSettings:
        """Return the settings that `dataclasses.asdict` made a record of. Raises KeyError or TypeError if it is
        none."""
        return cls(**{**record, "made": Provenance.read(record["made"])})

    def differences(self, other: FilmSettings) -> list[str]:
        """Return the differences in words. other: of existing segments; this one is of the requested render."""
        found = self.made.differences(other.made)
        if (self.first, self.last) != (other.first, other.last):
            found.append(f"frames {other.first} to {other.last - 1}, not {self.first} to {self.last - 1}")
        return found


@dataclass(frozen=True)
class Part:
    """A whole segment. first, last: its frames, last excluded. digest: of its file. frames: digests of its pictures, in
    order.

    inputs: digests of all that its pictures depend on, by name (see `visualizer.output.inputs`); empty if they are not
    known.
    """

    first: int
    last: int
    digest: str
    frames: tuple[str, ...]
    inputs: Mapping[str, str] = field(default_factory=dict)


class SegmentFolder:
    """The segments of one film on the disk, and the record of them."""

    def __init__(self, film: Path) -> None:
        self.film = film
        self.path = film.with_name(shortened(film.name, LONGEST_NAME - len(_ENDING)) + _ENDING)
        self.parts: dict[int, Part] = {}

    def file(self, numbers: range) -> Path:
        """Return the file of a segment."""
        return self.path / f"{numbers[0]:07d}-{numbers[-1]:07d}{self.film.suffix.lower()}"

    def begin(self, settings: FilmSettings, *, resume: bool) -> bool:
        """Make the folder for a film, and return whether segments were there that are not continued.

        resume: keep whole segments of the same settings. Raises InputError if they have others, and if the folder holds
        something else.
        """
        self._settings = settings
        self.parts = {}
        found = self.read() or self._alone()
        dropped = False
        if found is None and self.path.exists() and not (self.path.is_dir() and not any(self.path.iterdir())):
            raise InputError(
                f"cannot write {printable(self.film)}: its segments would go to {printable(self.path)}, which holds something else"
            )
        if found is not None and resume:
            there, parts = found
            if different := settings.differences(there):
                raise InputError(
                    f"cannot resume: {printable(self.path)} was rendered differently ({'; '.join(different)}). Render to another "
                    "name, or without --resume to draw all frames again"
                )
            wanted = {(one[0], one[-1] + 1) for one in segments_of(settings.first, settings.last)}
            self.parts = {
                part.first: part
                for part in [*parts, *self._left(settings)]
                if (part.first, part.last) in wanted and self._is_whole(part)
            }
        elif found is not None:
            dropped = bool(found[1])
            try:
                shutil.rmtree(self.path)
            except OSError as error:
                raise failure(self.path, error) from error
        self._save()
        return dropped

    def read(self) -> tuple[FilmSettings, list[Part]] | None:
        """Return what the record says: the settings and the whole segments. None if there is no valid record."""
        try:
            return read_settings(json.loads((self.path / RECORD).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def add(self, part: Part) -> None:
        """Record a segment whose file is whole. Raises InputError if the folder was deleted or moved since `begin`."""
        self.check_presence()
        self.parts[part.first] = part
        self._save()

    def leave(self, settings: FilmSettings, part: Part) -> None:
        """Record a segment in a file of its own, so that processes that draw one segment each do not write to one file.

        A render that resumes with the same settings takes it.
        """
        with whole_file(self._record(part)) as file:
            file.write_text(
                json.dumps({"settings": asdict(settings), "part": asdict(part)}), encoding="utf-8"
            )

    def left(self, settings: FilmSettings, numbers: range) -> bool:
        """Return whether a segment that was left is whole. Raises InputError if it was drawn with other settings."""
        return any(part.first == numbers[0] and self._is_whole(part) for part in self._left(settings))

    def _record(self, part: Part) -> Path:
        return self.file(range(part.first, part.last)).with_suffix(".json")

    def _left(self, settings: FilmSettings) -> list[Part]:
        """Return the segments that were left. Raises InputError if one was drawn with other settings."""
        found = []
        for there, part in self._all_left():
            if different := settings.differences(there):
                raise InputError(
                    f"cannot continue: {printable(self._record(part))} was rendered differently ({'; '.join(different)})"
                )
            found.append(part)
        return found

    def _alone(self) -> tuple[FilmSettings, list[Part]] | None:
        """Return the settings of segments that were left, and no segments; None if none was left."""
        return next(((settings, []) for settings, _ in self._all_left()), None)

    def _all_left(self) -> Iterator[tuple[FilmSettings, Part]]:
        for path in sorted(self.path.glob("*-*.json")) if self.path.is_dir() else ():
            try:
                record = json.loads(path.read_text(encoding="utf-8"))
                part = Part(**{**record["part"], "frames": tuple(record["part"]["frames"])})
                yield FilmSettings.read(record["settings"]), part
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue  # not one of ours, or damaged: the segment is drawn again

    def check_presence(self) -> None:
        """Raise InputError if the folder was deleted or moved since `begin`."""
        if not (self.path / RECORD).exists():
            self.parts = {}
            raise InputError(
                f"{printable(self.path)} was deleted or moved while the film was rendered; put it back and continue with --resume, or render it again"
            ) from None

    def check(self) -> None:
        """Raise InputError if files of recorded segments were changed or deleted, which are then recorded no longer."""
        whole = {first: part for first, part in self.parts.items() if self._is_whole(part)}
        if gone := len(self.parts) - len(whole):
            self.parts = whole
            text = f"{gone} segment{'s' * (gone > 1)} in {printable(self.path)} changed or disappeared while the film was rendered"
            raise InputError(f"{text}; --resume draws what is missing")

    def _is_whole(self, part: Part) -> bool:
        return digest_of(self.file(range(part.first, part.last))) == part.digest

    def end(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _save(self) -> None:
        record = {
            "settings": asdict(self._settings),
            "parts": [asdict(self.parts[first]) for first in sorted(self.parts)],
        }
        with whole_file(self.path / RECORD) as part:
            part.write_text(json.dumps(record, indent=1), encoding="utf-8")


def read_settings(record: Any) -> tuple[FilmSettings, list[Part]]:
    """Return the settings and parts of a record that was read from JSON. Raises KeyError, TypeError, AttributeError,
    ValueError."""
    parts = [Part(**{**part, "frames": tuple(part["frames"])}) for part in record["parts"]]
    return FilmSettings.read(record["settings"]), parts


def digest_of(path: Path) -> str | None:
    """Return the digest of a file, or None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return None


def join(parts: Sequence[Path], out: Path, fps: Fraction | int, codec: Codec) -> None:
    """Write one film of segments, in order, from their encoded frames as they are.

    Frames are numbered by their order of display in each segment; all have the largest delay between decoding and
    display that any segment has. Raises InputError, DiskFull.
    """
    rate = Fraction(fps)
    if codec.animation:
        join_animations(parts, out, rate)
        return
    try:
        orders = [_display_order(part, rate) for part in parts]
        delay = max(place - number for order in orders for place, number in enumerate(order))
        options = container_options(out)
        with av.open(url_of(out), "w", options=options) as film:
            stream: Any = None
            begin, head = 0, None
            for part, order in zip(parts, orders, strict=True):
                with av.open(url_of(part)) as container:
                    source = container.streams.video[0]
                    if stream is None:
                        stream = _stream(film, source, rate, codec, mp4="movflags" in options)
                        head = source.codec_context.extradata
                    if source.codec_context.extradata != head:
                        raise InputError(
                            f"{printable(part)} was encoded with other settings than the segments before it"
                        )
                    for place, packet in enumerate(
                        packet for packet in container.demux(source) if packet.size
                    ):
                        _mux(film, stream, packet, begin + order[place], begin + place - delay, rate)
                begin += len(order)
    except av.error.FFmpegError as error:
        raise failure_of("the film cannot be joined", error) from error


def cut(
    film: Path,
    first: int,
    wanted: Sequence[range],
    file: Callable[[range], Path],
    fps: Fraction | int | str,
    codec: Codec,
) -> Iterator[tuple[range, Path]]:
    """Write some segments of a film that was joined of them to files, without encoding again, and yield each with its
    file.

    first: number of the film's first frame. wanted: in order. file: names the file of a segment. Raises InputError,
    DiskFull.
    """
    rate = Fraction(fps)
    if codec.animation:
        yield from cut_animation(film, first, wanted, file, rate)
        return
    try:
        with av.open(url_of(film)) as container:
            source = container.streams.video[0]
            packets = (packet for packet in container.demux(source) if packet.size)
            place = first
            for numbers in wanted:
                for _ in range(numbers[0] - place):
                    next(packets)
                own = [next(packets) for _ in numbers]
                place = numbers[-1] + 1
                with whole_file(file(numbers)) as part:
                    options = container_options(part)
                    with av.open(url_of(part), "w", options=options) as out:
                        stream = _stream(out, source, rate, codec, mp4="movflags" in options)
                        order = _shown(own, rate)
                        delay = max(number - shown for number, shown in enumerate(order))
                        for number, packet in enumerate(own):
                            _mux(out, stream, packet, order[number], number - delay, rate)
                yield numbers, file(numbers)
    except StopIteration:
        raise InputError(f"{printable(film)} has fewer frames than its manifest says") from None
    except av.error.FFmpegError as error:
        raise failure_of(f"{printable(film)} cannot be cut", error) from error


def _stream(film: Any, source: Any, rate: Fraction, codec: Codec, *, mp4: bool) -> Any:
    """Add a stream for encoded frames of another file."""
    stream = film.add_stream_from_template(source, opaque=True)
    stream.time_base = 1 / rate
    stream.codec_context.framerate = rate  # Matroska holds it for all frames
    if codec.mp4_tag is not None and mp4:
        stream.codec_context.codec_tag = codec.mp4_tag
    return stream


def _mux(film: Any, stream: Any, packet: Any, shown: int, decoded: int, rate: Fraction) -> None:
    """Write an encoded frame. shown, decoded: its times, in frames."""
    packet.stream = stream
    packet.time_base = 1 / rate
    packet.pts, packet.dts = shown, decoded
    packet.duration = 1
    film.mux(packet)


def _display_order(path: Path, rate: Fraction) -> list[int]:
    """Return the number, from 0, of each frame of a segment, in the order of decoding."""
    with av.open(url_of(path)) as container:
        return _shown([one for one in container.demux(container.streams.video[0]) if one.size], rate)


def _shown(packets: Sequence[Any], rate: Fraction) -> list[int]:
    """Return the number, from 0, of each of the encoded frames of a segment, which are in the order of decoding."""
    times = [round(one.pts * one.time_base * rate) for one in packets if one.pts is not None]
    return [time - min(times) for time in times]
