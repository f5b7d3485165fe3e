"""Checks of this machine: OpenGL and its limits, encoders, fonts, a screen."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from visualizer.cache.store import VARIABLE, store
from visualizer.errors import EncoderMissing, MachineError
from visualizer.gpu.context import create_context, driver_of
from visualizer.gpu.limits import limits_of
from visualizer.output.codecs import CODECS, DEFAULT_CODECS
from visualizer.output.video import encoder_for

PACKAGES = ("moderngl", "moderngl-window", "numpy", "pydantic", "av", "imgui-bundle")
SMALLEST_TEXTURE = 4096  # pixels: a 4K picture and its shadow map


@dataclass(frozen=True)
class Finding:
    """Result of one check.

    what: the name of the check. found: what there is, or what is wrong. fix: a command or an instruction that solves
    the problem, if `ok` is False.
    """

    what: str
    found: str
    ok: bool = True
    fix: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return asdict(self)


def examine() -> list[Finding]:
    """Check this machine. A missing part is a finding, not an exception."""
    findings = [Finding("python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")]
    findings += _opengl()
    findings += [_encoder(name) for name in CODECS]
    findings.append(_screen())
    findings.append(_font())
    findings.append(_cache())
    findings.append(Finding("packages", ", ".join(f"{name} {_version(name)}" for name in PACKAGES)))
    return findings


def _opengl() -> list[Finding]:
    try:
        context = create_context()
    except MachineError as error:
        fix = (
            "apt-get install libegl1 libgl1 libgl1-mesa-dri"
            if sys.platform.startswith("linux")
            else "update the graphics driver"
        )
        return [Finding("opengl", str(error), ok=False, fix=fix)]
    try:
        driver = driver_of(context)
        limits = limits_of(context)
        device = "on the CPU" if driver.software else "on a GPU"
        return [
            Finding("opengl", f"{driver.version}; {driver.renderer}, {driver.vendor}: draws {device}"),
            Finding(
                "limits",
                f"pictures of {limits.picture}x{limits.picture}, textures of {limits.texture} texels a side, storage"
                f" buffers of {limits.storage >> 20} MiB",
                ok=limits.picture >= SMALLEST_TEXTURE,
                fix="update the graphics driver",
            ),
            Finding("path", f"{driver.path}: {driver.path_text}"),
        ]
    finally:
        context.release()


def _encoder(name: str) -> Finding:
    # Only the default codec of .mp4 must be there: a render uses the others only if the user asks for them.
    try:
        return Finding(name, f"encoder {encoder_for(CODECS[name])}")
    except EncoderMissing as error:
        needed = name == DEFAULT_CODECS[".mp4"]
        return Finding(
            name,
            "no encoder" if not needed else str(error),
            ok=not needed,
            fix="pip install --force-reinstall av",
        )


def _screen() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding("screen", "a desktop")
    display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if display:
        return Finding("screen", display)
    return Finding(
        "screen", "none: `render` works without one, `watch` needs one (xvfb-run provides a virtual one)"
    )


def _font() -> Finding:
    try:
        from visualizer.text.font_file import shipped_font
        from visualizer.text.fonts import FontError, opened
        from visualizer.text.system import system_fonts
    except ImportError as error:
        fix = "pip install --force-reinstall uharfbuzz python-bidi uniseg"
        return Finding("font", f"captions cannot be drawn ({error})", ok=False, fix=fix)
    try:
        name = opened(shipped_font()).full_name
    except (OSError, FontError) as error:
        return Finding(
            "font", f"captions cannot be drawn ({error})", ok=False, fix="reinstall the visualizer"
        )
    return Finding("font", f"{name}; {len(system_fonts())} system fonts for scripts that it lacks")


def _cache() -> Finding:
    entries = store()
    if entries is None:
        return Finding("cache", f"off: meshes are built anew at each start ({VARIABLE})")
    count, size = entries.size()
    room = f"{count} entries, {size / 1e6:.0f} of at most {entries.bound / 1e6:.0f} MB"
    if not entries.can_write():
        fix = f"{VARIABLE}=FOLDER names another folder, {VARIABLE}=off keeps nothing"
        return Finding("cache", f"{entries.folder} cannot be written: {room}", ok=False, fix=fix)
    return Finding("cache", f"{entries.folder}: {room}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
