"""Presets of a render by purpose: what each sets, from which help, errors and options are made. Options that are given
win."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from visualizer.errors import InputError
from visualizer.file_names import printable


@dataclass(frozen=True)
class Preset:
    """Options for a purpose. sentence: what it is for. endings: of the files that it writes. options: as in
    `RenderOptions`.

    own: more options for files of an ending. side: pixels of the longer side, at most, without --size. most_bytes: of
    the file; a longer film is made smaller, down to half of `side`.
    """

    name: str
    sentence: str
    endings: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    side: int | None = None
    most_bytes: float | None = None

    def said(self) -> str:
        """Return in words what it sets."""
        settings = [f"--{name.replace('_', '-')} {value}" for name, value in self.options.items()]
        if self.side is not None:
            settings.append(f"at most {self.side} pixels wide or high")
        if self.most_bytes is not None:
            settings.append(f"smaller if it would have more than about {self.most_bytes / 1e6:.0f} MB")
        return f"{', '.join(settings)} in {' or '.join(self.endings)}"


PRESETS: dict[str, Preset] = {
    one.name: one
    for one in (
        Preset("web", "plays everywhere", (".mp4",), {"codec": "h264", "crf": 20}),
        Preset("edit", "every frame coded by itself, for editing programs", (".mov",), {"codec": "prores"}),
        Preset(
            "chat",
            "a short moving picture in a message",
            (".webp", ".gif", ".mp4"),
            {"fps": 12},
            {".mp4": {"codec": "h264", "crf": 26}},
            side=480,
            most_bytes=10e6,
        ),
        Preset(
            "hdr", "for screens that show HDR10", (".mp4", ".mkv"), {"hdr": "pq", "codec": "hevc", "crf": 16}
        ),
        Preset(
            "archive", "coded without loss, after conversion to 8-bit 4:4:4", (".mkv",), {"codec": "ffv1"}
        ),
    )
}
"""All presets by name."""


def with_preset(name: str, out: Path | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a render with those of a preset where `given` has none. given: options of `RenderOptions`.
    out: the file; None if there is none.

    Raises InputError for an unknown preset, and for an `out` that it does not write, unless the codec is given.
    """
    if name not in PRESETS:
        near = get_close_matches(name, PRESETS, 1)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        raise InputError(f"--for has no '{name}'{hint}; there are {', '.join(PRESETS)}")
    preset = PRESETS[name]
    if out is not None and out.suffix.lower() not in preset.endings and given.get("codec") is None:
        raise InputError(
            f"--for {name} writes {' or '.join(preset.endings)}, not '{printable(out.name)}'; --codec overrides it"
        )
    options = {**preset.options, **(preset.own.get(out.suffix.lower(), {}) if out is not None else {})}
    return {**given, **{key: value for key, value in options.items() if given.get(key) is None}}


def preset_help() -> str:
    """Return the help text of ``--for``."""
    lines = "; ".join(f"{one.name}, {one.sentence}: {one.said()}" for one in PRESETS.values())
    return f"Settings by purpose. {lines}. Options that are given win."
