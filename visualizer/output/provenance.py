"""Provenance: what the frames of a sequence were made from, kept in each picture, so that no two are mixed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import visualizer
from visualizer.data import data_folder

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

PNG_KEY = "visualizer"
"""Keyword of the text chunk of a PNG that holds the provenance, as JSON."""


@dataclass(frozen=True)
class Provenance:
    """What every pixel of a sequence follows from, besides the number of the frame.

    scene: digest of the scene's files. program: version, and digest of the shaders. fps: frames a second, exact.
    samples: sub-frames a frame. size: pixels.
    """

    scene: str
    program: str
    fps: str
    samples: int
    size: str

    def as_text(self) -> str:
        """Return the text that a picture carries."""
        return json.dumps(asdict(self))

    def differences(self, other: Provenance) -> list[str]:
        """Return what differs between `other`, which is there, and this, which is asked for, in words."""
        ours, theirs = asdict(self), asdict(other)
        words = {
            "scene": "another version of the scene",
            "program": "another version of the visualizer or its shaders",
        }
        return [
            words.get(name, f"{name} {theirs[name]}, not {value}")
            for name, value in ours.items()
            if theirs[name] != value
        ]


def provenance_of(scene: Scene, *, size: tuple[int, int], fps: Fraction | float, samples: int) -> Provenance:
    """Return what frames of a scene are made from. size: pixels. fps: frames per second. samples: sub-frames per frame."""
    return Provenance(scene.digest, _program(), str(fps), samples, f"{size[0]}x{size[1]}")


def read_provenance(path: Path, *, whole: bool = True) -> Provenance | None:
    """Return what a picture was made from, or None if it does not say.

    whole: read all of it. Raises OSError or SyntaxError if what is read is damaged.
    """
    with Image.open(path) as image:
        if whole:
            image.load()
        text = image.info.get(PNG_KEY)
    try:
        return Provenance(**json.loads(text or ""))
    except (TypeError, ValueError):
        return None


def png_info(provenance: Provenance | None = None) -> PngInfo:
    """Return what a picture says of itself: that it is sRGB, and what it was made from if that is given."""
    info = PngInfo()
    # Rendering intent 0, perceptual (PNG specification, section 11.3.2.5). Without it some programs assume another gamma.
    info.add(b"sRGB", b"\0")
    if provenance is not None:
        info.add_text(PNG_KEY, provenance.as_text())
    return info


@lru_cache(maxsize=1)
def _program() -> str:
    folder = data_folder("shaders")
    shaders = hashlib.blake2b(digest_size=8)
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        shaders.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return f"{visualizer.__version__} {shaders.hexdigest()}"
